"""What a form engine deleted is no submission: it is subtracted, and evidences nothing, in any order."""

import itertools
from typing import Any

import pytest
from sqlalchemy import update

from bot.ledger import Ledger, conversations, deflections, endings, left_behind, links, overturning, windows
from bot.ledger.leaving import Word
from bot.ledger.tables import conversation
from bot.ledger.verify import verify
from tests.ledger.follow_up import ago, deflected, row, state, wrote
from tests.ledger.helpers import bind, received
from tests.ledger.test_endings import outcomes, stands


def gone(name: str = "a", reference: str | None = None, **more: Any) -> Any:
    """The engine tells that a submission was deleted; without our code, which is gone with it."""
    fields = {"state": "deleted", "correlation": None, "at": ago(1), **more}
    return bind(received, f"d-{name}", reference or f"r-{name}", **fields)


async def test_a_completed_one_is_only_offered_again(ledger: Ledger, database_url: str) -> None:
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    await ledger.write(gone())
    found = await row(ledger, "a")
    assert (found.state, found.evidence, found.completed_at) == ("opened", "opening", None)
    kinds = [event.kind for event in await ledger.read(bind(deflections.events, "d-a"))]
    assert kinds == ["offered", "linked", "opened", "receipt", "completed", "withdrawn"]
    assert await stands(ledger) == {"open": 1}
    await ledger.write(endings.close_silent)
    assert await stands(ledger) == {"assumed": 1}
    assert verify(database_url).findings == []


async def test_a_verified_saving_is_given_up(ledger: Ledger, database_url: str) -> None:
    await ledger.write(bind(deflected, "a", days=40, completed=39))
    await ledger.write(windows.close)
    assert await state(ledger, "a") == "verified"
    await ledger.write(gone())
    found = await row(ledger, "a")
    assert (found.state, found.assessable, found.due_at) == ("opened", False, ago(10))
    await ledger.write(windows.close)
    assert await state(ledger, "a") == "expired"
    assert verify(database_url).findings == []


async def test_the_next_of_the_same_citizen_is_priced_instead(ledger: Ledger) -> None:
    for name, days in (("a", 40), ("b", 30)):
        await ledger.write(bind(deflected, name, days=days, completed=days - 1))
    await ledger.write(windows.close)
    assert [(await row(ledger, name)).repeated for name in "ab"] == [False, True]
    await ledger.write(gone())
    assert (await row(ledger, "b")).repeated is False


async def test_a_second_submission_still_shows_it(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    await ledger.write(bind(received, "d-a", "r-2", at=ago(8)))
    await ledger.write(gone())
    assert await state(ledger, "a") == "completed"
    await ledger.write(gone(reference="r-2"))
    assert await state(ledger, "a") == "opened"
    await ledger.write(bind(received, "d-a", "r-3", at=ago(0.5)))
    assert (await row(ledger, "a")).completed_at == ago(0.5)


@pytest.mark.parametrize("state_", ["updated", "draft", "converted"])
async def test_other_news_take_nothing_back(ledger: Ledger, state_: str) -> None:
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    await ledger.write(gone(state=state_))
    assert await state(ledger, "a") == "completed"


async def test_the_deletion_of_what_was_no_evidence_takes_nothing_back(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    late = bind(received, "d-a", "r-late", at=ago(2), submitted_at=ago(9))
    await ledger.write(late)
    await ledger.write(gone(reference="r-late"))
    assert await state(ledger, "a") == "completed"


async def test_of_the_same_number_in_another_form_nothing_is_deleted(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    await ledger.write(gone(form="another"))
    assert await state(ledger, "a") == "completed"


def says(tx: Any) -> None:
    conversations.feedback(tx, "c-a", Word(done=True), ago(8.5))


ORDERS = list(itertools.permutations(("receipt", "stated", "deleted")))


@pytest.mark.parametrize("order", ORDERS, ids="_".join)
async def test_in_every_order_the_engines_word_is_the_last(ledger: Ledger, order: tuple[str, ...]) -> None:
    await ledger.write(bind(deflected, "a", days=10))
    await ledger.write(bind(links.opened, "link-d-a", ago(9.9)))
    steps = {"receipt": bind(received, "d-a", "r-a", at=ago(9)), "stated": says, "deleted": gone()}
    for step in order:
        await ledger.write(steps[step])
    found = await row(ledger, "a")
    assert (found.state, found.completed_at, found.assessable) == ("opened", None, False)


async def test_a_reversed_one_stays_so_while_its_letter_lies_in_the_window(ledger: Ledger) -> None:
    """Offered 20 days ago, submitted 10 days ago: without the form the window ended 6 days ago."""
    for name, letter in (("in", 7.0), ("out", 5.0)):
        await ledger.write(bind(deflected, name, days=20, completed=10, citizen=name))
        await ledger.write(bind(wrote, f"m-{name}", days=letter, citizen=name))
        assert await state(ledger, name) == "reversed"
        await ledger.write(gone(name))
    assert [await state(ledger, name) for name in ("in", "out")] == ["reversed", "opened"]
    assert [(await row(ledger, name)).completed_at for name in ("in", "out")] == [None, None]


async def test_an_overturned_one_stays_overturned(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    await ledger.write(bind(overturning.overturn, "d-a", by="o1", reason="wrong form"))
    await ledger.write(gone())
    found = await row(ledger, "a")
    assert (found.state, found.evidence, found.completed_at) == ("overturned", "operator", None)


async def test_whose_form_was_deleted_after_the_window_was_left_behind(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=40, completed=39))
    await ledger.write(endings.close_silent)
    await ledger.write(lambda tx: tx.execute(update(conversation).values(ended_at=ago(39))))
    assert await ledger.write(bind(left_behind.leave_behind, {})) == 1
    assert await outcomes(ledger, "age") == {("unknown", "success"): 1}
    await ledger.write(gone())
    assert await outcomes(ledger, "age") == {("unknown", "left_behind"): 1}
    await ledger.write(deflections.rebuild)
    assert await outcomes(ledger, "age") == {("unknown", "left_behind"): 1}
