"""Write to us: the form that fits beside what is being written, and the letter, which can always be sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from bot.catalogue import HELP_DESK, Language, present
from bot.catalogue.text import clean, is_empty
from bot.gateway import api, suggesting
from bot.gateway.bodies import NewLetter as LetterBody
from bot.gateway.bodies import Suggest, TakenForm
from bot.gateway.door import CONVERSATION, DOOR, Door, brake, who
from bot.gateway.limits import Limit
from bot.gateway.portal import of_all
from bot.gateway.sentences import say
from bot.http.problem import Problem, read_json
from bot.ledger import letters
from bot.ledger.conversations import Conversation
from bot.ledger.letters import NewLetter, Taken
from bot.mail.message import NAME_CHARACTERS, address, one_line
from bot.mail.office import Office
from bot.mail.sealing import Words
from bot.masking import mask

LETTER_CHARACTERS: Final = 8000
LETTER_BYTES: Final = 128 * 1024  # as a form, a letter of four-byte signs takes twelve times its length
SUGGESTIONS: Final = Limit("suggestions", 40, 60)
OF_ONE_CONVERSATION: Final = Limit("letters-of-one", 2, 3600)


class Amiss(Problem):
    """A letter that cannot be taken as it is; `field` is the one to mend."""

    def __init__(self, field: str, key: str, lang: Language, **values: object) -> None:
        super().__init__(422, "Unprocessable content", say(key, lang, **values), field=field)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter as it was sent to us, before it is looked at."""

    id: str
    text: str = field(repr=False)
    service: str | None
    name: str | None = field(repr=False)
    reply_to: str | None = field(repr=False)
    language: Language


async def suggest(request: web.Request) -> web.Response:
    """200 with up to two cards; their links are filled in when the citizen takes one. Nothing is kept."""
    door, conversation = request.app[DOOR], request[CONVERSATION]
    await brake(request, SUGGESTIONS, conversation.id, conversation.language)
    body = await read_json(request, Suggest)
    lang = body.language or conversation.language
    known = body.service if body.service in door.catalogue.services else None
    one = known or getattr(suggesting.about(door, body.text, lang), "id", None)
    return web.json_response(
        {
            "cards": suggesting.cards(door, body.text, lang, conversation.state),
            "replies": suggesting.danger(door, body.text, lang),
            "department": department(door, one, lang),
        }
    )


async def take_form(request: web.Request) -> web.Response:
    """200 with the card and its link: the citizen was writing, and takes the form instead."""
    door, conversation = request.app[DOOR], request[CONVERSATION]
    await brake(request, door.limits.messages, conversation.id, conversation.language)
    body = await read_json(request, TakenForm)
    return web.json_response({"card": await taken(door, conversation, body.service, body.language)})


async def taken(
    door: Door, conversation: Conversation, service: str, language: Language | None = None
) -> dict[str, Any]:
    """Raises Problem 422 where there is no form to take."""
    lang = language or conversation.language
    one = door.catalogue.services.get(service)
    card = suggesting.form_of(door, one, "", lang, conversation.state) if one else None
    if card is None:
        raise Problem(422, "Unprocessable content", say("no_form", lang))
    shown: dict[str, Any] = await api.durable(door.turns.take_form(conversation.id, card), lang)
    return shown


async def send(request: web.Request) -> web.Response:
    """201 with the receipt, once the letter is on disk; the same id again gets the same answer."""
    body = await read_json(request, LetterBody)
    conversation = request[CONVERSATION]
    draft = Draft(
        id=str(body.id),
        text=body.text,
        service=body.service,
        name=body.name,
        reply_to=body.reply_to,
        language=body.language or conversation.language,
    )
    return web.json_response(await deliver(request, conversation, draft), status=201)


