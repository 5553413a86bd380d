"""Settles, once the window of their service has passed, who was left behind and who of a hold-out wrote."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, or_, select, update

from bot.ledger import endings, written
from bot.ledger.projection import WINDOW_DAYS
from bot.ledger.tables import contact, conversation, deflection, identity
from bot.ledger.transaction import Transaction, as_deflection

AT_ONCE: Final = 500

Windows = Mapping[str, int]  # how many days each service waits


def leave_behind(tx: Transaction, windows: Windows, limit: int = AT_ONCE) -> int:
    """Settle the conversations whose window has passed; how many. Raises nothing, may run twice at once."""
    due = select(conversation).where(_passed(tx.now(), windows))
    due = due.order_by(conversation.c.ended_at, conversation.c.id).limit(limit)
    rows = tx.execute(due.with_for_update(skip_locked=True)).all()
    for row in rows:
        values = endings.settle(tx, row._mapping, {"settled": True}, wrote=_wrote(tx, row))
        tx.execute(update(conversation).where(conversation.c.id == row.id).values(**values))
    return len(rows)


def look_again(tx: Transaction, id: str | None) -> None:
    """Contacts came or went: whether the citizen of a settled hold-out wrote may be told otherwise now."""
    mine = (conversation.c.id == id, conversation.c.settled, conversation.c.subject.is_not(None))
    row = tx.execute(select(conversation).where(*mine, conversation.c.arm.is_not(None))).first()
    if row is not None:
        endings.change(tx, row.id, {}, wrote=_wrote(tx, row))


def after_undoing(tx: Transaction, import_id: str) -> None:
    """An import counts no more: look again at the hold-outs whose citizens wrote in it."""
    query = select(conversation.c.id).distinct()
    query = query.join(identity, identity.c.subject == conversation.c.subject)
    query = query.join(contact, contact.c.pseudonym == identity.c.pseudonym)
    query = query.where(conversation.c.arm.is_not(None), contact.c["import"] == import_id)
    for id in sorted(tx.execute(query).scalars()):
        look_again(tx, id)


def _passed(now: datetime, windows: Windows) -> ColumnElement[bool]:
    c = conversation.c
    services: defaultdict[int, list[str]] = defaultdict(list)
    for service, days in windows.items():
        services[days].append(service)

    def before(days: int) -> ColumnElement[bool]:
        return c.ended_at < now - timedelta(days=days)

    own = [and_(c.service.in_(some), before(days)) for days, some in services.items()]
    other = and_(or_(c.service.is_(None), c.service.not_in([*windows])), before(WINDOW_DAYS))
    return and_(c.settled.is_(None), before(min([WINDOW_DAYS, *services])), or_(*own, other))


def _wrote(tx: Transaction, row: Row[Any]) -> bool | None:
    """Of a hold-out's arm: whether its citizen wrote within W of an offer; None where nobody could see it.

    The window runs from the offer in both arms, so that the one in which more submit is not watched longer.
    """
    if row.arm is None or row.subject is None:
        return None
    mine = select(deflection).where(deflection.c.conversation == row.id)
    offers = [as_deflection(one) for one in tx.execute(mine).mappings()]
    ends = ((one, one.offered_at + timedelta(days=one.window_days)) for one in offers)
    return any(written.first(tx, one, end) is not None for one, end in ends) if offers else None
