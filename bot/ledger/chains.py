"""Follows the hash chains row by row, and names the first that is wrong in each."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from bot.ledger import chain, times
from bot.ledger.chain import GENESIS, Head
from bot.ledger.raw import Row, Rows

BACKWARDS_SECONDS: Final = 5.0

_COLUMNS: Final = "writer, seq, prev, hash, body, kind, at, deflection, conversation"
_ALL: Final = f"SELECT {_COLUMNS} FROM event ORDER BY writer, seq"  # noqa: S608 - our own names
_AFTER: Final = f"SELECT {_COLUMNS} FROM event WHERE writer = ? AND seq > ? ORDER BY seq"  # noqa: S608
_WRITERS: Final = "SELECT DISTINCT writer FROM event ORDER BY writer"
_BODY: Final = frozenset({"v", "kind", "at", "conversation", "deflection", "subject", "data"})
_ENDS: Final = frozenset({"started", "stopped"})

Say = Callable[[str, str], None]  # where, and what


@dataclass(slots=True)
class Chain:
    """`seq` and `hash` are of the last row that was read; `read` counts the rows."""

    writer: str
    seq: int
    hash: str
    sound: bool = True
    read: int = 0
    first: dict[str, Any] = field(default_factory=dict)  # the body of the event numbered 1
    last: dict[str, Any] = field(default_factory=dict)  # the body of the last sound one

    @property
    def end(self) -> Head:
        return Head(self.writer, self.seq, self.hash)


def follow(rows: Rows, since: Mapping[str, Head], find: Say, note: Say) -> Iterator[Chain]:
    """Each chain once it was read: from its place in `since` on, or whole."""
    if not since:
        yield from _followed(rows(_ALL, ()), since, find, note)
        return
    for writer in [str(row[0]) for row in rows(_WRITERS, ())]:
        known = since.get(writer, Head(writer, 0, GENESIS))
        found = list(_followed(rows(_AFTER, (writer, known.seq)), since, find, note))
        yield from found or [Chain(writer, known.seq, known.hash)]


def _followed(rows: Iterator[Row], since: Mapping[str, Head], find: Say, note: Say) -> Iterator[Chain]:
    """Only the first broken row of a chain is named: whatever follows it is broken by it."""
    now: Chain | None = None
    tag = b""
    for row in rows:
        if now is None or row[0] != now.writer:
            if now is not None:
                yield now
            known = since.get(row[0], Head(str(row[0]), 0, GENESIS))
            now = Chain(known.writer, known.seq, known.hash)
            tag = _tag(known.writer)
        now.read += 1
        if now.sound:
            body = _short(row, now, tag)
            if body is None:
                body = _long(row, now, find, note)
            now.last = body
        now.seq, now.hash = row[1], row[3]
    if now is not None:
        yield now


def _tag(writer: str) -> bytes:
    """What is hashed first, the same for a whole chain."""
    return chain.TAG + len(writer.encode()).to_bytes(8, "big") + writer.encode()


def _short(row: Row, before: Chain, tag: bytes) -> dict[str, Any] | None:
    """The body of a row that `_wrong` would let through without a word; None leaves it to that."""
    _, seq, prev, hash, text, kind, at, deflection, conversation = row
    if prev != before.hash or type(seq) is not int or seq != before.seq + 1 or type(text) is not str:
        return None
    number, follows, content = b"%d" % seq, prev.encode(), text.encode()
    hashed = b"".join((
        tag, len(number).to_bytes(8, "big"), number, len(follows).to_bytes(8, "big"), follows,
        len(content).to_bytes(8, "big"), content,
    ))  # fmt: skip
    if hashlib.sha256(hashed).hexdigest() != hash or kind in _ENDS:
        return None
    try:
        body = orjson.loads(content)
        sound = (
            body.keys() == _BODY
            and body["kind"] == kind
            and body["at"] == at
            and body["deflection"] == deflection
            and body["conversation"] == conversation
            and body["v"] == 1
            and before.last["at"] <= at < "3"
            and len(at) == 27
            and before.last["kind"] != "stopped"
        )
    except (ValueError, AttributeError, KeyError, TypeError):
        return None
    return body if sound else None


def _long(row: Row, now: Chain, find: Say, note: Say) -> dict[str, Any]:
    """The body of a row that was not let through at once, after whatever there is to say about it."""
    place = f"event {row[1]} of chain {now.writer}"
    wrong, body = _wrong(row, now.end, stopped=now.last.get("kind") == "stopped")
    if wrong:
        now.sound = False
        find(place, wrong)
    elif now.last and (back := _went_back(now.last["at"], body["at"])) > BACKWARDS_SECONDS:
        note(place, f"the clock went back {back:.0f} s")
    now.first = now.first or (body if row[1] == 1 else {})
    return body


def _wrong(row: Row, end: Head, *, stopped: bool) -> tuple[str | None, dict[str, Any]]:
    """What is wrong with a row that should follow `end`, and its body."""
    writer, seq, prev, hash, text, *columns = row
    if seq != end.seq + 1:
        return f"expected event {end.seq + 1} here: events are missing, doubled or out of place", {}
    if prev != end.hash:
        return "it does not follow the event before it", {}
    if not isinstance(text, str) or chain.event_hash(str(writer), seq, prev, text.encode()) != hash:
        return "its content does not have its hash", {}
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return "its content is no JSON", {}
    if not isinstance(body, dict) or set(body) != _BODY or body["v"] != 1:
        return "its content is no event", {}
    for name, value in zip(("kind", "at", "deflection", "conversation"), columns, strict=True):
        if body[name] != value:
            return f"the column {name} says something else than the event itself", {}
    if _went_back(body["at"], body["at"]) != 0:
        return "its time is none", {}
    if (body["kind"] == "started") != (seq == 1):
        return "a chain starts with its first event and never again", {}
    return ("it comes after the chain was ended" if stopped else None), body


def _went_back(before: Any, after: Any) -> float:
    """Seconds; not a number where one of the two is no time."""
    try:
        return (times.from_text(before) - times.from_text(after)).total_seconds()
    except (ValueError, TypeError):
        return float("nan")
