"""Every manipulation is found and named by its row, and honest runs raise no alarm."""

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.ledger import (
    Event,
    Ledger,
    Transaction,
    chains,
    conversations,
    imports,
    raw,
    recount,
    recount_contacts,
    recount_conversations,
    recount_sums,
    recounting,
    tables,
)
from bot.ledger import verify as verifying
from bot.ledger.checkpoints import BadCheckpoint, Checkpoint, Contradiction, checkpoint, files, genuine, read
from bot.ledger.contacts import Contact
from bot.ledger.imports import NewImport, Part
from bot.ledger.keys import read_or_create
from bot.ledger.verify import verify
from tests.ledger.helpers import NOON, bind, later, whole_way
from tests.ledger.tampering import events, insert, intruder, retell, rewrite, writers
from tests.services.postgres import Postgres

KEY = b"k" * 32
CITIZENS = 5


async def live(url: str, folder: Path) -> None:
    """Two chains, each begun, filled with the ways of some citizens, and closed; a checkpoint after each."""
    for chain in "ab":
        ledger = await Ledger.open(url, folder=folder)
        for number in range(CITIZENS):
            await whole_way(ledger, f"{chain}{number}")
            await checkpoint(ledger, folder / "checkpoints", KEY)
        await ledger.close()


@pytest.fixture(scope="session")
def lived_sqlite(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    folder = tmp_path_factory.mktemp("lived")
    shutil.copy(sqlite_template, folder / "genvej.db")
    asyncio.run(live(f"sqlite:///{folder / 'genvej.db'}", folder))
    return folder


@pytest.fixture(scope="session")
def lived_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: Postgres, postgres_template: str
) -> tuple[Path, str]:
    folder, url = tmp_path_factory.mktemp("lived"), postgres_server.create(template=postgres_template)
    asyncio.run(live(url, folder))
    return folder, url.rpartition("/")[2]


