"""Evidence that came too easily is shown apart; an operator may take any deflection back."""

import io
from datetime import timedelta
from pathlib import Path

import pytest

from bot.deflection.lifecycle import Illegal
from bot.failure import CommandError
from bot.ledger import (
    Ledger,
    Transaction,
    conversations,
    deflections,
    doubts,
    links,
    operators,
    overturning,
    windows,
)
from bot.ledger.conversations import NewConversation
from bot.ledger.errors import UnknownDeflection
from bot.overturn import overturn
from bot.settings import load
from tests.ledger.follow_up import ago, deflected, row, state
from tests.ledger.helpers import answered, asked, bind, offer, received
from tests.ledger.test_endings import stands


def done(tx: Transaction, name: str, *, opened: float | None = 30, origin: str | None = None) -> None:
    """A form that was offered 40 days ago, opened so many seconds later (None: never) and submitted."""
    at = ago(40)
    new = NewConversation(
        id=f"c-{name}", token_hash=name, language="da", at=at, origin=origin, citizen=(name,)
    )
    conversations.start(tx, new)
    turn = asked(tx, f"c-{name}")
    answer = answered(service="pas")
    made = [offer(f"d-{name}", service="pas")]
    assert conversations.answer(tx, f"c-{name}", turn.turn, turn.fence, answer, made, at)
    if opened is not None:
        links.opened(tx, f"link-d-{name}", at + timedelta(seconds=opened))
    received(tx, f"d-{name}", f"r-{name}", at=at + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("opened", "reason"),
    [(None, "never_opened"), (0.5, "opened_at_once"), (2, "opened_at_once"), (2.5, None), (600, None)],
)
async def test_a_form_that_was_opened_by_no_person_is_not_believed(
    ledger: Ledger, opened: float | None, reason: str | None
) -> None:
    await ledger.write(bind(done, "a", opened=opened))
    await ledger.write(windows.close)
    found = await row(ledger, "a")
    expected = "verified" if reason is None else "completed"
    assert (found.doubtful, found.state.value, found.assessable) == (reason, expected, True)


async def test_fifty_of_one_place_and_day_are_not_believed(ledger: Ledger) -> None:
    for number in range(49):
        await ledger.write(bind(done, str(number), origin="library"))
    await ledger.write(bind(done, "elsewhere", origin="home"))
    assert {(await row(ledger, str(n))).doubtful for n in range(49)} == {None}
    await ledger.write(bind(done, "49", origin="library"))
    await ledger.write(bind(done, "50", origin="library"))
    assert {(await row(ledger, str(n))).doubtful for n in range(51)} == {doubts.MANY}
    assert (await row(ledger, "elsewhere")).doubtful is None


async def operator(ledger: Ledger) -> str:
    made = await ledger.write(
        lambda tx: operators.create(tx, name="Bo", role="manager", password_hash="x", at=ago(1))
    )
    return made.id


async def test_an_operator_takes_a_verified_one_back_and_the_next_takes_its_place(ledger: Ledger) -> None:
    by = await operator(ledger)
    await ledger.write(bind(deflected, "a", days=40, completed=39.5))
    await ledger.write(bind(deflected, "b", days=38, completed=37.5))
    await ledger.write(windows.close)
    assert (await row(ledger, "b")).repeated
    await ledger.write(lambda tx: overturning.overturn(tx, "d-a", by=by, reason=" tried out "))
    assert (await state(ledger, "a"), (await row(ledger, "b")).repeated) == ("overturned", False)
    event = (await ledger.read(bind(deflections.events, "d-a")))[-1]
    told = {name: event.data[name] for name in ("evidence", "by", "reason")}
    assert told == {"evidence": "operator", "by": by, "reason": "tried out"}
    assert (await stands(ledger))["open"] == 2
    with pytest.raises(Illegal):
        await ledger.write(lambda tx: overturning.overturn(tx, "d-a", by=by, reason="again"))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
async def test_without_a_reason_nothing_is_overturned(ledger: Ledger, reason: str) -> None:
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    with pytest.raises(ValueError, match="reason"):
        await ledger.write(lambda tx: overturning.overturn(tx, "d-a", by="x", reason=reason))
    with pytest.raises(UnknownDeflection):
        await ledger.write(lambda tx: overturning.overturn(tx, "d-x", by="x", reason="no"))
    assert await state(ledger, "a") == "completed"


async def test_the_command_wants_an_operator_and_a_reason_that_names_nobody(tmp_path: Path) -> None:
    settings = load({"GENVEJ_VAR": str(tmp_path)})
    ledger = await Ledger.open(settings.database, folder=tmp_path)
    await operator(ledger)
    await ledger.write(bind(deflected, "a", days=10, completed=9))
    await ledger.close()
    out = io.StringIO()
    for by, reason in (("Nobody", "tried out"), ("Bo", "it was 010150-5111"), ("Bo", " ")):
        with pytest.raises(CommandError):
            await overturn(settings, "d-a", by, reason, out)
    assert await overturn(settings, "d-a", "Bo", "tried out", out) == 0
    assert out.getvalue() == "d-a is overturned\n"
