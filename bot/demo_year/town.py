"""The invented town: what its 600,000 citizens turn to it about, and by which channels. No number is real."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final

from bot.deflection.counts import Channel, ContactKind
from bot.deflection.periods import Month, zone

CONTACTS_A_YEAR: Final = 1_200_000  # two a citizen
MONTHS: Final = 12
OPENS, MINUTES_OPEN = time(8), 8 * 60

# Of a hundred contacts, 55 are about a case; self-service takes its share of these and none of the others.
CASES: Final = Fraction(55, 100)
RISE: Final = Fraction(1, 200)  # by how much the digital share of every area grows a month
OTHER_WAYS: Final = {
    Channel.TELEPHONE: Fraction(30, 100),
    Channel.FACE_TO_FACE: Fraction(15, 100),
    Channel.EMAIL: Fraction(35, 100),
    Channel.LETTER: Fraction(20, 100),
}
QUESTIONS: Final = {
    Channel.TELEPHONE: Fraction(50, 100),
    Channel.FACE_TO_FACE: Fraction(10, 100),
    Channel.EMAIL: Fraction(28, 100),
    Channel.LETTER: Fraction(12, 100),
}
MINUTES: Final = {
    Channel.SELF_SERVICE: 1,
    Channel.TELEPHONE: 6,
    Channel.FACE_TO_FACE: 14,
    Channel.EMAIL: 11,
    Channel.LETTER: 18,
}


@dataclass(frozen=True, slots=True)
class Area:
    """`weight` is its part of all contacts, `digital` the share of its cases by self-service in month 12."""

    service: str
    weight: int
    digital: Fraction


AREAS: Final = tuple(
    Area(service, weight, Fraction(percent, 100))
    for service, weight, percent in (
        ("address_change", 22, 88),
        ("ehic", 8, 93),
        ("health_card_reorder", 9, 74),
        ("passport_renew", 11, 82),
        ("gp_change", 7, 90),
        ("driving_licence_renew", 8, 79),
        ("daycare_place", 9, 95),
        ("housing_benefit", 10, 83),
        ("parking_resident_permit", 6, 85),
        ("bulky_waste", 5, 81),
        ("residence_certificate", 3, 77),
        ("assistive_device", 2, 35),
    )
)


@dataclass(frozen=True, slots=True)
class Contact:
    number: int
    at: datetime
    channel: Channel
    service: str
    kind: ContactKind
    minutes: int
    citizen: str | None


def months(last: date) -> list[Month]:
    """The twelve whole months before the one that `last` lies in."""
    end = Month.of(last)
    return [end.plus(number - MONTHS) for number in range(MONTHS)]


def shared_out(total: int, parts: Sequence[Fraction | int]) -> list[int]:
    """Whole numbers that add up to `total`, each as near to its part as they can be.

    >>> shared_out(10, [1, 1, 1])
    [3, 4, 3]
    """
    whole, before, taken, found = sum(parts, start=Fraction(0)), 0, Fraction(0), []
    for part in parts:
        taken += Fraction(part)
        until = round(total * taken / whole)
        found.append(until - before)
        before = until
    return found


def digital(area: Area, month: int) -> Fraction:
    """The share of the area's cases by self-service in month 0…11."""
    return area.digital - RISE * (MONTHS - 1 - month)


def contacts(last: date, scale: Fraction) -> Iterator[Contact]:
    """A year of contacts of all five channels, month by month; every second written one names its citizen."""
    number = 0
    a_month = shared_out(round(CONTACTS_A_YEAR * scale), [1] * MONTHS)
    for index, month in enumerate(months(last)):
        weights = [area.weight for area in AREAS]
        for area, total in zip(AREAS, shared_out(a_month[index], weights), strict=True):
            for (channel, kind), count in counts(area, index, total).items():
                for place in range(count):
                    number += 1
                    written = channel in (Channel.EMAIL, Channel.LETTER) and number % 2 == 0
                    yield Contact(
                        number,
                        moment(month, place, count),
                        channel,
                        area.service,
                        kind,
                        MINUTES[channel],
                        f"borger{number}@example.com" if written else None,
                    )


def counts(area: Area, month: int, total: int) -> dict[tuple[Channel, ContactKind], int]:
    """How many of an area's contacts of a month come by which channel, and about what."""
    cases = round(total * CASES)
    by_form = round(cases * digital(area, month))
    found = {(Channel.SELF_SERVICE, ContactKind.NEW_CASE): by_form}
    for kind, ways, among in (
        (ContactKind.NEW_CASE, OTHER_WAYS, cases - by_form),
        (ContactKind.ADVICE, QUESTIONS, total - cases),
    ):
        shared = shared_out(among, list(ways.values()))
        found |= {(channel, kind): count for channel, count in zip(ways, shared, strict=True)}
    return found


def moment(month: Month, place: int, of: int) -> datetime:
    """The middle of the place-th of so many even parts of a month's opening hours, in local time."""
    seconds_open = MINUTES_OPEN * 60
    days = len(month.period())
    day, second = divmod((2 * place + 1) * days * seconds_open // (2 * of), seconds_open)
    opened = datetime.combine(month.first() + timedelta(days=day), OPENS, zone())
    return opened + timedelta(seconds=second)
