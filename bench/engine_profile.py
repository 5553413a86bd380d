"""Where the time goes: samples of py-spy while eight citizens talk, summed by function."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

LINE = re.compile(r":\d+\)$")
EVERYWHERE = 0.95  # frames that nearly all samples have say nothing
SHOWN = 14


def sampler(pid: int, seconds: int, out: Path) -> "subprocess.Popen[bytes]":
    """Samples of threads that hold the interpreter: waiting is not work."""
    spy = Path(sys.executable).with_name("py-spy")
    return subprocess.Popen(  # noqa: S603  the command is ours
        [spy, "record", "--gil", "-f", "raw", "-r", "200", "-d", str(seconds), "-o", out, "-p", str(pid)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def inclusive(lines: Iterable[str]) -> list[tuple[str, float]]:
    """Functions by the share of samples in which they or what they called were at work, largest first.

    `lines` are py-spy's raw ones, `frame;frame;frame count`; a function that calls itself counts once.
    """
    counts: Counter[str] = Counter()
    total = 0
    for line in lines:
        stack, _, count = line.rpartition(" ")
        total += int(count)
        for frame in {LINE.sub(")", frame) for frame in stack.split(";")}:
            counts[frame] += int(count)
    return [(frame, count / total) for frame, count in counts.most_common() if count / total < EVERYWHERE]


def telling(found: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Without the event loop's own plumbing, which is below everything."""
    plumbing = ("asyncio/", "runpy", "threading.py", "<module>", "concurrent/", "base_events", "bot/cli.py")
    return [(frame, share) for frame, share in found if not any(part in frame for part in plumbing)][:SHOWN]


def found(file: Path) -> list[tuple[str, float]]:
    return telling(inclusive(file.read_text(encoding="utf-8").splitlines()))
