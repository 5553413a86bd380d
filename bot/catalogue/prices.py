"""The form of prices.yml and targets.yml: what is dated, where it was read, and what is not known."""

import re
from datetime import date
from fractions import Fraction

from bot.catalogue.model import (
    CURRENCIES,
    PRICED,
    Localised,
    Price,
    Prices,
    Rate,
    RunningCost,
    Target,
    Targets,
)
from bot.catalogue.reading import Section

AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
RATE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,8})?")
SHARE = re.compile(r"0(\.[0-9]{1,4})?|1(\.0{1,4})?")
NOBODY_KNOWS = date(1970, 1, 1)  # stands in where a day is missing, which is a finding


def prices(root: Section) -> Prices:
    value = Prices(
        currency=_currency(root, "currency"),
        prices=root.sections("prices", _price),
        running_costs=root.sections("running_costs", _running),
        rates=root.sections("rates", _rate),
    )
    seen: set[tuple[str, date]] = set()
    for place, price in enumerate(value.prices):
        if (price.channel, price.valid_from) in seen:
            root.complain(f"prices.{place}.valid_from", f"{price.channel} has two prices from that day")
        seen.add((price.channel, price.valid_from))
    root.close()
    return value


def _price(section: Section) -> Price:
    currency = _currency(section, "currency")
    value = Price(
        channel=section.choice("channel", PRICED),
        amount_minor=_amount(section, currency),
        currency=currency,
        valid_from=_day(section, "valid_from"),
        basis=section.choice("basis", ("average", "marginal", "unknown")),
        cashable=section.choice("cashable", ("yes", "no", "unknown")),
        source=section.text("source", limit=200),
        confirmed=section.flag("confirmed"),
    )
    section.close()
    return value


def _running(section: Section) -> RunningCost:
    currency = _currency(section, "currency")
    value = RunningCost(
        amount_minor=_amount(section, currency),
        currency=currency,
        from_=_day(section, "from"),
        to=_day(section, "to"),
        source=section.text("source", limit=200),
    )
    if not value.from_ < value.to:
        section.complain("to", "must be after from: the day after the last one")
    section.close()
    return value


def _rate(section: Section) -> Rate:
    value = Rate(
        from_=_currency(section, "from"),
        to=_currency(section, "to"),
        rate=_number(section, "rate", RATE, "a number above zero in quotes, such as 6.85"),
        valid_from=_day(section, "valid_from"),
        source=section.text("source", limit=200),
    )
    if value.from_ == value.to:
        section.complain("to", "must be another currency")
    if not value.rate:
        section.complain("rate", "must be above zero")
    section.close()
    return value


def targets(root: Section) -> Targets:
    areas = root.section("areas", optional=True)
    names: dict[str, Localised] = {key: areas.localised(key, limit=90) for key in areas} if areas else {}
    value = Targets(root.sections("targets", _target), names)
    seen: set[str | None] = set()
    for place, target in enumerate(value.targets):
        if target.area in seen:
            root.complain(f"targets.{place}.area", f"{target.area or 'null'} has two targets")
        seen.add(target.area)
    if None not in seen:
        root.complain("targets", "needs one with area: null, for every area without its own")
    root.close()
    return value


def _target(section: Section) -> Target:
    value = Target(
        area=section.optional_text("area"),
        share=_number(section, "share", SHARE, "a share from 0 to 1 in quotes, such as 0.80"),
        by=_day(section, "by"),
        source=section.text("source", limit=200),
        confirmed=section.flag("confirmed"),
    )
    section.close()
    return value


def _currency(section: Section, key: str) -> str:
    return section.choice(key, CURRENCIES)


def _day(section: Section, key: str) -> date:
    day = section.day(key)
    if day is None and key in section:
        section.complain(key, "must be a date such as 2026-12-01")
    return day or NOBODY_KNOWS


def _amount(section: Section, currency: str) -> int:
    """Minor units; a currency has as many decimals as CURRENCIES says."""
    amount = _number(section, "amount", AMOUNT, 'an amount in quotes, such as "21.20"')
    minor = amount * 10 ** CURRENCIES.get(currency, 2)
    if minor.denominator != 1:
        section.complain("amount", f"has more decimals than {currency} has")
    return int(minor)


def _number(section: Section, key: str, form: re.Pattern[str], need: str) -> Fraction:
    text = section.text(key)
    if not form.fullmatch(text):
        if text:
            section.complain(key, f"must be {need}")
        return Fraction(0)
    return Fraction(text)
