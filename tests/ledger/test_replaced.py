"""An offer keeps the price, window and circumstances of its day; what it replaced is revealed or stated."""

import pytest

from bot.ledger import Ledger, Transaction, conversations, deflections
from bot.ledger.leaving import Word
from bot.ledger.projection import Deflection
from tests.ledger.helpers import NOON, answered, asked, begun, bind, later, offer, received


def turn(tx: Transaction, client_id: str, kind: str, *offers: str, **more: object) -> None:
    """One answered message of conversation c1, with its offers."""
    accepted = asked(tx, "c1", client_id)
    answer = answered(kind=kind)
    made = [offer(id, service=id, **more) for id in offers]  # type: ignore[arg-type]
    assert conversations.answer(tx, "c1", accepted.turn, accepted.fence, answer, made, later())


async def talked(ledger: Ledger, *turns: tuple[str, ...]) -> None:
    await ledger.write(bind(begun, "c1"))
    for number, (kind, *offers) in enumerate(turns):
        await ledger.write(bind(turn, f"m{number}", kind, *offers))


async def say(ledger: Ledger, otherwise: str | None) -> None:
    await ledger.write(
        lambda tx: conversations.feedback(tx, "c1", Word(helped=True, otherwise=otherwise), later(90))
    )


async def row(ledger: Ledger, id: str) -> Deflection:
    found = await ledger.read(bind(deflections.find, id))
    assert found is not None
    return found


async def told(ledger: Ledger, id: str) -> tuple[str | None, str | None]:
    found = await row(ledger, id)
    return found.replaced, found.basis


async def test_an_offer_freezes_the_window_and_the_price_of_its_day(ledger: Ledger) -> None:
    await ledger.write(bind(begun, "c1"))
    await ledger.write(bind(turn, "m1", "card", "pas", window_days=30, price="written/2013-11-18/USD21.20"))
    await ledger.write(bind(turn, "m2", "card", "pas", window_days=14, price="written/2026-11-24/USD99.00"))
    found = await row(ledger, "pas")
    assert (found.window_days, found.price) == (30, "written/2013-11-18/USD21.20")
    await ledger.write(bind(received, "pas"))
    assert (await row(ledger, "pas")).due_at == later(60, days=30)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        pytest.param([("card", "pas")], (None, None), id="asked_for_a_form"),
        pytest.param([("write", "pas")], ("written", "revealed"), id="form_beside_the_address"),
        pytest.param([("write",), ("card", "pas")], ("written", "revealed"), id="form_in_the_next_turn"),
        pytest.param(
            [("write",), ("smalltalk",), ("card", "pas")], ("written", "revealed"), id="talk_between"
        ),
        pytest.param([("write", "bil"), ("card", "pas")], (None, None), id="another_matter_afterwards"),
        pytest.param([("card", "pas"), ("write", "pas")], ("written", "revealed"), id="then_about_to_write"),
    ],
)
async def test_who_was_about_to_write_reveals_it(
    ledger: Ledger, turns: list[tuple[str, ...]], expected: tuple[str | None, str | None]
) -> None:
    await talked(ledger, *turns)
    assert await told(ledger, "pas") == expected


async def test_a_form_that_is_submitted_already_replaced_no_letter_that_comes_after(ledger: Ledger) -> None:
    await talked(ledger, ("card", "pas"))
    await ledger.write(bind(received, "pas"))
    await ledger.write(bind(turn, "m9", "write", "pas"))
    assert await told(ledger, "pas") == (None, None)


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [
        ("email", ("written", "stated")),
        ("letter", ("written", "stated")),
        ("telephone", ("other", "stated")),
        ("face_to_face", ("other", "stated")),
        ("self_service", ("other", "stated")),
        ("not_at_all", ("other", "stated")),
        (None, (None, None)),
    ],
)
async def test_one_tap_states_it(
    ledger: Ledger, otherwise: str | None, expected: tuple[str | None, str | None]
) -> None:
    await talked(ledger, ("card", "pas", "bil"))
    await say(ledger, otherwise)
    assert [await told(ledger, id) for id in ("pas", "bil")] == [expected, expected]


async def test_the_last_word_counts_and_silence_takes_nothing_back(ledger: Ledger) -> None:
    await talked(ledger, ("card", "pas"))
    for otherwise in ("telephone", "email", "email", None):
        await say(ledger, otherwise)
    assert await told(ledger, "pas") == ("written", "stated")
    kinds = [event.kind for event in await ledger.read(bind(deflections.events, "pas"))]
    assert kinds == ["offered", "replaced", "replaced"]


async def test_what_is_stated_never_stands_above_what_was_revealed(ledger: Ledger) -> None:
    await talked(ledger, ("write", "pas"))
    await say(ledger, "telephone")
    assert await told(ledger, "pas") == ("written", "revealed")


async def test_what_was_stated_holds_for_the_next_form_too(ledger: Ledger) -> None:
    await talked(ledger, ("card", "pas"))
    await say(ledger, "letter")
    await ledger.write(bind(turn, "m9", "card", "bil"))
    assert await told(ledger, "bil") == ("written", "stated")


async def test_rebuilding_tells_the_same(ledger: Ledger) -> None:
    await talked(ledger, ("write", "pas"), ("card", "bil"))
    await say(ledger, "email")
    before = [await row(ledger, id) for id in ("pas", "bil")]
    await ledger.write(deflections.rebuild)
    assert [await row(ledger, id) for id in ("pas", "bil")] == before
    assert before[0].offered_at == later() > NOON
