"""The demo site as a browser without scripts uses it."""

import asyncio
import re
import uuid
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.catalogue import Catalogue, Service
from bot.catalogue.model import FormField
from bot.http import guards
from tests.demo_site.receiver import SECRET, Receiver, Site

FORMS = ("address_change", "health_card_reorder", "passport_renew", "bulky_waste")
SCRIPT = "\"'><script>alert(1)</script>"
EXAMPLES = {"date": "2027-12-24", "email": "prøve@example.dk", "tel": "00000000", "checkbox": "yes"}


class Reader(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.tags if name == tag and wanted.items() <= found.items()]

    def hidden(self) -> dict[str, str]:
        return {field["name"] or "": field["value"] or "" for field in self.all("input", type="hidden")}


def example(field: FormField) -> str:
    return field.options[0].value if field.options else EXAMPLES.get(field.type, "Prøvevej 1")


def filled(service: Service) -> dict[str, str]:
    return {field.name: example(field) for field in service.demo_form}


async def read(site: Site, path: str) -> Reader:
    async with site.get(path) as response:
        assert response.status == 200, path
        return Reader(await response.text())


async def submit(site: Site, service: str, fields: dict[str, str]) -> tuple[int, str, str]:
    """Status, address after the redirect, and page."""
    body = urlencode(fields)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    async with site.post(f"/{service}", data=body, headers=kind) as response:
        return response.status, response.url.path_qs, await response.text()


async def test_the_start_page_lists_every_service_that_has_a_form(site: Site, catalogue: Catalogue) -> None:
    page = await read(site, "/?language=en")
    listed = {link["href"] for link in page.all("a")}
    with_form = {f"/{service.id}?language=en" for service in catalogue if service.demo_form}
    assert with_form <= listed
    assert {f"/{form}?language=en" for form in FORMS} <= with_form


@pytest.mark.parametrize("language", ["da", "en"])
async def test_every_form_has_its_fields_with_labels_and_says_demo(
    site: Site, catalogue: Catalogue, language: Any
) -> None:
    for service in (service for service in catalogue if service.demo_form):
        page = await read(site, f"/{service.id}?language={language}")
        labels = {label["for"] for label in page.all("label")}
        assert labels == {f"field-{field.name}" for field in service.demo_form}
        assert "DEMO" in page.text
        assert service.title.in_(language) in page.text
        assert page.all("html", lang=language)
        assert not page.all("script")


async def test_a_submitted_form_gives_a_receipt_page_and_sends_a_receipt(
    site: Site, catalogue: Catalogue, receiver: Receiver
) -> None:
    for form in FORMS:
        page = await read(site, f"/{form}?ref=k7Qp2m_-xyz&language=en")
        status, path, text = await submit(site, form, filled(catalogue.services[form]) | page.hidden())
        assert status == 200
        assert path.startswith(f"/{form}/receipt/")
        receipt = await receiver.next()
        assert receipt["reference"] in text
        assert "DEMO" in text
        assert uuid.UUID(receipt["reference"]).version == 4
        assert (receipt["form"], receipt["state"], receipt["ref"]) == (form, "completed", "k7Qp2m_-xyz")
        age = datetime.now(UTC) - datetime.fromisoformat(receipt["submitted_at"])
        assert timedelta(0) <= age < timedelta(minutes=1)


