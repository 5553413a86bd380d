"""Letters that have not arrived: why, what happens next, and what a person can do; never what is in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.catalogue import Service
from bot.console import forms, shared
from bot.console.callers import CALLER, FORM
from bot.console.pages import Page, Told, render
from bot.console.rights import Right
from bot.ledger import outbox
from bot.ledger.operators import audit
from bot.ledger.outbox import Standing, Troubled
from bot.ledger.overturning import require_reason
from bot.ledger.transaction import Transaction
from bot.masking import mask

PATH: Final = "/letters"
REFUSED: Final = "This letter is being sent at this moment, has arrived, or was seen to. Look again."
WAYS: Final = {"arrived": outbox.arrived, "by_hand": outbox.by_hand}


@dataclass(frozen=True, kw_only=True)
class LettersPage(Page):
    template: ClassVar[str] = "letters.html"
    title: str = "Letters"
    standing: Annotated[Standing, Told("Letters that have not been delivered yet.", unit="letters")]
    troubled: Annotated[
        Sequence[Troubled], Told("Letters that failed, those that need a person first, the oldest first.")
    ]
    departments: Annotated[Mapping[str, str], Told("Departments by their Danish names.")]
    mailboxes: Annotated[Mapping[str, str], Told("Where letters go, by department.")]
    catalogue: Annotated[Mapping[str, Service], Told("The catalogue's services, by id.")]
    may_send: Annotated[bool, Told("Whether this role sends letters again.")]
    given: Annotated[Mapping[str, str], Told("The reason that was refused, by the letter's number.")]


async def show(request: web.Request) -> web.Response:
    forms.query(request, ())
    return await _list(request)


async def again(request: web.Request) -> web.Response:
    return await _done(request, "send_letter_again", outbox.again)


async def settle(request: web.Request) -> web.Response:
    """What was written is deleted here. The reason stays on the trail, masked."""
    form = request[FORM]
    given, how = forms.one(form, "reason", 2000), form.get("how", "")
    try:
        reason = require_reason(mask(given).text)
    except ValueError as error:
        return await _list(request, str(error), {request.match_info["id"]: given})
    if how not in WAYS:
        return await _list(request, "Choose whether it arrived or was seen to by hand.")
    return await _done(request, "settle_letter", WAYS[how], {"how": how, "reason": reason})


async def _done(
    request: web.Request,
    action: str,
    change: Callable[[Transaction, str], bool],
    told: Mapping[str, str] | None = None,
) -> web.Response:
    console, number, who = shared.of(request), request.match_info["id"], request[CALLER].operator.id
    now = console.clock()

    def book(tx: Transaction) -> bool:
        done = change(tx, number)
        if done:
            audit.write(tx, operator=who, action=action, object=number, detail=told, at=now)
        return done

    if not await console.ledger.write(book):
        return await _list(request, REFUSED)
    return web.Response(status=303, headers={"Location": PATH})


async def _list(
    request: web.Request, error: str | None = None, given: Mapping[str, str] | None = None
) -> web.Response:
    console = shared.of(request)
    now = console.clock()
    page = LettersPage(
        error=error,
        standing=await console.ledger.read(lambda conn: outbox.standing(conn, now)),
        troubled=await console.ledger.read(lambda conn: outbox.troubled(conn, now)),
        departments={id: one.name.da for id, one in console.catalogue.departments.items()},
        mailboxes=console.settings.mailboxes,
        catalogue=console.catalogue.services,
        may_send=request[CALLER].may(Right.SEND_LETTERS),
        given=given or {},
    )
    return render(request, page, status=409 if error else 200)
