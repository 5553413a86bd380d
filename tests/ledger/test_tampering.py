"""Each kind of manipulation at fifty places: found every time, on both databases, and named by its row.

On PostgreSQL at ten of them, or it would take minutes; `make tamper` tries all fifty there too.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import BigInteger, Boolean, Integer

from bot.ledger import tables, times
from bot.ledger.checkpoints import files, read
from tests.ledger.tampering import events, insert, rewrite, writers
from tests.ledger.town import CHAINS, KEY, Town, town
from tests.services.postgres import Postgres

PLACES: Final = {"sqlite": 50, "postgresql": int(os.environ.get("GENVEJ_TEST_PLACES", "10"))}


@pytest.fixture(scope="module")
def sqlite_town(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    shutil.copy(sqlite_template, folder / "genvej.db")
    with town(f"sqlite:///{folder / 'genvej.db'}", folder) as made:
        yield made


@pytest.fixture(scope="module")
def postgres_town(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: Postgres, postgres_template: str
) -> Iterator[Town]:
    url = postgres_server.create(template=postgres_template)
    with town(url, tmp_path_factory.mktemp("town")) as made:
        yield made
    postgres_server.drop(url)


@pytest.fixture
def lived(kind: str, request: pytest.FixtureRequest) -> Town:
    made: Town = request.getfixturevalue("sqlite_town" if kind == "sqlite" else "postgres_town")
    return made


Manipulate = Callable[[Town, random.Random], str]  # returns how a finding that names the place begins
EVENTS: dict[str, Manipulate] = {}
KNOWN_LATER: dict[str, Manipulate] = {}  # what only a checkpoint shows


def found_in(register: dict[str, Manipulate]) -> Callable[[Manipulate], Manipulate]:
    def decorated(manipulate: Manipulate) -> Manipulate:
        register[manipulate.__name__] = manipulate
        return manipulate

    return decorated


def place(town: Town, dice: random.Random, *, first: int = 1, last: int = -1) -> tuple[str, int, int]:
    """A chain, a place in it that is neither before `first` nor after `last`, and the chain's length."""
    writer = dice.choice(writers(town.run))
    length = len(events(town.run, writer))
    return writer, dice.randint(first, length + 1 + last), length


@found_in(EVENTS)
def alter_one_cell(town: Town, dice: random.Random) -> str:
    writer, seq, _ = place(town, dice, last=-2)
    column = dice.choice(tables.event.c.keys())
    change(town, "event", column, "writer = ? AND seq = ?", writer, seq)
    return f"event {seq + 1 if column == 'seq' else seq} of chain {writer}"


@found_in(EVENTS)
def delete_a_row(town: Town, dice: random.Random) -> str:
    writer, seq, _ = place(town, dice, last=-2)
    town.run("DELETE FROM event WHERE writer = ? AND seq = ?", writer, seq)
    return f"event {seq + 1} of chain {writer}"


@found_in(EVENTS)
def delete_the_last_row(town: Town, dice: random.Random) -> str:
    """Of a chain that another followed; the newest one's tail is a matter for checkpoints."""
    writer = dice.choice(writers(town.run)[:-1])
    length = len(events(town.run, writer))
    town.run("DELETE FROM event WHERE writer = ? AND seq = ?", writer, length)
    return f"event {length} of chain {writer}: missing"


@found_in(EVENTS)
def delete_the_first_row(town: Town, dice: random.Random) -> str:
    writer = dice.choice(writers(town.run))
    town.run("DELETE FROM event WHERE writer = ? AND seq = 1", writer)
    return f"event 2 of chain {writer}: expected event 1"


@found_in(EVENTS)
def swap_two_rows(town: Town, dice: random.Random) -> str:
    writer, seq, length = place(town, dice, last=-2)
    other = dice.randint(seq + 1, length)
    for before, after in ((seq, -1), (other, seq), (-1, other)):
        town.run("UPDATE event SET seq = ? WHERE writer = ? AND seq = ?", after, writer, before)
    return f"event {seq} of chain {writer}"


@found_in(EVENTS)
def insert_with_a_correct_hash(town: Town, dice: random.Random) -> str:
    writer, seq, _ = place(town, dice, first=2)
    row = events(town.run, writer)[seq - 1]
    insert(town.run, writer, seq, row[2], forged())
    return f"event {seq} of chain {writer}"


@found_in(EVENTS)
def insert_after_the_end(town: Town, dice: random.Random) -> str:
    writer = dice.choice(writers(town.run))
    rows = events(town.run, writer)
    insert(town.run, writer, len(rows) + 1, rows[-1][3], forged())
    return f"event {len(rows) + 1} of chain {writer}: it comes after the chain was ended"


@found_in(EVENTS)
def change_the_time(town: Town, dice: random.Random) -> str:
    writer, seq, _ = place(town, dice)
    at = times.to_text(times.from_text(events(town.run, writer)[seq - 1][6]) + timedelta(minutes=1))
    town.run("UPDATE event SET at = ? WHERE writer = ? AND seq = ?", at, writer, seq)
    return f"event {seq} of chain {writer}: the column at"


@found_in(EVENTS)
def write_the_past_of_a_followed_chain_anew(town: Town, dice: random.Random) -> str:
    older = writers(town.run)[:-1]
    writer = dice.choice(older)
    length = len(events(town.run, writer))
    rewrite(town.run, writer, dice.randint(2, length - 1), forge)
    return f"event {length} of chain {writer}: it is not the event that the start of chain"


@found_in(EVENTS)
def drop_a_followed_chain(town: Town, dice: random.Random) -> str:
    writer = dice.choice(writers(town.run)[:-1])
    town.run("DELETE FROM event WHERE writer = ?", writer)
    return f"chain {writer}: it is gone"


