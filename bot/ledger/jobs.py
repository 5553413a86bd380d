"""When each recurring job last went through, whichever process ran it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.ledger.tables import job
from bot.ledger.transaction import Reads, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`detail` is what the job itself wants to remember for its next run."""

    name: str
    succeeded_at: datetime
    detail: dict[str, Any]


def succeeded(tx: Transaction, name: str, **detail: Any) -> None:
    values = {"succeeded_at": tx.now(), "detail": detail}
    if not tx.insert_new(job, name=name, **values):
        tx.execute(update(job).where(job.c.name == name).values(**values))


def last(conn: Reads, name: str) -> Job | None:
    row = conn.execute(select(job).where(job.c.name == name)).first()
    if row is None:
        return None
    return Job(name=row.name, succeeded_at=row.succeeded_at, detail=row.detail or {})
