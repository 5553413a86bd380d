"""`genvej report`: every figure of a period, for a person, a spreadsheet, a printer or a program."""

import json
from datetime import date, datetime
from difflib import get_close_matches
from fractions import Fraction
from typing import Final, TextIO

from bot.catalogue import Catalogue, Language
from bot.clock import now
from bot.deflection.bank.rules import Refused
from bot.deflection.periods import ONE_DAY, EmptyPeriod, Period, day_of, zone
from bot.failure import CommandError
from bot.ledger import LedgerError
from bot.ledger.reading import reading
from bot.municipality import catalogue_of
from bot.report import bank, compose, page, table
from bot.report.gather import gather
from bot.report.report import Report, as_json
from bot.settings import Settings

FORMS: Final = ("text", "json", "csv", "html")


def report(
    settings: Settings, days: tuple[str, str], service: str | None, form: str, language: Language, out: TextIO
) -> int:
    """Prints the report of the days from the first to, and without, the second; raises CommandError."""
    catalogue = catalogue_of(settings)
    period = period_of(*days)
    if service is not None:
        _require(service, catalogue)
    found = made(settings, catalogue, period, service)
    titles = {one.id: one.title.in_(language) for one in catalogue}
    out.write(_drawn(found, form, titles, language))
    return 0


def period_of(first: str, after: str) -> Period:
    """Raises CommandError for what is no date and for a period without a day."""
    try:
        return Period(_date("--from", first), _date("--to", after))
    except EmptyPeriod as error:
        raise CommandError(str(error)) from None


def _date(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{option} {text!r} is no date; write it as 2026-11-01.") from None


def _require(service: str, catalogue: Catalogue) -> None:
    if service not in catalogue.services:
        near = get_close_matches(service, catalogue.services, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise CommandError(f"{service!r} is no service of the catalogue.{hint}")


def made(settings: Settings, catalogue: Catalogue, period: Period, service: str | None) -> Report:
    """Raises CommandError."""
    terms, minimum = compose.terms(catalogue), Fraction(settings.bank_minimum_percent) / 100
    at = now()
    last = min(period.to - ONE_DAY, day_of(at))
    try:
        with reading(settings.database) as connection:
            material = gather(connection, period, terms.prices, service)
            held = bank.held(connection, catalogue, minimum, last, service)
    except (LedgerError, OSError, Refused) as error:
        raise CommandError(str(error)) from error
    return Report(
        period=period,
        service=service,
        made_at=_local(at),
        demo=material.demo,
        seal=material.seal,
        sections=(*compose.sections(material, terms, period, service), bank.section(held)),
    )


def _local(at: datetime) -> datetime:
    return at.astimezone(zone())


def _drawn(made: Report, form: str, titles: dict[str, str], language: Language) -> str:
    if form == "json":
        return json.dumps(as_json(made), ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return table.csv(made, language)
    draw = page.html if form == "html" else table.text
    return draw(made, titles, language)