async def test_a_receipt_carries_the_secret_and_nothing_of_what_was_typed(
    site: Site, catalogue: Catalogue, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    typed = filled(catalogue.services["address_change"]) | {"full_name": "Prøve Prøvesen"}
    await submit(site, "address_change", typed)
    async with asyncio.timeout(5):
        bearer, receipt = await receiver.arrived.get()
    assert bearer == f"Bearer {SECRET}"
    assert set(receipt) == {"form", "reference", "state", "ref", "submitted_at"}
    assert receipt["ref"] is None
    assert "Prøvesen" not in str(receipt) + caplog.text


async def test_a_second_click_is_the_same_submission(
    site: Site, catalogue: Catalogue, receiver: Receiver
) -> None:
    page = await read(site, "/bulky_waste?ref=abcdef")
    fields = filled(catalogue.services["bulky_waste"]) | page.hidden()
    first, second = await submit(site, "bulky_waste", fields), await submit(site, "bulky_waste", fields)
    assert first[1] == second[1]
    assert (await receiver.next())["reference"] == (await receiver.next())["reference"]


async def test_what_is_wrong_is_listed_first_with_links_to_the_fields_and_what_was_typed_is_kept(
    site: Site, catalogue: Catalogue, receiver: Receiver
) -> None:
    page = await read(site, "/address_change?ref=abcdef&language=da")
    fields = filled(catalogue.services["address_change"]) | page.hidden()
    status, _, text = await submit(
        site, "address_change", fields | {"email": "ikke en adresse", "moving_date": "", "declaration": ""}
    )
    assert status == 422
    again = Reader(text)
    assert [link["href"] for link in again.all("a") if (link["href"] or "").startswith("#field-")] == [
        "#field-email",
        "#field-moving_date",
        "#field-declaration",
    ]
    assert again.all("div", role="alert")
    assert again.all("input", id="field-email", value="ikke en adresse")
    assert again.all("input", id="field-full_name", value="Prøvevej 1")
    wrong = {field["id"] for _, field in again.tags if field.get("aria-invalid") == "true"}
    assert wrong == {"field-email", "field-moving_date", "field-declaration"}
    described = again.all("input", id="field-email")[0]["aria-describedby"] or ""
    assert "error-email" in described.split()
    assert again.hidden() == page.hidden()
    assert receiver.arrived.empty()
    mended = await submit(site, "address_change", fields | again.hidden())
    assert mended[0] == 200


async def test_markup_in_every_field_is_shown_as_text(site: Site, catalogue: Catalogue) -> None:
    service = catalogue.services["address_change"]
    fields = {field.name: SCRIPT for field in service.demo_form} | {"_ref": SCRIPT, "_reference": SCRIPT}
    status, _, text = await submit(site, service.id, fields)
    assert status == 422
    page = Reader(text)
    assert not page.all("script")
    assert page.all("input", id="field-full_name", value=SCRIPT)
    assert "_ref" not in page.hidden()
    assert page.hidden()["_reference"] != SCRIPT


@pytest.mark.parametrize(
    "ref",
    [
        pytest.param("a b", id="blank"),
        pytest.param("<b>", id="markup"),
        pytest.param("x" * 201, id="too_long"),
        pytest.param("æøå", id="letters_that_no_link_carries"),
    ],
)
async def test_a_reference_of_the_link_that_cannot_be_ours_is_dropped(
    site: Site, catalogue: Catalogue, receiver: Receiver, ref: str
) -> None:
    page = await read(site, f"/bulky_waste?{urlencode({'ref': ref})}")
    assert "_ref" not in page.hidden()
    await submit(site, "bulky_waste", filled(catalogue.services["bulky_waste"]) | {"_ref": ref})
    assert (await receiver.next())["ref"] is None


async def test_switching_the_language_keeps_the_links_reference(site: Site) -> None:
    page = await read(site, "/bulky_waste?ref=abcdef&language=da")
    assert page.all("a", hreflang="en")[0]["href"] == "/bulky_waste?ref=abcdef&language=en"


@pytest.mark.parametrize(
    ("accepted", "language"), [("en-GB,en;q=0.9", "en"), ("da", "da"), ("de, en;q=0.5", "en"), ("", "da")]
)
async def test_the_browsers_language_is_used_where_none_is_asked_for(
    site: Site, accepted: str, language: str
) -> None:
    async with site.get("/bulky_waste", headers={"Accept-Language": accepted}) as response:
        assert Reader(await response.text()).all("html", lang=language)


@pytest.mark.parametrize(
    "path", ["/library_loan", "/nothing", "/bulky_waste/receipt/1", "/address_change/receipt/{other}"]
)
async def test_an_address_that_names_no_form_or_receipt_lists_the_forms(site: Site, path: str) -> None:
    other = (await read(site, "/bulky_waste")).hidden()["_reference"]
    async with site.get(path.format(other=other)) as response:
        assert response.status == 404
        assert response.content_type == "text/html"
        assert "/bulky_waste?language=" in await response.text()


async def test_a_receiver_that_is_away_is_tried_again_without_the_citizen_noticing(
    site: Site, catalogue: Catalogue, receiver: Receiver
) -> None:
    receiver.statuses = [503, 429]
    status, _, _ = await submit(site, "bulky_waste", filled(catalogue.services["bulky_waste"]))
    assert status == 200
    receipts = [await receiver.next() for _ in range(3)]
    assert receipts[0] == receipts[1] == receipts[2]


@pytest.mark.parametrize(
    ("path", "kind", "body", "status"),
    [
        pytest.param("/bulky_waste", "application/json", "{}", 415, id="json"),
        pytest.param("/bulky_waste", "multipart/form-data; boundary=x", "--x--", 415, id="file_upload"),
        pytest.param(
            "/bulky_waste", "application/x-www-form-urlencoded", "a=1&" * 200, 400, id="many_fields"
        ),
        pytest.param(
            "/bulky_waste", "application/x-www-form-urlencoded", "a=" + "x" * 70_000, 413, id="too_big"
        ),
        pytest.param(
            "/bulky_waste", "application/x-www-form-urlencoded; charset=no-such", "", 422, id="charset"
        ),
        pytest.param("/nothing", "application/x-www-form-urlencoded", "", 404, id="unknown_form"),
    ],
)
async def test_bad_bodies_are_refused_with_a_type(
    site: Site, path: str, kind: str, body: str, status: int, receiver: Receiver
) -> None:
    async with site.post(path, data=body, headers={"Content-Type": kind}) as response:
        assert response.status == status
        assert response.content_type in ("text/html", "application/problem+json")
    assert receiver.arrived.empty()


async def test_every_page_carries_our_headers_and_every_route_its_guard(site: Site) -> None:
    assert site.app is not None
    assert guards.unguarded(site.app) == []
    for path in ("/", "/bulky_waste", "/nothing", "/static/demo.css"):
        async with site.get(path) as response:
            assert "default-src 'none'" in response.headers["Content-Security-Policy"], path
            assert "script" not in response.headers["Content-Security-Policy"]


async def test_the_style_sheet_is_there_and_asks_for_nothing_elsewhere(site: Site) -> None:
    async with site.get("/static/demo.css") as response:
        assert response.content_type == "text/css"
        assert not re.search(r"url\(|@import", await response.text())


async def test_sentences_with_apostrophes_are_not_escaped_twice(site: Site, catalogue: Catalogue) -> None:
    service = catalogue.services["bulky_waste"]
    async with site.get("/bulky_waste?language=en") as response:
        assert service.summary.en in unescape(await response.text())
