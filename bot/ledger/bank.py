"""The internal bank's entries, kept as events: read all, add one."""

import json
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import literal_column, select, text

from bot.deflection.bank import lagging, quarters, realised, rules, standing
from bot.deflection.bank.entries import (
    Correction,
    Cut,
    Decision,
    Deposit,
    Entry,
    Loan,
    Move,
    Proposal,
    Reinvestment,
    Repayment,
)
from bot.deflection.bank.lagging import Spent
from bot.deflection.bank.quarters import Realised
from bot.deflection.bank.rules import Case, Refused
from bot.deflection.bank.standing import Standing
from bot.deflection.counts import DeflectionCell
from bot.deflection.figure import Figure
from bot.deflection.periods import Period, day_of
from bot.deflection.prices import PriceList
from bot.ledger import events
from bot.ledger.counts import deflection_cells, outcome_cells
from bot.ledger.events import Event
from bot.ledger.tables import event
from bot.ledger.transaction import Reads, Transaction

E = TypeVar("E", bound=Entry)

_TYPES: Final = (Correction, Cut, Decision, Deposit, Loan, Move, Proposal, Reinvestment, Repayment)
NAMES: Final = MappingProxyType({kind.__name__.lower(): kind for kind in _TYPES})

# Written out, not as a parameter, so that the index over these few events alone is used.
OURS: Final = select(event.c.body).where(event.c.kind == literal_column(f"'{events.BANK}'"))
_ONE_AT_A_TIME: Final = text("SELECT pg_advisory_xact_lock(hashtext('genvej bank'))")


def entries(conn: Reads) -> list[Entry]:
    """Everything that was ever booked, the corrected too, by number."""
    found = (_entry(json.loads(body)["data"]) for body in conn.execute(OURS).scalars())
    return sorted(found, key=lambda entry: entry.number)


def book(tx: Transaction, entry: E, at: datetime) -> E:
    """The entry with its number; raises Refused, with nothing booked, where the rules do."""
    if entry.on > day_of(at):
        raise Refused(f"{entry.on} has not come yet; book what happened, on its day.")
    before = held(tx)
    numbered = replace(entry, number=before[-1].number + 1 if before else 1)
    _require_sense(before, numbered)
    tx.append(Event(kind=events.BANK, at=at, data=_data(numbered)))
    return numbered


def _require_sense(before: list[Entry], entry: Entry) -> None:
    try:
        rules.fold([*before, entry])
    except Refused as error:
        if not isinstance(entry, Correction):
            raise
        raise Refused(f"Entry {entry.corrects} cannot be taken back. {error}") from error


def saved(conn: Reads, case: Case, prices: PriceList) -> Realised:
    """What the case has realised up to any day, from the ledger's verified deflections."""

    return realised.reader(_cells(conn, case, prices), case, prices)


def saving(conn: Reads, case: Case, today: date, prices: PriceList) -> Figure | None:
    """The figure behind what the case has realised up to and with today; None before it was invested."""
    end = quarters.end_of(case, today)
    if case.invested_on is None or end <= case.invested_on:
        return None
    return realised.figure(_cells(conn, case, prices), case, Period(case.invested_on, end), prices)


def spent(conn: Reads, entry: Reinvestment, today: date) -> Spent:
    """The reinvestment with the gap of its group before and after."""
    return lagging.spent(entry, lambda period: outcome_cells(conn, period), today)


def standing_of(conn: Reads, case: Case, prices: PriceList, minimum: Fraction, today: date) -> Standing:
    """How the case stands, with all that the ledger knows of it."""
    found = standing.of(case, saved(conn, case, prices), minimum, today)
    gaps = tuple(spent(conn, entry, today) for entry in case.reinvestments)
    return replace(found, saving=saving(conn, case, today, prices), spent=gaps)


def _cells(conn: Reads, case: Case, prices: PriceList) -> realised.Cells:
    def of_period(period: Period) -> list[DeflectionCell]:
        parts = ((stretch, service) for stretch in prices.stretches(period) for service in case.services)
        return [cell for part in parts for cell in deflection_cells(conn, *part)]

    return of_period


def held(tx: Transaction) -> list[Entry]:
    """The entries, to which no other process adds one before this transaction ends."""
    if not tx.alone:
        tx.execute(_ONE_AT_A_TIME)
    return entries(tx)


def _entry(data: dict[str, Any]) -> Entry:
    fields = dict(data)
    found: Entry = _adapter(fields.pop("entry")).validate_python(fields)
    return found


def _data(entry: Entry) -> dict[str, Any]:
    name = type(entry).__name__.lower()
    return {"entry": name, **_adapter(name).dump_python(entry, mode="json")}


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(NAMES[name])
