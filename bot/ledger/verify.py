"""Reads the ledger raw and names each row that was changed, removed, added, cut off or restored."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.ledger import checkpoints, raw
from bot.ledger.chain import Head
from bot.ledger.chains import Chain, follow
from bot.ledger.checkpoints import Checkpoint
from bot.ledger.raw import Rows
from bot.ledger.recounting import recounting

_PLACE: Final = "SELECT hash FROM event WHERE writer = ? AND seq = ?"


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

    def find(self, where: str, message: str) -> None:
        self.findings.append(Finding(where, message))

    def note(self, where: str, message: str) -> None:
        self.notes.append(Finding(where, message))


def verify(
    url: str, checkpoints: Path | None = None, key: bytes | None = None, *, since: Checkpoint | None = None
) -> Report:
    """Check everything; `checkpoints` is their folder, or one file that was kept elsewhere.

    Without `key` the checkpoints' signatures are not checked. `since` is taken for what was true then: chains
    are read from there, and only what moved later is counted again. Raises OSError when there is nothing to
    read. What nobody can see without a checkpoint from after it: events that were cut off the end of the
    newest chain, or added there by someone who computes the hashes as we do.
    """
    try:
        return _verified(url, checkpoints, key, since, lenient=False)
    except raw.Undecodable:
        return _verified(url, checkpoints, key, since, lenient=True)


def _verified(
    url: str, place: Path | None, key: bytes | None, since: Checkpoint | None, *, lenient: bool
) -> Report:
    report = Report()
    with recounting(url, since, lenient=lenient) as recounted, raw.opened(url, lenient=lenient) as rows:
        try:
            _all(rows, place, key, since, report)
            report.findings.extend(Finding(*wrong) for wrong in recounted())
        except raw.Undecodable:
            raise
        except raw.Unreadable as error:
            report.findings.append(Finding("database", f"it cannot be read to the end: {error}"))
    return report


def _all(rows: Rows, place: Path | None, key: bytes | None, since: Checkpoint | None, report: Report) -> None:
    known = {head.writer: head for head in since.heads} if since else {}
    chains = {found.writer: found for found in follow(rows, known, report.find, report.note)}
    report.events = sum(found.read for found in chains.values())
    report.chains = len(chains)
    for head in known.values():
        if [row[0] for row in rows(_PLACE, (head.writer, head.seq))] != [head.hash]:
            wrong = "it is not the event that the checkpoint saw here"
            report.find(f"event {head.seq} of chain {head.writer}", wrong)
    _starts(rows, chains, report)
    if place is not None:
        _checkpoints(rows, chains, place, key, report)


def _starts(rows: Rows, chains: dict[str, Chain], report: Report) -> None:
    """Each start names the ends of the chains before it: none may be gone, shorter, longer or forked."""
    followers: dict[str, str] = {}
    roots: list[str] = []
    for found in chains.values():
        data = found.first.get("data", {})  # empty where the chain was not read from its start
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


def _held(rows: Rows, chains: dict[str, Chain], seen: Head, witness: str, report: Report) -> bool:
    """Whether the chain still holds what a witness saw; a chain that is broken anyway is not named again."""
    found = chains.get(seen.writer)
    if found is None:
        report.findings.append(Finding(f"chain {seen.writer}", f"it is gone, but {witness} names it"))
        return False
    if found.end == seen or not found.sound:
        return True
    if found.end.seq < seen.seq:
        wrong = f"missing: the chain ends with event {found.end.seq}, but {witness} saw this one"
    elif [row[0] for row in rows(_PLACE, (seen.writer, seen.seq))] != [seen.hash]:
        wrong = f"it is not the event that {witness} saw here"
    else:
        return True
    report.findings.append(Finding(f"event {seen.seq} of chain {seen.writer}", wrong))
    return False


def _checkpoints(
    rows: Rows, chains: dict[str, Chain], place: Path, key: bytes | None, report: Report
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
