"""A letter about the same service inside the window takes the saving back, whenever we learn of it."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.ledger import Ledger, deflections, identities, matching, windows
from bot.ledger.tables import contact_import
from tests.ledger.follow_up import NOW, ago, deflected, row, state, wrote
from tests.ledger.helpers import bind, received

TICK = timedelta(microseconds=1) / timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(10.1, "completed", id="before_the_offer"),
        pytest.param(10, "reversed", id="in_the_moment_of_the_offer"),
        pytest.param(9.5, "reversed", id="between_offer_and_form"),
        pytest.param(3, "reversed", id="inside"),
        pytest.param(-5 + 1e-6, "reversed", id="the_last_second_inside"),
        pytest.param(-5, "completed", id="the_moment_the_window_ends"),
    ],
)
async def test_the_window_is_half_open(ledger: Ledger, days: float, expected: str) -> None:
    """Offered 10 days ago, completed 9 days ago, 14 days from then: it ends in 5 days."""
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    await ledger.write(bind(wrote, "m1", days=days))
    assert await state(ledger, "a") == expected


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"citizen": "bo"}, id="another_citizen"),
        pytest.param({"citizen": None}, id="nobody_knows_who"),
        pytest.param({"service": "gp_change"}, id="another_service"),
        pytest.param({"channel": "telephone"}, id="a_call"),
        pytest.param({"channel": "face_to_face"}, id="a_visit"),
        pytest.param({"channel": "self_service"}, id="the_form_itself"),
    ],
)
async def test_what_is_no_letter_of_this_citizen_about_this_reverses_nothing(
    ledger: Ledger, more: dict[str, str]
) -> None:
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    assert await ledger.write(bind(wrote, "m1", days=5, **more)) == 0
    assert await state(ledger, "a") == "completed"


async def test_a_reversal_names_the_contact_that_shows_it(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    assert await ledger.write(bind(wrote, "m1", days=5, channel="letter")) == 1
    event = (await ledger.read(bind(deflections.events, "d-a")))[-1]
    told = {name: event.data[name] for name in ("evidence", "source", "contact", "channel")}
    assert told == {"evidence": "contact", "source": "mail", "contact": "m1", "channel": "letter"}
    assert event.subject == (await row(ledger, "a")).subject


async def test_a_letter_that_is_imported_late_reverses_what_was_verified(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=40, completed=39))
    await ledger.write(windows.close)
    assert await state(ledger, "a") == "verified"
    await ledger.write(bind(wrote, "m1", days=30))
    found = await row(ledger, "a")
    assert (found.state, found.assessable, found.due_at) == ("reversed", True, None)


async def test_a_letter_that_was_imported_before_anybody_knew_the_citizen_counts(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=10, citizen=None, completed=9))
    assert await ledger.write(bind(wrote, "m1", days=5)) == 0
    await ledger.write(lambda tx: identities.note(tx, "c-a", "anna", ago(1)))
    kinds = [event.kind for event in await ledger.read(bind(deflections.events, "d-a"))]
    assert kinds == ["offered", "opened", "receipt", "completed", "linked", "reversed"]


async def test_a_second_name_of_the_citizen_is_looked_up_too(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    await ledger.write(bind(wrote, "m1", days=5, citizen="anna's e-mail"))
    assert await state(ledger, "a") == "completed"
    await ledger.write(lambda tx: identities.note(tx, "c-a", "anna's e-mail", ago(1)))
    assert await state(ledger, "a") == "reversed"


async def test_two_known_citizens_in_one_conversation_are_both_looked_up(ledger: Ledger) -> None:
    """The address is Bo's from another conversation; whoever of the two writes, this one is reversed."""
    await ledger.write(bind(deflected, "b", days=20, citizen="bo", service="gp_change"))
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    await ledger.write(lambda tx: identities.note(tx, "c-a", "bo", ago(9)))
    await ledger.write(bind(wrote, "m1", days=5, citizen="bo"))
    assert [await state(ledger, name) for name in "ab"] == ["reversed", "offered"]


ORDERS = list(itertools.permutations(("receipt", "letter", "name")))


@pytest.mark.parametrize("order", ORDERS, ids="_".join)
async def test_whatever_comes_first_the_figures_are_the_same(ledger: Ledger, order: tuple[str, ...]) -> None:
    """A letter of day 5 in a window until day 15: evidenced and reversed, in each order of learning it."""
    await ledger.write(bind(deflected, "a", days=10, citizen=None))
    steps = {
        "receipt": bind(received, "d-a", at=ago(9)),
        "letter": bind(wrote, "m1", days=5),
        "name": lambda tx: identities.note(tx, "c-a", "anna", ago(1)),
    }
    for step in order:
        await ledger.write(steps[step])
    found = await row(ledger, "a")
    assert (found.state, found.completed_at, found.due_at) == ("reversed", ago(9), ago(-5))


async def test_while_nothing_was_submitted_the_window_runs_from_the_offer(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=20))
    await ledger.write(bind(deflected, "b", days=20, service="gp_change"))
    await ledger.write(bind(wrote, "m1", days=6))
    await ledger.write(bind(wrote, "m2", days=6 + TICK, service="gp_change"))
    assert [await state(ledger, name) for name in "ab"] == ["offered", "reversed"]
    # The form comes on the next day: now the window reaches over the first letter too.
    await ledger.write(bind(received, "d-a", at=ago(5)))
    assert await state(ledger, "a") == "reversed"


async def test_contacts_of_an_import_that_was_undone_reverse_nothing(ledger: Ledger) -> None:
    await ledger.write(bind(wrote, "m1", days=5))
    await ledger.write(lambda tx: tx.execute(update(contact_import).values(undone_at=NOW)))
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    assert await state(ledger, "a") == "completed"


async def test_many_contacts_at_once_find_their_deflections(ledger: Ledger) -> None:
    for number in range(20):
        await ledger.write(bind(deflected, str(number), days=10, completed=9, citizen=f"p{number}"))

    def work(tx: object) -> int:
        rows = [{"pseudonym": f"p{n}", "service": "passport_renew", "channel": "email"} for n in range(9000)]
        return matching.match(tx, rows)  # type: ignore[arg-type]

    assert await ledger.write(work) == 0
    await ledger.write(bind(wrote, "m7", days=5, citizen="p7"))
    assert [n for n in range(20) if await state(ledger, str(n)) == "reversed"] == [7]
