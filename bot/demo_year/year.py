"""Books the whole year into an empty ledger, in the order in which a real one would have heard of it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Final, TypeVar

from bot.demo_year import booking, lives, town
from bot.demo_year.booking import SOURCE, Town
from bot.demo_year.lives import Life
from bot.ledger import Ledger, demo, endings, imports, left_behind, windows
from bot.ledger.contacts import Contact
from bot.ledger.imports import NewImport, Part

T = TypeVar("T")

LIVES_AT_ONCE: Final = 200
ROWS_AT_ONCE: Final = 5_000


async def book(
    ledger: Ledger, place: Town, now: datetime, scale: Fraction, done: Callable[[int], object]
) -> list[Life]:
    """The deflections as they were planned; `done` is told how many facts were booked since the last time.

    Raises demo.InUse, with nothing booked, for a ledger in which something happened.
    """
    plan = {"scale": str(scale), "last": now.date().isoformat()}
    await ledger.write(lambda tx: demo.mark(tx, now, plan))
    await _imported(ledger, now, _contacts(place, now, scale), done)
    planned = list(lives.lives(now.date(), scale))
    for some in _parts(planned, LIVES_AT_ONCE):
        await ledger.write(partial(booking.live_all, lives=some, town=place, now=now))
        done(len(some))
    await _imported(ledger, now, booking.letters(planned, place, now), done)
    left = partial(left_behind.leave_behind, windows=place.catalogue.windows())
    for due in (windows.close, endings.close_silent, left):
        while await ledger.write(due):
            pass
    return planned


def facts(now: datetime, scale: Fraction) -> int:
    """About how many `book` will tell of."""
    return round((town.CONTACTS_A_YEAR + lives.DEFLECTIONS_A_YEAR) * scale)


def _contacts(place: Town, now: datetime, scale: Fraction) -> Iterator[Contact]:
    for one in town.contacts(now.date(), scale):
        yield Contact(
            contact_id=f"contact-{one.number}",
            at=one.at,
            channel=one.channel.value,
            service=one.service,
            kind=one.kind.value,
            handling_seconds=one.minutes * 60,
            pseudonym=place.pseudonym(one.citizen) if one.citizen else None,
        )


async def _imported(
    ledger: Ledger, now: datetime, rows: Iterable[Contact], done: Callable[[int], object]
) -> None:
    new = NewImport(source=SOURCE, at=now, name="an invented year")
    import_ = await ledger.write(lambda tx: imports.begin(tx, new))
    position = 0
    for some in _parts(rows, ROWS_AT_ONCE):
        part = Part(position=position, rows=some)
        await ledger.write(partial(imports.advance, id=import_.id, part=part))
        position += len(some)
        done(len(some))
    await ledger.write(lambda tx: imports.finish(tx, import_.id, now))


def _parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    waiting = iter(items)
    while part := list(islice(waiting, size)):
        yield part
