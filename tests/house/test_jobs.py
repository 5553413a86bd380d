"""Jobs run at the start and by command, and somebody is told when they do not."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update

from bot import cli
from bot.house import jobs as house_jobs
from bot.house.jobs import NAMES
from bot.ledger import Ledger, heads, identities, retention
from bot.ledger.tables import contact, identity, identity_use, job, rollup, sign_in_attempt, turn
from bot.ledger.verify import verify
from tests.ledger.follow_up import ago, deflected, state, wrote
from tests.ledger.helpers import bind

DUE = house_jobs.Chores(windows={"passport_renew": 14}, transcript_days=180)


async def opened(folder: Path) -> Ledger:
    return await Ledger.open(f"sqlite:///{folder / 'genvej.sqlite'}", folder=folder)


async def test_a_run_closes_what_is_due_and_says_how_much(tmp_path: Path) -> None:
    ledger = await opened(tmp_path)
    await ledger.write(bind(deflected, "a", days=40, completed=39))
    assert await house_jobs.overdue(ledger) is not None
    idle = dict.fromkeys(("left-behind", "retention", "transcripts", "words"), 0)
    done = {"windows": 1, "conversations": 1, "sample": 1, **idle}
    assert await house_jobs.run(ledger, DUE) == done
    assert await house_jobs.run(ledger, DUE) == dict.fromkeys(done, 0)
    assert await state(ledger, "a") == "verified"
    assert await house_jobs.overdue(ledger) is None
    await ledger.close()


async def test_after_a_run_with_nothing_to_do_they_run_again(tmp_path: Path) -> None:
    ledger, nothing = await opened(tmp_path), dict.fromkeys(NAMES, 0)
    assert await house_jobs.run(ledger, DUE) == nothing
    assert await house_jobs.run(ledger, DUE) == nothing
    await ledger.close()


@pytest.mark.parametrize(("hours", "late"), [(25.9, False), (26.1, True)])
async def test_more_than_a_day_without_a_run_is_red(tmp_path: Path, hours: float, late: bool) -> None:
    ledger = await opened(tmp_path)
    await house_jobs.run(ledger, DUE)
    before = datetime.now(UTC) - timedelta(hours=hours)
    await ledger.write(lambda tx: tx.execute(update(job).values(succeeded_at=before)))
    assert (await house_jobs.overdue(ledger) is not None) is late
    await ledger.close()


def test_the_command_prints_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GENVEJ_VAR", str(tmp_path))

    async def prepare() -> None:
        ledger = await opened(tmp_path)
        await ledger.write(bind(deflected, "a", days=40, completed=39))
        await ledger.close()

    asyncio.run(prepare())
    assert cli.main(["jobs", "run"]) == 0
    assert capsys.readouterr().out == (
        "windows: 1\nconversations: 1\nleft-behind: 0\nsample: 1\nretention: 0\ntranscripts: 0\nwords: 0\n"
    )


async def test_the_command_refuses_while_a_house_runs_on_the_same_file(tmp_path: Path) -> None:
    from bot.failure import CommandError
    from bot.jobs import run
    from bot.settings import load

    ledger = await opened(tmp_path)
    with pytest.raises(CommandError):
        await run(load({"GENVEJ_VAR": str(tmp_path)}), None)  # type: ignore[arg-type]
    await ledger.close()


async def test_who_a_citizen_is_is_forgotten_after_thirteen_months(tmp_path: Path) -> None:
    ledger = await opened(tmp_path)
    for name, days in (("old", 391.0), ("new", 389.0)):
        await ledger.write(bind(deflected, name, days=days, completed=days - 1, citizen=name))
    await ledger.write(lambda tx: identities.note(tx, "c-new", "newer", ago(1)))
    attempts = [{"name_hash": "x", "address": "::1", "ok": False, "at": ago(days)} for days in (91, 89)]
    await ledger.write(lambda tx: tx.execute(insert(sign_in_attempt), attempts))
    await house_jobs.run(ledger, DUE)
    known = await ledger.read(lambda conn: list(conn.execute(select(identity.c.pseudonym)).scalars()))
    used = await ledger.read(lambda conn: list(conn.execute(select(identity_use.c.pseudonym)).scalars()))
    tried = await ledger.read(lambda conn: conn.execute(select(sign_in_attempt)).all())
    assert (sorted(known), sorted(used), len(tried)) == (["new", "newer"], ["new", "newer"], 1)
    assert await state(ledger, "old") == "verified"
    await ledger.close()


async def test_contacts_forget_their_citizen_by_their_own_age(tmp_path: Path) -> None:
    """All in one import of today, which some of them had waited for for more than a year."""
    ledger = await opened(tmp_path)
    for number in range(5):
        await ledger.write(bind(wrote, f"old{number}", days=390.1))
    await ledger.write(bind(wrote, "new", days=389.9))
    assert await ledger.write(lambda tx: retention.purge(tx, limit=2)) == 2
    await house_jobs.run(ledger, DUE)
    rows = await ledger.read(
        lambda conn: conn.execute(select(contact.c.contact_id, contact.c.pseudonym)).all()
    )
    assert {row.contact_id for row in rows if row.pseudonym} == {"new"}
    assert len(rows) == 6
    await ledger.close()


async def test_words_are_forgotten_by_their_age_and_nothing_else_is(tmp_path: Path) -> None:
    ledger = await opened(tmp_path)
    url = f"sqlite:///{tmp_path / 'genvej.sqlite'}"
    for name, days in (("old", 200.0), ("new", 100.0)):
        await ledger.write(bind(deflected, name, days=days, completed=days - 1, citizen=name))
        received = update(turn).where(turn.c.conversation == f"c-{name}").values(received_at=ago(days))
        await ledger.write(lambda tx, received=received: tx.execute(received))  # type: ignore[misc]
    assert (await house_jobs.run(ledger, DUE))["transcripts"] == 1
    left = await ledger.read(lambda conn: list(conn.execute(select(turn.c.conversation)).scalars()))
    assert left == ["c-new"]
    before = await ledger.read(heads.all_heads), await ledger.read(all_sums)
    assert (await house_jobs.run(ledger, replace(DUE, transcript_days=50)))["transcripts"] == 1
    assert await house_jobs.run(ledger, replace(DUE, transcript_days=50)) == dict.fromkeys(NAMES, 0)
    assert before == (await ledger.read(heads.all_heads), await ledger.read(all_sums))
    assert verify(url).findings == []
    await ledger.close()


def all_sums(conn: Connection) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in conn.execute(select(rollup)))


async def test_what_is_due_by_its_age_is_found_by_an_index(tmp_path: Path) -> None:
    ledger = await opened(tmp_path)
    for query, index in (
        ("SELECT * FROM turn WHERE received_at >= '2026' AND received_at < '2027'", "turn_received"),
        ("SELECT * FROM contact WHERE at < '2026' AND pseudonym IS NOT NULL", "contact_age"),
        ("SELECT * FROM conversation WHERE settled IS NULL AND ended_at < '2026'", "conversation_unsettled"),
    ):
        plan = await ledger.read(bind(planned, query))
        assert f"USING INDEX {index}" in plan, plan
    await ledger.close()


def planned(conn: Connection, query: str) -> str:
    return " ".join(str(row[-1]) for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}"))


async def test_a_job_that_alone_did_not_run_is_named(tmp_path: Path) -> None:
    ledger = await opened(tmp_path)
    await house_jobs.run(ledger, DUE)
    assert "transcripts" in await house_jobs.last(ledger)
    before = datetime.now(UTC) - timedelta(hours=27)
    mine = update(job).where(job.c.name == "transcripts").values(succeeded_at=before)
    await ledger.write(lambda tx: tx.execute(mine))
    said = await house_jobs.overdue(ledger)
    assert said is not None
    assert "transcripts" in said
    assert "windows" not in said
    await ledger.close()


def test_a_clock_that_is_set_is_noticed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = house_jobs.SteadyClock()
    assert not clock.leapt()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 86_400)
    assert [clock.leapt(), clock.leapt()] == [True, False]
