"""Every state that a public page can be in, and how a visitor gets there."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time
from types import MappingProxyType
from typing import Any

from aiohttp import web

from bot.catalogue import Catalogue, present
from bot.catalogue.model import Hours, Interval, Localised, Page
from tests.gateway.town import Answering, carding, now
from tests.pages.visits import Visit

TELEPHONE = "+45 12 34 56 78"
ALWAYS = Hours(week=((Interval(time(0), time(0)),),) * 7)


def reachable(catalogue: Catalogue) -> Catalogue:
    """With a telephone, hours, an address and an appointment, so that a page has all it can have."""
    booking = Page("https://www.kk.dk/borger/borgerservice", Localised("Bestil tid", "Book an appointment"))
    known = {"telephone": TELEPHONE, "hours": ALWAYS, "address": "Torvet 1, 1000 By", "appointment": booking}
    whom = {id: replace(one, **known) for id, one in catalogue.departments.items()}  # type: ignore[arg-type]
    return replace(catalogue, departments=MappingProxyType(whom))


def talkative(catalogue: Catalogue) -> Answering:
    """An engine with one answer of each kind, by a word in the message."""
    several = [catalogue.services[id] for id in ("ehic", "health_card_reorder", "special_health_card")]

    async def answer(body: dict[str, Any]) -> web.StreamResponse:
        text, lang = body["text"] or "", body["language"]
        if body["choice"] or "sofa" in text:
            return await carding(catalogue, body["choice"] or "bulky_waste")(body)
        said = {
            "kort": ("clarify", [present.choices(several, lang, "Er det en af dem?")]),
            "slår": ("emergency", present.emergency(catalogue, lang)),
            "menneske": (
                "human",
                [
                    present.said(catalogue, lang, "human_any"),
                    present.contact("citizen_service", catalogue, lang, now()),
                ],
            ),
        }
        kind, replies = next(
            (found for word, found in said.items() if word in text),
            ("smalltalk", [present.said(catalogue, lang, "greet")]),
        )
        nothing: dict[str, Any] = {"intent": None, "confidence": 0.0, "ranking": []}
        told = {"kind": kind, "replies": replies, "services": [], "state": {}, "understanding": nothing}
        return web.json_response(told)

    return answer


State = Callable[[Visit], Awaitable[None]]


def at(path: str) -> State:
    async def reach(visit: Visit) -> None:
        await visit.go(path)

    return reach


def after(*said: str, pressed: tuple[str, ...] = (), language: str = "da") -> State:
    async def reach(visit: Visit) -> None:
        await visit.go(f"/chat?language={language}")
        for text in said:
            await visit.say(text)
        for name in pressed:
            await visit.press(name)

    return reach


LETTER = "Kære kommune\n\nJeg har en gammel sofa, som skal hentes som storskrald.\n\nVenlig hilsen\nÅse"


def writing(*pressed: str, text: str = LETTER, reply_to: str = "aase@example.dk") -> State:
    async def reach(visit: Visit) -> None:
        await visit.go("/write?language=da")
        await visit.page.get_by_label("Dit brev").fill(text)
        await visit.page.get_by_label("Din e-mailadresse").fill(reply_to)
        for name in pressed:
            async with visit.page.expect_navigation():
                await visit.page.get_by_role("button", name=name, exact=False).first.click()

    return reach


STATES: dict[str, State] = {
    "start": at("/"),
    "start_english": at("/?language=en"),
    "services": at("/services"),
    "search_hit": at("/services?q=pas"),
    "search_alike": at("/services?q=storskrlad"),
    "search_miss": at("/services?q=qwxzv"),
    "search_danger": at("/services?q=selvmord"),
    "service": at("/services/passport_renew"),
    "service_english": at("/services/passport_renew?language=en"),
    "service_without_form": at("/services/digital_post_exemption"),
    "statement": at("/accessibility"),
    "not_found": at("/findes-ikke"),
    "chat_new": at("/chat"),
    "chat_card": after("min sofa skal hentes"),
    "chat_english": after("sofa", language="en"),
    "chat_choices": after("kort"),
    "chat_chosen": after("kort", pressed=("Det blå EU-sygesikringskort",)),
    "chat_danger": after("min mand slår mig"),
    "chat_person": after("jeg vil tale med et menneske"),
    "chat_otherwise": after("min sofa skal hentes", pressed=("Jeg har sendt formularen",)),
    "chat_gave_up": after("min sofa skal hentes", pressed=("Jeg gav op", "Brev")),
    "chat_passed_over": after("min sofa skal hentes", "og en sofa til"),
    "chat_too_long": after("en meget lang sofa " * 200),
    "chat_erased": at("/chat?told=erased"),
    "write_new": at("/write?language=da"),
    "write_english": at("/write?language=en&service=passport_renew"),
    "write_looked_through": writing("Videre"),
    "write_danger": writing("Videre", text="Min mand slår mig"),
    "write_amiss": writing("Videre", text=" ", reply_to="ikke en adresse"),
    "write_form_taken": writing("Videre", "Brug formularen i stedet"),
    "write_sent": writing("Videre", "Send"),
}
