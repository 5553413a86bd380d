"""What `genvej bank` is given: by its options, by the municipality and by the settings."""

from argparse import Namespace
from datetime import date
from fractions import Fraction

from bot import clock
from bot.banking import terms
from bot.banking.terms import Terms
from bot.deflection.bank.returns import Promise
from bot.deflection.periods import day_of
from bot.municipality import catalogue_of
from bot.settings import Settings


def today() -> date:
    return day_of(clock.now())


def given(settings: Settings) -> Terms:
    return Terms(catalogue=catalogue_of(settings), minimum=rule(settings))


def rule(settings: Settings) -> Fraction:
    return Fraction(settings.bank_minimum_percent) / 100


def on(options: Namespace) -> date:
    return options.on or today()


def promise(options: Namespace, years: int | None, currency: str) -> Promise:
    return terms.promise(options.investment, options.savings, years, currency)


def currency(settings: Settings, options: Namespace) -> str:
    return str(options.currency or catalogue_of(settings).prices.currency)
