"""The sums that figures are made of, moved in the transaction that books the fact."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from bot.deflection.periods import day_of
from bot.ledger import bulk, times
from bot.ledger.projection import Deflection, Draft
from bot.ledger.tables import rollup

DEFLECTION: Final = "deflection"
CONTACT: Final = "contact"
CONVERSATION: Final = "conversation"
# How many began on a day: counted once and never moved, so that the others can be held against them.
OFFER: Final = "offer"
OPENING: Final = "opening"

DAY: Final = "day"
MONTH: Final = "month"

_MEASURES: Final = ("count", "seconds", "timed")
COLUMNS: Final = ("topic", "grain", "start", "service", "cell", *_MEASURES)


class Place(NamedTuple):
    """One sum: `day` is a local civil day, `cell` what else is told apart, in the order its topic has."""

    topic: str
    day: str
    service: str
    cell: str


class Tallies:
    """What is to be added to the sums; written once, each place once and in one order."""

    def __init__(self) -> None:
        self._sums: defaultdict[Place, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, place: Place, count: int = 1, *, seconds: int = 0, timed: int = 0) -> None:
        """`seconds` is the handling time of `timed` of the `count`; negative numbers take back."""
        sums = self._sums[place]
        sums[0] += count
        sums[1] += seconds
        sums[2] += timed

    def merge(self, later: "Tallies") -> None:
        for place, (count, seconds, timed) in later._sums.items():
            self.add(place, count, seconds=seconds, timed=timed)

    def add_contacts(self, rows: Iterable[Sequence[Any]]) -> None:
        """Count contacts, each its source, contact_id, at, channel, service, kind, handling_seconds and more
        as the database holds them."""
        for row in rows:
            at, channel, service, kind, seconds = row[2:7]
            sums = self._sums[Place(CONTACT, day_of_hour(at[:13]), service, cell(channel, kind))]
            sums[0] += 1
            if seconds is not None:
                sums[1] += seconds
                sums[2] += 1

    def rows(self) -> list[tuple[Any, ...]]:
        """COLUMNS, one a grain and place; in one order, in which two processes take their locks."""
        added: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
        for (topic, day, service, cell), (count, seconds, timed) in self._sums.items():
            for grain, start in ((DAY, day), (MONTH, f"{day[:7]}-01")):
                total = added[topic, grain, start, service, cell]
                total[0] += count
                total[1] += seconds
                total[2] += timed
        return [(*key, *measures) for key, measures in sorted(added.items()) if any(measures)]

    def flush(self, connection: Connection) -> None:
        rows = self.rows()
        self._sums.clear()
        if rows:
            bulk.run(connection, _upsert(connection.dialect.name), rows)


@lru_cache(maxsize=65_536)
def cell(*values: str | bool | None) -> str:
    return json.dumps(values, separators=(",", ":"))


def of_deflection(row: Deflection | Draft) -> Place:
    """Where a deflection counts: on the day of its offer, so that a cohort keeps its members.

    The cell: state, evidenced, assessable, linked, doubtful, repeated, replaced, basis, price, arm.
    """
    shown = row.completed_at is not None, row.assessable
    known = row.subject is not None, row.doubtful is not None, row.repeated
    worth = row.replaced, row.basis, row.price, row.arm
    told = cell(row.state.value, *shown, *known, *worth)
    return Place(DEFLECTION, civil_day(row.offered_at), row.service, told)


def of_offer(at: datetime, service: str) -> Place:
    return Place(OFFER, civil_day(at), service, cell())


def of_opening(at: datetime) -> Place:
    """Where a conversation counts that begins; it has no service yet."""
    return Place(OPENING, civil_day(at), "", cell())


def civil_day(at: datetime) -> str:
    """The local date of an instant, as ISO 8601."""
    return day_of_hour(times.to_text(at)[:13])


@lru_cache(maxsize=65_536)
def day_of_hour(hour: str) -> str:
    """The local day in which an hour of UTC lies, `2026-11-23T11`; local days begin on whole hours."""
    return day_of(times.from_text(f"{hour}:00Z")).isoformat()


@lru_cache(maxsize=2)
def _upsert(database: str) -> str:
    new = bulk.dialect(database).insert(rollup)
    sums = {name: rollup.c[name] + new.excluded[name] for name in _MEASURES}
    return bulk.as_text(new.on_conflict_do_update(index_elements=rollup.primary_key, set_=sums), database)