async def deliver(request: web.Request, conversation: Conversation, draft: Draft) -> dict[str, Any]:
    """Raises Amiss, Problem 409, 429, 501 and 503."""
    door, lang = request.app[DOOR], draft.language
    service = about(door, draft)
    office = offered(door, service, lang)
    words = _words(draft)
    digest = office.seal.digest(words)
    known = await door.ledger.read(lambda conn: letters.find(conn, conversation.id, draft.id, digest))
    if known is None:
        await brake(request, door.limits.letters, who(request), lang)
        await brake(request, OF_ONE_CONVERSATION, conversation.id, lang)
        new = NewLetter(
            conversation=conversation.id,
            client_id=draft.id,
            department=office.department(service),
            service=service,
            language=lang,
            at=door.clock(),
            sealed=office.seal.close(words),
            digest=digest,
            citizen=_citizen(door, words),
        )
        known = await api.durable(door.ledger.write(lambda tx: letters.accept(tx, new)), lang)
        office.news()
    if known.status == "conflict":
        raise Problem(409, "Conflict", say("conflict", lang))
    return receipt(door, known, lang, draft.text, bool(words.reply_to))


def offered(door: Door, service: str | None, lang: Language) -> Office:
    """Raises Problem 501 with the person to call where no mailbox is known."""
    if door.office is not None and door.office.offers(service):
        return door.office
    one = door.catalogue.services.get(service or "")
    desk = one.department if one else HELP_DESK
    contact = present.contact(desk, door.catalogue, lang, door.clock())
    raise Problem(501, "Not implemented", say("no_letters", lang), contact=contact)


def about(door: Door, draft: Draft) -> str | None:
    """What the letter is about: as the citizen chose, or as their words clearly say."""
    if draft.service in door.catalogue.services:
        return draft.service
    found = suggesting.about(door, draft.text, draft.language)
    return found.id if found else None


def amiss(draft: Draft) -> Iterator[Amiss]:
    """Everything that keeps a letter from being taken as it is, in the order of its fields."""
    lang = draft.language
    if is_empty(clean(draft.text)):
        yield Amiss("text", "letter_empty", lang)
    if len(draft.text) > LETTER_CHARACTERS:
        yield Amiss("text", "too_long", lang, limit=LETTER_CHARACTERS)
    if len(one_line(draft.name or "")) > NAME_CHARACTERS:
        yield Amiss("name", "name_too_long", lang, limit=NAME_CHARACTERS)
    reply_to = (draft.reply_to or "").strip()
    if reply_to and address(reply_to) is None:
        yield Amiss("reply_to", "no_address", lang)


def _words(draft: Draft) -> Words:
    """The letter as it is sent, in clear; raises Amiss."""
    for fault in amiss(draft):
        raise fault
    name = clean(one_line(draft.name or ""))
    return Words(text=clean(draft.text).strip(), name=name or None, reply_to=address(draft.reply_to or ""))


def _citizen(door: Door, words: Words) -> tuple[str, ...]:
    """Keyed pseudonyms of what names the citizen, taken while it is masked: the address to answer first."""
    names = mask(words.text).names
    named = names if len(names) <= api.NAMES_MOST else ()
    return of_all([*([words.reply_to] if words.reply_to else []), *named], door.pseudonyms)


def department(door: Door, service: str | None, lang: Language) -> dict[str, str] | None:
    """Where the letter would go; None where it cannot be sent."""
    if door.office is None or not door.office.offers(service):
        return None
    known = door.catalogue.departments[door.office.department(service)]
    return {"id": known.id, "name": known.name.in_(lang)}


def receipt(
    door: Door, known: Taken, lang: Language, text: str = "", answered: bool | None = None
) -> dict[str, Any]:
    """`answered`: whether an address to answer to was given; None where that is not known any more."""
    department = door.catalogue.departments[known.department]
    texts = door.catalogue.texts(lang)
    told = [texts["letter_taken"].plain(number=known.number, department=department.name.in_(lang))]
    if answered is not None:
        told.append(texts["letter_answer_by_mail" if answered else "letter_answer_unknown"].plain())
    return {
        "number": known.number,
        "department": {"id": department.id, "name": department.name.in_(lang)},
        "service": known.service,
        "replies": [
            *suggesting.danger(door, text, lang),
            present.text(lang, *told),
            present.contact(department, door.catalogue, lang, door.clock()),
        ],
    }
