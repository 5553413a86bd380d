"""What an import would do, counted as the import counts, in a memory that does not grow with it."""

import hashlib
import secrets
import struct
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Self

from bot.deflection.counts import WRITTEN
from bot.deflection.periods import day_of
from bot.ledger.contacts import Contact

BUCKETS: Final = 64
# Eight bytes of a hash and the number of a cell: among ten million rows two hashes are alike once in 300,000
# files.
_ENTRY: Final = struct.Struct("=8sI")

Cell = tuple[str, str, str]  # the month as 2026-11, the channel, the service


@dataclass(frozen=True, kw_only=True)
class Found:
    """`accepted` would be counted; `repeated` are known from before, or come twice in the file.

    `reversed` are the savings that letters in the file would take back, `unlinked` the letters and e-mails
    that name no citizen.
    """

    accepted: int = 0
    repeated: int = 0
    rejected: int = 0
    reversed: int = 0
    unlinked: int = 0
    cells: tuple[tuple[Cell, int], ...] = ()

    def json(self) -> dict[str, Any]:
        return {**vars(self), "cells": [[*cell, count] for cell, count in self.cells]}

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        cells = tuple(((month, channel, service), count) for month, channel, service, count in told["cells"])
        return cls(**{**told, "cells": cells})

    def by(self, *places: int) -> dict[tuple[str, ...], int]:
        """The sums by some of month (0), channel (1) and service (2), sorted."""
        sums: Counter[tuple[str, ...]] = Counter()
        for cell, count in self.cells:
            sums[tuple(cell[place] for place in places)] += count
        return dict(sorted(sums.items()))


class Preview:
    """Rows go into buckets on disk by a keyed hash of their id, each small enough to be looked through.

    `threatened` are the deflections that the rows would reverse.
    """

    def __init__(self, folder: Path, held: ExitStack) -> None:
        kept = Path(held.enter_context(TemporaryDirectory(dir=folder)))
        self._buckets = [held.enter_context((kept / str(name)).open("w+b")) for name in range(BUCKETS)]
        self._key = secrets.token_bytes(32)
        self._cells: dict[Cell, int] = {}
        self._repeated = self._unlinked = 0
        self.rejected = 0
        self.threatened: set[str] = set()

    def add(self, rows: Iterable[tuple[str, Contact]], known: Collection[str]) -> None:
        """Each row with the id that is kept of it; `known` are those that count already."""
        for id, row in rows:
            self._unlinked += row.pseudonym is None and row.channel in WRITTEN
            if id in known:
                self._repeated += 1
                continue
            cell = (f"{day_of(row.at):%Y-%m}", row.channel, row.service)
            number = self._cells.setdefault(cell, len(self._cells))
            mark = hashlib.blake2b(id.encode(), digest_size=8, key=self._key).digest()
            self._buckets[mark[0] % BUCKETS].write(_ENTRY.pack(mark, number))

    def found(self) -> Found:
        """The first of two rows with one id counts, as in the ledger."""
        counts, repeated = Counter[int](), self._repeated
        for bucket in self._buckets:
            bucket.seek(0)
            seen: set[bytes] = set()
            for mark, number in _ENTRY.iter_unpack(bucket.read()):
                repeated += mark in seen
                counts[number] += mark not in seen
                seen.add(mark)
        cells = sorted((cell, counts[number]) for cell, number in self._cells.items() if counts[number])
        return Found(
            accepted=counts.total(),
            repeated=repeated,
            rejected=self.rejected,
            reversed=len(self.threatened),
            unlinked=self._unlinked,
            cells=tuple(cells),
        )
