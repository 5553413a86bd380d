"""Evidence that is too good to be true: shown apart, and never priced."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select

from bot.deflection import lifecycle
from bot.ledger import repeats
from bot.ledger.tables import conversation, deflection
from bot.ledger.transaction import Transaction, locked

# A home or an office has hardly fifty citizens a day who finish a form there; public computers may be named.
FROM_ONE_PLACE: Final = 50
# Nobody reads a card and follows its link in two seconds and a half; a program does.
FASTEST: Final = timedelta(seconds=2.5)

MANY: Final = "many_from_one_place"
AT_ONCE: Final = "opened_at_once"
# Our code stands in the form's address only after the link was followed, on whichever device: a receipt
# with the code of a link that nobody followed has it from somewhere else.
NEVER: Final = "never_opened"


def look(tx: Transaction, id: str) -> None:
    """Doubt a deflection that was just evidenced, where its evidence came too easily."""
    row = locked(tx, id)
    assert row is not None
    if row.opened_at is None:
        doubt(tx, id, NEVER)
    elif row.opened_at - row.offered_at < FASTEST:
        doubt(tx, id, AT_ONCE)
    if row.conversation is not None:
        _crowd(tx, row.conversation)


def doubt(tx: Transaction, id: str, reason: str) -> None:
    """The first reason stands."""
    row = locked(tx, id)
    if row is None or row.doubtful is not None:
        return
    tx.append_to(row, lifecycle.DOUBTED, tx.now(), reason=reason)
    repeats.settle(tx, row)


def _crowd(tx: Transaction, id: str) -> None:
    """When so many conversations of one place and day end in a receipt, none of them is believed."""
    origin = tx.execute(select(conversation.c.origin).where(conversation.c.id == id)).scalar()
    if origin is None:
        return
    theirs: tuple[Any, ...] = (
        conversation.c.origin == origin,
        deflection.c.conversation == conversation.c.id,
        deflection.c.completed_at.is_not(None),
    )
    count = tx.execute(select(func.count(deflection.c.conversation.distinct())).where(*theirs)).scalar_one()
    if count >= FROM_ONE_PLACE:
        ids = select(deflection.c.id).where(*theirs, deflection.c.doubtful.is_(None))
        for one in list(tx.execute(ids.order_by(deflection.c.id)).scalars()):
            doubt(tx, one, MANY)
