"""What contacts would take back, were they booked."""

from collections.abc import Iterable
from datetime import datetime

from bot.deflection import lifecycle
from bot.deflection.counts import WRITTEN
from bot.deflection.lifecycle import State
from bot.ledger import citizens, deflections, written
from bot.ledger.contacts import Contact
from bot.ledger.transaction import Reads


def threatened(conn: Reads, contacts: Iterable[Contact]) -> set[str]:
    """The deflections that these contacts would reverse; nothing is booked."""
    wrote: dict[tuple[str, str], list[datetime]] = {}
    for one in contacts:
        if one.channel in WRITTEN and one.pseudonym is not None:
            wrote.setdefault((one.pseudonym, one.service), []).append(one.at)
    found = set()
    for id, service in citizens.deflections_of(conn, {pseudonym for pseudonym, _ in wrote}):
        row = deflections.find(conn, id)
        if row is None or not lifecycle.allowed(row.state, State.REVERSED):
            continue
        names, end = citizens.pseudonyms_of(conn, row), written.window_end(row)
        when = [at for name in names for at in wrote.get((name, service), ())]
        if any(row.offered_at <= at < end for at in when):
            found.add(id)
    return found
