"""Replies are structure, say only what the catalogue knows, and say so when it does not know."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.catalogue import LANGUAGES, Catalogue, Language, load, present
from bot.catalogue.model import Localised
from bot.catalogue.phrases import PHRASES
from tests.catalogue import town

NOW = datetime(2026, 8, 31, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))


def test_a_text_has_paragraphs_and_lists() -> None:
    assert present.text("da", "Hej {navn}", ["a", "b"]) == {
        "type": "text",
        "lang": "da",
        "body": [
            {"type": "paragraph", "children": [{"type": "text", "text": "Hej {navn}"}]},
            {"type": "list", "items": [[{"type": "text", "text": "a"}], [{"type": "text", "text": "b"}]]},
        ],
    }


def test_the_municipalitys_texts_become_paragraphs_lists_emphasis_and_links(small: Path) -> None:
    town.change(
        small / "texts" / "en.yml",
        "greet: Hello!",
        "greet: |\n  **Hi** [there](https://www.kk.dk/x)!\n\n  - a\n  - b\n#",
    )
    town.change(small / "texts" / "en.yml", "# What can I", "#")
    body = present.said(load(small), "en", "greet")["body"]
    assert body == [
        {
            "type": "paragraph",
            "children": [
                {"type": "emphasis", "text": "Hi"},
                {"type": "text", "text": " "},
                {"type": "link", "text": "there", "href": "https://www.kk.dk/x"},
                {"type": "text", "text": "!"},
            ],
        },
        {"type": "list", "items": [[{"type": "text", "text": "a"}], [{"type": "text", "text": "b"}]]},
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(PHRASES))
def test_every_text_can_be_said(catalogue: Catalogue, key: str, language: Language) -> None:
    values = {name: f"<{name}>" for name in PHRASES[key]}
    reply = present.said(catalogue, language, key, **values)
    assert reply["lang"] == language
    assert reply["body"]
    spoken = json.dumps(reply, ensure_ascii=False)
    assert "{" + "title" not in spoken
    for name in catalogue.texts(language)[key].placeholders:
        assert f"<{name}>" in spoken


def test_values_are_filled_in_once_and_never_become_markup(catalogue: Catalogue) -> None:
    reply = present.said(catalogue, "en", "assisted_person", department="**{title}** [x](https://evil.dk)")
    assert reply["body"][0]["children"][1] == {
        "type": "text",
        "text": " **{title}** [x](https://evil.dk) can help you.",
    }


def test_a_card_has_what_the_contract_of_the_chat_says(catalogue: Catalogue) -> None:
    card = present.card(catalogue.services["health_card_reorder"], catalogue, "da", now=NOW)
    assert card.keys() == {
        *("type", "lang", "service", "title", "summary", "link", "prepare", "facts", "notice", "human")
    }
    assert card["type"] == "card"
    assert card["service"] == "health_card_reorder"
    assert card["link"]["href"] is None
    assert card["link"]["site"] == "borger.dk"
    assert card["link"]["needs_mitid"] is True
    assert card["human"]["heading"] == "Borgerservice"
    assert "type" not in card["human"]
    assert json.loads(json.dumps(card)) == card


def test_a_fact_carries_its_label_its_host_and_its_year(small: Path) -> None:
    catalogue = load(small)
    card = present.card(catalogue.services["health_card"], catalogue, "en")
    assert card["facts"] == [
        {"name": "price", "label": "Price", "text": "DKK 225.", "source": "odense.dk, 2023"}
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_service_has_a_card_in_both_languages(catalogue: Catalogue, language: Language) -> None:
    for service in catalogue:
        card = present.card(service, catalogue, language, now=NOW)
        assert card["title"] == service.title.in_(language)
        form = card["link"] is not None and card["link"]["href"] is None
        assert form == (
            service.link is not None and (not service.never_form or bool(service.never_form.only_if))
        )
        if service.never_form and not service.never_form.only_if:
            assert card["notice"] == service.never_form.reason.in_(language)
        if service.link is None and service.never_form is None:
            assert catalogue.department_of(service).name.in_(language) in card["notice"]


def test_a_matter_without_a_form_shows_a_page_that_is_not_booked(catalogue: Catalogue) -> None:
    link = present.card(catalogue.services["home_care_apply"], catalogue, "en")["link"]
    assert (link["kind"], link["book"], link["needs_mitid"]) == ("page", False, None)
    assert link["href"].startswith("https://www.kk.dk/")


def test_who_must_come_in_person_gets_no_link(catalogue: Catalogue) -> None:
    assert present.card(catalogue.services["digital_post_exemption"], catalogue, "da")["link"] is None


def test_the_citizens_words_decide_where_a_form_is_only_sometimes_wrong(catalogue: Catalogue) -> None:
    service = catalogue.services["noise_complaint"]
    site = present.card(service, catalogue, "da", asked="byggepladsen larmer")
    party = present.card(service, catalogue, "da", asked="naboens fest larmer")
    assert site["link"]["kind"] == "self_service"
    assert party["link"] is None
    assert "114" in party["notice"]


def test_who_cannot_use_digital_services_is_offered_no_form(catalogue: Catalogue) -> None:
    card = present.card(catalogue.services["ehic"], catalogue, "da", offer_form=False)
    assert card["link"] is None
    assert card["prepare"] == []
    assert card["human"]["department"]


def test_choices_carry_what_tells_the_services_apart(catalogue: Catalogue) -> None:
    pair = [catalogue.services["passport_renew"], catalogue.services["passport_child"]]
    reply = present.choices(pair, "en", "Which one?")
    assert reply == {
        "type": "choices",
        "lang": "en",
        "text": "Which one?",
        "choices": [
            {"id": service.id, "label": service.title.en, "hint": service.tells_apart.en} for service in pair
        ],
    }


def test_what_is_not_known_of_a_department_is_said(catalogue: Catalogue) -> None:
    reply = present.contact("citizen_service", catalogue, "en", NOW)
    assert reply == {
        "type": "contact",
        "lang": "en",
        "heading": "Citizen Service",
        "department": "citizen_service",
        "telephone": None,
        "hours": [],
        "open_now": None,
        "address": None,
        "page": {
            "label": "Citizen Service on kk.dk (in Danish)",
            "href": "https://www.kk.dk/borger/borgerservice",
        },
        "appointment": None,
        "unknown": [
            "The telephone number is not known yet.",
            "The opening hours are not known yet.",
            "The address is not known yet.",
        ],
    }


def test_what_is_known_of_a_department_is_shown_with_todays_hours(small: Path) -> None:
    contacts = small / "contacts.yml"
    town.change(contacts, "telephone: null", 'telephone: "+45 12 34 56 78"')
    town.change(
        contacts,
        "hours: null",
        'hours: {monday: ["08:00-15:00"], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [],'
        " sunday: [], closed: [public_holidays]}",
    )
    town.change(contacts, "address: null", "address: Rådhuspladsen 1, 1550 København V")
    town.change(
        contacts, "appointment: null", "appointment: {url: 'https://www.kk.dk/tid', da: Tid, en: Time}"
    )
    reply = present.contact("citizen_service", load(small), "da", NOW)
    assert reply["telephone"] == {"text": "+45 12 34 56 78", "href": "tel:+4512345678"}
    assert reply["hours"] == ["Mandag 8–15", "Tirsdag–søndag lukket"]
    assert reply["open_now"] == "Åbent nu, til kl. 15"
    assert reply["appointment"] == {"label": "Tid", "href": "https://www.kk.dk/tid"}
    assert reply["unknown"] == []
    assert present.contact("citizen_service", load(small), "da", None)["open_now"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_danger_112_stands_in_the_first_line_and_unconfirmed_numbers_nowhere(
    catalogue: Catalogue, language: Language
) -> None:
    first, second = present.emergency(catalogue, language)
    assert (first["type"], first["level"]) == ("notice", "danger")
    assert "112" in first["text"]
    numbers = json.dumps(second)
    assert "114" in numbers
    for line in catalogue.danger:
        assert line.confirmed or line.number not in numbers


@pytest.mark.parametrize("asked", ["price", "time", "papers", "eligibility", "where", "hours", "status"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_aspect_is_answered_from_the_catalogue_or_with_who_knows(
    catalogue: Catalogue, asked: str, language: Language
) -> None:
    for service in catalogue:
        reply = present.aspect(service, asked, catalogue, language)
        spoken = json.dumps(reply, ensure_ascii=False)
        known = [service.facts[key] for key in present.ASPECT_FACTS.get(asked, ()) if key in service.facts]
        for fact in known:
            assert json.dumps(fact.text.in_(language), ensure_ascii=False)[1:-1] in spoken
            assert present.source(fact) in spoken
        if asked == "papers" and service.prepare[language]:
            assert [item[0]["text"] for item in reply["body"][1]["items"]] == list(service.prepare[language])
        elif not known:
            assert catalogue.department_of(service).name.in_(language) in spoken


def test_a_fact_nobody_confirmed_is_marked_and_a_confirmed_one_is_not(catalogue: Catalogue) -> None:
    service = catalogue.services["health_card_reorder"]
    confirmed = replace(service, facts={"price": replace(service.facts["price"], confirmed=True)})
    remark = "Kommunen har ikke selv bekræftet oplysningen."
    assert remark in json.dumps(present.aspect(service, "price", catalogue, "da"), ensure_ascii=False)
    assert remark not in json.dumps(present.aspect(confirmed, "price", catalogue, "da"), ensure_ascii=False)


def test_another_alphabet_is_answered_in_both_languages(catalogue: Catalogue) -> None:
    assert [reply["lang"] for reply in present.other_script(catalogue)] == ["da", "en"]


def test_titles_with_braces_are_shown_as_they_are(catalogue: Catalogue) -> None:
    odd = replace(catalogue.services["ehic"], title=Localised("{title} {0}", "{x.__class__}"), facts={})
    assert "{x.__class__}" in json.dumps(present.aspect(odd, "price", catalogue, "en"))


def test_a_notice_has_a_level() -> None:
    expected = {"type": "notice", "lang": "da", "level": "info", "text": "Hej"}
    assert present.notice("da", "info", "Hej") == expected
