"""A clock that stands until it is moved, citizens who lived by it, and what a report says of them."""

import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from bot.catalogue import Catalogue
from bot.deflection.figure import Figure
from bot.deflection.periods import Period
from bot.report.compose import sections, terms
from bot.report.gather import gather
from tests.gateway.town import Town


class Clock:
    """Stands until it is moved; begins on a morning so long ago that every window has passed since."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(hour=7) - timedelta(days=40)

    def __call__(self) -> datetime:
        return self.now


async def fills(place: Town, clock: Clock, *, after: float) -> dict[str, str]:
    """A citizen is offered a form and follows the link so many seconds later; the receipt that is to come."""
    _, turn = await place.say(await place.open(), "min sofa skal hentes")
    clock.now += timedelta(seconds=after)
    answer = await place.follow(turn["replies"][0]["link"]["href"])
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["ref"][0]
    clock.now += timedelta(minutes=2)
    number = f"{uuid.uuid4()}"
    return {"form": "sofa", "reference": number, "ref": code, "citizen": f"{number[:8]}@example.dk"}


async def sends(place: Town, body: dict[str, str]) -> None:
    status, told = await place.receipt(body)
    assert (status, told["status"]) == (200, "accepted")


async def submits(place: Town, clock: Clock, *, after: float) -> None:
    """A citizen is offered a form, follows the link so many seconds later, and their receipt comes."""
    await sends(place, await fills(place, clock, after=after))


async def reported(place: Town, clock: Clock, catalogue: Catalogue | None = None) -> dict[str, list[Figure]]:
    """The figures of the days around the clock's by name, with the prices of the town or of `catalogue`."""
    reckoned = terms(catalogue or place.catalogue)
    day = clock.now.date()
    period = Period(day - timedelta(days=5), day + timedelta(days=2))
    found = await place.ledger.read(lambda conn: gather(conn, period, reckoned.prices))
    named: dict[str, list[Figure]] = {}
    for section in sections(found, reckoned, period, None):
        for figure in section.figures:
            named.setdefault(figure.name, []).append(figure)
    return named
