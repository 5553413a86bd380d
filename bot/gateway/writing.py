"""`/chat/write`: write to us without JavaScript: the letter, a look at it beside its form, the receipt."""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from aiohttp import web

from bot.catalogue import Language
from bot.catalogue.model import Text
from bot.gateway import chat, letters, pages, session, suggesting
from bot.gateway.door import DOOR, Door, brake, language_of, who
from bot.gateway.letters import Draft
from bot.gateway.sentences import say
from bot.http.forms import read_form
from bot.http.problem import Problem
from bot.ledger import LedgerError
from bot.ledger import letters as booked
from bot.ledger.conversations import Conversation

PATH: Final = pages.WRITE  # below the path of the cookie, so that the letter belongs to the conversation
SHORT: Final = "/write"  # as it stands on paper
FIELDS: Final = ("id", "begin", "text", "name", "reply_to", "service", "language", "do", "take", "speak")
TYPED: Final = ("text", "name", "reply_to")


@dataclass(frozen=True, kw_only=True)
class WritePage:
    """`said` are the municipality's own words. `looked`: the letter was read and waits to be sent.

    `department` is whom it goes to, None where nobody can write to us. `errors` are by field; `refused` says
    why the letter as a whole was not taken. `forms` fit what was written, `taken` is one that was chosen.
    """

    said: Mapping[str, Text]
    department: str | None
    about: str | None
    typed: Mapping[str, str]
    hidden: Mapping[str, str]
    errors: Mapping[str, str]
    refused: str | None
    looked: bool
    danger: list[dict[str, Any]]
    forms: list[dict[str, Any]]
    taken: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class ReceiptPage:
    said: Mapping[str, Text]
    number: str
    replies: list[dict[str, Any]]


async def short(request: web.Request) -> web.Response:
    address = request.rel_url.with_path(PATH, keep_query=True)
    return web.Response(status=303, headers={"Location": str(address)})


async def show(request: web.Request) -> web.Response:
    lang = pages.page_language(request)
    form = {"service": request.query.get("service", ""), **pages.beginning()}
    return _drawn(request, _page(request.app[DOOR], _draft(form, lang), form))


async def send(request: web.Request) -> web.Response:
    """By the button that was pressed: a look at the letter, the letter itself, or the form instead of it."""
    form = _with_ids(await read_form(request, FIELDS))
    draft = _draft(form, language_of(request, form.get("speak") or form.get("language")))
    steps = {"look": _look, "send": _send}
    step = _take if form.get("take") else steps.get(form.get("do", ""), _write)
    try:
        found = await session.find(request)
        return await step(request, found, draft, form)
    except Problem as problem:
        return _again(request, draft, form, problem)
    except LedgerError:
        away = Problem(503, "Service unavailable", say("busy", draft.language))
        return _again(request, draft, form, away)


async def receipt(request: web.Request) -> web.Response:
    """What was told when the letter was taken, for whoever holds its conversation."""
    found, number = await session.find(request), request.match_info["number"]
    if found is None:
        return pages.not_found(request)
    door = request.app[DOOR]
    known = await door.ledger.read(lambda conn: booked.receipt(conn, found.id, number))
    if known is None:
        return pages.not_found(request)
    return _receipt(request, letters.receipt(door, known, pages.page_language(request)))


async def _write(
    request: web.Request, found: Conversation | None, draft: Draft, form: Mapping[str, str]
) -> web.Response:
    """The same page with what was typed, such as in the other language."""
    return _drawn(request, _page(request.app[DOOR], draft, form))


async def _look(
    request: web.Request, found: Conversation | None, draft: Draft, form: Mapping[str, str]
) -> web.Response:
    door, lang = request.app[DOOR], draft.language
    await brake(request, letters.SUGGESTIONS, who(request), lang)
    page = _page(door, draft, form, *letters.amiss(draft))
    if page.errors:
        return _drawn(request, page, status=422)
    forms = suggesting.cards(door, draft.text, lang, found.state if found else {})
    danger = suggesting.danger(door, draft.text, lang)
    return _drawn(request, replace(page, looked=True, forms=forms, danger=danger))


