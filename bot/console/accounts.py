"""Operators' accounts: made with a one-time password, changed only so that an administrator is left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.console import passwords, tokens
from bot.console.origins import Origin
from bot.console.passwords import Passwords
from bot.console.shared import Clock, ConsoleSettings
from bot.ledger import Ledger, operators
from bot.ledger.operators import NameTaken, Operator, audit, sessions
from bot.ledger.transaction import Reads, Transaction

FIRST_NAME: Final = "admin"
ADMINISTRATOR: Final = "administrator"
NAME_MOST: Final = 60


class Refusal(Exception):
    """This may not be done; the message is a sentence for the person who tried."""


@dataclass(frozen=True)
class Credentials:
    """`password` opens the door once, to choosing another one."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials(name={self.name!r})"


async def first_sign_in(
    ledger: Ledger, clock: Clock, *, hasher: Passwords | None = None
) -> Credentials | None:
    """Makes the first administrator; None when somebody has signed in before.

    Until then each call gives a new password, since the one printed at an earlier start may be lost.
    """
    known = await ledger.read(operators.all)
    if not known:
        try:
            return await add(ledger, FIRST_NAME, ADMINISTRATOR, clock, hasher=hasher)
        except Refusal:
            return None  # another process was faster
    first = known[0]
    if len(known) > 1 or first.role != ADMINISTRATOR or not passwords.is_once(first.password_hash):
        return None
    return await reset(ledger, first.id, clock, hasher=hasher)


async def add(
    ledger: Ledger,
    name: str,
    role: str,
    clock: Clock,
    *,
    by: str | None = None,
    hasher: Passwords | None = None,
) -> Credentials:
    """A new operator with a one-time password; `by` is the id of who adds them. Raises Refusal."""
    name = " ".join(name.split())
    _check_name(name)
    password, now = passwords.one_time(), clock()
    stored = await _once(password, now, hasher)

    def make(tx: Transaction) -> None:
        made = operators.create(tx, name=name, role=role, password_hash=stored, at=now)
        audit.write(tx, operator=by, action="add_operator", object=made.id, detail={"role": role}, at=now)

    try:
        await ledger.write(make)
    except NameTaken:
        raise Refusal(f"There is an operator with the name {name} already.") from None
    except ValueError:
        raise Refusal(f"The role must be one of {', '.join(operators.ROLES)}.") from None
    return Credentials(name, password)


async def reset(
    ledger: Ledger, id: str, clock: Clock, *, by: str | None = None, hasher: Passwords | None = None
) -> Credentials:
    """A new one-time password, which ends every session of the operator. Raises Refusal."""
    operator = await ledger.read(lambda conn: _standing(conn, id))
    password, now = passwords.one_time(), clock()
    stored = await _once(password, now, hasher)

    def change(tx: Transaction) -> None:
        operators.set_password(tx, id, stored)
        audit.write(tx, operator=by, action="reset_password", object=id, at=now)

    await ledger.write(change)
    return Credentials(operator.name, password)


async def disable(ledger: Ledger, id: str, clock: Clock, *, by: str) -> None:
    """Raises Refusal for the last administrator."""
    now = clock()

    def change(tx: Transaction) -> None:
        _keep_an_administrator(tx, _standing(tx, id))
        operators.disable(tx, id, now)
        audit.write(tx, operator=by, action="disable_operator", object=id, at=now)

    await ledger.write(change)


async def set_role(ledger: Ledger, id: str, role: str, clock: Clock, *, by: str) -> None:
    """Raises Refusal for the last administrator and for an unknown role."""
    now = clock()
    if role not in operators.ROLES:
        raise Refusal(f"The role must be one of {', '.join(operators.ROLES)}.")

    def change(tx: Transaction) -> None:
        operator = _standing(tx, id)
        if role != ADMINISTRATOR:
            _keep_an_administrator(tx, operator)
        operators.set_role(tx, id, role)
        roles = {"from": operator.role, "to": role}
        audit.write(tx, operator=by, action="set_role", object=id, detail=roles, at=now)

    await ledger.write(change)


async def change_password(
    ledger: Ledger,
    operator: Operator,
    stored: str,
    settings: ConsoleSettings,
    clock: Clock,
    *,
    origin: Origin,
) -> str:
    """Ends every session of the operator and starts one; returns its token."""

    def change(tx: Transaction, token: str, now: datetime) -> None:
        operators.set_password(tx, operator.id, stored)
        audit.write(tx, operator=operator.id, action="change_password", object=operator.id, at=now)
        begin_session(tx, operator, token, settings, now, origin=origin)

    token, now = tokens.new(), clock()
    await ledger.write(lambda tx: change(tx, token, now))
    return token


def begin_session(
    tx: Transaction,
    operator: Operator,
    token: str,
    settings: ConsoleSettings,
    now: datetime,
    *,
    origin: Origin,
) -> None:
    sessions.start(
        tx,
        token_hash=tokens.digest(token),
        operator=operator.id,
        at=now,
        expires_at=now + settings.session_length,
        address=origin.address,
        browser=origin.browser,
    )


async def _once(password: str, now: datetime, hasher: Passwords | None) -> str:
    used = hasher or Passwords()
    try:
        return passwords.marked_once(await used.hash(password), now)
    finally:
        if hasher is None:
            used.close()


def _check_name(name: str) -> None:
    if not 0 < len(name) <= NAME_MOST or not name.isprintable():
        raise Refusal(f"A name has 1 to {NAME_MOST} characters that can be seen.")


def _standing(conn: Reads, id: str) -> Operator:
    operator = operators.find(conn, id)
    if operator is None or operator.disabled_at is not None:
        raise Refusal("There is no such operator any more.")
    return operator


def _keep_an_administrator(conn: Reads, operator: Operator) -> None:
    standing = [one for one in operators.all(conn) if one.disabled_at is None and one.role == ADMINISTRATOR]
    if standing == [operator]:
        raise Refusal(f"{operator.name} is the last administrator: make another one first.")
