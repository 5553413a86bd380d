"""Operators: who works here, in which role; for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from aiohttp import web

from bot.console import accounts, forms, passwords, shared
from bot.console.accounts import Credentials, Refusal
from bot.console.callers import CALLER, FORM
from bot.console.pages import Page, Told, render
from bot.ledger import operators
from bot.ledger.operators import Operator


@dataclass(frozen=True, kw_only=True)
class OperatorsPage(Page):
    template: ClassVar[str] = "operators.html"
    title: str = "Operators"
    operators: Annotated[Sequence[Operator], Told("Everybody who has or had an account, by name.")]
    waiting: Annotated[
        frozenset[str], Told("Who has a one-time password and has not chosen their own (ids).")
    ]
    name: Annotated[str, Told("The name as it was typed, when it was refused.")]


@dataclass(frozen=True, kw_only=True)
class CredentialsPage(Page):
    template: ClassVar[str] = "credentials.html"
    title: str = "One-time password"
    credentials: Annotated[Credentials, Told("Shown this once, stored nowhere.")]
    days: Annotated[int, Told("How long it opens the door.", unit="days")]


async def show(request: web.Request) -> web.Response:
    return await _list(request)


async def add(request: web.Request) -> web.Response:
    console, form = shared.of(request), request[FORM]
    name = forms.one(form, "name")
    try:
        made = await accounts.add(
            console.ledger,
            name,
            forms.one(form, "role"),
            console.clock,
            by=request[CALLER].operator.id,
            hasher=console.passwords,
        )
    except Refusal as refusal:
        return await _list(request, refusal, name)
    return render(request, CredentialsPage(credentials=made, days=passwords.ONCE_DAYS))


async def reset(request: web.Request) -> web.Response:
    console = shared.of(request)
    try:
        made = await accounts.reset(
            console.ledger, _other(request), console.clock, by=_me(request), hasher=console.passwords
        )
    except Refusal as refusal:
        return await _list(request, refusal)
    return render(request, CredentialsPage(credentials=made, days=passwords.ONCE_DAYS))


async def disable(request: web.Request) -> web.Response:
    console = shared.of(request)
    try:
        await accounts.disable(console.ledger, _other(request), console.clock, by=_me(request))
    except Refusal as refusal:
        return await _list(request, refusal)
    return web.Response(status=303, headers={"Location": "/operators"})


async def set_role(request: web.Request) -> web.Response:
    console = shared.of(request)
    form = request[FORM]
    role = forms.one(form, "role")
    try:
        await accounts.set_role(console.ledger, _other(request), role, console.clock, by=_me(request))
    except Refusal as refusal:
        return await _list(request, refusal)
    return web.Response(status=303, headers={"Location": "/operators"})


async def _list(request: web.Request, refusal: Refusal | None = None, name: str = "") -> web.Response:
    known = await shared.of(request).ledger.read(operators.all)
    page = OperatorsPage(
        operators=known,
        waiting=frozenset(one.id for one in known if passwords.is_once(one.password_hash)),
        name=name,
        error=str(refusal) if refusal else None,
    )
    return render(request, page, status=409 if refusal else 200)


def _me(request: web.Request) -> str:
    return request[CALLER].operator.id


def _other(request: web.Request) -> str:
    """Whom the form is about; raises Refusal for oneself."""
    id = request.match_info["id"]
    if id == _me(request):
        raise Refusal("Nobody changes their own account here; ask another administrator.")
    return id
