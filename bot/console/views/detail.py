"""One deflection within the filter that it was found by: words, understanding, evidence, money, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.catalogue import Service
from bot.console import forms, shared
from bot.console.callers import CALLER, put_on_trail
from bot.console.filters import FIELDS, BadFilter, Wanted
from bot.console.highlights import Marks
from bot.console.pages import Page, Told, render
from bot.console.rights import Right
from bot.console.views import log
from bot.console.views.conversation import Booked, Exchange, booked, exchange
from bot.deflection.lifecycle import State
from bot.deflection.prices import Price
from bot.http.problem import Problem
from bot.ledger import browsing, conversations, deflections, overturning, reviews, words
from bot.ledger.projection import Deflection
from bot.ledger.reviews import NOTE_SIGNS, Judgement
from bot.ledger.transaction import Reads
from bot.ledger.written import window_end

PATH: Final = "/log"


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The rows before and after this one in the filter, within the bound of a page."""

    previous: Deflection | None
    next: Deflection | None


@dataclass(frozen=True, kw_only=True)
class DetailPage(Page):
    template: ClassVar[str] = "detail.html"
    title: str = "Deflection"
    item: Annotated[Deflection, Told("The form that was offered, and where it stands.")]
    price: Annotated[Price | None, Told("Frozen on the day of the offer; what it was worth to replace.")]
    window_end: Annotated[datetime, Told("A written contact before this moment reverses it.")]
    priced: Annotated[str, Told("Whether it counts to the saving, and why not.")]
    exchanges: Annotated[
        Sequence[Exchange],
        Told("Messages and answers, in order; personal data was masked before it was stored."),
    ]
    marks: Annotated[Marks | None, Told("The words that were searched for.")]
    booked: Annotated[Sequence[Booked], Told("What was booked about it, oldest first; it cannot be changed.")]
    mine: Annotated[Judgement | None, Told("What you said last.")]
    others: Annotated[
        Sequence[Judgement],
        Told("What others said; hidden until you have judged, so that nobody follows anybody."),
    ]
    may_read: Annotated[bool, Told("Whether this role reads conversations.")]
    may_judge: Annotated[bool, Told("Whether this role judges, and takes deflections back.")]
    keys: Annotated[bool, Told("Whether one key alone acts.")]
    catalogue: Annotated[Mapping[str, Service], Told("The catalogue's services, by id.")]
    filtered: Annotated[bool, Told("Whether a filter stands behind previous and next.")]
    list: Annotated[str, Told("The address of the log, at this place of the filter.")]
    previous: Annotated[str | None, Told("The address of the row before this one.")]
    next: Annotated[str | None, Told("The address of the row after this one.")]
    here: Annotated[str, Told("The address of this page.")]
    switch: Annotated[str, Told("The same page with keys the other way.")]
    note_signs: int = NOTE_SIGNS
    reason_signs: int = overturning.REASON_SIGNS


async def show(request: web.Request) -> web.Response:
    console, caller, id = shared.of(request), request[CALLER], request.match_info["id"]
    query = forms.query(request, (*FIELDS, "keys"))
    try:
        asked = log.wanted(request, query)
    except BadFilter as refused:
        raise Problem(400, "Bad request", str(refused)) from None
    item = await console.ledger.read(lambda conn: deflections.find(conn, id))
    if item is None:
        raise Problem(404, "Not found", "There is no deflection with this number.")
    read = caller.may(Right.TRANSCRIPTS) and item.conversation is not None
    action, about = ("read_transcript", item.conversation) if read else ("read_deflection", id)
    await put_on_trail(request, action=action, object=about)
    keys = query.get("keys") != "off"

    def look(conn: Reads) -> DetailPage:
        beside = _beside(conn, item, asked)
        said = reviews.judgements(conn, id) if caller.may(Right.JUDGE) else []
        mine = next((one for one in said if one.operator == caller.operator.id), None)
        talk = conversations.transcript(conn, item.conversation) if read and item.conversation else []

        def address(other: Deflection | None) -> str | None:
            off = {} if keys else {"keys": "off"}
            return asked.address(f"{PATH}/{other.id}", **off) if other else None

        return DetailPage(
            item=item,
            price=console.terms.prices.named(item.price) if item.price else None,
            window_end=window_end(item),
            priced=_priced(item),
            exchanges=[exchange(turn) for turn in talk],
            marks=Marks(words.pattern(asked.filter.words)) if asked.filter.words else None,
            booked=booked(deflections.events(conn, id), [item]),
            mine=mine,
            others=[one for one in said if one is not mine] if mine else [],
            may_read=read,
            may_judge=caller.may(Right.JUDGE),
            keys=keys,
            catalogue=console.catalogue.services,
            filtered=bool(asked.given),
            list=_list(asked, beside),
            previous=address(beside.previous),
            next=address(beside.next),
            here=address(item) or PATH,
            switch=asked.address(f"{PATH}/{id}", keys="off" if keys else "on"),
        )

    return render(request, await console.ledger.read(look))


def _beside(conn: Reads, item: Deflection, asked: Wanted) -> Beside:
    place, newest = browsing.cursor(item), asked.newest_first
    after = browsing.log(conn, asked.filter, place, 1, newest_first=newest).rows
    before = browsing.log(conn, asked.filter, place, 1, newest_first=not newest).rows
    return Beside(previous=before[0] if before else None, next=after[0] if after else None)


def _list(asked: Wanted, beside: Beside) -> str:
    """The page of the log that begins with this row, so that going back loses no place."""
    place = {"after": browsing.cursor(beside.previous)} if beside.previous else {}
    return asked.address(PATH, **place)


def _priced(item: Deflection) -> str:
    if item.state is not State.VERIFIED:
        return f"no: it is {item.state.value}, and only verified ones are priced"
    if item.price is None:
        return "no: there was no price on its day"
    if item.repeated:
        return "no: another one of this citizen and service is priced in the same window"
    if item.replaced == "other":
        return "no: it took the place of another channel, and saves nothing written"
    if item.replaced is None:
        return "in part: what it replaced is not known, so it counts as the κ of its service"
    return "yes, once"
