"""The deflections of the demo's year: who was offered which form, and what came of it, by counting alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final, Literal

from bot.demo_year.town import AREAS, MONTHS, moment, months, shared_out

DEFLECTIONS_A_YEAR: Final = 24_000

Device = Literal["phone", "computer", "tablet"]
Evidence = Literal["receipt", "stated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One conversation in which a form was offered; times are None where the step was not taken.

    `otherwise` is how the citizen says they would have come; `writing` that they were about to write.
    """

    number: int
    service: str
    language: Literal["da", "en"]
    device: Device
    offered_at: datetime
    citizen: str | None
    writing: bool
    otherwise: Literal["email", "telephone"] | None
    opened_at: datetime | None = None
    evidence: Evidence | None = None
    evidenced_at: datetime | None = None
    wrote_at: datetime | None = None
    overturned_at: datetime | None = None
    assisted: bool = False


def lives(last: date, scale: Fraction) -> Iterator[Life]:
    """A year of them, month by month and area by area; the same for the same arguments."""
    number = 0
    a_month = shared_out(round(DEFLECTIONS_A_YEAR * scale), [1] * MONTHS)
    counted = dict.fromkeys((area.service for area in AREAS), 0)
    for index, month in enumerate(months(last)):
        totals = shared_out(a_month[index], [area.weight for area in AREAS])
        for area, total in zip(AREAS, totals, strict=True):
            for place in range(total):
                counted[area.service] += 1
                number += 1
                at = moment(month, place, total)
                yield lived(number, counted[area.service], area.service, at)


def lived(number: int, turn: int, service: str, at: datetime) -> Life:
    """The life of a service's turn-th offer: what happens goes by the remainders of that number."""
    english, hundredth = turn % 6 == 0, turn % 100
    known = turn % 10 < 7
    life = Life(
        number=number,
        service=service,
        language="en" if english else "da",
        device=_device(turn),
        offered_at=at,
        citizen=f"{service}-{turn}@example.com" if known else None,
        writing=turn % 7 == 0,
        otherwise=_otherwise(turn),
    )
    if hundredth in (98, 99):
        return replace(life, assisted=True)
    # Of a hundred Danish offers 62 lead to a form that is sent, of a hundred English ones 46.
    if hundredth >= (46 if english else 62):
        return replace(life, opened_at=at + timedelta(seconds=40) if turn % 2 else None)
    return _sent(life, turn, at)


def _sent(life: Life, turn: int, at: datetime) -> Life:
    evidence: Evidence = "stated" if turn % 9 == 0 else "receipt"
    done = at + timedelta(minutes=12)
    life = replace(life, opened_at=at + timedelta(seconds=40), evidence=evidence, evidenced_at=done)
    if life.citizen and turn % 17 == 0:
        return replace(life, wrote_at=done + timedelta(days=5))
    if life.citizen and turn % 503 == 0:
        return replace(life, overturned_at=done + timedelta(days=40))
    return life


def _device(turn: int) -> Device:
    return "tablet" if turn % 20 == 19 else "phone" if turn % 20 < 11 else "computer"


def _otherwise(turn: int) -> Literal["email", "telephone"] | None:
    """One in four answers; of a hundred answers sixty say that they would have written."""
    if turn % 4:
        return None
    return "email" if turn // 4 % 5 < 3 else "telephone"
