"""One's own account: another password, and an end to every session."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from aiohttp import web

from bot.console import accounts, cookies, forms, origins, shared
from bot.console.callers import CALLER, FORM, Caller
from bot.console.pages import Page, Told, render
from bot.console.shared import Console
from bot.console.signin import GATE, Refused
from bot.console.views import signing
from bot.console.views.sessions import alive, end_numbered
from bot.console.weakness import LONGEST, SHORTEST, weakness
from bot.http.peers import address
from bot.ledger.operators import audit, sessions
from bot.ledger.sessions import Session
from bot.ledger.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    template: ClassVar[str] = "account.html"
    title: str = "Your account"
    caller: Annotated[Caller, Told("Who is signed in.")]
    changed: Annotated[bool, Told("Whether the password has just been changed.")]
    sessions: Annotated[Sequence[Session], Told("Where you are signed in, the last used first.")]
    idle_minutes: Annotated[int, Told("How long a session may rest.", unit="minutes")]
    hours: Annotated[int, Told("How long a session lasts at most.", unit="hours")]


@dataclass(frozen=True, kw_only=True)
class PasswordPage(Page):
    template: ClassVar[str] = "password.html"
    title: str = "Choose a password"
    first: Annotated[bool, Told("Whether a one-time password has to be replaced now.")]
    shortest: int = SHORTEST
    longest: int = LONGEST


async def show(request: web.Request) -> web.Response:
    given = forms.query(request, ("changed",))
    console, caller = shared.of(request), request[CALLER]
    settings = console.settings
    page = AccountPage(
        caller=caller,
        changed="changed" in given,
        sessions=await alive(console, caller.operator.id),
        idle_minutes=settings.session_idle_seconds // 60,
        hours=settings.session_seconds // 3600,
    )
    return render(request, page)


async def ask_password(request: web.Request) -> web.Response:
    return render(request, PasswordPage(first=request[CALLER].must_change))


async def change_password(request: web.Request) -> web.Response:
    console, caller, form = shared.of(request), request[CALLER], request[FORM]
    current, new = forms.one(form, "current", 1000), forms.one(form, "new", 1000)
    error = _amiss(caller, current, new, forms.one(form, "again", 1000))
    if error is None and isinstance(await _check(request, console, caller, current), Refused):
        error = "The present password is wrong, or there were too many tries; wait up to 15 minutes."
    if error is not None:
        return render(request, PasswordPage(first=caller.must_change, error=error), status=422)
    stored = await console.passwords.hash(new)
    token = await accounts.change_password(
        console.ledger, caller.operator, stored, console.settings, console.clock, origin=origins.of(request)
    )
    response = web.Response(status=303, headers={"Location": "/account?changed=1"})
    cookies.give_session(response, console.settings, token)
    return response


async def end_sessions(request: web.Request) -> web.Response:
    console, caller = shared.of(request), request[CALLER]
    id, now = caller.operator.id, console.clock()

    def end(tx: Transaction) -> None:
        ended = sessions.end_all(tx, id)
        audit.write(tx, operator=id, action="end_sessions", object=id, detail={"ended": ended}, at=now)

    await console.ledger.write(end)
    return signing.leave(console)


async def end_session(request: web.Request) -> web.Response:
    """One of one's own, this one too."""
    return await end_numbered(request, request[CALLER].operator.id, back="/account")


def _amiss(caller: Caller, current: str, new: str, again: str) -> str | None:
    if new != again:
        return "The two new passwords are not the same."
    if new == current:
        return "Choose another password than the present one."
    return weakness(new, [caller.operator.name])


async def _check(request: web.Request, console: Console, caller: Caller, password: str) -> object:
    """Through the same gate as signing in: a stolen session must not help to guess."""
    return await request.app[GATE].check(
        caller.operator.name,
        password,
        address=address(request, console.settings.trusted_proxies),
        device=cookies.device(request, console.settings, console.clock()),
    )
