"""An import that counts no more gives back what its letters had taken, by new entries and in any order."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.ledger import Ledger, Transaction, conversations, deflections, identities, imports, links, windows
from bot.ledger.contacts import Contact
from bot.ledger.imports import NewImport, Part
from bot.ledger.projection import Deflection
from bot.ledger.verify import verify
from tests.ledger.follow_up import NOW, ago, deflected, row, state
from tests.ledger.helpers import bind, received

ANNA = "anna"


def letter(id: str, *, days: float, citizen: str = ANNA, channel: str = "letter") -> Contact:
    return Contact(id, ago(days), channel, "passport_renew", pseudonym=citizen)


async def imported(ledger: Ledger, *rows: Contact, source: str = "journal") -> str:
    """An import, finished; its id."""
    made = await ledger.write(lambda tx: imports.begin(tx, NewImport(source=source, at=NOW)))
    await ledger.write(bind(imports.advance, made.id, Part(position=0, rows=rows)))
    return (await ledger.write(bind(imports.finish, made.id, NOW))).id


async def undone(ledger: Ledger, id: str) -> int:
    """How many deflections were restored."""
    return (await ledger.write(bind(imports.undo, id, at=NOW))).restored


async def closed(ledger: Ledger) -> None:
    while await ledger.write(windows.close):
        pass


async def kinds(ledger: Ledger, name: str) -> list[str]:
    return [event.kind for event in await ledger.read(bind(deflections.events, f"d-{name}"))]


async def as_if_never(ledger: Ledger, name: str) -> Deflection:
    """A row without how it came about."""
    return replace(await row(ledger, name), step=0, changed_at=NOW)


async def holds(ledger: Ledger, url: str) -> None:
    """The chain verifies, the rows are what the events say, and a rebuild changes nothing."""
    assert verify(url).findings == []
    before = await ledger.read(deflections_and_sums)
    await ledger.write(deflections.rebuild)
    assert await ledger.read(deflections_and_sums) == before


def deflections_and_sums(conn: Any) -> list[Any]:
    from bot.ledger.tables import deflection, rollup

    rows = [tuple(one) for one in conn.execute(deflection.select().order_by(deflection.c.id))]
    return [*rows, *sorted(tuple(one) for one in conn.execute(rollup.select().where(rollup.c.count != 0)))]


async def test_a_verified_saving_comes_back_with_the_import(ledger: Ledger, database_url: str) -> None:
    await ledger.write(bind(deflected, "a", days=40, completed=39))
    await closed(ledger)
    before = await as_if_never(ledger, "a")
    id = await imported(ledger, letter("1", days=30))
    assert await state(ledger, "a") == "reversed"
    await undone(ledger, id)
    assert await as_if_never(ledger, "a") == before
    assert (await kinds(ledger, "a"))[-3:] == ["verified", "reversed", "restored"]
    event = (await ledger.read(bind(deflections.events, "d-a")))[-1]
    assert (event.data["import"], event.data["state"], event.data["evidence"]) == (id, "verified", "window")
    await holds(ledger, database_url)


async def test_nothing_else_comes_back_with_it(ledger: Ledger, database_url: str) -> None:
    """Bo's letter came in another import, with the same number from another source."""
    for name in ("anna", "bo"):
        await ledger.write(bind(deflected, name, days=40, completed=39, citizen=name))
    id = await imported(ledger, letter("1", days=30))
    await imported(ledger, letter("1", days=30, citizen="bo"), source="mail")
    assert await undone(ledger, id) == 1
    assert [await state(ledger, name) for name in ("anna", "bo")] == ["completed", "reversed"]
    await closed(ledger)
    assert [await state(ledger, name) for name in ("anna", "bo")] == ["verified", "reversed"]
    await holds(ledger, database_url)


