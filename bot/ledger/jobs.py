"""When each recurring job last went through, whichever process ran it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.ledger.tables import job
from bot.ledger.transaction import Reads, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`detail` is what the job itself remembers for its next run; `done`, how much there was to do."""

    name: str
    succeeded_at: datetime
    detail: dict[str, Any]

    @property
    def done(self) -> int:
        return int(self.detail.get("done", 0))


def succeeded(tx: Transaction, name: str, **detail: Any) -> None:
    """What is not told anew stays remembered."""
    before = last(tx, name)
    values = {"succeeded_at": tx.now(), "detail": {**(before.detail if before else {}), **detail}}
    if not tx.insert_new(job, name=name, **values):
        tx.execute(update(job).where(job.c.name == name).values(**values))


def last(conn: Reads, name: str) -> Job | None:
    return all_last(conn).get(name)


def all_last(conn: Reads) -> dict[str, Job]:
    """By name."""
    return {
        row.name: Job(name=row.name, succeeded_at=row.succeeded_at, detail=row.detail or {})
        for row in conn.execute(select(job))
    }
