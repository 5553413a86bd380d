"""Signing in and out."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar, Final

from aiohttp import web

from bot.console import accounts, callers, cookies, figures, forms, origins, shared, tokens
from bot.console.callers import CALLER, FORM
from bot.console.pages import Page, render
from bot.console.shared import Console
from bot.console.signin import GATE, Refused
from bot.console.tokens import Device
from bot.http.peers import address
from bot.ledger.operators import Operator, audit, sessions
from bot.ledger.transaction import Transaction

PASSWORD: Final = "password"
# One sentence for every reason, so that it tells nothing about who has an account.
NOT_SIGNED_IN: Final = (
    "Name and password do not match, or there were too many tries. "
    "After several tries you have to wait, at most 15 minutes."
)


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    template: ClassVar[str] = "sign_in.html"
    title: str = "Sign in"
    next: str = "/"


async def ask(request: web.Request) -> web.Response:
    next = forms.local(request.query.get("next", "/"))
    if await callers.find(request):
        raise web.HTTPSeeOther(next)
    return render(request, SignInPage(next=next))


async def sign_in(request: web.Request) -> web.Response:
    console, form = shared.of(request), request[FORM]
    next = forms.local(form.get("next", "/"))
    device = cookies.device(request, console.settings, console.clock())
    found = await request.app[GATE].check(
        forms.one(form, "name"),
        forms.one(form, "password", 1000),
        address=address(request, console.settings.trusted_proxies),
        device=device,
    )
    if isinstance(found, Refused):
        response = render(
            request, SignInPage(next=next, error=NOT_SIGNED_IN), status=429 if found.wait_seconds else 401
        )
        if found.wait_seconds:
            response.headers["Retry-After"] = str(found.wait_seconds)
        return response
    return await enter(request, found, device, next=next, way=PASSWORD)


async def enter(
    request: web.Request, operator: Operator, device: Device | None, *, next: str, way: str
) -> web.Response:
    """Every way in ends here, whoever vouched for the operator: today our own check of a password.

    Single sign-on and a second factor come in front of this: they find the operator, name themselves as the
    `way`, which the trail keeps, and neither cookies nor sessions change.
    """
    console, token, origin = shared.of(request), tokens.new(), origins.of(request)
    earlier, now = cookies.session_token(request, console.settings), console.clock()

    def begin(tx: Transaction) -> None:
        if earlier:
            sessions.end(tx, tokens.digest(earlier))
        accounts.begin_session(tx, operator, token, console.settings, now, origin=origin)
        how = {"way": way, "browser": origin.browser}
        audit.write(tx, operator=operator.id, action="sign_in", object=operator.id, detail=how, at=now)

    await console.ledger.write(begin)
    asyncio.get_running_loop().run_in_executor(None, figures.warm)
    response = web.Response(status=303, headers={"Location": next})
    known = device if device and device.operator == operator.id else tokens.new_device(operator.id)
    cookies.give_session(response, console.settings, token)
    cookies.give_device(response, console.settings, known, now)
    return response


async def sign_out(request: web.Request) -> web.Response:
    console, caller = shared.of(request), request[CALLER]
    now = console.clock()

    def end(tx: Transaction) -> None:
        sessions.end(tx, caller.token_hash)
        audit.write(tx, operator=caller.operator.id, action="sign_out", object=caller.operator.id, at=now)

    await console.ledger.write(end)
    return leave(console)


def leave(console: Console) -> web.Response:
    """To the sign-in page, without a session."""
    response = web.Response(status=303, headers={"Location": "/sign-in"})
    cookies.take_session(response, console.settings)
    return response
