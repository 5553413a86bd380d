"""A message is synced to disk before it is answered: the order of system calls shows it, kill -9 cannot."""

import asyncio
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.faults.citizen import arrive
from tests.faults.house import NO_ENGINE, bare
from tests.faults.tracing import Trace, early, parse, strace
from tests.faults.watching import jobs_done

HOUSE = (sys.executable, "-m", "bot", "run")
WAL = "9</var/genvej.sqlite-wal>"
SOCKET = "15<TCP:[127.0.0.1:8080->127.0.0.1:5]>"
OTHER_SOCKET = "16<TCP:[127.0.0.1:8080->127.0.0.1:6]>"


async def traced(folder: Path, program: tuple[str, ...], *, turns: int, at_once: int) -> Trace:
    """What a house did for `turns` messages one after the other, then for `at_once` at the same moment."""
    house, trace = bare(folder / "var", **NO_ENGINE), folder / "trace"
    try:
        await house.start(strace(trace, *program))
        # What the jobs write at the start would look like an answer's booking that nobody synced.
        await jobs_done(house.var)
        async with ClientSession() as session:
            citizens = [await arrive(session, house.citizens) for _ in range(at_once)]
            for number in range(turns):
                await citizens[0].say(f"mark{number:03}x min sofa skal hentes")
            marked = zip(together(at_once), citizens, strict=True)
            await asyncio.gather(*(citizen.say(f"{mark} bulky waste") for mark, citizen in marked))
    finally:
        await house.stop()
    return parse(trace.read_text().splitlines())


def together(count: int) -> list[str]:
    return [f"mark{900 + number}x" for number in range(count)]


async def test_no_answer_leaves_before_the_sync_that_covers_it(tmp_path: Path) -> None:
    trace = await traced(tmp_path, HOUSE, turns=50, at_once=16)
    assert len(trace.requests()) == 66
    assert len(trace.syncs) >= 100
    assert early(trace, together=together(16)) == []


@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
async def test_the_same_check_goes_red_when_nothing_is_synced(tmp_path: Path, synchronous: str) -> None:
    program = (sys.executable, "-m", "tests.faults.unsafe_house", synchronous)
    trace = await traced(tmp_path, program, turns=3, at_once=3)
    assert len(early(trace, together=together(3))) == 6


READ = f'1 recvfrom({SOCKET}, "POST … mark001x", 9) = 9'
STORED = f'2 pwrite64({WAL}, "… mark001x", 9, 0) = 9'
SYNCED = f"2 fdatasync({WAL}) = 0"
ANSWERED = f'1 sendto({SOCKET}, "HTTP/1.1 200 OK", 9) = 9'
ELSEWHERE = f'1 sendto({OTHER_SOCKET}, "HTTP/1.1 200 OK", 9) = 9'
BOOKED = f'2 pwrite64({WAL}, "the answer", 9, 0) = 9'
SYNC_BEGINS = f"2 fdatasync({WAL} <unfinished ...>"
SYNC_ENDS = "2 <... fdatasync resumed>) = 0"


@pytest.mark.parametrize(
    ("lines", "findings"),
    [
        pytest.param([READ, STORED, SYNCED, ANSWERED], [], id="in_order"),
        pytest.param([READ, STORED, SYNC_BEGINS, SYNC_ENDS, ANSWERED], [], id="in_two_halves"),
        pytest.param([READ, STORED, SYNCED, BOOKED, SYNCED, ANSWERED], [], id="two_commits"),
        pytest.param([READ, STORED, ANSWERED, SYNCED], ["before it was synced"], id="answered_early"),
        pytest.param(
            [READ, STORED, SYNC_BEGINS, ANSWERED, SYNC_ENDS], ["before it was synced"], id="while_it_syncs"
        ),
        pytest.param(
            [READ, SYNC_BEGINS, STORED, SYNC_ENDS, ANSWERED], ["before it was synced"], id="too_soon"
        ),
        pytest.param(
            [READ, STORED, SYNCED.replace("= 0", "= -1 EIO"), ANSWERED], ["it was synced"], id="sync_failed"
        ),
        pytest.param([READ, ANSWERED], ["not stored"], id="nothing_stored"),
        pytest.param(
            [READ, STORED, SYNCED, BOOKED, ANSWERED], ["its answer was synced"], id="answer_not_synced"
        ),
    ],
)
def test_the_check_tells_order_from_disorder(lines: list[str], findings: list[str]) -> None:
    found = early(parse(lines))
    assert len(found) == len(findings)
    assert all(said in sentence for said, sentence in zip(findings, found, strict=True))
