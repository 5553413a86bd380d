"""How passwords are kept and checked."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.console import passwords
from bot.console.passwords import Passwords, TooBusy
from tests.console.seeding import NOON


@pytest.fixture
def keeper() -> Iterator[Passwords]:
    made = Passwords(memory_kib=1024, passes=1)
    yield made
    made.close()


async def test_the_right_password_matches_and_nothing_else(keeper: Passwords) -> None:
    stored = await keeper.hash("blåbærgrød")
    assert stored.startswith("$argon2id$")
    assert await keeper.matches("blåbærgrød", stored)
    assert await keeper.matches("bla\u030abærgrød", stored)  # the same letter, typed in two signs
    for wrong in ("blåbærgrød ", "Blåbærgrød", "", "blåbærgrø"):
        assert not await keeper.matches(wrong, stored)


async def test_nothing_stored_matches_nothing(keeper: Passwords) -> None:
    assert not await keeper.matches("anything", None)
    assert not await keeper.matches("anything", "not a hash at all")


async def test_a_mark_for_one_time_does_not_change_what_matches(keeper: Passwords) -> None:
    stored = passwords.marked_once(await keeper.hash("once only"), NOON)
    assert passwords.is_once(stored)
    assert await keeper.matches("once only", stored)
    assert not passwords.expired(stored, NOON + timedelta(days=13))
    assert passwords.expired(stored, NOON + timedelta(days=14))


async def test_an_unknown_name_costs_as_much_as_a_wrong_password() -> None:
    keeper = Passwords(memory_kib=8 * 1024, passes=2)
    stored = await keeper.hash("right")
    await keeper.ready()

    async def cost(known: str | None) -> float:
        before = time.process_time()  # other processes on this machine do not count
        await keeper.matches("wrong", known)
        return time.process_time() - before

    pairs = [(await cost(stored), await cost(None)) for _ in range(9)]
    wrong, unknown = (statistics.median(side) for side in zip(*pairs, strict=True))
    keeper.close()
    assert 0.75 < wrong / unknown < 1.33


async def test_the_loop_goes_on_while_passwords_are_checked() -> None:
    keeper = Passwords(memory_kib=16 * 1024, passes=3)
    checks = [asyncio.create_task(keeper.hash("x" * 20)) for _ in range(4)]
    turns = 0
    while not all(check.done() for check in checks):
        turns += 1
        await asyncio.sleep(0)
    keeper.close()
    assert turns > 100


async def test_a_queue_that_is_too_long_is_refused(keeper: Passwords) -> None:
    many = await asyncio.gather(
        *(keeper.hash("x") for _ in range(passwords.WAITING + 5)), return_exceptions=True
    )
    assert sum(isinstance(one, TooBusy) for one in many) == 5
    assert await keeper.hash("x")
