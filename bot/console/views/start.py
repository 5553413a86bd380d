"""The start page: what the last days brought, and how the house is doing."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.console import days, shared
from bot.console.pages import Page, Told, render
from bot.console.shared import Console, Part
from bot.deflection.lifecycle import State
from bot.ledger import browsing
from bot.ledger.deflections import LogFilter

log = logging.getLogger(__name__)

DAYS: Final = 30
# What can happen to a deflection today; the rest is shown once there is one.
_ALWAYS: Final = frozenset({State.OFFERED, State.OPENED, State.COMPLETED})


@dataclass(frozen=True, kw_only=True)
class StartPage(Page):
    template: ClassVar[str] = "start.html"
    counts: Annotated[
        Mapping[State, int],
        Told("Deflections offered in these days, by the state they are in now.", unit="deflections"),
    ]
    from_: Annotated[date, Told("First day.", unit="local day")]
    to: Annotated[date, Told("The day after the last one.", unit="local day")]
    parts: Annotated[Sequence[Part], Told("How each part of the house is doing at this moment.")]


async def show(request: web.Request) -> web.Response:
    console = shared.of(request)
    from_, to = days.last(DAYS, console.clock())
    filter = LogFilter(from_=days.start(from_), to=days.start(to))
    counts = await console.ledger.read(lambda conn: browsing.counts(conn, filter))
    page = StartPage(
        title="Overview",
        counts={state: count for state, count in counts.items() if count or state in _ALWAYS},
        from_=from_,
        to=to,
        parts=await _parts(console),
    )
    return render(request, page)


async def _parts(console: Console) -> Sequence[Part]:
    try:
        return await console.health()
    except Exception:  # whatever is wrong with a part, its page must still open
        log.exception("the health of the parts could not be told")
        return [Part(name="Health", state="down", sentence="The health of the parts could not be told.")]
