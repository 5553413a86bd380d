"""Saved views: kept from the log, listed, renamed, deleted; each change is on the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.console import forms, saving, shared
from bot.console.callers import CALLER, FORM
from bot.console.filters import BadFilter
from bot.console.pages import Page, Told, render
from bot.console.rights import Right
from bot.console.saving import Link
from bot.console.views import log
from bot.http.problem import Problem
from bot.ledger import views
from bot.ledger.operators import audit
from bot.ledger.transaction import Transaction
from bot.ledger.views import NAME_SIGNS, NotSaved, View
from bot.masking import mask

PATH: Final = "/log/views"


@dataclass(frozen=True, kw_only=True)
class ViewsPage(Page):
    template: ClassVar[str] = "views.html"
    title: str = "Saved views"
    views: Annotated[Sequence[Link], Told("Your own, and those that all share.")]
    may_delete: Annotated[bool, Told("Whether this role deletes what others share.")]
    name_signs: int = NAME_SIGNS


async def show(request: web.Request) -> web.Response:
    return await _shown(request)


async def save(request: web.Request) -> web.Response:
    """Keep the filter that the form stands below, under a name; a name that is taken is kept anew."""
    form: dict[str, str] = request[FORM]
    caller, console = request[CALLER], shared.of(request)
    name, share = mask(forms.one(form, "name")).text, form.get("shared") == "yes"
    if share and not caller.may(Right.SHARE_VIEWS):
        raise Problem(403, "Not for your role", "Your role saves views for itself alone.")
    me, now = caller.operator.id, console.clock()

    def work(tx: Transaction) -> View:
        kept = views.save(tx, me, name, asked.given, shared=share, at=now)
        told = {"name": kept.name, "shared": share, **asked.given}
        audit.write(tx, operator=me, action="save_view", object=kept.id, detail=told, at=now)
        return kept

    try:
        asked = log.wanted(request, saving.fields(forms.one(form, "query", 2000)))
        kept = await console.ledger.write(work)
    except (BadFilter, NotSaved) as refused:
        return await _shown(request, str(refused))
    return web.Response(status=303, headers={"Location": saving.link(kept, me).href})


async def rename(request: web.Request) -> web.Response:
    form: dict[str, str] = request[FORM]
    name, now = mask(forms.one(form, "name")).text, shared.of(request).clock()
    return await _change(request, "rename_view", lambda tx, id: views.rename(tx, id, name, now), name)


async def remove(request: web.Request) -> web.Response:
    return await _change(request, "delete_view", views.remove)


async def _change(
    request: web.Request, action: str, change: "views.Change", name: str | None = None
) -> web.Response:
    console, caller, id = shared.of(request), request[CALLER], request.match_info["id"]
    now = console.clock()

    def work(tx: Transaction) -> None:
        found = views.find(tx, id)
        if found is None:
            raise NotSaved("This view is gone already.")
        theirs = action == "delete_view" and found.shared and caller.may(Right.OPERATORS)
        if found.operator != caller.operator.id and not theirs:
            raise NotSaved("This view belongs to another operator.")
        change(tx, id)
        told = {"name": found.name, **({"to": name} if name else {})}
        audit.write(tx, operator=caller.operator.id, action=action, object=id, detail=told, at=now)

    try:
        await console.ledger.write(work)
    except NotSaved as refused:
        return await _shown(request, str(refused))
    return web.Response(status=303, headers={"Location": PATH})


async def _shown(request: web.Request, error: str | None = None) -> web.Response:
    caller = request[CALLER]
    me = caller.operator.id
    kept = await shared.of(request).ledger.read(partial(views.of, operator=me))
    page = ViewsPage(
        error=error, views=[saving.link(one, me) for one in kept], may_delete=caller.may(Right.OPERATORS)
    )
    return render(request, page, status=409 if error else 200)
