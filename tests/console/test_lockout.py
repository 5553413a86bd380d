"""Guessing is slow, and nobody can lock another out."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select

from bot.console import tokens
from bot.console.passwords import Passwords
from bot.console.signin import Gate, Refused, delay
from bot.console.tokens import Device
from bot.ledger import Ledger
from bot.ledger.operators import Operator
from bot.ledger.tables import sign_in_attempt
from tests.console.conftest import PASSWORD, Browser, Clock, operator


@pytest.fixture
def gate(ledger: Ledger, clock: Clock, hasher: Passwords) -> Gate:
    return Gate(ledger, hasher, clock)


async def verified(ledger: Ledger) -> int:
    """How many passwords were really looked at."""
    return await ledger.read(
        lambda conn: int(conn.execute(select(func.count()).select_from(sign_in_attempt)).scalar_one())
    )


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (2, 0), (3, 30), (4, 60), (5, 120), (6, 240), (7, 480), (8, 900), (9, 900), (10_000, 900)],
)
def test_each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert delay(failures) == seconds


async def test_a_thousand_guesses_in_an_hour_try_few_passwords_and_the_owner_still_comes_in(
    gate: Gate, ledger: Ledger, clock: Clock
) -> None:
    id = await operator(ledger, "Ada", "administrator", clock)
    for number in range(1000):
        clock.forward(seconds=3.6)
        guess = await gate.check("Ada", f"guess {number}", address=f"192.0.2.{number}", device=None)
        assert isinstance(guess, Refused)
    assert await verified(ledger) <= 20
    stranger = await gate.check("Ada", PASSWORD, address="198.51.100.1", device=None)
    assert isinstance(stranger, Refused)
    owner = await gate.check("Ada", PASSWORD, address="198.51.100.1", device=tokens.new_device(id))
    assert isinstance(owner, Operator)


async def test_a_known_device_comes_in_from_an_address_where_others_guess(
    gate: Gate, ledger: Ledger, clock: Clock
) -> None:
    id = await operator(ledger, "Ada", "reviewer", clock)
    for number in range(6):
        await gate.check(f"name {number}", "wrong", address="192.0.2.1", device=None)
    shut = await gate.check("Ada", PASSWORD, address="192.0.2.1", device=None)
    assert shut == Refused(300)
    assert await verified(ledger) == 5
    assert isinstance(
        await gate.check("Ada", PASSWORD, address="192.0.2.1", device=Device(id, "n")), Operator
    )
    clock.forward(minutes=5, seconds=1)
    assert isinstance(await gate.check("Ada", PASSWORD, address="192.0.2.1", device=None), Operator)


async def test_a_stolen_device_mark_does_not_help_to_guess(gate: Gate, ledger: Ledger, clock: Clock) -> None:
    device = Device(await operator(ledger, "Ada", "reviewer", clock), "stolen")
    for number in range(100):
        await gate.check("Ada", f"guess {number}", address="192.0.2.1", device=device)
    assert await verified(ledger) == 3


async def test_the_mark_of_one_operator_is_worth_nothing_for_another(
    gate: Gate, ledger: Ledger, clock: Clock
) -> None:
    other = Device(await operator(ledger, "Bo", "reviewer", clock), "bo's")
    await operator(ledger, "Ada", "reviewer", clock)
    for _ in range(3):
        await gate.check("Ada", "wrong", address="192.0.2.1", device=other)
    assert await gate.check("Ada", PASSWORD, address="192.0.2.2", device=other) == Refused(30)


async def test_a_burst_gains_nothing(gate: Gate, ledger: Ledger, clock: Clock) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    burst = [
        gate.check("Ada", f"guess {number}", address=f"192.0.2.{number}", device=None) for number in range(60)
    ]
    assert all(isinstance(one, Refused) for one in await asyncio.gather(*burst))
    assert await verified(ledger) <= 3


async def test_the_right_password_wipes_the_slate(gate: Gate, ledger: Ledger, clock: Clock) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    for _ in range(3):
        await gate.check("Ada", "wrong", address="192.0.2.1", device=None)
    clock.forward(seconds=31)
    assert isinstance(await gate.check("Ada", PASSWORD, address="192.0.2.1", device=None), Operator)
    clock.forward(seconds=1)
    assert await gate.check("Ada", "wrong", address="192.0.2.2", device=None) == Refused()
    assert isinstance(await gate.check("Ada", PASSWORD, address="192.0.2.2", device=None), Operator)


async def test_a_name_that_does_not_exist_is_shut_like_one_that_does(gate: Gate) -> None:
    for _ in range(3):
        assert await gate.check("Nobody", "wrong", address="192.0.2.1", device=None) == Refused()
    assert await gate.check("Nobody", "wrong", address="192.0.2.1", device=None) == Refused(30)


async def test_the_door_says_the_same_when_it_is_shut_and_when_to_come_back(
    browser: Browser,
    new_browser: Callable[[], Awaitable[Browser]],
    ledger: Ledger,
    clock: Clock,
) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    assert (await browser.sign_in("Ada")).status == 303
    clock.forward(seconds=1)
    stranger = await new_browser()
    wrong = [await stranger.sign_in("Ada", "wrong wrong wrong") for _ in range(4)]
    assert [answer.status for answer in wrong] == [401, 401, 401, 429]
    assert wrong[-1].headers["Retry-After"] == "30"
    assert len({await answer.read() for answer in wrong}) == 1
    # Ada's own browser is let in meanwhile.
    assert (await browser.post("/sign-out")).status == 303
    assert (await browser.sign_in("Ada")).status == 303


async def test_what_is_typed_as_a_name_is_never_stored(browser: Browser, ledger: Ledger) -> None:
    secret = "my password typed in the wrong field"
    await browser.sign_in(secret, "x")
    for path in ledger.folder.parent.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()
    assert await verified(ledger) == 1
