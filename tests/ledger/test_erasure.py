"""A citizen is forgotten by any of their names; the chain and the figures stay as they were."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import cli
from bot.deflection.periods import Period
from bot.erase import erase
from bot.failure import CommandError
from bot.ledger import Ledger, Transaction, counts, deflections, erasure, identities, imports, windows
from bot.ledger.contacts import Contact
from bot.ledger.imports import NewImport, Part
from bot.ledger.pseudonyms import Pseudonyms
from bot.ledger.tables import contact, conversation, identity, identity_use
from bot.ledger.verify import verify
from bot.settings import load
from tests.ledger.follow_up import ago, deflected, state, wrote
from tests.ledger.helpers import bind

ANNA = ["anna", "anna's e-mail"]
YEARS = Period(date(2020, 1, 1), date(2099, 1, 1))


async def lived(ledger: Ledger, names: Any = lambda name: name) -> None:
    """Anna: two conversations under three names, one letter; Bo: one of each."""
    for name, who in (("a", "anna"), ("b", "anna's e-mail"), ("z", "bo")):
        await ledger.write(bind(deflected, name, days=40, completed=39, citizen=names(who)))
    await ledger.write(lambda tx: identities.note(tx, "c-a", names("anna's e-mail"), ago(38)))
    await ledger.write(bind(imported, "m1", days=35, citizen=names("anna")))
    await ledger.write(bind(imported, "m2", days=100, citizen=names("bo")))
    await ledger.write(windows.close)


def imported(tx: Transaction, id: str, *, days: float, citizen: str) -> None:
    """A letter of so many days ago, with all that an import books."""
    made = imports.begin(tx, NewImport(source="mail", file_digest=None, name=None, by=None, at=ago(0)))
    row = Contact(id, ago(days), "letter", "passport_renew", pseudonym=citizen)
    imports.advance(tx, made.id, Part(position=0, rows=[row]))


def figures(conn: Any) -> list[Any]:
    return [counts.deflection_cells(conn, YEARS), counts.contact_cells(conn, YEARS)]


async def rows(ledger: Ledger, column: Any) -> list[Any]:
    return list(await ledger.read(lambda conn: conn.execute(select(column)).scalars().all()))


async def test_nothing_of_a_citizen_stays_but_the_figures(ledger: Ledger, database_url: str) -> None:
    await lived(ledger)
    before = await ledger.read(figures)
    done = await ledger.write(
        lambda tx: erasure.erase_citizen(tx, ANNA, ago(0), by="administrator", reason=None)
    )
    assert (done.conversations, done.contacts) == (2, 1)
    assert await ledger.read(figures) == before
    assert await rows(ledger, identity.c.pseudonym) == ["bo"]
    assert await rows(ledger, identity_use.c.pseudonym) == ["bo"]
    assert {one for one in await rows(ledger, contact.c.pseudonym) if one} == {"bo"}
    there = select(conversation.c.id).where(conversation.c.erased_at.is_(None))
    left = await ledger.read(lambda conn: list(conn.execute(there).scalars()))
    assert left == ["c-z"]
    await ledger.write(deflections.rebuild)
    assert await ledger.read(figures) == before
    assert verify(database_url).findings == []


async def test_a_letter_that_comes_after_the_erasure_finds_nobody(ledger: Ledger) -> None:
    await lived(ledger)
    before = [await state(ledger, name) for name in "abz"]
    await ledger.write(lambda tx: erasure.erase_citizen(tx, ANNA, ago(0), by="x", reason=None))
    assert await ledger.write(bind(wrote, "m9", days=36, citizen="anna's e-mail")) == 0
    assert [await state(ledger, name) for name in "abz"] == before


async def test_somebody_unknown_is_erased_without_a_trace(ledger: Ledger) -> None:
    await lived(ledger)
    done = await ledger.write(lambda tx: erasure.erase_citizen(tx, ["carl"], ago(0), by="x", reason=None))
    assert (done.conversations, done.contacts) == (0, 0)


async def test_the_command_reads_names_from_standard_input(tmp_path: Path, sqlite_url: str) -> None:
    names = {"anna": "010150-5111", "anna's e-mail": "anna@example.dk", "bo": "22345678"}
    settings = load({"GENVEJ_VAR": str(tmp_path), "GENVEJ_SECRET_PSEUDONYMS": "ab" * 32})
    ours = Pseudonyms(bytes.fromhex("ab" * 32))
    ledger = await Ledger.open(settings.database, folder=tmp_path)
    await lived(ledger, lambda who: ours.of(names[who]))
    await ledger.close()
    out = io.StringIO()
    assert await erase(settings, "she asked", io.StringIO("0101505111\n\nAnna@Example.dk\n"), out) == 0
    assert out.getvalue() == "erased: 2 conversations; 1 contacts are nobody's now\n"


@pytest.mark.parametrize("given", ["", "\n", "Anna And\n", "010150-5111\nx\n", "22345678\n" * 21])
async def test_without_names_that_can_be_read_nothing_is_erased(tmp_path: Path, given: str) -> None:
    with pytest.raises(CommandError) as refused:
        await erase(load({"GENVEJ_VAR": str(tmp_path)}), None, io.StringIO(given), io.StringIO())
    assert "Anna" not in str(refused.value)
    assert "010150" not in str(refused.value)


def test_the_command_takes_no_name_where_a_shell_would_keep_it() -> None:
    with pytest.raises(SystemExit):
        cli.main(["erase", "010150-5111"])
