"""Saved views of the log: an operator's own, and those that all share."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Row, delete, func, insert, or_, select, update

from bot.ledger.tables import view
from bot.ledger.transaction import Reads, Transaction

NAME_SIGNS: Final = 60
MOST: Final = 50  # of one operator
SHARED_MOST: Final = 50  # of the whole house

Change = Callable[[Transaction, str], None]


class NotSaved(ValueError):
    """The message is a sentence for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`fields` are those of the log's address, its order among them."""

    id: str
    operator: str
    name: str
    shared: bool
    fields: Mapping[str, str]


def of(conn: Reads, operator: str) -> list[View]:
    """Their own and the shared ones, by name."""
    mine = select(view).where(or_(view.c.operator == operator, view.c.shared))
    return [_view(row) for row in conn.execute(mine.order_by(view.c.name_key, view.c.id))]


def find(conn: Reads, id: str) -> View | None:
    row = conn.execute(select(view).where(view.c.id == id)).first()
    return None if row is None else _view(row)


def save(
    tx: Transaction, operator: str, name: str, fields: Mapping[str, str], *, shared: bool, at: datetime
) -> View:
    """Under a name that the operator has already, it takes that one's place. Raises NotSaved."""
    name = _name(name)
    mine = (view.c.operator == operator, view.c.name_key == name.casefold())
    before = tx.execute(select(view.c.id).where(*mine)).scalar()
    _require_room(tx, operator, before, shared=shared)
    kept = View(id=before or secrets.token_hex(8), operator=operator, name=name, shared=shared, fields=fields)
    values = {"name": name, "shared": shared, "fields": dict(fields), "changed_at": at}
    if before is None:
        tx.execute(insert(view).values(id=kept.id, operator=operator, name_key=name.casefold(), **values))
    else:
        tx.execute(update(view).where(view.c.id == before).values(**values))
    return kept


def rename(tx: Transaction, id: str, name: str, at: datetime) -> None:
    """Raises NotSaved."""
    name, found = _name(name), find(tx, id)
    if found is None:
        raise NotSaved("This view is gone.")
    same = (view.c.operator == found.operator, view.c.name_key == name.casefold(), view.c.id != id)
    if tx.execute(select(view.c.id).where(*same)).first() is not None:
        raise NotSaved("There is a view with this name already.")
    values = {"name": name, "name_key": name.casefold(), "changed_at": at}
    tx.execute(update(view).where(view.c.id == id).values(**values))


def remove(tx: Transaction, id: str) -> None:
    tx.execute(delete(view).where(view.c.id == id))


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not 1 <= len(name) <= NAME_SIGNS:
        raise NotSaved(f"A view’s name has 1 to {NAME_SIGNS} signs.")
    return name


def _require_room(tx: Transaction, operator: str, before: str | None, *, shared: bool) -> None:
    others = select(func.count()).select_from(view).where(view.c.id != (before or ""))
    if tx.execute(others.where(view.c.operator == operator)).scalar_one() >= MOST:
        raise NotSaved(f"You have {MOST} views; delete one that you do not use.")
    if shared and tx.execute(others.where(view.c.shared)).scalar_one() >= SHARED_MOST:
        raise NotSaved(f"There are {SHARED_MOST} shared views; delete one that nobody uses.")


def _view(row: Row[tuple[object, ...]]) -> View:
    kept = row._mapping
    return View(**{name: kept[name] for name in View.__dataclass_fields__})