async def test_another_letter_of_the_same_citizen_still_reverses(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=40, completed=39))
    id = await imported(ledger, letter("1", days=35))
    await imported(ledger, letter("2", days=30), source="mail")
    await undone(ledger, id)
    assert await state(ledger, "a") == "reversed"
    event = (await ledger.read(bind(deflections.events, "d-a")))[-1]
    assert (event.kind, event.data["source"], event.data["contact"]) == ("reversed", "mail", "2")


async def test_the_same_letters_may_come_again_and_go_again(ledger: Ledger, database_url: str) -> None:
    await ledger.write(bind(deflected, "a", days=40, completed=39))
    await closed(ledger)
    for _ in range(2):
        id = await imported(ledger, letter("1", days=30))
        assert await state(ledger, "a") == "reversed"
        await undone(ledger, id)
        assert await state(ledger, "a") == "verified"
    await holds(ledger, database_url)


async def test_of_one_citizens_deflections_one_is_priced_as_before(ledger: Ledger) -> None:
    """The letter reversed the first, so that the second was priced; now it is the first again."""
    for name, days in (("a", 40), ("b", 30)):
        await ledger.write(bind(deflected, name, days=days, completed=days - 1))
    await closed(ledger)
    assert [(await row(ledger, name)).repeated for name in "ab"] == [False, True]
    id = await imported(ledger, letter("1", days=35))
    assert [(await row(ledger, name)).repeated for name in "ab"] == [False, False]
    await undone(ledger, id)
    assert [await state(ledger, name) for name in "ab"] == ["verified", "verified"]
    assert [(await row(ledger, name)).repeated for name in "ab"] == [False, True]


async def test_the_money_comes_back_also_after_its_citizen_was_erased(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=40, completed=39))
    await closed(ledger)
    id = await imported(ledger, letter("1", days=30))
    await ledger.write(lambda tx: conversations.erase(tx, "c-a", NOW))
    await undone(ledger, id)
    assert await state(ledger, "a") == "verified"


async def test_an_offer_that_led_nowhere_waits_again_and_expires(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=40))
    await ledger.write(bind(deflected, "b", days=40, citizen="bo"))
    await ledger.write(bind(links.opened, "link-d-b", ago(39)))
    id = await imported(ledger, letter("1", days=35), letter("2", days=35, citizen="bo"))
    await undone(ledger, id)
    assert [await state(ledger, name) for name in "ab"] == ["offered", "opened"]
    assert [(await row(ledger, name)).evidence for name in "ab"] == ["offer", "opening"]
    await closed(ledger)
    assert [await state(ledger, name) for name in "ab"] == ["expired", "expired"]


Step = Callable[[Transaction], Any]
STEPS: dict[str, Step] = {
    "opened": bind(links.opened, "link-d-a", ago(39.9)),
    "receipt": bind(received, "d-a", at=ago(39)),
    "name": bind(identities.note, "c-a", ANNA, ago(1)),
    "window": bind(windows.close),
}
ORDERS = [
    order
    for order in itertools.permutations([*STEPS, "letter", "undo"])
    if order.index("letter") < order.index("undo")
    and order.index("opened") < order.index("receipt") < order.index("window")
]


@pytest.mark.parametrize("order", ORDERS, ids="_".join)
async def test_in_every_order_it_is_as_if_the_import_had_never_been(
    sqlite_ledger: Ledger, order: tuple[str, ...]
) -> None:
    """Offered 40 days ago; at the end the window closes again, as it does every hour."""
    ledger = sqlite_ledger
    await ledger.write(bind(deflected, "a", days=40, citizen=None))
    id = ""
    for step in order:
        if step == "letter":
            id = await imported(ledger, letter("1", days=30))
        elif step == "undo":
            await undone(ledger, id)
        else:
            await ledger.write(STEPS[step])
    await closed(ledger)
    found = await row(ledger, "a")
    assert (found.state, found.completed_at, found.assessable) == ("verified", ago(39), True)
    assert (found.doubtful, found.due_at, found.opened_at) == (None, None, ago(39.9))
