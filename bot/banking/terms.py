"""What the bank is given: by the municipality, and by whoever books."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import Final

from bot.catalogue import Catalogue
from bot.catalogue.text import clean, is_empty
from bot.deflection.bank import returns
from bot.deflection.bank.returns import BadPromise, Promise
from bot.deflection.given import price_list
from bot.deflection.money import Money
from bot.deflection.prices import PriceList
from bot.masking import mask

TEXT_CHARACTERS: Final = 200
DIMENSIONS: Final = ("language", "age", "device", "service", "said_they_cannot")


class Unfit(ValueError):
    """What was given does not fit; the message is one sentence with the remedy."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """`minimum` is the yearly return that the rule asks for."""

    catalogue: Catalogue
    minimum: Fraction

    @property
    def prices(self) -> PriceList:
        return price_list(self.catalogue.prices)

    @property
    def renamed(self) -> Mapping[str, str]:
        """What services were called before: former → of today."""
        return self.catalogue.renamed()

    @property
    def currency(self) -> str:
        return self.catalogue.prices.currency


def services(catalogue: Catalogue, names: Iterable[str]) -> tuple[str, ...]:
    """An area stands for all its services; raises Unfit for what is neither."""
    areas = {area.id: sorted(area.services) for area in catalogue.areas()}
    known = {**{id: [id] for id in catalogue.services}, **areas}
    if unknown := [name for name in names if name not in known]:
        near = get_close_matches(unknown[0], known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Unfit(f"the catalogue has no service or area {unknown[0]}.{hint}")
    return tuple(service for name in names for service in known[name])


def group(text: str) -> str:
    """`language:en`: one of those whose gaps are measured; raises Unfit."""
    dimension, _, value = text.partition(":")
    if dimension not in DIMENSIONS or is_empty(value):
        raise Unfit(f"a group is written as one of {', '.join(DIMENSIONS)}, then : and its value.")
    return f"{dimension}:{words(value)}"


def promise(investment: str, savings: Sequence[str], years: int | None, currency: str) -> Promise:
    """The last saving goes on until year `years`; None is as many years as there are savings.

    Raises BadPromise and MoneyError.
    """
    amounts = [Money.parse(saving, currency) for saving in savings]
    if years is not None and not len(amounts) <= years <= returns.MOST_YEARS:
        raise BadPromise(f"{len(amounts)} savings cannot be promised over {years} years.")
    going_on = amounts[-1:] * ((years or 0) - len(amounts))
    return Promise(investment=Money.parse(investment, currency), savings=(*amounts, *going_on))


def words(text: str) -> str:
    """On one line and without personal data, as what is booked can never be deleted. Raises Unfit."""
    said = mask(" ".join(clean(text).split())).text
    if is_empty(said) or len(said) > TEXT_CHARACTERS:
        raise Unfit(f"write a text of 1 to {TEXT_CHARACTERS} characters.")
    return said
