"""What was proposed as training examples: an editor accepts each, as it is or mended, or says why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.console import forms, shared
from bot.console.callers import CALLER, FORM, note_messages
from bot.console.pages import Page, Told, render
from bot.console.rights import Right
from bot.console.views.improve import label
from bot.http.problem import Problem
from bot.ledger import operators, proposals
from bot.ledger.operators import audit
from bot.ledger.proposals import REASON_SIGNS, Proposal, State
from bot.ledger.transaction import Reads, Transaction
from bot.masking import mask
from bot.teaching.examples import TEXT_SIGNS, Masked
from bot.teaching.files import ReadOnly

PATH: Final = "/improve/proposals"
LAST: Final = 50


@dataclass(frozen=True, kw_only=True)
class ProposalsPage(Page):
    template: ClassVar[str] = "improve_proposals.html"
    title: str = "Proposed examples"
    waiting: Annotated[Sequence[Proposal], Told("Sentences that wait for an editor, the oldest first.")]
    decided: Annotated[Sequence[Proposal], Told("What was decided lately, and by whom.")]
    people: Annotated[Mapping[str, str], Told("Names of operators by id.")]
    labels: Annotated[Mapping[str, str], Told("What each intent is called.")]
    may_edit: Annotated[bool, Told("Whether this role accepts and refuses.")]
    read_only: Annotated[str | None, Told("Why nothing can be accepted here; None where it can.")]
    refused: Annotated[str, Told("The proposal that was just sent back.")]
    given: Annotated[Mapping[str, str], Told("Its form as it was sent.")]
    text_signs: int = TEXT_SIGNS
    reason_signs: int = REASON_SIGNS


async def show(request: web.Request) -> web.Response:
    forms.query(request, ())
    return await _shown(request)


async def accept(request: web.Request) -> web.Response:
    """The example is written in the same breath in which it is booked: neither without the other."""
    console, form, me = shared.of(request), request[FORM], request[CALLER].operator.id
    id, library = request.match_info["id"], console.workshop.library
    found = await console.ledger.read(lambda conn: proposals.find(conn, id))
    if found is None:
        raise _unknown()
    intent, text = found.intent or "", forms.one(form, "text", 10_000)
    now = console.clock()

    def book(tx: Transaction) -> None:
        proposals.accept(tx, id, by=me, intent=intent, text=text)
        file = library.add(intent, found.language, text)
        told = {"proposal": id, "intent": intent, "file": file, "as_proposed": text == found.text}
        audit.write(tx, operator=me, action="accept_example", object=found.conversation, detail=told, at=now)

    try:
        library.require_writable()
        if not await shared.aside(lambda: library.holds(intent, text)):
            text = await shared.aside(lambda: library.judge(intent, text))
        await console.ledger.write(book)
    except Masked as masked:
        return await _shown(request, id, {**form, "text": masked.text}, str(masked))
    except (ReadOnly, ValueError) as refused:
        return await _shown(request, id, form, str(refused))
    return web.Response(status=303, headers={"Location": PATH})


async def refuse(request: web.Request) -> web.Response:
    console, form, me = shared.of(request), request[FORM], request[CALLER].operator.id
    id, reason, now = request.match_info["id"], mask(forms.one(form, "reason", 5000)).text, console.clock()

    def book(tx: Transaction) -> None:
        refused = proposals.refuse(tx, id, by=me, reason=reason)
        told = {"proposal": id, "reason": reason}
        audit.write(
            tx, operator=me, action="refuse_example", object=refused.conversation, detail=told, at=now
        )

    try:
        await console.ledger.write(book)
    except LookupError:
        raise _unknown() from None
    except ValueError as refused:
        return await _shown(request, id, form, str(refused))
    return web.Response(status=303, headers={"Location": PATH})


async def _shown(
    request: web.Request, refused: str = "", given: Mapping[str, str] | None = None, error: str | None = None
) -> web.Response:
    console, may_edit = shared.of(request), request[CALLER].may(Right.EDIT)
    read_only = None
    try:
        console.workshop.library.require_writable()
    except ReadOnly as found:
        read_only = str(found)

    def look(conn: Reads) -> ProposalsPage:
        waiting = proposals.listed(conn, State.PROPOSED)
        decided = [
            one
            for state in (State.ACCEPTED, State.REFUSED, State.ERASED)
            for one in proposals.listed(conn, state, LAST)
        ]
        decided.sort(key=lambda one: one.decided_at or one.at, reverse=True)
        intents = {one.intent for one in (*waiting, *decided) if one.intent}
        return ProposalsPage(
            error=error,
            waiting=waiting,
            decided=decided[:LAST],
            people={one.id: one.name for one in operators.all(conn)},
            labels={intent: label(intent, console.catalogue) for intent in intents},
            may_edit=may_edit,
            read_only=read_only,
            refused=refused,
            given=given or {},
        )

    page = await console.ledger.read(look)
    shown = {one.conversation for one in (*page.waiting, *page.decided) if one.conversation and one.text}
    await note_messages(request, shown)
    return render(request, page, status=409 if error else 200)


def _unknown() -> Problem:
    return Problem(404, "Not found", "There is no such proposal.")
