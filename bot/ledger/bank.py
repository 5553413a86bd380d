"""The internal bank's entries, kept as events: read all, add one."""

import json
from dataclasses import replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import literal_column, select, text

from bot.deflection.bank import realised, rules
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
from bot.deflection.bank.quarters import Realised
from bot.deflection.bank.rules import Case, Refused
from bot.deflection.counts import DeflectionCell
from bot.deflection.periods import Period, day_of
from bot.deflection.prices import PriceList
from bot.ledger import events
from bot.ledger.counts import deflection_cells
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
    rules.fold([*before, numbered])
    tx.append(Event(kind=events.BANK, at=at, data=_data(numbered)))
    return numbered


def saved(conn: Reads, case: Case, prices: PriceList) -> Realised:
    """What the case has realised up to any day, from the ledger's verified deflections."""

    def cells(period: Period) -> list[DeflectionCell]:
        return [cell for service in case.services for cell in deflection_cells(conn, period, service)]

    return realised.reader(cells, case, prices)


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
