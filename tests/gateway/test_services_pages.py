"""The catalogue as pages: search with slips, one page a service, and what search engines and paper get."""

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.catalogue import present
from bot.catalogue.model import LANGUAGES
from bot.gateway.structured import government_service
from tests.gateway.chat import Browser, browser
from tests.gateway.town import Town, now

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


async def titles(citizen: Browser) -> str:
    """What a search found, as the page has it."""
    return citizen.page.html.partition('id="found"')[2]


@pytest.mark.parametrize(
    ("query", "language", "service"),
    [
        pytest.param("passprot", "en", "passport_renew", id="passport_swapped"),
        pytest.param("kørkort", "da", "driving_licence_renew", id="licence_misspelt"),
        pytest.param("storskrald", "da", "bulky_waste", id="the_word"),
        pytest.param("storskrlad", "da", "bulky_waste", id="letters_swapped"),
        pytest.param("flytnig", "da", "address_change", id="moving_misspelt"),
        pytest.param("pasport", "en", "passport_renew", id="passport_misspelt"),
        pytest.param("BYGGETILLADLSE", "da", "building_permit", id="capitals_and_a_slip"),
        pytest.param("hegn og hundegister", "da", "dog_rules", id="an_inflection"),
    ],
)
async def test_a_search_forgives_slips(place: Town, query: str, language: str, service: str) -> None:
    async with browser(place) as citizen:
        await citizen.open(f"/services?language={language}&q={query}")
        assert f"/services/{service}?language={language}" in await titles(citizen)
        assert '<meta name="robots" content="noindex">' in citizen.page.html


async def test_a_miss_shows_a_person_and_what_else_to_try(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.open("/services?q=qwxzv")
        assert citizen.status == 200
        assert "Vi fandt ingen service" in citizen.page.words
        assert "Brug et enkelt ord" in citizen.page.words
        assert citizen.page.words.count(place.catalogue.departments["citizen_service"].name.da) >= 2
        await citizen.post("/chat", citizen.page.hidden)
        assert "qwxzv" in citizen.page.words, "the same words go on into the chat"


async def test_whoever_searches_in_danger_sees_the_number_first(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.open("/services?q=jeg+vil+begå+selvmord")
        found = await titles(citizen)
        assert found.index("Ring 112") < found.index("<li>")
        assert "danger" in found


async def test_a_search_books_nothing_and_is_kept_nowhere(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.open("/services?q=010150-5111")
    for file in place.ledger.folder.rglob("*"):
        assert not file.is_file() or b"010150" not in file.read_bytes()


async def test_every_service_has_its_page_in_every_language(place: Town) -> None:
    async with browser(place) as citizen:
        for language in LANGUAGES:
            await citizen.open(f"/services?language={language}")
            for id, service in place.catalogue.services.items():
                assert f'href="/services/{id}?language={language}"' in citizen.page.html
                assert service.title.in_(language) in citizen.page.words


def links(html: str) -> dict[str, str]:
    found = re.findall(r'<link rel="(\w+)"(?: hreflang="([\w-]+)")? href="([^"]+)">', html)
    return {lang or rel: href for rel, lang, href in found if rel != "stylesheet"}


async def test_a_page_names_itself_and_its_other_languages(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.open("/services/ehic?language=en")
    address = f"{place.url}/services/ehic"
    assert links(citizen.page.html) == {
        "canonical": f"{address}?language=en",
        "da": f"{address}?language=da",
        "en": f"{address}?language=en",
        "x-default": address,
    }


async def test_the_sitemap_names_every_page_once_a_language_and_each_answers(place: Town) -> None:
    async with place.session.get(f"{place.url}/sitemap.xml") as response:
        root = ElementTree.fromstring(await response.text())
        assert response.content_type == "application/xml"
    entries = root.findall(f"{{{SITEMAP}}}url")
    addresses = [entry.findtext(f"{{{SITEMAP}}}loc") or "" for entry in entries]
    assert len(addresses) == len(set(addresses)) == 2 * (3 + len(place.catalogue.services))
    for entry in entries:
        others = {link.get("hreflang") for link in entry.findall(f"{{{XHTML}}}link")}
        assert others == set(LANGUAGES)
    for address in [*addresses[:6], *addresses[6::40]]:
        async with place.session.get(address) as response:
            assert response.status == 200
            assert f'<link rel="canonical" href="{address}">' in await response.text()


async def test_robots_find_the_sitemap_and_stay_out_of_conversations(place: Town) -> None:
    async with place.session.get(f"{place.url}/robots.txt") as response:
        text = await response.text()
    assert f"Sitemap: {place.url}/sitemap.xml\n" in text
    assert {"Disallow: /chat", "Disallow: /go/", "Disallow: /api/"} <= set(text.splitlines())


async def structured(place: Town, service: str, language: str = "da") -> dict[str, Any]:
    async with place.session.get(f"{place.url}/services/{service}?language={language}") as response:
        (block,) = BLOCK.findall(await response.text())
    found: dict[str, Any] = json.loads(block)
    return found


async def test_every_service_is_a_government_service_by_its_shape(place: Town) -> None:
    for id, service in place.catalogue.services.items():
        found = await structured(place, id)
        assert (found["@context"], found["@type"]) == ("https://schema.org", "GovernmentService")
        assert found["url"] == f"{place.url}/services/{id}?language=da"
        assert found["name"] == service.title.da
        assert found["provider"]["@type"] == "GovernmentOrganization"
        assert found["provider"]["name"]
        assert found["serviceType"]
        assert {channel["@type"] for channel in found.get("availableChannel", [])} <= {"ServiceChannel"}
        for channel in found.get("availableChannel", []):
            assert set(channel) & {"serviceUrl", "servicePhone", "serviceLocation"}
        assert "null" not in json.dumps(found), "what is not known is left out"


async def test_a_service_says_how_it_is_reached_and_where_it_holds(place: Town) -> None:
    found = await structured(place, "passport_renew", "en")
    service = place.catalogue.services["passport_renew"]
    assert service.link is not None
    urls = [channel.get("serviceUrl") for channel in found["availableChannel"]]
    assert urls == [service.link.url]
    assert found["areaServed"]["containedInPlace"] == {"@type": "Country", "name": "Danmark"}


def test_a_telephone_number_and_an_address_are_channels_once_they_are_known(place: Town) -> None:

    service = place.catalogue.services["bulky_waste"]
    department = place.catalogue.department_of(service)
    known = replace(department, telephone="+45 12 34 56 78", address="Torvet 1, 1000 By")
    catalogue = replace(place.catalogue, departments={**place.catalogue.departments, department.id: known})
    card = present.card(service, catalogue, "da", now=now())
    found = government_service(service, known, card, "https://genvej.example/services/bulky_waste")
    kinds = [next(iter(set(channel) - {"@type", "name"})) for channel in found["availableChannel"]]
    assert kinds[-2:] == ["servicePhone", "serviceLocation"]
    assert found["availableChannel"][-2]["servicePhone"]["telephone"] == "+45 12 34 56 78"


async def test_a_service_without_a_form_offers_none_to_search_engines(place: Town) -> None:
    without = [one.id for one in place.catalogue if one.never_form and one.link is None]
    assert without
    for id in without:
        channels = (await structured(place, id)).get("availableChannel", [])
        assert not [channel for channel in channels if "serviceUrl" in channel]
