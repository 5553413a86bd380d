"""What `/chat` shows: the conversation so far, a place to write, and what may be asked of the citizen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.catalogue import Language, present
from bot.gateway import api, pages
from bot.gateway.door import DOOR, HELD_UP, language_of, machine_notice
from bot.http.problem import Problem
from bot.ledger import LedgerError, leaving
from bot.ledger.conversations import Conversation
from bot.ledger.leaving import Questions

TOLD = ("anew", "gone", "erased", "restarted", "thanks", "person", "gave_up")
NOTHING = Questions(outcome=False, otherwise=False, told=True)


@dataclass(frozen=True)
class ChatPage:
    """`hidden` carries the next message's id, so that a double click is one message, and the token of the
    conversation that it would begin. `ask` is the question to put, `tell` whether the citizen may say how it
    went unasked, `told` a key of what just happened."""

    notice: dict[str, Any]
    greeting: list[dict[str, Any]]
    turns: list[dict[str, Any]]
    hidden: dict[str, str]
    draft: str
    error: str | None
    ask: str | None
    tell: bool
    told: str | None


@dataclass(frozen=True)
class Refusal:
    """Why a message was not taken, all that was written however long, and the fields of a form that tries
    again: the same ones where the same message may yet be taken, so that it is never taken twice."""

    problem: Problem
    draft: str
    hidden: dict[str, str]


async def refused(
    request: web.Request,
    conversation: Conversation | None,
    problem: Problem,
    form: Mapping[str, str],
    lang: Language,
) -> web.Response:
    again = {name: form[name] for name in ("id", "begin") if name in form and problem.status in HELD_UP}
    refusal = Refusal(problem, form.get("text", ""), {**pages.beginning(), **again})
    try:
        return await draw(request, conversation, refusal=refusal, lang=lang)
    except LedgerError:
        return await draw(request, None, refusal=refusal, lang=lang)


async def draw(
    request: web.Request,
    conversation: Conversation | None,
    *,
    refusal: Refusal | None = None,
    told: str | None = None,
    lang: Language | None = None,
) -> web.Response:
    door = request.app[DOOR]
    asked_for = request.query.get("language") or (conversation.language if conversation else None)
    lang = lang or language_of(request, asked_for)
    turns = await door.turns.transcript(conversation.id) if conversation else []
    ask = await questions(request, conversation)
    told = told or request.query.get("told")
    page = ChatPage(
        notice=present.notice(lang, "info", machine_notice(door, lang)),
        greeting=api.greeting(door, lang),
        turns=list(labelled(turns)),
        hidden=refusal.hidden if refusal else pages.beginning(),
        draft=refusal.draft if refusal else "",
        error=refusal.problem.detail if refusal else None,
        ask="outcome" if ask.outcome else "otherwise" if ask.otherwise else None,
        tell=bool(turns) and not ask.told,
        told=told if told in TOLD else None,
    )
    status = refusal.problem.status if refusal else 200
    return pages.render(request, "chat.html", page, lang=lang, status=status, ping="/chat/person")


async def questions(request: web.Request, conversation: Conversation | None) -> Questions:
    if conversation is None:
        return NOTHING
    return await request.app[DOOR].ledger.read(lambda conn: leaving.questions(conn, conversation.id))


def labelled(turns: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each turn with what its chosen button said when it was offered."""
    labels: dict[str, str] = {}
    for turn in turns:
        yield {**turn, "choice_label": labels.get(turn["choice"] or "")}
        offered = (choice for reply in turn["replies"] for choice in reply.get("choices", ()))
        labels |= {choice["id"]: choice["label"] for choice in offered}
