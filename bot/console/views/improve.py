"""From a misunderstood message to a training example: groups, largest first, and one of them in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.catalogue import Catalogue
from bot.console import forms, shared
from bot.console.callers import CALLER, FORM, note_messages
from bot.console.misunderstood import DAYS
from bot.console.pages import Page, Told, render
from bot.console.rights import Right
from bot.http.problem import Problem
from bot.ledger import proposals
from bot.ledger.errors import UnknownConversation
from bot.ledger.operators import audit
from bot.ledger.proposals import Decided
from bot.ledger.transaction import Transaction
from bot.ledger.unanswered import Missed
from bot.teaching.examples import TEXT_SIGNS, Masked, Refused, without_masks
from bot.teaching.groups import Group

PATH: Final = "/improve"
GROUP: Final = f"{PATH}/groups"
SHOWN: Final = 50
SUGGESTED: Final = 5
SEPARATOR: Final = " – "  # before the intent, in what the list of services offers


@dataclass(frozen=True, kw_only=True)
class GroupsPage(Page):
    template: ClassVar[str] = "improve.html"
    title: str = "Improve the bot"
    groups: Annotated[
        Sequence[Group], Told("What citizens wrote and the assistant did not understand, largest first.")
    ]
    more: Annotated[int, Told("Further groups, which come up as these are handled.")]
    waiting: Annotated[int, Told("Proposals that wait for an editor.")]
    days: int = DAYS


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """An intent that may be the right one, with what people call it."""

    intent: str
    label: str


@dataclass(frozen=True, kw_only=True)
class GroupPage(Page):
    template: ClassVar[str] = "improve_group.html"
    title: str = "Teach the bot"
    group: Annotated[Group, Told("Messages that are alike; personal data was masked before it was stored.")]
    message: Annotated[Missed, Told("The message in hand.")]
    suggestions: Annotated[
        Sequence[Suggestion], Told("What the catalogue's own search finds for it, the likeliest first.")
    ]
    names: Annotated[Sequence[Suggestion], Told("Everything that a message can be about.")]
    given: Annotated[Mapping[str, str], Told("The form as it was sent, when it was refused.")]
    may_teach: Annotated[bool, Told("Whether this role proposes.")]
    keys: Annotated[bool, Told("Whether one key alone chooses and proposes.")]
    text_signs: int = TEXT_SIGNS
    other: str = field(default="")


async def show(request: web.Request) -> web.Response:
    console = shared.of(request)
    forms.query(request, ())
    groups = await console.misunderstood.groups()
    shown = groups[:SHOWN]
    await note_messages(request, {group.messages[0].conversation for group in shown})
    waiting = await console.ledger.read(proposals.waiting)
    return render(request, GroupsPage(groups=shown, more=len(groups) - len(shown), waiting=waiting))


async def group(request: web.Request) -> web.Response:
    query = forms.query(request, ("message", "keys"))
    found = await _group(request)
    if found is None:
        raise web.HTTPSeeOther(PATH)
    return await _shown(request, found, query)


async def work(request: web.Request) -> web.Response:
    """`do` says what: propose an example, set the group aside, or go on to the next one."""
    form = request[FORM]
    does = {"propose": _propose, "aside": _aside, "next": _next}
    try:
        do = does[forms.one(form, "do")]
    except KeyError:
        raise Problem(400, "Bad request", "Choose one of the buttons.") from None
    found = await _group(request)
    if found is None:
        return await _onwards(request, None)
    return await do(request, found)


async def _propose(request: web.Request, found: Group) -> web.Response:
    console, form, me = shared.of(request), request[FORM], request[CALLER].operator.id
    message, library = _message(found, form), console.workshop.library
    names = await _names(request)
    language, rest = form.get("language", ""), form.get("whole") == "on"
    waiting = await console.ledger.read(proposals.texts)
    try:
        if language not in console.catalogue.spoken:
            raise Refused("Choose the language of the sentence.")
        intent = _intent(form, names)
        text = forms.one(form, "text", 10_000)
        text = await shared.aside(lambda: library.judge(intent, text, waiting))
    except Masked as masked:
        return await _shown(request, found, {**form, "text": masked.text}, error=str(masked))
    except Refused as refused:
        return await _shown(request, found, form, error=str(refused))

    def book(tx: Transaction) -> None:
        made = proposals.propose(tx, message.place, language=language, intent=intent, text=text, by=me)
        others = {one.place for one in found.messages} - {message.place} if rest else set()
        proposals.put_aside(tx, others, language=found.language, by=me, covered_by=made)
        told = {"proposal": made, "turn": message.turn, "intent": intent, "with": len(others)}
        at = console.clock()
        audit.write(
            tx, operator=me, action="propose_example", object=message.conversation, detail=told, at=at
        )

    try:
        await console.ledger.write(book)
    except (Decided, UnknownConversation) as refused:
        return await _shown(request, found, form, error=str(refused))
    return await _onwards(request, found if not rest else None)


async def _aside(request: web.Request, found: Group) -> web.Response:
    """There is nothing to be learned from these messages."""
    console, me = shared.of(request), request[CALLER].operator.id
    places = {one.place for one in found.messages}

    def book(tx: Transaction) -> None:
        done = proposals.put_aside(tx, places, language=found.language, by=me)
        audit.write(
            tx,
            operator=me,
            action="set_aside",
            object=found.id,
            detail={"messages": done},
            at=console.clock(),
        )

    await console.ledger.write(book)
    return await _onwards(request, None)


async def _next(request: web.Request, found: Group) -> web.Response:
    groups = await shared.of(request).misunderstood.groups()
    ids = [one.id for one in groups]
    place = ids.index(found.id) + 1 if found.id in ids else 0
    return _to(request, ids[place] if place < len(ids) else None)


async def _onwards(request: web.Request, same: Group | None) -> web.Response:
    """To what is left of the same group, else to the largest."""
    groups = await shared.of(request).misunderstood.groups()
    ids = [one.id for one in groups]
    if same is not None and same.id in ids:
        return _to(request, same.id)
    return _to(request, ids[0] if ids else None)


def _to(request: web.Request, id: str | None) -> web.Response:
    off = "?keys=off" if request[FORM].get("keys") == "off" else ""
    return web.Response(status=303, headers={"Location": f"{GROUP}/{id}{off}" if id else PATH})


async def _group(request: web.Request) -> Group | None:
    groups = await shared.of(request).misunderstood.groups()
    return next((one for one in groups if one.id == request.match_info["id"]), None)


def _message(found: Group, given: Mapping[str, str]) -> Missed:
    """The one that was named, else the most typical one."""
    named = [one for one in found.messages if f"{one.conversation}.{one.turn}" == given.get("message")]
    return named[0] if named else found.messages[0]


async def _shown(
    request: web.Request, found: Group, given: Mapping[str, str], error: str | None = None
) -> web.Response:
    console, message = shared.of(request), _message(found, given)
    await note_messages(request, {one.conversation for one in found.messages[:SHOWN]})
    names = await _names(request)
    called = {one.intent: one for one in names}
    hits = console.workshop.search(without_masks(message.text), message.language)
    likely = [called[f"service/{id}"] for id in hits if f"service/{id}" in called][:SUGGESTED]
    defaults = {"text": without_masks(message.text), "language": message.language, "whole": "on"}
    page = GroupPage(
        error=error,
        group=found,
        message=message,
        suggestions=likely,
        names=names,
        given=given if error else defaults,
        may_teach=request[CALLER].may(Right.TEACH),
        keys=given.get("keys") != "off",
        other=SEPARATOR,
    )
    return render(request, page, status=409 if error else 200)


async def _names(request: web.Request) -> list[Suggestion]:
    """Services by title, then what else the training data has names for."""
    console = shared.of(request)
    intents = await shared.aside(console.workshop.library.intents)
    return named(intents, console.catalogue)


def named(intents: Sequence[str], catalogue: Catalogue) -> list[Suggestion]:
    found = [Suggestion(intent=intent, label=label(intent, catalogue)) for intent in intents]
    return sorted(found, key=lambda one: (not one.intent.startswith("service/"), one.label.casefold()))


def label(intent: str, catalogue: Catalogue) -> str:
    service = catalogue.services.get(intent.removeprefix("service/"))
    return service.title.da if service else intent.replace("_", " ").replace("/", ": ")


def _intent(form: Mapping[str, str], names: Sequence[Suggestion]) -> str:
    """What was typed wins over what was chosen; raises Refused."""
    typed = form.get("other", "").strip()
    wanted = typed.rpartition(SEPARATOR)[2].strip() if typed else form.get("intent", "")
    for one in names:
        if wanted in (one.intent, one.intent.removeprefix("service/")):
            return one.intent
    same = [one.intent for one in names if one.label.casefold() == wanted.casefold()]
    if len(same) == 1:
        return same[0]
    raise Refused("Choose what the sentence is about: one of the suggestions, or a name from the list.")
