"""Deletes what may not be kept any longer: words, who citizens are, who signed in, and who tried to."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, Table, delete, exists, select, tuple_, update

from bot.ledger import proposals, words
from bot.ledger.tables import contact, identity, identity_use, letter, session, sign_in_attempt, turn
from bot.ledger.transaction import Transaction

IDENTITY_DAYS: Final = 390  # under 13 months, over any window with the time that a late import takes
ATTEMPT_DAYS: Final = 90  # long enough to look into a break-in
AT_ONCE: Final = 1000


def purge(tx: Transaction, limit: int = AT_ONCE) -> int:
    """How many rows were too old, at most `limit` of each kind; 0 when none is left. Figures stay."""
    now = tx.now()
    old = now - timedelta(days=IDENTITY_DAYS)
    gone = _delete(tx, identity, identity.c.created_at < old, limit)
    unknown = ~exists().where(identity.c.pseudonym == identity_use.c.pseudonym)
    gone += _delete(tx, identity_use, unknown, limit)
    nameless = _some(contact, (contact.c.at < old) & contact.c.pseudonym.is_not(None), limit)
    gone += tx.execute(update(contact).where(_key(contact).in_(nameless)).values(pseudonym=None)).rowcount
    gone += _delete(tx, letter, letter.c.settled_at < old, limit)
    gone += _delete(tx, session, session.c.expires_at < now, limit)
    attempts = sign_in_attempt.c.at < now - timedelta(days=ATTEMPT_DAYS)
    return gone + _delete(tx, sign_in_attempt, attempts, limit)


def forget_words(tx: Transaction, days: int, limit: int = AT_ONCE) -> int:
    """How many turns older than so many days were deleted; the chain, and all that is counted, stays.

    What was proposed from them and is not accepted goes with them.
    """
    old = tx.now() - timedelta(days=days)
    gone = _delete(tx, turn, turn.c.received_at < old, limit)
    if gone:
        words.forgotten(tx)
    return gone + proposals.forget_before(tx, old, limit)


def _delete(tx: Transaction, table: Table, old: ColumnElement[bool], limit: int) -> int:
    return tx.execute(delete(table).where(_key(table).in_(_some(table, old, limit)))).rowcount


def _some(table: Table, old: ColumnElement[bool], limit: int) -> Select[tuple[object, ...]]:
    return select(*table.primary_key.columns).where(old).limit(limit)


def _key(table: Table) -> ColumnElement[tuple[object, ...]]:
    return tuple_(*table.primary_key.columns)