@found_in(KNOWN_LATER)
def rebuild_everything_from_a_row(town: Town, dice: random.Random) -> str:
    writer = writers(town.run)[-1]
    rewrite(town.run, writer, dice.randint(2, 20), forge)
    return "event "


@found_in(KNOWN_LATER)
def cut_the_tail(town: Town, dice: random.Random) -> str:
    writer = writers(town.run)[-1]
    length = len(events(town.run, writer))
    # The last event, the chain's own end, was booked after the last checkpoint.
    town.run("DELETE FROM event WHERE writer = ? AND seq > ?", writer, dice.randint(1, length - 2))
    return "event "


@found_in(KNOWN_LATER)
def drop_the_newest_chain(town: Town, _: random.Random) -> str:
    writer = writers(town.run)[-1]
    town.run("DELETE FROM event WHERE writer = ?", writer)
    return f"chain {writer}: it is gone"


@found_in(KNOWN_LATER)
def restore_a_backup(town: Town, dice: random.Random) -> str:
    """All chains as an earlier checkpoint saw them; later ones did not exist."""
    then = {head.writer: head.seq for head in read(dice.choice(files(town.checkpoints)[:-1]), KEY).heads}
    for writer in writers(town.run):
        town.run("DELETE FROM event WHERE writer = ? AND seq > ?", writer, then.get(writer, 0))
    return "event " if then.keys() == set(writers(town.run)) else "chain "


def forged() -> dict[str, Any]:
    nobody = dict.fromkeys(("conversation", "deflection", "subject"))
    at = "2026-11-23T12:00:00.000000Z"
    return {**nobody, "v": 1, "kind": "asked", "at": at, "data": {"forged": True}}


def forge(body: dict[str, Any]) -> None:
    body["data"] = {**body["data"], "forged": True}


def change(town: Town, table: str, column: str, where: str, *key: Any) -> None:
    """Another value of the same type."""
    kind = tables.metadata.tables[table].c[column].type
    if isinstance(kind, Boolean):
        new = f'NOT "{column}"'
    elif isinstance(kind, Integer | BigInteger):
        new = "99999"
    else:
        new = f"coalesce(\"{column}\", '') || 'x'"
    town.run(f'UPDATE "{table}" SET "{column}" = {new} WHERE {where}', *key)


@pytest.mark.parametrize("name", EVENTS)
def test_what_is_done_to_events_is_found_without_any_checkpoint(lived: Town, kind: str, name: str) -> None:
    dice = random.Random(name)
    for number in range(PLACES[kind]):
        named = EVENTS[name](lived, dice)
        found = lived.found()
        lived.put_back()
        assert any(one.startswith(named) for one in found), (number, named, found)


@pytest.mark.parametrize("name", KNOWN_LATER)
def test_what_only_a_checkpoint_can_know_is_found_with_them(lived: Town, kind: str, name: str) -> None:
    dice = random.Random(name)
    for number in range(PLACES[kind]):
        named = KNOWN_LATER[name](lived, dice)
        found = lived.found(lived.checkpoints)
        lived.put_back()
        assert any(one.startswith(named) and "checkpoint" in one for one in found), (number, named, found)


# Personal data, which can be erased, and how an import went, which counts nothing.
UNWATCHED: Final = {
    ("contact", "pseudonym"),
    *(("contact_import", column.name) for column in tables.contact_import.c if column.name != "undone_at"),
}
COLUMNS: Final = [
    (name, column.name)
    for name in ("deflection", "contact", "contact_import", "rollup")
    for column in tables.metadata.tables[name].c
    if (name, column.name) not in UNWATCHED
]


def counting(town: Town, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the key, and the keys of the rows; a sum that came back to nothing counts nothing."""
    keys = [one.name for one in tables.metadata.tables[table].primary_key]
    listed = ", ".join(f'"{key}"' for key in keys)
    where = "WHERE count <> 0" if table == "rollup" else ""
    return keys, town.run(f'SELECT {listed} FROM "{table}" {where} ORDER BY {listed}')


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_column_that_no_hash_covers_is_found(
    lived: Town, kind: str, table: str, column: str
) -> None:
    """Fifty rows of each table, spread over its columns."""
    dice = random.Random(f"{table} {column}")
    keys, rows = counting(lived, table)
    columns = sum(1 for one, _ in COLUMNS if one == table)
    for _ in range(-(-PLACES[kind] // columns)):
        row = dice.choice(rows)
        where = " AND ".join(f'"{key}" = ?' for key in keys)
        change(lived, table, column, where, *row)
        found = lived.found()
        lived.put_back()
        begins = {"deflection": "deflection ", "contact": "batch ", "contact_import": "import "}
        assert any(one.startswith(begins.get(table, "sum of ")) for one in found), (column, row, found)


@pytest.mark.parametrize("table", ["deflection", "contact", "rollup"])
def test_a_row_taken_out_of_what_figures_read_is_found(lived: Town, kind: str, table: str) -> None:
    keys, rows = counting(lived, table)
    where = " AND ".join(f'"{key}" = ?' for key in keys)
    for row in random.Random(table).sample(rows, min(PLACES[kind], len(rows))):
        lived.run(f'DELETE FROM "{table}" WHERE {where}', *row)
        found = lived.found()
        lived.put_back()
        assert found, row


def test_put_back_the_ledger_is_clean(lived: Town) -> None:
    """Or the tests above would have shown nothing."""
    lived.put_back()
    assert lived.found(lived.checkpoints) == []
    assert len(writers(lived.run)) == CHAINS