async def _send(
    request: web.Request, found: Conversation | None, draft: Draft, form: Mapping[str, str]
) -> web.Response:
    """What is refused is refused before a conversation is begun."""
    door, lang = request.app[DOOR], draft.language
    letters.offered(door, letters.about(door, draft), lang)
    faults = list(letters.amiss(draft))
    if faults:
        return _drawn(request, _page(door, draft, form, *faults), status=422)
    conversation, token = await _conversation(request, found, form, lang)
    told = await letters.deliver(request, conversation, draft)
    return _with_cookie(request, _receipt(request, told, lang), conversation, token)


async def _take(
    request: web.Request, found: Conversation | None, draft: Draft, form: Mapping[str, str]
) -> web.Response:
    """The citizen was writing, and takes the form; what they wrote stays, and can still be sent."""
    door, lang = request.app[DOOR], draft.language
    conversation, token = await _conversation(request, found, form, lang)
    card = await letters.taken(door, conversation, form["take"], lang)
    page = replace(_page(door, draft, form), looked=True, taken=card)
    return _with_cookie(request, _drawn(request, page), conversation, token)


async def _conversation(
    request: web.Request, found: Conversation | None, form: Mapping[str, str], lang: Language
) -> tuple[Conversation, str | None]:
    """That of the cookie, else a new one with its token."""
    door = request.app[DOOR]
    if found is not None:
        await brake(request, door.limits.messages, found.id, lang)
        return found, None
    await brake(request, door.limits.conversations, who(request), lang)
    return await chat.begun(request, door, form.get("begin", ""), lang)


def _with_cookie(
    request: web.Request, response: web.Response, conversation: Conversation, token: str | None
) -> web.Response:
    if token is not None:
        session.give(request, response, conversation.id, token)
    return response


def _again(request: web.Request, draft: Draft, form: Mapping[str, str], problem: Problem) -> web.Response:
    """Everything that was typed is given back; what was sent before in other words is a new letter now."""
    ids = pages.beginning() if problem.status == 409 else {}
    form = {**form, **ids}
    page = _page(request.app[DOOR], replace(draft, id=form["id"]), form)
    looked = form.get("do") == "send" or "take" in form
    response = _drawn(request, replace(page, looked=looked, refused=problem.detail), status=problem.status)
    response.headers.update(problem.headers)
    return response


def _page(door: Door, draft: Draft, form: Mapping[str, str], *faults: letters.Amiss) -> WritePage:
    lang = draft.language
    about = letters.about(door, draft)
    department = letters.department(door, about, lang)
    return WritePage(
        said=door.catalogue.texts(lang),
        department=department["name"] if department else None,
        about=door.catalogue.services[about].title.in_(lang) if about else None,
        typed={name: getattr(draft, name) or "" for name in TYPED},
        hidden={"language": lang, "service": draft.service or "", "id": draft.id, "begin": form["begin"]},
        errors={fault.field: fault.detail for fault in faults},
        refused=None,
        looked=False,
        danger=[],
        forms=[],
        taken=None,
    )


def _drawn(request: web.Request, page: WritePage, status: int = 200) -> web.Response:
    service = page.hidden["service"]
    there = f"{PATH}?service={service}" if service else PATH
    lang: Language = "en" if page.hidden["language"] == "en" else "da"
    return pages.render(request, "write.html", page, lang=lang, status=status, there=there)


def _receipt(request: web.Request, told: Mapping[str, Any], lang: Language | None = None) -> web.Response:
    """Shown in answer to the form itself: whoever keeps no cookie needs the number too."""
    lang = lang or pages.page_language(request)
    said = request.app[DOOR].catalogue.texts(lang)
    page = ReceiptPage(said=said, number=told["number"], replies=told["replies"])
    there = f"{PATH}/{told['number']}"
    return pages.render(request, "write_receipt.html", page, lang=lang, there=there)


def _draft(form: Mapping[str, str], lang: Language) -> Draft:
    return Draft(
        id=form["id"],
        text=form.get("text", ""),
        service=form.get("service") or None,
        name=form.get("name") or None,
        reply_to=form.get("reply_to") or None,
        language=lang,
    )


def _with_ids(form: Mapping[str, str]) -> dict[str, str]:
    """With the letter's id and its conversation's token as they came, or new ones where they are not ours."""
    ids = pages.beginning()
    with suppress(ValueError):
        ids["id"] = str(uuid.UUID(form.get("id", "")))
    if session.TOKEN.fullmatch(form.get("begin", "")):
        ids["begin"] = form["begin"]
    return {**form, **ids}
