"""Deletes what may not be kept any longer: who citizens are, who signed in, and who tried to."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Table, delete, exists, select, update

from bot.ledger import jobs, times
from bot.ledger.tables import contact, contact_import, identity, identity_use, session, sign_in_attempt
from bot.ledger.transaction import Transaction

IDENTITY_DAYS: Final = 390  # under 13 months, over any window with the time that a late import takes
ATTEMPT_DAYS: Final = 90  # long enough to look into a break-in
AT_ONCE: Final = 1000

JOB: Final = "retention"


def purge(tx: Transaction, limit: int = AT_ONCE) -> int:
    """How many rows were too old, at most `limit` of each kind; 0 when none is left. Figures stay."""
    now = tx.now()
    old = now - timedelta(days=IDENTITY_DAYS)
    gone = _delete(tx, identity, identity.c.created_at < old, limit)
    unknown = ~exists().where(identity.c.pseudonym == identity_use.c.pseudonym)
    gone += _delete(tx, identity_use, unknown, limit)
    gone += _contacts(tx, old, limit)
    gone += _delete(tx, session, session.c.expires_at < now, limit)
    attempts = sign_in_attempt.c.at < now - timedelta(days=ATTEMPT_DAYS)
    return gone + _delete(tx, sign_in_attempt, attempts, limit)


def _delete(tx: Transaction, table: Table, old: ColumnElement[bool], limit: int) -> int:
    key = list(table.primary_key.columns)
    rows = tx.execute(select(*key).where(old).limit(limit)).all()
    for row in rows:
        tx.execute(delete(table).where(*(column == value for column, value in zip(key, row, strict=True))))
    return len(rows)


def _contacts(tx: Transaction, old: datetime, limit: int) -> int:
    """Contacts forget their citizen an import at a time; which were done is remembered, not looked up."""
    last = jobs.last(tx, JOB)
    done = times.from_text(last.detail["imports_before"]) if last and last.detail else None
    query = select(contact_import.c.id).where(contact_import.c.started_at < old)
    query = query if done is None else query.where(contact_import.c.started_at >= done)
    for id in list(tx.execute(query.order_by(contact_import.c.started_at)).scalars()):
        place = (contact.c.source, contact.c.contact_id)
        known = (contact.c["import"] == id, contact.c.pseudonym.is_not(None))
        rows = tx.execute(select(*place).where(*known).limit(limit)).all()
        for row in rows:
            mine = (contact.c.source == row.source, contact.c.contact_id == row.contact_id)
            tx.execute(update(contact).where(*mine).values(pseudonym=None))
        if rows:
            return len(rows)
    jobs.succeeded(tx, JOB, imports_before=times.to_text(old))
    return 0
