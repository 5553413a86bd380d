"""Reads the ledger raw and names each row that was changed, removed, added, cut off or restored."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from bot.ledger import chain, checkpoints, raw, recount, times
from bot.ledger.chain import GENESIS, Head
from bot.ledger.raw import Row, Rows

BACKWARDS_SECONDS: Final = 5.0

_EVENTS: Final = (
    "SELECT writer, seq, prev, hash, body, kind, at, deflection, conversation FROM event ORDER BY writer, seq"
)
_PLACE: Final = "SELECT hash FROM event WHERE writer = ? AND seq = ?"
_BODY: Final = frozenset({"v", "kind", "at", "conversation", "deflection", "subject", "data"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where: a row of a chain, a deflection or a file."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


@dataclass(slots=True)
class Report:
    """Nothing is wrong when `findings` is empty; `notes` are oddities that happen to honest people."""

    events: int = 0
    chains: int = 0
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Chain:
    writer: str
    first: dict[str, Any]  # the body of its first event
    end: Head
    sound: bool


def verify(url: str, checkpoints: Path | None = None, key: bytes | None = None) -> Report:
    """Check everything; `checkpoints` is their folder, or one file that was kept elsewhere.

    Without `key` the checkpoints' signatures are not checked. Raises OSError when there is nothing to read.
    What nobody can see without a checkpoint from after it: events that were cut off the end of the newest
    chain, or added there by someone who computes the hashes as we do.
    """
    report = Report()
    with raw.opened(url) as rows:
        try:
            _all(rows, checkpoints, key, report)
        except raw.Unreadable as error:
            report.findings.append(Finding("database", f"it cannot be read to the end: {error}"))
    return report


def _all(rows: Rows, place: Path | None, key: bytes | None, report: Report) -> None:
    chains = {found.writer: found for found in _chains(rows, report)}
    report.chains = len(chains)
    _starts(rows, chains, report)
    if place is not None:
        _checkpoints(rows, chains, place, key, report)
    report.findings.extend(Finding(*wrong) for wrong in recount.differences(rows))


def _chains(rows: Rows, report: Report) -> Iterator[_Chain]:
    for writer, events in groupby(rows(_EVENTS, ()), key=lambda row: row[0]):
        yield _chain(str(writer), events, report)


def _chain(writer: str, events: Iterator[Row], report: Report) -> _Chain:
    """Only the first broken row of a chain is named: whatever follows it is broken by it."""
    found = _Chain(writer, {}, Head(writer, 0, GENESIS), sound=True)
    body: dict[str, Any] = {}
    for row in events:
        report.events += 1
        if found.sound:
            wrong, after = _wrong(row, found.end, stopped=body.get("kind") == "stopped")
            if wrong:
                found.sound = False
                report.findings.append(Finding(f"event {row[1]} of chain {writer}", wrong))
            else:
                _note_clock(row, body, after, report)
                found.first = found.first or after
                body = after
        found.end = Head(writer, row[1], row[3])
    return found


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
    if (body["kind"] == "started") != (seq == 1):
        return "a chain starts with its first event and never again", {}
    return ("it comes after the chain was ended" if stopped else None), body


def _note_clock(row: Row, before: dict[str, Any], after: dict[str, Any], report: Report) -> None:
    if not before or before["at"] <= after["at"]:
        return
    back = (times.from_text(before["at"]) - times.from_text(after["at"])).total_seconds()
    if back > BACKWARDS_SECONDS:
        report.notes.append(Finding(f"event {row[1]} of chain {row[0]}", f"the clock went back {back:.0f} s"))


def _starts(rows: Rows, chains: dict[str, _Chain], report: Report) -> None:
    """Each start names the ends of the chains before it: none may be gone, shorter, longer or forked."""
    followers: dict[str, str] = {}
    roots: list[str] = []
    for found in chains.values():
        data = found.first.get("data", {})
        alone = data.get("alone") is True
        for writer, seq, hash in data.get("after", []):
            _held(rows, chains, Head(writer, seq, hash), f"the start of chain {found.writer}", report)
            before = chains.get(writer)
            if alone and before and before.sound and before.end.seq > seq:
                wrong = f"it is longer than when chain {found.writer} started after it"
                report.findings.append(Finding(f"event {seq + 1} of chain {writer}", wrong))
            if alone and followers.setdefault(writer, found.writer) != found.writer:
                wrong = f"two chains follow it, {found.writer} too: a copy of the database was written to"
                report.findings.append(Finding(f"chain {writer}", wrong))
        if found.sound and alone and not data.get("after"):
            roots.append(found.writer)
    for extra in roots[1:]:
        wrong = f"it follows no other chain, and neither does chain {roots[0]}"
        report.findings.append(Finding(f"chain {extra}", wrong))


def _held(rows: Rows, chains: dict[str, _Chain], seen: Head, witness: str, report: Report) -> bool:
    """Whether the chain still holds what a witness saw; a chain that is broken anyway is not named again."""
    found = chains.get(seen.writer)
    if found is None:
        report.findings.append(Finding(f"chain {seen.writer}", f"it is gone, but {witness} names it"))
        return False
    if found.end == seen or not found.sound:
        return True
    if found.end.seq < seen.seq:
        wrong = f"missing: the chain ends with event {found.end.seq}, but {witness} saw this one"
    elif [list(row) for row in rows(_PLACE, (seen.writer, seen.seq))] != [[seen.hash]]:
        wrong = f"it is not the event that {witness} saw here"
    else:
        return True
    report.findings.append(Finding(f"event {seen.seq} of chain {seen.writer}", wrong))
    return False


def _checkpoints(
    rows: Rows, chains: dict[str, _Chain], place: Path, key: bytes | None, report: Report
) -> None:
    paths = checkpoints.files(place) if place.is_dir() else [place]
    seen: set[Head] = set()
    points: dict[int, set[str]] = {}
    for path in paths:
        try:
            point = checkpoints.read(path, key)
        except (checkpoints.BadCheckpoint, OSError) as error:
            report.findings.append(Finding(str(path), str(error)))
            continue
        report.checkpoints += 1
        before = points.get(point.number - 1)
        if points and (before is None or point.previous not in before):
            report.findings.append(Finding(str(path), "the checkpoint before it is missing or was changed"))
        points.setdefault(point.number, set()).add(checkpoints.digest(path))
        for head in sorted(set(point.heads) - seen):
            seen.add(head)
            _held(rows, chains, head, f"checkpoint {path.name}", report)
