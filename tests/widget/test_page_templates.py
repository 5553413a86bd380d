"""The public pages' templates, with what they may be given at worst."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.catalogue import load
from bot.catalogue.model import LIFE_EVENTS
from tests.reader import Reader
from tests.widget import canned

FOLDER = Path(__file__).parents[2] / "bot" / "gateway" / "templates"
HOSTILE_ID = '"><script>alert(1)</script>'


def render(name: str, page: Any, lang: str = "da", contact: Any = canned.CONTACT) -> Reader:
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    frame = {
        "lang": lang,
        "other_href": f"/?language={lang}",
        "contact": contact,
        "demo": True,
        "addresses": dict.fromkeys(("da", "en"), "/"),
        "ping": None,
        "dkfds": "/dkfds/0",
        "write": f"/chat/write?language={lang}",
        "writing": name.startswith("write"),
    }
    return Reader(environment.get_template(name).render(frame=frame, page=page))


TURNS = [
    {"language": "da", "text": "kort", "choice": None, "choice_label": None, "replies": [canned.CHOICES]},
    {
        "language": "da",
        "text": None,
        "choice": "eu_health_card",
        "choice_label": "Det blå EU-kort",
        "replies": [canned.CARD],
    },
    {
        "language": "da",
        "text": "hjælp",
        "choice": None,
        "choice_label": None,
        "replies": [canned.CHOICES, canned.DANGER],
    },
]
HOSTILE_TURN = {
    "language": "da",
    "text": canned.SCRIPT,
    "choice": None,
    "choice_label": None,
    "replies": [*canned.HOSTILE],
}


def chat(**changes: Any) -> dict[str, Any]:
    page = {"notice": canned.NOTICE["da"], "greeting": [canned.GREETING], "turns": TURNS, "hidden": {}}
    after = {"ask": "outcome", "tell": True, "told": "thanks"}
    return {**page, **after, "draft": "", "error": None, **changes}


SAID = load(Path(__file__).parents[2] / "municipality").texts("da")


def letter(**changes: Any) -> dict[str, Any]:
    fields = dict.fromkeys(("text", "name", "reply_to"), HOSTILE_ID)
    page = {"said": SAID, "department": canned.SCRIPT, "about": canned.SCRIPT, "typed": fields}
    told = {"errors": fields, "refused": canned.SCRIPT, "looked": True, "taken": None}
    return {**page, **told, "hidden": {"id": HOSTILE_ID}, "danger": canned.HOSTILE, "forms": [], **changes}


WITHOUT_WIDGET = ("chat.html", "write.html", "write_receipt.html")
WORST: list[tuple[str, dict[str, Any]]] = [
    ("start.html", {"topics": list(LIFE_EVENTS), "hidden": {"id": HOSTILE_ID}}),
    (
        "services.html",
        {
            "query": HOSTILE_ID,
            "found": [{"id": "a", "title": canned.SCRIPT, "summary": canned.SCRIPT}],
            "alike": True,
            "topics": [],
            "danger": canned.HOSTILE,
            "hidden": {"id": HOSTILE_ID},
        },
    ),
    (
        "service.html",
        {
            "card": canned.HOSTILE[0],
            "life_event": "health",
            "handled_by": canned.SCRIPT,
            "structured": {"name": canned.SCRIPT},
        },
    ),
    (
        "chat.html",
        chat(
            turns=[HOSTILE_TURN],
            hidden={"token": HOSTILE_ID},
            draft="</textarea><script>",
            error=canned.SCRIPT,
        ),
    ),
    ("write.html", letter(forms=[canned.HOSTILE[0]])),
    ("write.html", letter(taken=canned.HOSTILE[0])),
    ("write.html", letter(department=None)),
    ("write_receipt.html", {"said": SAID, "number": HOSTILE_ID, "replies": canned.HOSTILE}),
    ("not_found.html", {}),
    ("trouble.html", {"status": 429, "detail": canned.SCRIPT}),
    (
        "accessibility.html",
        {
            "checks": [{"said": canned.SCRIPT, "criteria": HOSTILE_ID, "tests": [canned.SCRIPT]}],
            "gaps": [canned.SCRIPT],
            "contact": canned.HOSTILE_CONTACT,
            "email": None,
        },
    ),
]


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize(("name", "page"), WORST, ids=[name for name, _ in WORST])
def test_nothing_a_page_is_given_becomes_markup_or_an_address_that_runs(
    name: str, page: dict[str, Any], lang: str
) -> None:
    html = render(name, page, lang, contact=canned.HOSTILE_CONTACT)
    kinds = [(attributes.get("src"), attributes["type"]) for attributes in html.all("script")]
    data = [(None, "application/ld+json")] if name == "service.html" else []
    assert kinds == data + ([] if name in WITHOUT_WIDGET else [("/widget.js", "module")])
    assert [attributes["src"] for attributes in html.all("img")] == ["/static/mark.svg"]
    hrefs = [attributes["href"] or "" for attributes in html.all("a")]
    assert all(href.startswith(("/", "#", "https://", "tel:")) for href in hrefs), hrefs
    assert all(not name.startswith("on") and name != "style" for _, found in html.tags for name in found)


@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_subject_has_words_in_both_languages(lang: str) -> None:
    services = [{"id": "a", "title": "A", "tells_apart": "a"}]
    topics = [{"id": topic, "services": services} for topic in LIFE_EVENTS]
    html = render("services.html", {"query": "", "found": None, "topics": topics, "hidden": {}}, lang)
    assert {attributes.get("id") for attributes in html.all("section")} >= {*LIFE_EVENTS, "contact"}


def test_only_the_latest_choices_of_the_chat_are_buttons_and_the_chosen_one_is_marked() -> None:
    html = render("chat.html", chat(hidden={"conversation": "c1"}))
    buttons = [attributes["value"] for attributes in html.all("button") if attributes.get("name") == "choice"]
    assert buttons == ["health_card_reorder", "eu_health_card", "driving_licence"]
    chosen = [attributes for attributes in html.all("p") if attributes.get("class") == "choice chosen"]
    assert len(chosen) == 1


def test_each_form_of_the_chat_carries_the_conversation_on() -> None:
    html = render("chat.html", chat(hidden={"conversation": "c1", "token": "t"}))
    names = [attributes["name"] for attributes in html.all("input")]
    assert names == ["language", "asked", "conversation", "token"] * 2


def test_danger_is_the_first_line_of_its_answer() -> None:
    html = render("chat.html", chat())
    text = " ".join(html.text.split())
    latest = text.rindex("Hvilket kort mener du?")
    assert text.index("Vigtigt: Ring 112, hvis nogen er i fare nu.") < latest


def test_the_telephone_is_in_the_header_of_every_page() -> None:
    html = render("not_found.html", {})
    assert [attributes["href"] for attributes in html.all("a")].index("tel:+4500000000") < 8


def test_the_draft_of_a_refused_message_is_still_in_the_box() -> None:
    html = render("chat.html", chat(draft="<b>halvt\nskrevet", error="Beskeden er for lang."))
    assert "<b>halvt\nskrevet" in html.text
    assert [attributes.get("aria-invalid") for attributes in html.all("textarea")] == ["true"]
