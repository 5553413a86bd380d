"""Who is signed in at this moment, and an end to any of it; for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, ClassVar

from aiohttp import web

from bot.console import forms, shared
from bot.console.callers import CALLER, FORM
from bot.console.pages import Page, Told, render
from bot.console.shared import Console
from bot.console.views import signing
from bot.ledger.operators import audit, sessions
from bot.ledger.sessions import Session
from bot.ledger.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class SessionsPage(Page):
    template: ClassVar[str] = "sessions.html"
    title: str = "Sessions"
    sessions: Annotated[Sequence[Session], Told("Everybody who is signed in, the last used first.")]
    mine: Annotated[str, Told("The session that shows this page.")]


async def alive(console: Console, operator: str | None = None) -> list[Session]:
    """Those that would still be let in."""
    now = console.clock()
    found = await console.ledger.read(lambda conn: sessions.going_on(conn, now, operator))
    resting = timedelta(seconds=console.settings.session_idle_seconds)
    return [one for one in found if now - one.seen_at < resting]


async def show(request: web.Request) -> web.Response:
    console = shared.of(request)
    page = SessionsPage(sessions=await alive(console), mine=request[CALLER].token_hash)
    return render(request, page)


async def end(request: web.Request) -> web.Response:
    return await end_numbered(request, None, back="/sessions")


async def end_numbered(request: web.Request, operator: str | None, *, back: str) -> web.Response:
    """The session that the form names, of this operator (id) or of anybody."""
    console, caller, form = shared.of(request), request[CALLER], request[FORM]
    number, now = forms.one(form, "session"), console.clock()

    def ended(tx: Transaction) -> Session | None:
        found = sessions.end_numbered(tx, number, now, operator)
        if found is not None:
            who = caller.operator.id
            audit.write(tx, operator=who, action="end_session", object=found.operator, at=now)
        return found

    found = await console.ledger.write(ended)
    if found is not None and found.token_hash == caller.token_hash:
        return signing.leave(console)
    return web.Response(status=303, headers={"Location": back})
