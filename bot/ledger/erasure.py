"""Forgets a citizen by what they are called: conversations, identity and contacts; chain and figures stay."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from bot.ledger import conversations, events
from bot.ledger.events import Event
from bot.ledger.tables import contact, conversation, identity, identity_use
from bot.ledger.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many conversations were erased, and how many contacts no longer tell whose they are."""

    conversations: int
    contacts: int


def erase_citizen(
    tx: Transaction, pseudonyms: Collection[str], at: datetime, *, by: str, reason: str | None
) -> Erased:
    """Whoever has one of these pseudonyms, under all that are known for them."""
    given = set(pseudonyms)
    known = tx.execute(select(identity.c.subject).where(identity.c.pseudonym.in_(given)))
    subjects = sorted(set(known.scalars()))
    same = tx.execute(select(identity.c.pseudonym).where(identity.c.subject.in_(subjects)))
    given |= set(same.scalars())
    ids = _conversations(tx, given, subjects)
    for id in ids:
        conversations.erase(tx, id, at, by=by, reason=reason)
    tx.execute(delete(identity_use).where(identity_use.c.pseudonym.in_(given)))
    tx.execute(delete(identity).where(identity.c.pseudonym.in_(given)))
    forget = update(contact).where(contact.c.pseudonym.in_(given)).values(pseudonym=None)
    contacts = tx.execute(forget).rowcount
    data = {"by": by, "reason": reason, "conversations": len(ids), "contacts": contacts}
    for subject in subjects or [None]:
        tx.append(Event(kind=events.ERASED, at=at, subject=subject, data=data))
    return Erased(conversations=len(ids), contacts=contacts)


def _conversations(tx: Transaction, pseudonyms: set[str], subjects: list[str]) -> list[str]:
    used = select(identity_use.c.conversation).where(identity_use.c.pseudonym.in_(pseudonyms))
    theirs = or_(conversation.c.subject.in_(subjects), conversation.c.id.in_(used))
    query = select(conversation.c.id).where(theirs, conversation.c.erased_at.is_(None))
    return list(tx.execute(query.order_by(conversation.c.id)).scalars())
