"""What else the log is searched by: how a deflection was understood, who it was for, and what came of it.

Nothing here is a figure: what an event says of a deflection stays in the deflection's own row.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select, update

from bot.ledger.tables import conversation, deflection, facet, turn
from bot.ledger.transaction import Reads, Transaction

MODEL_SIGNS: Final = 12  # of the fingerprint of a model
CANNOT: Final = "cannot"
VALUES_MOST: Final = 50  # that anybody would choose from


class Confidence(StrEnum):
    """How sure the assistant was of the service that it put first."""

    UNDER_50 = "under_50"
    UNDER_70 = "under_70"
    UNDER_90 = "under_90"
    FROM_90 = "from_90"


_BELOW: Final = ((0.5, Confidence.UNDER_50), (0.7, Confidence.UNDER_70), (0.9, Confidence.UNDER_90))


def confidence(understanding: Mapping[str, Any] | None) -> Confidence | None:
    """None where no ranking was made, as by the catalogue's own search."""
    ranking = (understanding or {}).get("ranking") or ()
    sure = ranking[0].get("confidence") if ranking else None
    if not isinstance(sure, int | float):
        return None
    return next((band for limit, band in _BELOW if sure < limit), Confidence.FROM_90)


def model(understanding: Mapping[str, Any] | None) -> str | None:
    """The version of the model that understood, as it is shown and searched."""
    told = (understanding or {}).get("model")
    return str(told)[:MODEL_SIGNS] if told else None


def note(tx: Transaction, id: str) -> None:
    """Take a deflection in that was just booked; what its conversation has come to is read from there."""
    said = (turn.c.conversation == deflection.c.conversation) & (turn.c.number == deflection.c.turn)
    columns = (deflection.c.offered_at, deflection.c.conversation, conversation.c.counted)
    query = (
        select(*columns, turn.c.understanding)
        .outerjoin(conversation, conversation.c.id == deflection.c.conversation)
        .outerjoin(turn, said)
    )
    row = tx.execute(query.where(deflection.c.id == id)).one()
    known = {
        "confidence": confidence(row.understanding),
        "model": model(row.understanding),
        **(_of_cell(json.loads(row.counted)[2]) if row.counted else {}),
    }
    tx.insert_new(facet, deflection=id, offered_at=row.offered_at, conversation=row.conversation, **known)


def tell(tx: Transaction, id: str, **known: str | None) -> None:
    """Something was learned of one deflection."""
    tx.execute(update(facet).where(facet.c.deflection == id).values(**known))


def stands(tx: Transaction, conversation: str, cell: str) -> None:
    """How a conversation counts now is a property of all that was offered in it."""
    tx.execute(update(facet).where(facet.c.conversation == conversation).values(**_of_cell(cell)))


def _of_cell(text: str) -> dict[str, str | None]:
    """From the cell of the sums in which a conversation stands."""
    ending, _, device, age_band, cannot, _, _, outcome, _, leaving = json.loads(text)
    group = {"device": device, "age_band": age_band, CANNOT: CANNOT if cannot else None}
    return {**group, "ending": ending, "outcome": outcome, "feedback": leaving}


def known(conn: Reads, name: str) -> list[str]:
    """The values of a facet, a few among millions of rows: each is found by one step in its index."""
    column = facet.c[name]
    found: list[str] = []
    while len(found) < VALUES_MOST:
        more = column > found[-1] if found else column.is_not(None)
        value = conn.execute(select(column).where(more).order_by(column).limit(1)).scalar()
        if value is None:
            break
        found.append(str(value))
    return found
