"""The people who work with the console."""

import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, insert, select, update

from bot.ledger import attempts, audit, sessions
from bot.ledger.tables import operator
from bot.ledger.transaction import Reads, Transaction

__all__ = [
    "ROLES", "NameTaken", "Operator", "all", "attempts", "audit", "by_name", "create", "disable", "find",
    "sessions", "set_password", "set_role",
]  # fmt: skip

ROLES: Final = ("reviewer", "editor", "manager", "finance", "administrator", "auditor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """`password_hash` is what argon2 made; it never leaves the sign-in."""

    id: str
    name: str
    role: str
    password_hash: str
    created_at: datetime
    disabled_at: datetime | None

    def __repr__(self) -> str:
        return f"Operator(id={self.id!r}, role={self.role!r})"


class NameTaken(ValueError):
    """Another operator already has this name."""


def name_key(name: str) -> str:
    """Names that look alike are one name."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def create(tx: Transaction, *, name: str, role: str, password_hash: str, at: datetime) -> Operator:
    """Raises NameTaken, or ValueError for an unknown role."""
    if role not in ROLES:
        raise ValueError(f"No such role: {role!r}. Roles are {', '.join(ROLES)}.")
    if not name_key(name):
        raise ValueError("An operator needs a name.")
    if by_name(tx, name) is not None:
        raise NameTaken("Another operator already has this name.")
    made = Operator(
        id=uuid.uuid4().hex,
        name=name.strip(),
        role=role,
        password_hash=password_hash,
        created_at=at,
        disabled_at=None,
    )
    values = {field: getattr(made, field) for field in Operator.__dataclass_fields__}
    tx.execute(insert(operator).values(**values, name_key=name_key(name)))
    return made


def by_name(conn: Reads, name: str) -> Operator | None:
    """Also finds a disabled one; the caller looks at `disabled_at`."""
    return _operator(conn.execute(select(operator).where(operator.c.name_key == name_key(name))).first())


def find(conn: Reads, id: str) -> Operator | None:
    return _operator(conn.execute(select(operator).where(operator.c.id == id)).first())


def all(conn: Reads) -> list[Operator]:
    """Every operator by name, the disabled ones too."""
    rows = conn.execute(select(operator).order_by(operator.c.name_key))
    return [found for row in rows if (found := _operator(row)) is not None]


def set_password(tx: Transaction, id: str, password_hash: str) -> bool:
    """Ends every session of the operator; False when there is no such operator."""
    query = update(operator).where(operator.c.id == id).values(password_hash=password_hash)
    sessions.end_all(tx, id)
    return tx.execute(query).rowcount == 1


def set_role(tx: Transaction, id: str, role: str) -> bool:
    """Sessions go on, with the new role; False when there is no such operator. Raises ValueError."""
    if role not in ROLES:
        raise ValueError(f"No such role: {role!r}. Roles are {', '.join(ROLES)}.")
    return tx.execute(update(operator).where(operator.c.id == id).values(role=role)).rowcount == 1


def disable(tx: Transaction, id: str, at: datetime) -> bool:
    """Ends every session of the operator; False when there is none, or it was disabled before."""
    query = update(operator).where(operator.c.id == id, operator.c.disabled_at.is_(None))
    sessions.end_all(tx, id)
    return tx.execute(query.values(disabled_at=at)).rowcount == 1


def _operator(row: Row[Any] | None) -> Operator | None:
    if row is None:
        return None
    return Operator(**{field: getattr(row, field) for field in Operator.__dataclass_fields__})
