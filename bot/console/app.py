"""The console as an application: its door, its routes, its errors as pages."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from aiohttp import web

from bot.banking.terms import Terms
from bot.catalogue import Catalogue
from bot.console import cookies, forms, pages, routes
from bot.console.actions import OPEN_PAGE
from bot.console.bringing import Bringing
from bot.console.callers import CALLER, NOTED
from bot.console.drawing import Drawing
from bot.console.figures import Figures
from bot.console.misunderstood import Misunderstood
from bot.console.pages import Page, render
from bot.console.passwords import Passwords, TooBusy
from bot.console.shared import CONSOLE, Clock, Console, ConsoleSettings, Health
from bot.console.signin import GATE, Gate
from bot.console.views.signing import SignInPage
from bot.http import problem, server
from bot.http.problem import Problem
from bot.ledger import Ledger, LedgerError
from bot.ledger.operators import audit
from bot.teaching.workshop import Workshop

log = logging.getLogger(__name__)

READABLE: Final = frozenset(
    {"text/html", "text/csv", "text/plain", "application/jsonl", "application/vnd.apache.parquet"}
)
Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, kw_only=True)
class ProblemPage(Page):
    template: ClassVar[str] = "problem.html"
    status: int
    detail: str
    incident: str | None


def init_app(
    ledger: Ledger,
    catalogue: Catalogue,
    settings: ConsoleSettings,
    clock: Clock,
    health: Health,
    workshop: Workshop,
) -> web.Application:
    """Opens nothing: the ledger is the caller's, and stays open when the application stops."""
    passwords = Passwords(memory_kib=settings.argon2_memory_kib, passes=settings.argon2_passes)
    app = server.application()
    app[CONSOLE] = Console(
        ledger=ledger,
        catalogue=catalogue,
        settings=settings,
        clock=clock,
        health=health,
        passwords=passwords,
        terms=Terms(catalogue=catalogue, minimum=settings.bank_minimum),
        figures=Figures(ledger, catalogue, clock, settings.figures_kept_seconds),
        drawing=Drawing(),
        bringing=Bringing(ledger, catalogue, settings.pseudonyms, clock),
        workshop=workshop,
        misunderstood=Misunderstood(ledger, clock),
    )
    app[GATE] = Gate(ledger, passwords, clock)
    app.cleanup_ctx.append(_passwords)
    app.cleanup_ctx.append(_bringing)
    app.on_response_prepare.append(_headers)
    app.middlewares.append(_pages_for_problems)
    server.secure(app, pages.CSP, streamed=routes.STREAMED)
    app.middlewares.append(_unavailable)
    app.middlewares.append(_on_the_trail)
    routes.install(app)
    return app


async def _passwords(app: web.Application) -> AsyncIterator[None]:
    await app[CONSOLE].passwords.ready()
    yield
    app[CONSOLE].passwords.close()
    await asyncio.to_thread(app[CONSOLE].drawing.close)


async def _bringing(app: web.Application) -> AsyncIterator[None]:
    await app[CONSOLE].bringing.open()
    yield
    await app[CONSOLE].bringing.close()


async def _headers(_: web.Request, response: web.StreamResponse) -> None:
    # With "no-referrer" browsers send our own forms with "Origin: null".
    response.headers["Referrer-Policy"] = "same-origin"


@web.middleware
async def _unavailable(request: web.Request, handler: Next) -> web.StreamResponse:
    try:
        return await handler(request)
    except (LedgerError, TooBusy):
        refused = Problem(503, "Not now", "This cannot be done at the moment. Try again in a minute.")
        refused.headers["Retry-After"] = "60"
        raise refused from None


@web.middleware
async def _on_the_trail(request: web.Request, handler: Next) -> web.StreamResponse:
    """Every page that an operator reads is noted; pictures belong to a page that is."""
    response = await handler(request)
    read = request.method == "GET" and response.status == 200 and response.content_type in READABLE
    if not read or CALLER not in request or NOTED in request:
        return response
    console, who, detail = request.app[CONSOLE], request[CALLER].operator.id, dict(request.query)
    try:
        await console.ledger.write(
            lambda tx: audit.write(
                tx,
                operator=who,
                action=OPEN_PAGE,
                object=request.path,
                detail=detail or None,
                at=console.clock(),
            )
        )
    except LedgerError:
        log.warning("a page was read while nothing could be written; it shows figures and no citizen")
    return response


@web.middleware
async def _pages_for_problems(request: web.Request, handler: Next) -> web.StreamResponse:
    """People get every problem as a page; who is not signed in gets the page that mends it."""
    response = await handler(request)
    if not isinstance(response, web.Response) or response.content_type != problem.CONTENT_TYPE:
        return response
    body = json.loads(response.text or "{}")
    if response.status == 401:
        page = _sign_in(request, body["detail"])
    else:
        page = render(request, _problem(body), status=response.status)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            page.headers[name] = response.headers[name]
    return page


def _problem(body: dict[str, str]) -> ProblemPage:
    return ProblemPage(
        title=body["title"],
        status=int(body["status"]),
        detail=body["detail"],
        incident=body.get("incident"),
    )


def _sign_in(request: web.Request, detail: str) -> web.Response:
    settings = request.app[CONSOLE].settings
    had_session = cookies.session_token(request, settings) is not None
    next = forms.local(request.path_qs) if request.method == "GET" else "/"
    page = SignInPage(next=next, error=detail if had_session or request.method != "GET" else None)
    response = render(request, page, status=401)
    if had_session:
        cookies.take_session(response, settings)
    return response
