"""Canned answers in the shapes of the chat API; every name and number is made up."""

from typing import Any

Json = dict[str, Any]

NOTICE: dict[str, Json] = {
    "da": {
        "type": "notice",
        "lang": "da",
        "level": "info",
        "text": "Du skriver med en maskine. Samtalen gemmes i 90 dage uden CPR-numre.",
    },
    "en": {
        "type": "notice",
        "lang": "en",
        "level": "info",
        "text": "You are writing to a machine. The conversation is kept for 90 days without CPR numbers.",
    },
}
NOTICE["ar"] = {**NOTICE["da"], "lang": "ar", "text": "أنت تكتب إلى آلة. تُحفظ المحادثة ٩٠ يوما."}
CONTACT: Json = {
    "type": "contact",
    "lang": "da",
    "heading": "Borgerservice",
    "department": "citizen_service",
    "telephone": {"text": "00 00 00 00", "href": "tel:+4500000000"},
    "hours": ["Mandag til onsdag 8–15", "Torsdag 8–17", "Fredag 8–13"],
    "open_now": "Åbent nu til kl. 15",
    "address": "Prøvetorvet 1, 0000 Prøveby",
    "page": {"label": "Alle kontaktoplysninger", "href": "https://example.dk/kontakt"},
    "appointment": {"label": "Bestil en tid", "href": "https://example.dk/tid"},
    "unknown": [],
}
UNKNOWN: Json = {
    **CONTACT,
    "telephone": None,
    "hours": [],
    "open_now": None,
    "address": None,
    "appointment": None,
    "unknown": ["Telefonnummeret er ikke oplyst endnu.", "Åbningstiderne er ikke oplyst endnu."],
}
GREETING: Json = {
    "type": "text",
    "lang": "da",
    "body": [{"type": "paragraph", "children": [{"type": "text", "text": "Hej! Hvad vil du gerne ordne?"}]}],
}
CARD: Json = {
    "type": "card",
    "lang": "da",
    "service": "health_card_reorder",
    "title": "Nyt sundhedskort (gult kort)",
    "summary": "Er dit gule kort væk, ødelagt eller forkert, kan du bestille et nyt. Det kommer med posten.",
    "link": {
        "label": "Bestil nyt sundhedskort",
        "href": "/go/abc",
        "site": "borger.dk",
        "kind": "topic",
        "needs_mitid": True,
    },
    "prepare": ["MitID", "Dine oplysninger om læge, hvis du også vil skifte"],
    "facts": [
        {
            "name": "price",
            "label": "Pris",
            "text": "225 kr., hvis kortet er væk; gratis, når du flytter.",
            "source": "odense.dk, 2023",
        },
        {"name": "time", "label": "Tid", "text": "To til fire uger.", "source": "borger.dk"},
    ],
    "notice": None,
    "human": {key: value for key, value in CONTACT.items() if key != "type"},
}
CHOICES: Json = {
    "type": "choices",
    "lang": "da",
    "text": "Hvilket kort mener du?",
    "choices": [
        {"id": "health_card_reorder", "label": "Nyt sundhedskort", "hint": "det gule kort med din læge"},
        {"id": "eu_health_card", "label": "Det blå EU-kort", "hint": "til rejser i Europa"},
        {"id": "driving_licence", "label": "Kørekort", "hint": "nyt eller fornyet"},
    ],
}
DANGER: Json = {
    "type": "notice",
    "lang": "da",
    "level": "danger",
    "text": "Ring 112, hvis nogen er i fare nu.",
}


def text(*words: str, lang: str = "da") -> Json:
    body = [{"type": "paragraph", "children": [{"type": "text", "text": word}]} for word in words]
    return {"type": "text", "lang": lang, "body": body}


def turn(kind: str, *given: Json, language: str = "da", services: tuple[str, ...] = ()) -> Json:
    return {"kind": kind, "language": language, "services": list(services), "replies": list(given)}


SCRIPT = "<script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">"
HOSTILE_LINK = "javascript:document.title='hacked'"
HOSTILE_CONTACT: Json = {
    "heading": SCRIPT,
    "department": SCRIPT,
    "telephone": {"text": SCRIPT, "href": HOSTILE_LINK},
    "hours": [SCRIPT],
    "open_now": SCRIPT,
    "address": SCRIPT,
    "page": {"label": SCRIPT, "href": HOSTILE_LINK},
    "appointment": {"label": SCRIPT, "href": "data:text/html,<script>1</script>"},
    "unknown": [SCRIPT],
}
HOSTILE: tuple[Json, ...] = (
    {
        **CARD,
        "title": SCRIPT,
        "summary": SCRIPT,
        "notice": SCRIPT,
        "prepare": [SCRIPT],
        "facts": [{"name": "price", "label": SCRIPT, "text": SCRIPT, "source": SCRIPT}],
        "link": {"label": SCRIPT, "href": HOSTILE_LINK, "site": SCRIPT, "kind": "topic", "needs_mitid": None},
        "human": HOSTILE_CONTACT,
    },
    {
        "type": "choices",
        "lang": "da",
        "text": SCRIPT,
        "choices": [{"id": SCRIPT, "label": SCRIPT, "hint": SCRIPT}],
    },
    {"type": "contact", "lang": "da", **HOSTILE_CONTACT},
    {"type": "notice", "lang": "da", "level": "danger", "text": SCRIPT},
    {
        "type": "text",
        "lang": "da",
        "body": [
            {
                "type": "paragraph",
                "children": [
                    {"type": "link", "text": "et farligt link", "href": HOSTILE_LINK},
                    {
                        "type": "link",
                        "text": "et skjult link",
                        "href": "java\nscript:document.title='hacked'",
                    },
                    {"type": "link", "text": "et rigtigt link", "href": "https://example.dk/"},
                    {"type": "emphasis", "text": SCRIPT},
                ],
            },
            {"type": "list", "items": [[{"type": "text", "text": SCRIPT}]]},
        ],
    },
    {"type": "hologram", "lang": "da", "text": SCRIPT},
)

ANSWERS: dict[str, Json] = {
    "mit gule kort er væk": turn("card", CARD, services=("health_card_reorder",)),
    "kort": turn("clarify", CHOICES),
    "eu_health_card": turn("card", {**CARD, "title": "Det blå EU-kort"}, services=("eu_health_card",)),
    "jeg vil tale med nogen": turn("human", text("Her er en, du kan tale med."), CONTACT),
    "ukendt": turn("human", UNKNOWN),
    "nogen slår mig": turn("emergency", text("Du er ikke alene."), CONTACT, DANGER),
    "hello": turn("smalltalk", text("Hello! What would you like to do?", lang="en"), language="en"),
    "hostile": turn("card", *HOSTILE),
    "مرحبا": turn("smalltalk", text("مرحبا بك", lang="ar"), language="ar"),
}


def answer(said: str) -> Json:
    """The canned answer, or an echo that tells one message from another."""
    return ANSWERS.get(said, turn("smalltalk", text(f"Svar på: {said}")))