@pytest.fixture
def sealed(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A copy of a ledger that has lived, with its checkpoints."""
    if kind == "sqlite":
        shutil.copytree(request.getfixturevalue("lived_sqlite"), tmp_path, dirs_exist_ok=True)
        yield f"sqlite:///{tmp_path / 'genvej.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    folder, template = request.getfixturevalue("lived_postgresql")
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    url = server.create(template=template)
    yield url
    server.drop(url)


def found(url: str, checkpoints: Path | None = None, key: bytes | None = KEY) -> list[str]:
    return [str(finding) for finding in verify(url, checkpoints, key).findings]


def test_an_honest_ledger_has_no_findings(sealed: str, tmp_path: Path) -> None:
    report = verify(sealed, tmp_path / "checkpoints", KEY)
    assert report.findings == []
    assert (report.chains, report.checkpoints) == (2, 10)
    # a start, a stop, and for each citizen: begun, asked, answered, offered, opened, receipt, completed
    assert report.events == 2 * (2 + 7 * CITIZENS)


CELLS = {
    "writer": "f" * 32,
    "seq": 99,
    "prev": "1" * 64,
    "hash": "2" * 64,
    "body": "{}",
    "kind": "verified",
    "at": "2020-01-01T00:00:00.000000Z",
    "deflection": "another",
    "conversation": "another",
}


@pytest.mark.parametrize("column", CELLS)
@pytest.mark.parametrize("places", [(1, 20), (5, 37)])
def test_each_changed_cell_is_found_and_its_row_is_named(
    sealed: str, column: str, places: tuple[int, int]
) -> None:
    """One cell in each of the two chains."""
    with intruder(sealed) as run:
        chains = list(zip(writers(run), places, strict=True))
        for number, (writer, place) in enumerate(chains):
            value = f"{number}" * 32 if column == "writer" else CELLS[column]
            run(f"UPDATE event SET {column} = ? WHERE writer = ? AND seq = ?", value, writer, place)
    named = found(sealed)
    for number, (writer, place) in enumerate(chains):
        row = f"event {place} of chain {writer}"
        after = f"event {place + 1} of chain {writer}"
        moved = f"event {CELLS['seq']} of chain {writer}"
        away = f"event {place} of chain {str(number) * 32}"
        assert any(one.startswith((row, after, moved, away)) for one in named), named


@pytest.mark.parametrize("column", ["deflection", "conversation"])
def test_a_cell_that_was_emptied_is_found(sealed: str, column: str) -> None:
    with intruder(sealed) as run:
        writer = writers(run)[1]
        run(f"UPDATE event SET {column} = NULL WHERE writer = ? AND seq = 5", writer)
    assert found(sealed)[0] == (
        f"event 5 of chain {writer}: the column {column} says something else than the event itself"
    )


@pytest.mark.parametrize("change", ["a space", "one letter", "a number"])
def test_a_body_changed_by_a_little_is_found(sealed: str, change: str) -> None:
    edits = {"a space": ('{"', '{ "'), "one letter": ("asked", "Asked"), "a number": ('"turn":1', '"turn":2')}
    with intruder(sealed) as run:
        writer = writers(run)[0]
        body = events(run, writer)[2][4]
        run("UPDATE event SET body = ? WHERE writer = ? AND seq = 3", body.replace(*edits[change]), writer)
    assert found(sealed)[0] == f"event 3 of chain {writer}: its content does not have its hash"


def instead(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


OFFERED = 5  # the place of the first offer in its chain
UNREADABLE = "event 5 of chain {}: its content is no JSON"
UNFOLLOWED = "deflection d-a0: its events do not follow from one another"


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        pytest.param(lambda text: text + "x", UNREADABLE, id="something_after_it"),
        pytest.param(lambda text: text + text, UNREADABLE, id="a_second_body"),
        pytest.param(lambda text: "[" * 100_000, UNREADABLE, id="too_deep"),
        pytest.param(instead('"v":1', f'"v":{"1" * 5000}'), UNREADABLE, id="too_long_a_number"),
        pytest.param(instead('"v":1', '"v":NaN'), "event 5 of chain {}: its content is no event",
                     id="no_number_for_its_version"),
        pytest.param(instead('"turn":1', '"turn":NaN'), UNFOLLOWED, id="no_number_in_its_data"),
        pytest.param(instead('"turn":1', '"turn":"\\ud800"'), UNFOLLOWED, id="half_a_sign"),
        pytest.param(instead('"turn":1', '"turn":1,"turn":2'),
                     "deflection d-a0: the column turn says 1, its events say 2", id="a_name_twice"),
        pytest.param(lambda text: text.removesuffix("}") + ',"kind":"asked"}',
                     "event 5 of chain {}: the column kind says something else than the event itself",
                     id="its_kind_twice"),
    ],
)  # fmt: skip
def test_a_body_that_readers_of_json_read_differently_is_found_although_its_hash_is_right(
    sealed: str, change: Callable[[str], str], finding: str
) -> None:
    with intruder(sealed) as run:
        writer = writers(run)[0]
        assert events(run, writer)[OFFERED - 1][5] == "offered"
        before = events(run, writer)[OFFERED - 1][4]
        retell(run, writer, OFFERED, change)
        assert events(run, writer)[OFFERED - 1][4] != before
    assert finding.format(writer) in found(sealed)


def test_bytes_that_are_no_text_are_found(lived_sqlite: Path, tmp_path: Path) -> None:
    """The other database refuses them."""
    shutil.copytree(lived_sqlite, tmp_path, dirs_exist_ok=True)
    url = f"sqlite:///{tmp_path / 'genvej.db'}"
    with intruder(url) as run:
        writer = writers(run)[0]
        body = "CAST(CAST(replace(body, 'turn', 'tur') AS BLOB) || x'ff' AS TEXT)"
        run(f"UPDATE event SET body = {body} WHERE writer = ? AND seq = 5", writer)
        run("UPDATE deflection SET state = x'00', service = x'00' WHERE id = 'd-b1'")
    named = found(url)
    assert named[0] == f"event 5 of chain {writer}: its content does not have its hash"
    assert UNFOLLOWED in named
    assert any(one.startswith("deflection d-b1: the column service says b'") for one in named)


@pytest.mark.parametrize("places", [(1, 2), (19, 36)])
def test_a_deleted_row_is_found(sealed: str, places: tuple[int, int]) -> None:
    with intruder(sealed) as run:
        chains = list(zip(writers(run), places, strict=True))
        for writer, place in chains:
            run("DELETE FROM event WHERE writer = ? AND seq = ?", writer, place)
    named = found(sealed)
    for writer, place in chains:
        missing = f"expected event {place} here: events are missing, doubled or out of place"
        assert f"event {place + 1} of chain {writer}: {missing}" in named


def test_the_last_row_of_an_older_chain_is_missed_by_the_start_after_it(sealed: str) -> None:
    with intruder(sealed) as run:
        writer, after = writers(run)
        run("DELETE FROM event WHERE writer = ? AND seq = 37", writer)
    assert found(sealed) == [
        f"event 37 of chain {writer}: missing: the chain ends with event 36,"
        f" but the start of chain {after} saw this one"
    ]


def test_two_swapped_rows_are_found(sealed: str) -> None:
    with intruder(sealed) as run:
        writer = writers(run)[0]
        for before, after in ((10, 99), (11, 10), (99, 11)):
            run("UPDATE event SET seq = ? WHERE writer = ? AND seq = ?", after, writer, before)
    assert found(sealed)[0] == f"event 10 of chain {writer}: it does not follow the event before it"


def test_a_doubled_row_is_found(sealed: str) -> None:
    with intruder(sealed) as run:
        writer = writers(run)[0]
        run("INSERT INTO event SELECT * FROM event WHERE writer = ? AND seq = 10", writer)
    assert found(sealed)[0].startswith(f"event 10 of chain {writer}: expected event 11 here")


def forged(**more: Any) -> dict[str, Any]:
    body = {"v": 1, "kind": "asked", "at": "2026-11-23T12:00:00.000000Z", "data": {}}
    return {**body, "conversation": None, "deflection": None, "subject": None, **more}


def test_a_row_put_in_with_the_right_hash_is_found(sealed: str) -> None:
    with intruder(sealed) as run:
        writer = writers(run)[0]
        insert(run, writer, 11, events(run, writer)[9][3], forged())
    assert found(sealed)[0].startswith(f"event 11 of chain {writer}")


def test_a_row_put_after_the_end_with_the_right_hash_is_found(sealed: str) -> None:
    with intruder(sealed) as run:
        older, newer = writers(run)
        for writer in (older, newer):
            insert(run, writer, 38, events(run, writer)[-1][3], forged())
    named = found(sealed)
    assert f"event 38 of chain {older}: it comes after the chain was ended" in named
    assert f"event 38 of chain {newer}: it comes after the chain was ended" in named


async def test_a_row_put_after_the_end_of_a_crashed_chain_is_found(sqlite_url: str, tmp_path: Path) -> None:
    """Nothing ended the chain, but the next start saw where it stood."""
    ledger = await Ledger.open(sqlite_url, folder=tmp_path)
    await whole_way(ledger, "a")
    await ledger.close()
    url = sqlite_url
    with intruder(url) as run:
        run("DELETE FROM event WHERE kind = 'stopped'")
        writer = writers(run)[0]
    after = await Ledger.open(url, folder=tmp_path)
    await after.close()
    assert found(url) == []
    with intruder(url) as run:
        insert(run, writer, 9, events(run, writer)[-1][3], forged())
    assert found(url) == [
        f"event 9 of chain {writer}: it is longer than when chain {after.writer} started after it"
    ]


@pytest.mark.parametrize("which", [0, 1])
def test_a_dropped_chain_is_missed(sealed: str, tmp_path: Path, which: int) -> None:
    """The older one by the start that names it, the newest by the checkpoints."""
    with intruder(sealed) as run:
        writer = writers(run)[which]
        run("DELETE FROM event WHERE writer = ?", writer)
    named = found(sealed, tmp_path / "checkpoints")
    assert any(one.startswith(f"chain {writer}: it is gone") for one in named)


def test_a_tail_that_was_cut_off_is_missed_by_the_checkpoints(sealed: str, tmp_path: Path) -> None:
    with intruder(sealed) as run:
        writer = writers(run)[1]
        run("DELETE FROM event WHERE writer = ? AND seq > 30", writer)
    assert [one for one in found(sealed) if "deflection" not in one] == []
    named = found(sealed, tmp_path / "checkpoints")
    assert any(one.startswith(f"event 36 of chain {writer}: missing: the chain ends with") for one in named)


@pytest.mark.parametrize("start", [2, 20, 35])
def test_a_past_written_anew_is_found_by_one_checkpoint_kept_elsewhere(
    sealed: str, tmp_path: Path, start: int
) -> None:
    def later_by_a_day(body: dict[str, Any]) -> None:
        body["data"] = {**body["data"], "forged": True}

    kept = shutil.copy(files(tmp_path / "checkpoints")[-1], tmp_path / "kept elsewhere.json")
    with intruder(sealed) as run:
        writer = writers(run)[1]
        rewrite(run, writer, start, later_by_a_day)
    assert found(sealed) == []
    named = found(sealed, Path(kept))
    assert named == [
        f"event 36 of chain {writer}: it is not the event that checkpoint {Path(kept).name} saw here"
    ]


async def test_a_restored_backup_is_found_also_after_it_was_written_to(
    sqlite_url: str, tmp_path: Path
) -> None:
    folder, database = tmp_path / "checkpoints", tmp_path / "genvej.db"
    for number in range(3):
        ledger = await Ledger.open(sqlite_url, folder=tmp_path)
        await whole_way(ledger, f"a{number}")
        await checkpoint(ledger, folder, KEY)
        await ledger.close()
        if number == 1:
            shutil.copy(database, tmp_path / "backup.db")
    assert found(sqlite_url, folder) == []
    shutil.copy(tmp_path / "backup.db", database)
    assert found(sqlite_url) == []
    assert any(f"chain {ledger.writer}: it is gone" in one for one in found(sqlite_url, folder))
    ledger = await Ledger.open(sqlite_url, folder=tmp_path)
    with pytest.raises(Contradiction, match="restored from an older copy"):
        await checkpoint(ledger, folder, KEY)
    await ledger.close()
    assert found(sqlite_url, folder)


async def test_two_lives_of_one_copy_in_one_database_are_found(sqlite_url: str, tmp_path: Path) -> None:
    """A chain of a restored copy, put back beside the one that it replaced: both follow the same one."""
    ledger = await Ledger.open(sqlite_url, folder=tmp_path)
    await ledger.close()
    shutil.copy(tmp_path / "genvej.db", tmp_path / "copy.db")
    for url in (sqlite_url, f"sqlite:///{tmp_path / 'copy.db'}"):
        other = await Ledger.open(url, folder=tmp_path)
        await other.close()
    with intruder(sqlite_url) as run:
        run(f"ATTACH '{tmp_path / 'copy.db'}' AS copy")
        run("INSERT INTO event SELECT * FROM copy.event WHERE writer = ?", other.writer)
    assert any("a copy of the database was written to" in one for one in found(sqlite_url))


def test_a_chain_out_of_nothing_is_found(sqlite_url: str, tmp_path: Path) -> None:
    bodies = forged(kind="started", data={"version": "0", "alone": True, "after": []})
    with intruder(sqlite_url) as run:
        for writer in ("a" * 32, "b" * 32):
            insert(run, writer, 1, "0" * 64, bodies)
    assert found(sqlite_url) == [
        f"chain {'b' * 32}: it follows no other chain, and neither does chain {'a' * 32}"
    ]


ROWS: dict[str, Any] = {
    "conversation": "x",
    "turn": 7,
    "service": "another",
    "language": "en",
    "subject": "x",
    "state": "verified",
    "evidence": "stated",
    "step": 1,
    "offered_at": "2020-01-01T00:00:00.000000Z",
    "opened_at": None,
    "completed_at": None,
    "changed_at": "2020-01-01T00:00:00.000000Z",
}


@pytest.mark.parametrize("column", ROWS)
def test_a_changed_row_of_the_deflection_log_is_found(sealed: str, column: str) -> None:
    """What the console shows must be what the events say."""
    with intruder(sealed) as run:
        run(f"UPDATE deflection SET {column} = ? WHERE id = 'd-a1'", ROWS[column])
    named = found(sealed)
    assert named[0].startswith(f"deflection d-a1: the column {column} says")
    assert all(one.startswith("sum of ") for one in named[1:]), "no other row is named"


@pytest.mark.parametrize("id", ["d-a0", "d-a2", "d-b4"])
def test_a_deleted_and_an_invented_deflection_are_found(sealed: str, id: str) -> None:
    with intruder(sealed) as run:
        run("UPDATE deflection SET id = ? WHERE id = ?", f"{id}-invented", id)
    assert set(found(sealed)) == {
        f"deflection {id}: its events are there, but its row is not",
        f"deflection {id}-invented: no event tells of it",
    }


def first(folder: Path) -> Path:
    return files(folder)[0]


def changed(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    body = json.loads(path.read_bytes())
    change(body)
    path.write_text(json.dumps(body))


@pytest.mark.parametrize("name", ["number", "at", "previous", "heads", "root", "mac", "version"])
def test_a_changed_checkpoint_is_found(sealed: str, tmp_path: Path, name: str) -> None:
    values = {"number": 7, "heads": [["f" * 32, 1, "0" * 64]], "version": 2}
    values |= {"at": "2020-01-01T00:00:00.000000Z", "previous": "0" * 64}
    path = first(tmp_path / "checkpoints")
    changed(path, lambda body: body.update({name: values.get(name, "0" * 64)}))
    assert found(sealed, tmp_path / "checkpoints")[0].startswith(str(path))


def test_a_checkpoint_signed_with_another_key_is_found(sealed: str, tmp_path: Path) -> None:
    named = found(sealed, tmp_path / "checkpoints", b"another key of thirty-two bytes!")
    assert len(named) == 10
    assert all("was not signed with this installation's key" in one for one in named)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff", b'{"mac":1}', b"[" * 100_000])
def test_a_file_that_is_no_checkpoint_is_named(sealed: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rubbish.json").write_bytes(content)
    assert found(sealed, tmp_path / "rubbish.json") == [
        f"{tmp_path / 'rubbish.json'}: {tmp_path / 'rubbish.json'} is no checkpoint."
    ]
    with pytest.raises(BadCheckpoint):
        read(tmp_path / "rubbish.json", KEY)


def test_a_checkpoint_taken_out_of_the_row_is_missed(sealed: str, tmp_path: Path) -> None:
    paths = files(tmp_path / "checkpoints")
    paths[4].unlink()
    assert found(sealed, tmp_path / "checkpoints") == [
        f"{paths[5]}: the checkpoint before it is missing or was changed"
    ]


async def test_nothing_new_means_no_new_checkpoint(database_url: str, tmp_path: Path) -> None:
    ledger = await Ledger.open(database_url, folder=tmp_path)
    folder = tmp_path / "checkpoints"
    one = await checkpoint(ledger, folder, KEY)
    assert await checkpoint(ledger, folder, KEY) == one
    await whole_way(ledger, "a")
    assert await checkpoint(ledger, folder, KEY) != one
    await ledger.close()
    assert [path.stat().st_mode & 0o777 for path in files(folder)] == [0o600, 0o600]
    assert len(list(folder.iterdir())) == 2


async def test_a_clock_that_went_back_is_a_note_and_no_finding(database_url: str, tmp_path: Path) -> None:
    ledger = await Ledger.open(database_url, folder=tmp_path)
    for at in (later(days=3650), later(days=3650, seconds=-4), NOON):
        await ledger.write(bind(Transaction.append, Event(kind="asked", at=at)))
    await ledger.close()
    report = verify(database_url)
    assert report.findings == []
    assert [str(note) for note in report.notes] == [
        f"event 4 of chain {ledger.writer}: the clock went back {3650 * 86400 - 4} s"
    ]


async def test_a_running_ledger_is_verified_without_disturbing_it(ledger: Ledger, database_url: str) -> None:
    await whole_way(ledger, "a")
    assert found(database_url) == []
    await whole_way(ledger, "b")
    assert verify(database_url).events == 15


def test_a_database_that_is_not_there_is_an_error_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="There is no database"):
        verify(f"sqlite:///{tmp_path / 'none.db'}")
    assert list(tmp_path.iterdir()) == []


def test_verification_shares_no_table_with_the_code_that_writes() -> None:
    modules = (
        verifying,
        chains,
        raw,
        recount,
        recount_contacts,
        recount_conversations,
        recount_sums,
        recounting,
    )
    source = "".join(Path(str(module.__file__)).read_text() for module in modules)
    assert "sqlalchemy" not in source
    assert "bot.ledger.tables" not in source
    assert "import tables" not in source
    assert "tallies" not in source, "what keeps the sums must not check them too"


def test_a_key_file_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "checkpoint.key"
    key = read_or_create(path)
    assert len(key) == 32
    assert read_or_create(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["checkpoint.key"]
    path.chmod(0o644)
    with pytest.raises(ValueError, match="can be read by others"):
        read_or_create(path)
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(ValueError, match="is not a key"):
        read_or_create(path)


@pytest.mark.parametrize("table", ["event", "deflection"])
def test_a_table_that_is_gone_is_a_finding(sealed: str, table: str) -> None:
    with intruder(sealed) as run:
        run(f"DROP TABLE {table}")
    assert any(one.startswith("database: it cannot be read to the end") for one in found(sealed))


def test_a_damaged_file_is_a_finding(sqlite_url: str, tmp_path: Path) -> None:
    content = bytearray((tmp_path / "genvej.db").read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    (tmp_path / "genvej.db").write_bytes(content)
    assert found(sqlite_url)


def test_a_server_that_is_not_there_is_an_error_without_the_password() -> None:
    with pytest.raises(OSError, match="refused") as refused:
        verify("postgresql://u:secret@127.0.0.1:1/x")
    assert "secret" not in str(refused.value)


def since(folder: Path, number: int) -> Checkpoint:
    return genuine(folder, KEY)[number - 1]


async def test_from_a_checkpoint_on_only_what_is_newer_is_read(sealed: str, tmp_path: Path) -> None:
    """Ten checkpoints, five a chain; the seventh saw the second citizen of the second chain."""
    folder = tmp_path / "checkpoints"
    report = verify(sealed, folder, KEY, since=since(folder, 7))
    assert report.findings == []
    assert (report.events, report.chains) == (7 * 3 + 1, 2)
    ledger = await Ledger.open(sealed, folder=tmp_path)
    await whole_way(ledger, "c0")
    await ledger.close()
    report = verify(sealed, folder, KEY, since=since(folder, 7))
    assert report.findings == []
    assert (report.events, report.chains) == (7 * 3 + 1 + 9, 3)


@pytest.mark.parametrize("place", [16, 20, 37])
def test_from_a_checkpoint_on_what_is_newer_is_found(sealed: str, tmp_path: Path, place: int) -> None:
    """The seventh checkpoint saw event 15."""
    folder = tmp_path / "checkpoints"
    with intruder(sealed) as run:
        writer = writers(run)[1]
        run("UPDATE event SET hash = ? WHERE writer = ? AND seq = ?", "2" * 64, writer, place)
        run("UPDATE deflection SET evidence = 'stated' WHERE id = 'd-b3'")
        run("UPDATE deflection SET evidence = 'stated' WHERE id = 'd-b0'")
    found = [str(one) for one in verify(sealed, None, KEY, since=since(folder, 7)).findings]
    assert found == [
        f"event {place} of chain {writer}: its content does not have its hash",
        "deflection d-b3: the column evidence says 'stated', its events say 'receipt'",
    ]


def test_from_a_checkpoint_on_its_own_place_must_still_hold(sealed: str, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoints"
    with intruder(sealed) as run:
        writer = writers(run)[0]
        run("DELETE FROM event WHERE writer = ? AND seq > 30", writer)
    found = [str(one) for one in verify(sealed, None, KEY, since=since(folder, 7)).findings]
    assert f"event 37 of chain {writer}: it is not the event that the checkpoint saw here" in found


async def test_a_large_ledger_is_counted_again_by_another_process(
    sealed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "ALONE", 10)
    assert found(sealed, tmp_path / "checkpoints") == []
    with intruder(sealed) as run:
        run("UPDATE deflection SET evidence = 'stated' WHERE id = 'd-b3'")
    assert found(sealed) == ["deflection d-b3: the column evidence says 'stated', its events say 'receipt'"]
    with intruder(sealed) as run:
        run("DROP TABLE rollup")
    assert any(one.startswith("database: it cannot be read to the end") for one in found(sealed))


async def test_erasing_a_citizen_leaves_the_chain_and_the_figures(sealed: str, tmp_path: Path) -> None:
    def figures(conn: Connection) -> list[Any]:
        """An erased conversation is over: only there does a sum move, from open to what had been reached."""
        query = select(tables.rollup).where(tables.rollup.c.topic != "conversation")
        sums = conn.execute(query.order_by(*tables.rollup.primary_key)).all()
        return [*sums, *conn.execute(select(tables.deflection).order_by(tables.deflection.c.id)).all()]

    ledger = await Ledger.open(sealed, folder=tmp_path)
    before = await ledger.read(figures)
    for name in ("a0", "b4"):
        assert await ledger.write(bind(conversations.erase, f"c-{name}", later(90)))
    assert await ledger.read(figures) == before
    await ledger.close()
    assert found(sealed, tmp_path / "checkpoints") == []


async def test_an_import_that_was_undone_and_taken_over_by_another_is_honest(
    database_url: str, tmp_path: Path
) -> None:
    ledger = await Ledger.open(database_url, folder=tmp_path)

    async def brought(*ids: str) -> str:
        made = await ledger.write(lambda tx: imports.begin(tx, NewImport(source="tel", at=NOON)))
        rows = [Contact(id, NOON, "telephone", "passport_renew", handling_seconds=60) for id in ids]
        await ledger.write(bind(imports.advance, made.id, Part(position=0, rows=rows)))
        return made.id

    first = await brought("1", "2", "3")
    await ledger.write(lambda tx: imports.undo(tx, first, at=later()))
    second = await brought("1", "2")
    assert found(database_url) == []
    with intruder(database_url) as run:
        run("UPDATE contact_import SET undone_at = NULL")
    assert f"import {first}: it is undone, but not marked so" in found(database_url)
    with intruder(database_url) as run:
        run("UPDATE contact_import SET undone_at = started_at")
    assert f"import {second}: it is marked as undone, but no event tells of it" in found(database_url)
    await ledger.close()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("{}", id="empty"),
        pytest.param("no JSON", id="no_json"),
        pytest.param('{"kind":"imported","data":7}', id="another_shape"),
    ],
)
async def test_an_import_whose_event_was_spoilt_has_nobody_to_vouch_for_it(
    database_url: str, tmp_path: Path, body: str
) -> None:
    ledger = await Ledger.open(database_url, folder=tmp_path)
    made = await ledger.write(lambda tx: imports.begin(tx, NewImport(source="tel", at=NOON)))
    rows = [Contact("1", NOON, "telephone", "passport_renew", handling_seconds=60)]
    await ledger.write(bind(imports.advance, made.id, Part(position=0, rows=rows)))
    await ledger.close()
    with intruder(database_url) as run:
        run("UPDATE event SET body = ? WHERE kind = 'imported'", body)
    named = found(database_url)
    assert "its content does not have its hash" in named[0]
    assert f"batch 1 of import {made.id}: no event tells of it" in named


@pytest.mark.parametrize(
    "counted",
    [
        pytest.param('["2026-11-23",[],"x"]', id="a_list_for_its_service"),
        pytest.param('["some day","passport_renew","x"]', id="no_day"),
        pytest.param("[" * 100_000, id="too_deep"),
    ],
)
def test_a_conversation_counted_where_there_is_no_place_is_found(sealed: str, counted: str) -> None:
    with intruder(sealed) as run:
        run("UPDATE conversation SET counted = ? WHERE id = 'c-b1'", counted)
    named = found(sealed)
    assert named[0] == f"conversations counted in {counted}: that is no place"
    assert named[1].startswith("sum of conversation in the day 2026-11-23")


def test_an_invented_conversation_and_one_counted_elsewhere_are_found(sealed: str) -> None:
    with intruder(sealed) as run:
        run("UPDATE conversation SET id = 'invented' WHERE id = 'c-a0'")
        run("UPDATE conversation SET counted = 'x' WHERE id = 'c-b1'")
    named = found(sealed)
    assert named[:2] == [
        "conversation invented: no event tells of its beginning",
        "conversations counted in x: that is no place",
    ]
    assert named[2].startswith("sum of conversation in the day 2026-11-23")
