"""`genvej demo`: an invented year in a ledger of its own, with the truths that a report must find again."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Final, TextIO

from bot.clock import now
from bot.deflection.periods import day_of
from bot.deflection.prices import WRITTEN, PriceList
from bot.demo_year import town, truths, year
from bot.demo_year.booking import Town
from bot.demo_year.truths import Truth
from bot.failure import CommandError
from bot.ledger import Ledger, LedgerError, wiping
from bot.ledger.reading import reading
from bot.municipality import catalogue_of
from bot.pseudonymise import pseudonyms_of
from bot.report.compose import terms
from bot.settings import Settings

SMALLEST: Final = Fraction(1, 1000)


async def book(settings: Settings, scale: str, out: TextIO) -> int:
    """Raises CommandError, with nothing booked, for a ledger in use and for a scale that is none."""
    from tqdm import tqdm

    part, at = scale_of(scale), now()
    catalogue = catalogue_of(settings)
    place = Town(
        catalogue=catalogue,
        pseudonym=pseudonyms_of(settings).of,
        price=_priced(terms(catalogue).prices),
    )
    try:
        ledger = await Ledger.open(settings.database, folder=settings.var)
        try:
            with tqdm(total=year.facts(at, part), unit=" facts", disable=None, leave=False) as bar:
                planned = await year.book(ledger, place, at, part, bar.update)
        finally:
            await ledger.close()
    except LedgerError as error:
        raise CommandError(str(error)) from error
    windows = {area.service: catalogue.services[area.service].follow_up_days for area in town.AREAS}
    _tell(truths.of(planned, windows, at), at, out)
    return 0


def scale_of(text: str) -> Fraction:
    """Raises CommandError for what is no part of the town."""
    try:
        scale = Fraction(text)
    except (ValueError, ZeroDivisionError):
        scale = Fraction(0)
    if not SMALLEST <= scale <= 1:
        raise CommandError(f"--scale {text!r} is no part of the town; write 1, 0.1 or as little as 0.001.")
    return scale


def _priced(prices: PriceList) -> Callable[[datetime], str | None]:
    def of(at: datetime) -> str | None:
        price = prices.on(WRITTEN, day_of(at))
        return price.id if price else None

    return of


def _tell(found: dict[str, Truth], at: datetime, out: TextIO) -> None:
    first, after = town.months(at.date())[0].first(), town.months(at.date())[-1].plus(1).first()
    print(f"DEMO: an invented year from {first} to {after}, a town of 600,000.", file=out)
    print("What a report over it must find, by service:", file=out)
    states = ("verified", "completed", "reversed", "expired", "opened", "offered", "assisted", "overturned")
    print(
        f"{'service':<26}{'offered':>9}" + "".join(f"{state:>11}" for state in states) + "    V     κ",
        file=out,
    )
    for service, truth in sorted(found.items()):
        counts = "".join(f"{truth.states.get(state, 0):>11,}" for state in states)
        print(f"{service:<26}{truth.offered:>9,}{counts}  {truth.rate:.3f} {truth.kappa:.3f}", file=out)
    print(f"Look: genvej report --from {first} --to {after}", file=out)
    print("Away with it: genvej demo --remove", file=out)


def remove(settings: Settings, out: TextIO) -> int:
    """Deletes an invented ledger, its operators too, and no other; raises CommandError."""
    try:
        with reading(settings.database):  # an empty one has no tables to look for the mark in
            pass
        wiping.wipe(settings.database, settings.var)
    except LedgerError as error:
        raise CommandError(str(error)) from error
    print("The invented year is gone.", file=out)
    return 0
