"""Reads all that a report is reckoned from, in one view of the ledger."""

from dataclasses import dataclass
from datetime import timedelta

from bot.catalogue.grouping import MOST_MESSAGES, Group, group
from bot.deflection.counts import ContactCell, DeflectionCell
from bot.deflection.periods import Period
from bot.deflection.prices import PriceList
from bot.deflection.reconcile import Broken, deflections
from bot.ledger import chain, counts, demo, heads, rollup, tallies
from bot.ledger.transaction import Reads
from bot.ledger.unanswered import unanswered

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Material:
    """Cells of the period, by the stretches in which no price changes, and by month for trends.

    `seal` is one hash over the ends of all chains.
    """

    contacts: list[ContactCell]
    contact_months: list[ContactCell]
    deflections: list[DeflectionCell]
    deflection_months: list[DeflectionCell]
    misunderstood: list[Group]
    broken: list[Broken]
    seal: str
    demo: bool


def gather(conn: Reads, period: Period, prices: PriceList, service: str | None = None) -> Material:
    stretches = prices.stretches(period)
    return Material(
        contacts=[cell for one in stretches for cell in counts.contact_cells(conn, one, service)],
        contact_months=counts.contact_months(conn, period, service),
        deflections=[cell for one in stretches for cell in counts.deflection_cells(conn, one, service)],
        deflection_months=counts.deflection_months(conn, period, service),
        misunderstood=[] if service else group(unanswered(conn, period, MOST_MESSAGES)),
        broken=_broken(conn, period),
        seal=chain.root(heads.all_heads(conn)),
        demo=demo.marked(conn),
    )


def _broken(conn: Reads, period: Period) -> list[Broken]:
    """Totals first: the terms of a sum are read only for the days on which it does not hold."""
    offered = rollup.daily(conn, tallies.OFFER, period.from_, period.to)
    standing = rollup.daily(conn, tallies.DEFLECTION, period.from_, period.to)
    places = offered.keys() | standing.keys()
    odd = sorted(place for place in places if offered.get(place) != standing.get(place))
    cells = [
        cell
        for day, service in odd
        for cell in counts.deflection_cells(conn, Period(day, day + ONE_DAY), service)
    ]
    return deflections({place: offered.get(place, 0) for place in odd}, cells)
