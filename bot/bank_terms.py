"""What `genvej bank` is given: by its options, by the municipality and by the settings."""

from argparse import Namespace
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import Final

from bot import clock
from bot.catalogue import Catalogue
from bot.catalogue.text import clean, is_empty
from bot.deflection.bank import returns
from bot.deflection.bank.returns import BadPromise, Promise
from bot.deflection.given import price_list
from bot.deflection.money import Money
from bot.deflection.periods import day_of
from bot.deflection.prices import PriceList
from bot.failure import CommandError
from bot.masking import mask
from bot.municipality import catalogue_of
from bot.settings import Settings

TEXT_CHARACTERS: Final = 200
DIMENSIONS: Final = ("language", "age", "device", "service", "said_they_cannot")


def today() -> date:
    return day_of(clock.now())


def services(catalogue: Catalogue, names: Iterable[str]) -> tuple[str, ...]:
    """An area stands for all its services; raises CommandError for what is neither."""
    areas = {area.id: sorted(area.services) for area in catalogue.areas()}
    known = {**{id: [id] for id in catalogue.services}, **areas}
    if unknown := [name for name in names if name not in known]:
        near = get_close_matches(unknown[0], known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise CommandError(f"the catalogue has no service or area {unknown[0]}.{hint}")
    return tuple(service for name in names for service in known[name])


def group(options: Namespace) -> str:
    """`language:en`: one of those whose gaps are measured; raises CommandError."""
    dimension, _, value = str(options.group).partition(":")
    if dimension not in DIMENSIONS or is_empty(value):
        raise CommandError(f"a group is written as one of {', '.join(DIMENSIONS)}, then : and its value.")
    return f"{dimension}:{words(value)}"


def prices_and_names(settings: Settings) -> tuple[PriceList, Mapping[str, str]]:
    """What the municipality prices by, and what its services were called before: former → of today."""
    catalogue = catalogue_of(settings)
    return price_list(catalogue.prices), catalogue.renamed()


def rule(settings: Settings) -> Fraction:
    return Fraction(settings.bank_minimum_percent) / 100


def on(options: Namespace) -> date:
    return options.on or today()


def promise(options: Namespace, years: int | None, currency: str) -> Promise:
    """The last saving goes on until year `years`; None is as many years as there are savings."""
    savings = [Money.parse(saving, currency) for saving in options.savings]
    if years is not None and not len(savings) <= years <= returns.MOST_YEARS:
        raise BadPromise(f"{len(savings)} savings cannot be promised over {years} years.")
    going_on = [savings[-1]] * ((years or 0) - len(savings))
    investment = Money.parse(options.investment, currency)
    return Promise(investment=investment, savings=(*savings, *going_on))


def currency(settings: Settings, options: Namespace) -> str:
    return str(options.currency or catalogue_of(settings).prices.currency)


def words(text: str) -> str:
    """On one line and without personal data, as what is booked can never be deleted."""
    said = mask(" ".join(clean(text).split())).text
    if is_empty(said) or len(said) > TEXT_CHARACTERS:
        raise CommandError(f"write a text of 1 to {TEXT_CHARACTERS} characters.")
    return said
