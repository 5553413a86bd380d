"""Holds contacts against the events that vouch for them: a digest over each batch, and what was undone."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from bot.ledger.events import IMPORTED, UNDONE
from bot.ledger.raw import Row, Rows

_TAG: Final = b"genvej-contacts-v1\0"
_TOLD: Final = f"SELECT body FROM event WHERE kind IN ('{IMPORTED}', '{UNDONE}')"  # noqa: S608 - our own names
_IMPORTS: Final = "SELECT id FROM contact_import WHERE undone_at IS NOT NULL"
_CONTACTS: Final = (
    'SELECT "import", batch, source, contact_id, at, channel, service, kind, handling_seconds,'
    ' "group", language FROM contact ORDER BY "import", batch, contact_id'
)

Batch = tuple[str, int]  # the import, and the number in it


def batches(rows: Rows) -> Iterator[tuple[str, str]]:
    """Where, and what: each batch whose rows are not those that were booked."""
    vouched, undone = _told(rows)
    yield from _undone(rows, undone)
    for batch, contacts in groupby(rows(_CONTACTS, ()), key=itemgetter(0, 1)):
        if batch[0] in undone:
            continue  # it counts no more, and another import may have taken its rows over
        kept = [tuple(row[2:]) for row in contacts]
        digest = vouched.pop(batch, None)
        if digest is None:
            yield _place(batch), "no event tells of it"
        elif digest != _digest(kept):
            yield _place(batch), f"its {len(kept)} rows are not those that were imported"
    for batch in vouched:
        if batch[0] not in undone:
            yield _place(batch), "its rows are gone"


def _told(rows: Rows) -> tuple[dict[Batch, Any], set[str]]:
    """The digest of each batch, and the imports that count no more.

    An event that tells of neither leaves its batch with nobody to vouch for it; its chain is named anyway.
    """
    vouched: dict[Batch, Any] = {}
    undone: set[str] = set()
    for (text,) in rows(_TOLD, ()):
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            body = json.loads(text)
            data = body["data"]
            if body["kind"] == UNDONE:
                undone.add(str(data["import"]))
            else:
                vouched[str(data["import"]), int(data["batch"])] = data["digest"]
    return vouched, undone


def _undone(rows: Rows, undone: set[str]) -> Iterator[tuple[str, str]]:
    marked = {str(row[0]) for row in rows(_IMPORTS, ())}
    for id in sorted(marked ^ undone):
        wrong = "marked as undone, but no event tells of it" if id in marked else "undone, but not marked so"
        yield f"import {id}", f"it is {wrong}"


def _digest(kept: Sequence[Row]) -> str | None:
    """None for what we could not have written."""
    try:
        body = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    except TypeError:
        return None
    return hashlib.sha256(_TAG + body.encode()).hexdigest()


def _place(batch: Batch) -> str:
    return f"batch {batch[1]} of import {batch[0]}"
