"""The sums of the ledger as the counts that the figures are reckoned from."""

from collections.abc import Iterable
from datetime import date

from bot.deflection.counts import (
    Arm,
    ArmCell,
    Basis,
    Channel,
    ContactCell,
    ContactKind,
    ConversationCell,
    DeflectionCell,
    Ending,
    Left,
    Outcome,
    OutcomeCell,
    Replaced,
)
from bot.deflection.inclusion import UNKNOWN
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


def conversation_cells(conn: Reads, period: Period) -> list[ConversationCell]:
    """Each with the first day of the period."""
    found = rollup.sums(conn, tallies.CONVERSATION, period.from_, period.to)
    return [
        ConversationCell(
            day=period.from_,
            ending=Ending(one.cell[0]),
            left=Left(one.cell[-1] or Left.SILENT),
            count=one.count,
        )
        for one in found
        if one.count
    ]


def outcome_cells(conn: Reads, period: Period, service: str | None = None) -> list[OutcomeCell]:
    """Of those who asked for something we serve, once under each of their groups; day as above."""
    cells = []
    for one in rollup.sums(conn, tallies.CONVERSATION, period.from_, period.to, service):
        _ending, language, device, age_band, cannot, asked, _arm, outcome, *_ = one.cell
        groups = {
            "language": language,
            "age": age_band or UNKNOWN,
            "device": device or UNKNOWN,
            "service": one.service,
            "said_they_cannot": "yes" if cannot else "no",
        }
        if asked and one.count:
            of = Outcome(outcome)
            cells += [
                OutcomeCell(day=period.from_, dimension=name, group=group, outcome=of, count=one.count)
                for name, group in groups.items()
            ]
    return cells


def arm_cells(conn: Reads, period: Period, service: str | None = None) -> list[ArmCell]:
    """Of each arm those whose window has passed and of whom somebody could see whether they wrote."""
    cells = []
    for one in rollup.sums(conn, tallies.CONVERSATION, period.from_, period.to, service):
        *_, arm, _outcome, wrote, _leaving = one.cell
        if arm is not None and wrote is not None and one.count:
            cells.append(ArmCell(day=period.from_, arm=Arm(arm), wrote=wrote, count=one.count))
    return cells
