"""Checking a name and a password so that guessing is slow and nobody can lock another out."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web

from bot.console import passwords
from bot.console.passwords import Passwords
from bot.console.shared import Clock
from bot.console.tokens import Device
from bot.ledger import Ledger, operators
from bot.ledger.operators import Operator, attempts, audit
from bot.ledger.transaction import Reads, Transaction

ADDRESS_FAILURES: Final = 5
ADDRESS_SECONDS: Final = 5 * 60
FREE_FAILURES: Final = 3
DELAY_SECONDS: Final = 30
DELAY_MOST: Final = 15 * 60
REMEMBERED: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Refused:
    """`wait_seconds` is 0 when name and password simply do not match."""

    wait_seconds: int = 0


@dataclass(frozen=True)
class _Try:
    """What one attempt is counted under: a known device stands apart from strangers using the same name."""

    name: str
    address: str
    operator: Operator | None
    known: bool


@dataclass(frozen=True)
class _Seen:
    mine: _Try
    failures: int
    recent: int
    from_address: int


def delay(failures: int) -> int:
    """Seconds without a try after this many failures in a row."""
    if failures < FREE_FAILURES:
        return 0
    return min(DELAY_MOST, DELAY_SECONDS << min(failures - FREE_FAILURES, 10))


class Gate:
    """Tries that are under way count as failures, so a burst of them gains nothing."""

    def __init__(self, ledger: Ledger, passwords: Passwords, clock: Clock) -> None:
        self._ledger = ledger
        self._passwords = passwords
        self._clock = clock
        self._under_way: Counter[str] = Counter()

    async def check(
        self, name: str, password: str, *, address: str, device: Device | None
    ) -> Operator | Refused:
        """The operator with this name and password. Raises TooBusy."""
        keys = [f"name {operators.name_key(name)}", f"address {address}"]
        self._under_way.update(keys)
        try:
            return await self._check(name, password, address, device, others=self._others(keys))
        finally:
            self._under_way.subtract(keys)
            self._under_way += Counter()

    def _others(self, keys: list[str]) -> tuple[int, int]:
        return self._under_way[keys[0]] - 1, self._under_way[keys[1]] - 1

    async def _check(
        self, name: str, password: str, address: str, device: Device | None, *, others: tuple[int, int]
    ) -> Operator | Refused:
        seen = await self._ledger.read(lambda conn: _look(conn, name, address, device, self._clock(), others))
        wait = _wait(seen, *others)
        if wait:
            return Refused(wait)
        operator = seen.mine.operator
        stored = operator.password_hash if operator else None
        good = await self._passwords.matches(password, stored)
        now = self._clock()
        if operator is None or operator.disabled_at or passwords.expired(operator.password_hash, now):
            good = False
        await self._ledger.write(lambda tx: _note(tx, seen.mine, good, now))
        return operator if good and operator else Refused()


GATE: Final = web.AppKey("gate", Gate)


def _look(
    conn: Reads,
    name: str,
    address: str,
    device: Device | None,
    now: datetime,
    others: tuple[int, int],
) -> _Seen:
    operator = operators.by_name(conn, name)
    known = bool(device and operator and device.operator == operator.id)
    mine = _Try(name, address, operator, known)
    if known and device:
        mine = _Try(f"device {device.number}", "a known device", operator, known)
    failures = attempts.failures_since(conn, mine.name, now - REMEMBERED)
    closed = timedelta(seconds=delay(failures + others[0]))
    return _Seen(
        mine,
        failures,
        attempts.failures_since(conn, mine.name, now - closed),
        attempts.failures_from(conn, mine.address, now - timedelta(seconds=ADDRESS_SECONDS)),
    )


def _wait(seen: _Seen, same_name: int, same_address: int) -> int:
    """Seconds to wait before this try may be made; 0 for now."""
    closed = delay(seen.failures + same_name)
    if closed and (seen.recent or same_name):
        return closed
    if not seen.mine.known and seen.from_address + same_address >= ADDRESS_FAILURES:
        return ADDRESS_SECONDS
    return 0


def _note(tx: Transaction, mine: _Try, good: bool, now: datetime) -> None:
    attempts.record(tx, name=mine.name, address=mine.address, ok=good, at=now)
    if not good:
        # Never the name as typed: people type passwords there.
        who = mine.operator.id if mine.operator else None
        audit.write(tx, operator=None, action="sign_in_failed", object=who, at=now)
