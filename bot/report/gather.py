"""Reads all that a report is reckoned from, in one view of the ledger."""

from dataclasses import dataclass

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


def gather(
    conn: Reads, period: Period, prices: PriceList, service: str | None = None, *, words: bool = True
) -> Material:
    """`words`: also what was not understood, which costs by the message and not by the day."""
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
        misunderstood=[] if service or not words else group(unanswered(conn, period, MOST_MESSAGES)),
        broken=_broken(conn, period),
        seal=chain.root(heads.all_heads(conn)),
        demo=demo.marked(conn),
    )


def _broken(conn: Reads, period: Period) -> list[Broken]:
    return [*_broken_deflections(conn, period), *_broken_conversations(conn, period)]


def _broken_deflections(conn: Reads, period: Period) -> list[Broken]:
    """Totals first: the terms of a sum are read only for the days on which it does not hold."""
    odd = rollup.differing(conn, tallies.OFFER, tallies.DEFLECTION, period.from_, period.to)
    cells = [
        cell
        for day, service in odd
        for cell in counts.deflection_cells(conn, Period(day, day + ONE_DAY), service)
    ]
    return deflections(odd, cells)


def _broken_conversations(conn: Reads, period: Period) -> list[Broken]:
    """A conversation moves from service to service, so its sum holds by day alone."""
    odd = rollup.differing(
        conn, tallies.OPENING, tallies.CONVERSATION, period.from_, period.to, by_service=False
    )
    cells = [cell for day, _ in odd for cell in counts.conversation_cells(conn, Period(day, day + ONE_DAY))]
    return conversations({day: begun for (day, _), begun in odd.items()}, cells)
