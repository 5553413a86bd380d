"""Who a citizen is, only ever as a keyed pseudonym, and in a table that can be erased."""

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.deflection import lifecycle
from bot.ledger import matching
from bot.ledger.tables import conversation as conversations
from bot.ledger.tables import deflection, identity, identity_use
from bot.ledger.transaction import Reads, Transaction, locked


def note(tx: Transaction, conversation: str, pseudonym: str, at: datetime) -> str:
    """The random subject number behind a pseudonym that this conversation's citizen used.

    The first subject that a conversation has stays; a new pseudonym then belongs to it too. What the
    conversation deflected becomes this citizen's, and is held against what they wrote before.
    """
    mine = select(conversations.c.subject).where(conversations.c.id == conversation).with_for_update()
    subject = tx.execute(mine).scalar_one() or subject_of(tx, pseudonym) or secrets.token_hex(16)
    tx.insert_new(identity, pseudonym=pseudonym, subject=subject, created_at=at)
    known = subject_of(tx, pseudonym)
    assert known is not None
    tx.insert_new(identity_use, pseudonym=pseudonym, conversation=conversation)
    query = update(conversations).where(conversations.c.id == conversation)
    tx.execute(query.where(conversations.c.subject.is_(None)).values(subject=known))
    mine = tx.execute(select(conversations.c.subject).where(conversations.c.id == conversation)).scalar_one()
    _link(tx, conversation, mine, at)
    for whose in {mine, known}:
        matching.match_deflections(tx, whose)
    return known


def _link(tx: Transaction, conversation: str, subject: str, at: datetime) -> None:
    """Say whose the conversation's deflections are, those of which nobody knew it yet."""
    ids = select(deflection.c.id).where(
        deflection.c.conversation == conversation, deflection.c.subject.is_(None)
    )
    for id in list(tx.execute(ids.order_by(deflection.c.id)).scalars()):
        row = locked(tx, id)
        assert row is not None
        tx.append_to(replace(row, subject=subject), lifecycle.LINKED, at)


def subject_of(conn: Reads, pseudonym: str) -> str | None:
    query = select(identity.c.subject).where(identity.c.pseudonym == pseudonym)
    return conn.execute(query).scalar()


def forget(tx: Transaction, conversation: str) -> None:
    """Delete this conversation's pseudonyms, but for those that another conversation uses too."""
    mine = select(identity_use.c.pseudonym).where(identity_use.c.conversation == conversation)
    pseudonyms = list(tx.execute(mine).scalars())
    tx.execute(delete(identity_use).where(identity_use.c.conversation == conversation))
    others = select(identity_use.c.pseudonym).where(identity_use.c.pseudonym.in_(pseudonyms))
    alone = identity.c.pseudonym.in_(pseudonyms), identity.c.pseudonym.not_in(others)
    tx.execute(delete(identity).where(*alone))
