"""Signed notes of where every chain stood, kept outside the database: what they saw cannot be unsaid."""

import asyncio
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from bot.ledger import chain, heads, tables, times
from bot.ledger.chain import Head
from bot.ledger.errors import LedgerError
from bot.ledger.ledger import Ledger
from bot.ledger.transaction import Reads

_TAG: Final = b"genvej-checkpoint-v1\0"
_NAME: Final = re.compile(r"(\d{8,})-[0-9a-f]{8}\.json")


class BadCheckpoint(ValueError):
    """The file is no checkpoint, or its signature is not ours."""


class Contradiction(LedgerError):
    """The database does not hold what the last checkpoint saw, so no new one is signed over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """`previous` is the SHA-256 of the checkpoint file numbered one less."""

    number: int
    at: datetime
    previous: str | None
    heads: tuple[Head, ...]


async def checkpoint(ledger: Ledger, folder: Path, key: bytes) -> Path:
    """Write the next checkpoint, or return the last one when nothing was booked since.

    Raises Contradiction, and signs nothing, when the database has lost what the last one saw.
    """
    last = await asyncio.to_thread(newest, folder)
    seen = read(last, key) if last else None
    now = await ledger.read(heads.all_heads)
    missing = await ledger.read(lambda conn: absent(conn, seen.heads)) if seen else []
    if missing:
        place = missing[0]
        raise Contradiction(
            f"The database lacks event {place.seq} of chain {place.writer}, which {last} saw: "
            "it was changed, or restored from an older copy. Run: genvej ledger verify."
        )
    if seen is not None and last is not None and list(seen.heads) == now:
        return last
    return await asyncio.to_thread(_write, folder, key, now, last)


def files(folder: Path) -> list[Path]:
    """All checkpoints in the folder, oldest first."""
    found = [path for path in folder.glob("*.json") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: (_number(path), path.name))


def newest(folder: Path) -> Path | None:
    return next(reversed(files(folder)), None)


def encode(point: Checkpoint, key: bytes) -> bytes:
    """The file's content: readable JSON with a keyed hash over everything else in it."""
    body: dict[str, Any] = {
        "version": 1,
        "number": point.number,
        "at": times.to_text(point.at),
        "previous": point.previous,
        "heads": [[head.writer, head.seq, head.hash] for head in point.heads],
        "root": chain.root(point.heads),
    }
    return chain.canonical({**body, "mac": _mac(body, key)}) + b"\n"


def read(path: Path, key: bytes | None) -> Checkpoint:
    """Raises BadCheckpoint; without a key the signature is not looked at."""
    try:
        body = json.loads(path.read_bytes())
        mac = body.pop("mac")
        point = Checkpoint(
            number=int(body["number"]),
            at=times.from_text(body["at"]),
            previous=body["previous"],
            heads=tuple(Head(str(writer), int(seq), str(hash)) for writer, seq, hash in body["heads"]),
        )
        genuine = key is None or hmac.compare_digest(mac, _mac(body, key))
        sound = body["version"] == 1 and body["root"] == chain.root(point.heads)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadCheckpoint(f"{path} is no checkpoint.") from error
    if not genuine:
        raise BadCheckpoint(f"{path} was not signed with this installation's key, or was changed.")
    if not sound:
        raise BadCheckpoint(f"{path} contradicts itself.")
    return point


def genuine(folder: Path, key: bytes) -> list[Checkpoint]:
    """Those of the folder that are whole and signed with the key, oldest first."""
    found = []
    for path in files(folder):
        try:
            found.append(read(path, key))
        except (BadCheckpoint, OSError):
            continue
    return found


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def absent(conn: Reads, seen: Iterable[Head]) -> list[Head]:
    """The places in chains that do not hold the event which was seen there."""
    event = tables.event.c
    query = select(event.hash)
    return [
        head
        for head in seen
        if conn.execute(query.where(event.writer == head.writer, event.seq == head.seq)).scalar() != head.hash
    ]


def _write(folder: Path, key: bytes, now: Iterable[Head], last: Path | None) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = _number(last) + 1 if last else 1
    point = Checkpoint(
        number=number,
        at=times.utc_now(),
        previous=digest(last) if last else None,
        heads=tuple(now),
    )
    path = folder / f"{number:08}-{secrets.token_hex(4)}.json"
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(encode(point, key))
        out.flush()
        os.fsync(out.fileno())
    part.rename(path)
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(place)
    os.close(place)
    return path


def _mac(body: Any, key: bytes) -> str:
    return hmac.digest(key, _TAG + chain.canonical(body), "sha256").hex()


def _number(path: Path) -> int:
    found = _NAME.fullmatch(path.name)
    assert found is not None
    return int(found[1])
