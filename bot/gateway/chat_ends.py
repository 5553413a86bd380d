"""How a conversation on `/chat` ends or goes on: saved, begun again, erased, judged, or handed over."""

from typing import Any

from aiohttp import web

from bot.deflection.counts import Left
from bot.gateway import api, chat, chat_page, pages, plain, session
from bot.gateway.bodies import Feedback
from bot.gateway.door import BAD_TOKENS, DOOR, brake, entitled, gone, language_of, machine_notice, who
from bot.http.forms import read_form
from bot.http.problem import validate
from bot.ledger.conversations import Conversation, Word

OUTCOMES: dict[str, Word] = {
    "done": Word(helped=True, done=True),
    "helped": Word(helped=True),
    "person": Word(left=Left.PERSON),
    "gave_up": Word(helped=False, left=Left.GAVE_UP),
    "not_now": Word(asked=True),
}

WITH_A_PERSON = ("person", "gave_up")  # answered with somebody to talk to


async def save(request: web.Request) -> web.StreamResponse:
    """The conversation as a text file that any computer opens."""
    door, found = request.app[DOOR], await session.find(request)
    if found is None:
        return chat.back()
    turns = chat_page.labelled(await door.turns.transcript(found.id))
    text = plain.conversation(list(turns), machine_notice(door, found.language), found.language, door.clock())
    name = f"genvej-{door.clock():%Y-%m-%d}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=text, content_type="text/plain", charset="utf-8", headers=headers)


async def restart(request: web.Request) -> web.StreamResponse:
    """The next message begins another conversation; what was said before stays as it is."""
    return _without_cookie("restarted", await session.find(request))


async def erase(request: web.Request) -> web.StreamResponse:
    found = await session.find(request)
    if found is not None:
        await api.erased(request.app[DOOR], found)
    return _without_cookie("erased", found)


def _without_cookie(told: str, was: Conversation | None) -> web.Response:
    """The page stays in the language in which they spoke."""
    language = f"&language={was.language}" if was else ""
    response = chat.back(f"?told={told}{language}", anchor="#told")
    session.forget(response)
    return response


async def feedback(request: web.Request) -> web.StreamResponse:
    """One tap of two questions; to be left alone is an answer too."""
    form = await read_form(request, ("outcome", "otherwise"))
    found = await session.find(request)
    if found is None:
        return chat.back()
    await _note(request, found, _word(form))
    told = form.get("outcome") if form.get("outcome") in WITH_A_PERSON else "thanks"
    return chat.back(f"?told={told}", anchor="#told")


def _word(form: dict[str, str]) -> Word:
    """Raises Problem 422."""
    outcome, otherwise = form.get("outcome"), form.get("otherwise")
    if outcome in OUTCOMES:
        return OUTCOMES[outcome]
    if otherwise == "not_now":
        return Word(asked=True)
    return Word(otherwise=validate(Feedback, {"otherwise": otherwise or ""}).otherwise)


async def person(request: web.Request) -> web.Response:
    """A browser tells that a telephone number or an appointment was tapped (`ping`); nothing waits for it."""
    found = await session.find(request)
    if found is not None:
        await _note(request, found, Word(left=Left.PERSON))
    return web.Response(status=204)


async def _note(request: web.Request, conversation: Conversation, word: Word) -> None:
    await brake(request, request.app[DOOR].limits.messages, conversation.id, conversation.language)
    await api.told(request.app[DOOR], conversation, word)


async def continued(request: web.Request) -> web.Response:
    """Takes over a widget's conversation, whose token comes in the body: addresses end up in logs.

    A cookie that only our own pages send is not sent on the way of another site's form, redirects included,
    so a page of ours stands between.
    """
    form: dict[str, Any] = await read_form(request, ("conversation", "token", "language"))
    id, token = form.get("conversation", ""), form.get("token", "")
    found = await entitled(request.app[DOOR], id, token)
    if found is None:
        await brake(request, BAD_TOKENS, who(request), language_of(request))
        raise gone(request)
    lang = language_of(request, form.get("language") or found.language)
    response = pages.render(request, "chat_continued.html", None, lang=lang)
    session.give(request, response, found.id, token)
    return response
