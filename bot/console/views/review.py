"""The sample, one item at a time: read it, judge it with one key, go on to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.catalogue import Service
from bot.console import forms, shared
from bot.console.callers import CALLER, FORM, put_on_trail
from bot.console.pages import Page, Told, render
from bot.console.views.conversation import Exchange, exchange
from bot.deflection import review
from bot.deflection.figure import Figure
from bot.deflection.lifecycle import Illegal
from bot.deflection.periods import Period, day_of
from bot.deflection.review import Reason, Verdict
from bot.http.problem import Problem
from bot.ledger import conversations, deflections, overturning, reviews
from bot.ledger.errors import UnknownDeflection
from bot.ledger.operators import audit
from bot.ledger.projection import Deflection
from bot.ledger.reviews import NOTE_SIGNS, Judgement, Taken, Waiting
from bot.ledger.transaction import Reads, Transaction
from bot.masking import mask

PATH: Final = "/review"
DAYS: Final = 90
TAKEN: Final = "Another operator is at work on this item. Take the next one."


@dataclass(frozen=True, kw_only=True)
class StartPage(Page):
    template: ClassVar[str] = "review_start.html"
    title: str = "Review"
    waiting: Annotated[Waiting, Told("Items of the sample that nobody has judged yet, or only one operator.")]
    figures: Annotated[
        Sequence[Figure],
        Told("What was said of the deflections that were offered in the last 90 days.", unit="share, kappa"),
    ]


@dataclass(frozen=True, kw_only=True)
class ItemPage(Page):
    template: ClassVar[str] = "review.html"
    title: str = "Judge this deflection"
    item: Annotated[Deflection, Told("The form that was offered, and where it stands.")]
    reason: Annotated[Reason | None, Told("Why it is in the sample; None where no rule drew it.")]
    exchanges: Annotated[
        Sequence[Exchange],
        Told("Messages and answers, in order; personal data was masked before it was stored."),
    ]
    mine: Annotated[Judgement | None, Told("What you said last.")]
    others: Annotated[
        Sequence[Judgement],
        Told("What others said; hidden until you have judged, so that nobody follows anybody."),
    ]
    note: Annotated[str, Told("The note as it was typed, when it was refused.")]
    keys: Annotated[bool, Told("Whether one key alone judges.")]
    catalogue: Annotated[Mapping[str, Service], Told("The catalogue's services, by id.")]
    note_signs: int = NOTE_SIGNS
    reason_signs: int = overturning.REASON_SIGNS


async def show(request: web.Request) -> web.Response:
    console = shared.of(request)
    today = day_of(console.clock())
    period = Period(today - timedelta(days=DAYS), today + timedelta(days=1))

    def look(conn: Reads) -> StartPage:
        judged, twice = reviews.cells(conn, period)
        return StartPage(waiting=reviews.waiting(conn), figures=review.figures(judged, twice))

    return render(request, await console.ledger.read(look))


async def next(request: web.Request) -> web.Response:
    """Take the next item, or pass on the one in hand."""
    form, me = request[FORM], request[CALLER].operator.id
    passing = form.get("passing") or None
    id = await shared.of(request).ledger.write(lambda tx: reviews.claim(tx, me, passing=passing))
    return _to(id, form)


async def item(request: web.Request) -> web.Response:
    return await _item(request)


async def judge(request: web.Request) -> web.Response:
    """Keep the judgement and go on; a note is masked before it is stored."""
    console, form, me = shared.of(request), request[FORM], request[CALLER].operator.id
    id, note, now = request.match_info["id"], forms.one(form, "note", 5000).strip(), console.clock()
    back = form.get("back")
    try:
        verdict = Verdict(forms.one(form, "verdict"))
    except ValueError:
        raise Problem(400, "Bad request", "Choose one of the five judgements.") from None
    said = Judgement(deflection=id, operator=me, verdict=verdict, note=mask(note).text, at=now)

    def work(tx: Transaction) -> str | None:
        reviews.judge(tx, said)
        detail = {"verdict": verdict.value}
        audit.write(tx, operator=me, action="judge", object=id, detail=detail, at=now)
        return None if back else reviews.claim(tx, me)

    try:
        following = await console.ledger.write(work)
    except UnknownDeflection:
        raise _unknown() from None
    except (Taken, ValueError) as refused:
        return await _item(request, error=str(refused) or TAKEN, note=note)
    return _to(following, form)


async def overturn(request: web.Request) -> web.Response:
    """Take the deflection back for good; the reason is masked, and stays in the ledger."""
    console, form, me = shared.of(request), request[FORM], request[CALLER].operator.id
    id, reason, now = request.match_info["id"], forms.one(form, "reason", 5000), console.clock()

    def work(tx: Transaction) -> None:
        overturning.overturn(tx, id, by=me, reason=mask(reason).text)
        audit.write(tx, operator=me, action="overturn", object=id, at=now)

    try:
        await console.ledger.write(work)
    except UnknownDeflection:
        raise _unknown() from None
    except Illegal:
        return await _item(request, error="It has been taken back already; that cannot be done twice.")
    except ValueError as refused:
        return await _item(request, error=str(refused))
    return _to(id, form)


async def _item(request: web.Request, error: str | None = None, note: str = "") -> web.Response:
    console, me = shared.of(request), request[CALLER].operator.id
    id = request.match_info["id"]
    found = await console.ledger.read(lambda conn: deflections.find(conn, id))
    if found is None:
        raise _unknown()
    if found.conversation:
        await put_on_trail(request, action="read_transcript", object=found.conversation)

    def look(conn: Reads) -> ItemPage:
        said = reviews.judgements(conn, id)
        mine = [one for one in said if one.operator == me]
        words = conversations.transcript(conn, found.conversation) if found.conversation else []
        return ItemPage(
            error=error,
            item=found,
            reason=reviews.reason(conn, id),
            exchanges=[exchange(turn) for turn in words],
            mine=mine[0] if mine else None,
            others=[one for one in said if one.operator != me] if mine else [],
            note=note,
            keys=_keys(request),
            catalogue=console.catalogue.services,
        )

    return render(request, await console.ledger.read(look), status=409 if error else 200)


def _keys(request: web.Request) -> bool:
    given = request[FORM] if request.method == "POST" else forms.query(request, ("keys",))
    return given.get("keys") != "off"


def _to(id: str | None, form: Mapping[str, str]) -> web.Response:
    """Back where it was judged from; else the item's page, or the start where nothing waits."""
    if form.get("back"):
        return web.Response(status=303, headers={"Location": forms.local(form["back"])})
    off = "?keys=off" if form.get("keys") == "off" else ""
    return web.Response(status=303, headers={"Location": f"{PATH}/{id}{off}" if id else PATH})


def _unknown() -> Problem:
    return Problem(404, "Not found", "There is no deflection with this number.")
