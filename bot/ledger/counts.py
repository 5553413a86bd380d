"""The sums of the ledger as the counts that the figures are reckoned from."""

from collections.abc import Iterable
from datetime import date

from bot.deflection.counts import Basis, Channel, ContactCell, ContactKind, DeflectionCell, Replaced
from bot.deflection.lifecycle import State
from bot.deflection.periods import Period
from bot.ledger import rollup, tallies
from bot.ledger.rollup import Sum
from bot.ledger.transaction import Reads


def deflection_cells(conn: Reads, period: Period, service: str | None = None) -> list[DeflectionCell]:
    """Each with the first day of the period; the figures of a whole period need no finer ones."""
    found = rollup.sums(conn, tallies.DEFLECTION, period.from_, period.to, service)
    return [_deflection(one, period.from_) for one in found]


def deflection_months(conn: Reads, period: Period, service: str | None = None) -> list[DeflectionCell]:
    """Each with the first day of its month that lies in the period, for trends."""
    found = rollup.months(conn, tallies.DEFLECTION, period.from_, period.to, service)
    return [_deflection(one, max(one.month, period.from_)) for one in found]


def contact_cells(conn: Reads, period: Period, service: str | None = None) -> list[ContactCell]:
    """Each with the first day of the period."""
    return _contacts(rollup.sums(conn, tallies.CONTACT, period.from_, period.to, service), period.from_)


def contact_months(conn: Reads, period: Period, service: str | None = None) -> list[ContactCell]:
    """Each with the first day of its month that lies in the period, for trends."""
    found = rollup.months(conn, tallies.CONTACT, period.from_, period.to, service)
    return [cell for one in found for cell in _contacts([one], max(one.month, period.from_))]


def handling_seconds(
    conn: Reads, period: Period, service: str | None = None
) -> dict[Channel, tuple[int, int]]:
    """By channel: seconds in all, and of how many contacts."""
    totals: dict[Channel, tuple[int, int]] = {}
    for one in rollup.sums(conn, tallies.CONTACT, period.from_, period.to):
        channel = Channel(one.cell[0])
        seconds, timed = totals.get(channel, (0, 0))
        totals[channel] = seconds + one.seconds, timed + one.timed
    return totals


def _deflection(one: Sum, day: date) -> DeflectionCell:
    state, evidenced, assessable, linked, doubtful, repeated, replaced, basis, price, _arm = one.cell
    return DeflectionCell(
        day=day,
        service=one.service,
        state=State(state),
        evidenced=evidenced,
        assessable=assessable,
        linked=linked,
        doubtful=doubtful,
        repeated=repeated,
        replaced=Replaced(replaced or Replaced.UNKNOWN),
        basis=Basis(basis or Basis.UNKNOWN),
        price=price,
        count=one.count,
    )


def _contacts(found: Iterable[Sum], day: date) -> list[ContactCell]:
    return [
        ContactCell(
            day=day,
            service=one.service,
            channel=Channel(one.cell[0]),
            kind=ContactKind(one.cell[1]) if one.cell[1] else None,
            count=one.count,
        )
        for one in found
    ]
