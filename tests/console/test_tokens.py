"""What a browser holds."""

from datetime import timedelta

import pytest

from bot.console import tokens
from bot.console.tokens import Device
from tests.console.conftest import KEY
from tests.console.seeding import NOON

DEVICE = Device("operator", "number")


def mark() -> str:
    return tokens.device_mark(DEVICE, key=KEY, until=NOON + timedelta(days=1))


def test_tokens_have_256_bits_and_never_repeat() -> None:
    made = {tokens.new() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 43 for one in made)


def test_the_form_token_tells_nothing_about_the_session() -> None:
    token = tokens.new()
    assert tokens.form_token(token) != tokens.digest(token)
    assert token not in tokens.form_token(token)


def test_a_known_device_is_recognised_until_its_mark_ends() -> None:
    assert tokens.read_device(mark(), key=KEY, now=NOON) == DEVICE
    assert tokens.read_device(mark(), key=KEY, now=NOON + timedelta(days=1)) is None


@pytest.mark.parametrize("strange", ["", ".", "a.b.c", "operator.number.99999999999.AAAA", "æ.ø.å.\udcff"])
def test_a_mark_that_we_did_not_make_is_nothing(strange: str) -> None:
    assert tokens.read_device(strange, key=KEY, now=NOON) is None


def test_a_mark_for_another_operator_cannot_be_made_from_ours() -> None:
    assert tokens.read_device(mark().replace("operator", "somebody"), key=KEY, now=NOON) is None
    assert tokens.read_device(mark(), key=bytes(32), now=NOON) is None
