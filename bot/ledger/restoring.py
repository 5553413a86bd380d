"""Gives a saving back when the contact that had reversed it counts no more."""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import select

from bot.deflection import lifecycle
from bot.deflection.lifecycle import Evidence, State
from bot.ledger import facets, matching, repeats
from bot.ledger.citizens import AT_ONCE
from bot.ledger.projection import Deflection
from bot.ledger.tables import contact, deflection, event
from bot.ledger.transaction import Reads, Transaction, locked

_SHOWING: Final = (State.COMPLETED, lifecycle.EVIDENCED, State.VERIFIED, lifecycle.WITHDRAWN)


def after_undoing(tx: Transaction, import_id: str, source: str) -> int:
    """Restore what contacts of an import had reversed, when it counts no more; how many."""
    by = {id: told["contact"] for id, told in _reversals(tx).items() if told["source"] == source}
    gone = _of_import(tx, import_id, source, sorted({*by.values()}))
    ids = sorted(id for id, by_contact in by.items() if by_contact in gone)
    for id in ids:
        row = locked(tx, id)
        assert row is not None
        restore(tx, row, {"import": import_id})
    return len(ids)


def restore(tx: Transaction, row: Deflection, why: Mapping[str, Any]) -> None:
    """Back to where a reversed deflection would be, unless its citizen wrote something else as well."""
    state, evidence = _without(tx, row)
    tx.append_to(row, lifecycle.RESTORED, tx.now(), state=state.value, evidence=evidence.value, **why)
    facets.tell(tx, row.id, reversed_by=None)
    if not matching.check(tx, row.id):
        repeats.settle(tx, row)


def opened(row: Deflection) -> tuple[State, Evidence]:
    """Where a deflection stands of which no evidence is left."""
    return (State.OFFERED, Evidence.OFFER) if row.opened_at is None else (State.OPENED, Evidence.OPENING)


def reversal(conn: Reads, id: str) -> dict[str, Any]:
    """What the newest reversal of a deflection told; raises KeyError where there was none."""
    return _reversals(conn, id)[id]


def _reversals(conn: Reads, id: str | None = None) -> dict[str, dict[str, Any]]:
    """What reversed each of those that are reversed now: the newest, where it was more than one."""
    found: dict[str, dict[str, Any]] = {}
    query = select(event.c.deflection, event.c.body).join(deflection, deflection.c.id == event.c.deflection)
    reversed_ = State.REVERSED.value
    query = query.where(deflection.c.state == reversed_, event.c.kind == reversed_)
    for row in conn.execute(query if id is None else query.where(deflection.c.id == id)):
        one, told = row.deflection, json.loads(row.body)["data"]
        if one not in found or found[one]["step"] < told["step"]:
            found[one] = told
    return found


def _of_import(conn: Reads, import_id: str, source: str, contacts: list[str]) -> Collection[str]:
    """Those of the contacts that the import brought."""
    mine = (contact.c["import"] == import_id, contact.c.source == source)
    found: set[str] = set()
    for start in range(0, len(contacts), AT_ONCE):
        some = contact.c.contact_id.in_(contacts[start : start + AT_ONCE])
        found.update(conn.execute(select(contact.c.contact_id).where(*mine, some)).scalars())
    return found


def _without(tx: Transaction, row: Deflection) -> tuple[State, Evidence]:
    """State and evidence, had nobody written: a window that had gone by once stays closed."""
    if row.completed_at is None:
        return opened(row)
    mine = (event.c.deflection == row.id, event.c.kind.in_([str(kind) for kind in _SHOWING]))
    told = [json.loads(body) for body in tx.execute(select(event.c.body).where(*mine)).scalars()]
    state, evidence = opened(row)
    for one in sorted(told, key=lambda one: int(one["data"]["step"])):
        match one["kind"]:
            case lifecycle.WITHDRAWN:
                state, evidence = opened(row)
            case State.VERIFIED:
                state, evidence = State.VERIFIED, Evidence.WINDOW
            case _:
                state, evidence = State.COMPLETED, Evidence(one["data"]["evidence"])
    return state, evidence
