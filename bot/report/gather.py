"""Reads all that a report is reckoned from, in one view of the ledger."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.catalogue.grouping import MOST_MESSAGES, Group, group
from bot.deflection.counts import (
    ArmCell,
    ContactCell,
    ConversationCell,
    DeflectionCell,
    OutcomeCell,
    PairCell,
    ReviewCell,
)
from bot.deflection.periods import ONE_DAY, Period
from bot.deflection.prices import PriceList
from bot.deflection.reconcile import Broken, conversations, deflections
from bot.ledger import chain, counts, demo, heads, reviews, rollup, tallies
from bot.ledger.transaction import Reads
from bot.ledger.unanswered import unanswered

Daily = Mapping[tuple[date, str], int]


@dataclass(frozen=True, kw_only=True)
class Material:
    """Cells of the period, by the stretches in which no price changes, and by month for trends.

    `seal` is one hash over the ends of all chains.
    """

    contacts: list[ContactCell]
    contact_months: list[ContactCell]
    deflections: list[DeflectionCell]
    deflection_months: list[DeflectionCell]
    conversations: list[ConversationCell]
    outcomes: list[OutcomeCell]
    arms: list[ArmCell]
    judged: list[ReviewCell]
    judged_twice: list[PairCell]
    misunderstood: list[Group]
    broken: list[Broken]
    seal: str
    demo: bool


def gather(conn: Reads, period: Period, prices: PriceList, service: str | None = None) -> Material:
    stretches = prices.stretches(period)
    judged, twice = reviews.cells(conn, period, service)
    return Material(
        contacts=[cell for one in stretches for cell in counts.contact_cells(conn, one, service)],
        contact_months=counts.contact_months(conn, period, service),
        deflections=[cell for one in stretches for cell in counts.deflection_cells(conn, one, service)],
        deflection_months=counts.deflection_months(conn, period, service),
        conversations=counts.conversation_cells(conn, period),
        outcomes=counts.outcome_cells(conn, period, service),
        arms=counts.arm_cells(conn, period, service),
        judged=judged,
        judged_twice=twice,
        misunderstood=[] if service else group(unanswered(conn, period, MOST_MESSAGES)),
        broken=_broken(conn, period),
        seal=chain.root(heads.all_heads(conn)),
        demo=demo.marked(conn),
    )


def _broken(conn: Reads, period: Period) -> list[Broken]:
    return [*_broken_deflections(conn, period), *_broken_conversations(conn, period)]


def _broken_deflections(conn: Reads, period: Period) -> list[Broken]:
    """Totals first: the terms of a sum are read only for the days on which it does not hold."""
    begun = rollup.daily(conn, tallies.OFFER, period.from_, period.to)
    standing = rollup.daily(conn, tallies.DEFLECTION, period.from_, period.to)
    odd = sorted(place for place in begun.keys() | standing.keys() if begun.get(place) != standing.get(place))
    cells = [
        cell
        for day, service in odd
        for cell in counts.deflection_cells(conn, Period(day, day + ONE_DAY), service)
    ]
    return deflections({place: begun.get(place, 0) for place in odd}, cells)


def _broken_conversations(conn: Reads, period: Period) -> list[Broken]:
    """A conversation moves from service to service, so its sum holds by day alone."""
    begun = _by_day(rollup.daily(conn, tallies.OPENING, period.from_, period.to))
    standing = _by_day(rollup.daily(conn, tallies.CONVERSATION, period.from_, period.to))
    odd = sorted(day for day in begun.keys() | standing.keys() if begun.get(day) != standing.get(day))
    cells = [cell for day in odd for cell in counts.conversation_cells(conn, Period(day, day + ONE_DAY))]
    return conversations({day: begun.get(day, 0) for day in odd}, cells)


def _by_day(found: Daily) -> dict[date, int]:
    days: Counter[date] = Counter()
    for (day, _), count in found.items():
        days[day] += count
    return dict(days)
