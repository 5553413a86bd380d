"""Every source that may send receipts has a secret, or the house does not open."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.catalogue import GENERIC
from bot.failure import CommandError
from bot.house.citizens import secrets_of_sources


def house(given: str) -> Any:
    return SimpleNamespace(
        receipt_secret="generic",
        demo_secrets={},
        settings=SimpleNamespace(secret_receipts=given),
        catalogue=SimpleNamespace(sources={"generic": GENERIC, "drupal": GENERIC}),
    )


@pytest.mark.parametrize(
    "given", ["drupal=0123456789abcdef", "\n drupal=0123456789abcdef\n", "drupal=0123456789abcdef,"]
)
def test_secrets_are_given_by_source(given: str) -> None:
    assert secrets_of_sources(house(given)) == {"generic": "generic", "drupal": "0123456789abcdef"}


@pytest.mark.parametrize(
    "given", ["", "drupal", "drupal=short", "os2=0123456789abcdef,drupal=0123456789abcdef"]
)
def test_a_source_without_a_secret_keeps_the_house_shut(given: str) -> None:
    with pytest.raises(CommandError):
        secrets_of_sources(house(given))
