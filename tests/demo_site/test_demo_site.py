"""The demo site as a browser without scripts uses it."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from bot.catalogue import Catalogue
from bot.demo_site.steps import steps
from bot.http import guards
from tests.demo_site.receiver import Citizen, Receiver, Site
from tests.reader import Reader

FORMS = ("address_change", "health_card_reorder", "passport_renew", "bulky_waste", "daycare_place")
FORMS += ("housing_benefit", "parking_resident_permit", "pothole_report")
SCRIPT = "\"'><script>alert(1)</script>"
At = Callable[[str], Citizen]


async def read(site: Site, path: str, status: int = 200) -> Reader:
    async with site.get(path) as response:
        assert response.status == status, path
        return Reader(await response.text())


async def test_the_list_has_every_service_that_has_a_form(site: Site, catalogue: Catalogue) -> None:
    listed = {link["href"] for link in (await read(site, "/?language=en")).all("a")}
    with_form = {f"/{service.id}?language=en" for service in catalogue if service.demo_form}
    assert {f"/{form}?language=en" for form in FORMS} <= with_form <= listed


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("form", FORMS)
async def test_every_page_of_every_form_says_demo_and_every_field_has_its_label(
    at: At, form: str, language: Any
) -> None:
    citizen = at(form)
    pages = [await citizen.get(f"/{form}?language={language}"), await citizen.begin(language=language)]
    for number, step in enumerate(steps(citizen.service), start=1):
        page = await citizen.get(f"{citizen.draft}/{number}?language={language}")
        assert {label["for"] for label in page.all("label")} == {
            f"field-{field.name}" for field in step.fields
        }
        assert len(page.all("a", **{"class": "step", "aria-current": "step"})) == 1
        pages.append(page)
    for page in pages:
        assert "DEMO" in page.text
        assert page.all("html", lang=language)
        assert not page.all("script")


async def test_what_needs_mitid_leads_past_a_log_in_that_says_demo_and_asks_for_nothing(at: At) -> None:
    citizen = at("passport_renew")
    page = await citizen.get("/passport_renew?language=en&ref=abcdef")
    assert page.all("form", action="/passport_renew/login", method="get")
    page = await citizen.get("/passport_renew/login?language=en&ref=abcdef")
    assert "DEMO log-in" in page.text
    assert {field["type"] for field in page.all("input")} == {"hidden"}
    assert page.all("input", name="_ref", value="abcdef")


async def test_a_step_with_errors_lists_them_with_links_and_keeps_what_was_typed(at: At) -> None:
    citizen = at("address_change")
    await citizen.begin()
    page = await citizen.fill(1, email="not an address")
    assert citizen.status == 422
    assert [link["href"] for link in page.all("a") if (link["href"] or "").startswith("#field")] == [
        "#field-email"
    ]
    summary = page.all("div", role="alert")[0]
    assert (summary["tabindex"], "autofocus" in summary) == ("-1", True)
    assert page.all("input", id="field-email", value="not an address")
    assert page.all("input", id="field-full_name", value="Prøvevej 1")
    assert [field["id"] for _, field in page.tags if field.get("aria-invalid") == "true"] == ["field-email"]
    assert "error-email" in (page.all("input", id="field-email")[0]["aria-describedby"] or "").split()


async def test_going_back_loses_nothing_and_wants_nothing_in_order(at: At) -> None:
    citizen = at("bulky_waste")
    await citizen.begin()
    await citizen.fill(1)
    page = await citizen.fill(2, "back", home="", kind="both")
    assert citizen.path.startswith(f"{citizen.draft}/1?")
    assert page.all("input", id="field-full_name", value="Prøvevej 1")
    page = await citizen.get(f"{citizen.draft}/2")
    assert [found["value"] for found in page.all("option") if "selected" in found] == ["both"]


async def test_a_saved_form_goes_on_with_its_code_at_the_first_step_not_in_order(at: At) -> None:
    citizen = at("bulky_waste")
    await citizen.begin()
    await citizen.fill(1)
    page = await citizen.fill(2, "save", home="")
    code = citizen.draft.split("/")[2]
    assert "/saved" in citizen.path
    assert code in page.text
    other = at("bulky_waste")
    typed = code.upper().replace("-", " ")
    await other.post("/continue", {"code": f" {typed} ", "_language": "en"})
    assert other.path.startswith(f"/bulky_waste/{code}/2?")


@pytest.mark.parametrize("code", ["", "2345-bcdf-ghjk", SCRIPT, "x" * 50_000])
async def test_a_code_that_opens_nothing_is_said_to_be_unknown(at: At, code: str) -> None:
    page = await at("bulky_waste").post("/continue", {"code": code, "_language": "en"})
    assert "we do not know it" in page.text
    assert not page.all("script")


async def test_the_check_page_shows_every_answer_as_a_person_reads_it_with_a_link_to_change_it(
    at: At,
) -> None:
    citizen = at("bulky_waste")
    await citizen.begin()
    page = await citizen.fill_all()
    assert "House or terraced house" in page.text
    fields = [field.name for field in citizen.service.demo_form]
    links = [link["href"] or "" for link in page.all("a") if "#field-" in (link["href"] or "")]
    assert [link.partition("#field-")[2] for link in links] == sorted(fields, key=fields.index)


async def test_the_check_cannot_be_reached_or_sent_before_every_step_is_in_order(
    at: At, receiver: Receiver
) -> None:
    citizen = at("bulky_waste")
    await citizen.begin()
    await citizen.fill(1)
    await citizen.get(f"{citizen.draft}/check")
    assert citizen.path.startswith(f"{citizen.draft}/2?")
    await citizen.send()
    assert citizen.path.startswith(f"{citizen.draft}/2?")
    assert receiver.arrived.empty()


async def test_a_form_is_sent_once_whatever_is_clicked_and_the_way_back_leads_to_its_receipt(
    at: At, receiver: Receiver
) -> None:
    citizen = at("address_change")
    await citizen.begin("k7Qp2m_-xyz")
    await citizen.fill_all()
    first = await citizen.send()
    again = await citizen.send()
    back = await citizen.get(f"{citizen.draft}/2?language=en")
    receipt = (await receiver.next()).body.decode()
    assert receiver.arrived.empty()
    assert "sent already" not in first.text
    assert "sent already" in again.text
    assert "sent already" in back.text
    number = re.search(r'"reference": "([0-9a-f-]{36})"', receipt)
    assert number
    assert number[1] in first.text
    assert number[1] in back.text


async def test_nothing_of_what_was_typed_is_sent_kept_or_logged(
    at: At, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    citizen = at("address_change")
    await citizen.begin()
    await citizen.fill(1, full_name="Prøve Prøvesen")
    for number in range(2, len(steps(citizen.service)) + 1):
        await citizen.fill(number)
    page = await citizen.send()
    assert "Prøvesen" not in page.text + caplog.text + (await receiver.next()).body.decode()


@pytest.mark.parametrize("typed", ["130799-1234", "mit cpr er 1307991234", "4111 1111 1111 1111"])
async def test_personal_numbers_are_refused_with_the_reason(at: At, typed: str) -> None:
    citizen = at("bulky_waste")
    await citizen.begin()
    page = await citizen.fill(1, full_name=typed)
    assert citizen.status == 422
    assert "please leave out CPR numbers" in page.text


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(SCRIPT, id="markup"),
        pytest.param("x" * 50_000, id="50000_characters"),
        pytest.param("Anna \u202egnp.exe", id="right_to_left_override"),
        pytest.param("a\x00b", id="nul"),
    ],
)
@pytest.mark.parametrize("form", ["address_change", "bulky_waste"])
async def test_hostile_text_in_every_field_is_text_or_refused(at: At, form: str, typed: str) -> None:
    citizen = at(form)
    await citizen.begin(SCRIPT)
    for number, step in enumerate(steps(citizen.service), start=1):
        await citizen.fill(number, **{step.fields[0].name: typed})
        assert citizen.status in (200, 422)
        assert not citizen.page.all("script")
        assert all(not name.startswith("on") for _, found in citizen.page.tags for name in found)
        for field in step.fields:
            if len(typed) < 1000:
                await citizen.fill(number, "save", **{field.name: typed})
                shown = await citizen.get(f"{citizen.draft}/{number}")
                assert not shown.all("script")
        await citizen.fill(number)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/library_loan/begin",
        "/bulky_waste/{code}/1",
        "/address_change/{code}/9",
        "/address_change/{code}/0",
    ],
)
async def test_a_draft_of_another_form_and_an_address_of_nothing_list_the_forms(at: At, path: str) -> None:
    citizen = at("address_change")
    await citizen.begin()
    page = await citizen.get(path.format(code=citizen.draft.split("/")[2]))
    assert citizen.status in (404, 405)
    assert citizen.status == 405 or page.all("a", href="/bulky_waste?language=da")


@pytest.mark.parametrize("ref", ["a b", "<b>", "x" * 201, "æøå"])
async def test_a_reference_of_the_link_that_cannot_be_ours_is_dropped(
    at: At, receiver: Receiver, ref: str
) -> None:
    citizen = at("address_change")
    await citizen.begin(ref)
    await citizen.fill_all()
    await citizen.send()
    assert b'"ref": null' in (await receiver.next()).body


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
    ("path", "kind", "body", "status"),
    [
        pytest.param("/bulky_waste/begin", "application/json", "{}", 415, id="json"),
        pytest.param("/bulky_waste/begin", "multipart/form-data; boundary=x", "--x--", 415, id="file_upload"),
        pytest.param("/continue", "application/x-www-form-urlencoded", "a=1&" * 200, 400, id="many_fields"),
        pytest.param(
            "/continue", "application/x-www-form-urlencoded", "a=" + "x" * 70_000, 413, id="too_big"
        ),
        pytest.param("/nothing/begin", "application/x-www-form-urlencoded", "", 404, id="unknown_form"),
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
    for path in ("/", "/continue", "/bulky_waste", "/nothing", "/static/demo.css"):
        async with site.get(path) as response:
            assert "default-src 'none'" in response.headers["Content-Security-Policy"], path
            assert "script" not in response.headers["Content-Security-Policy"]


async def test_our_style_sheet_asks_for_nothing_elsewhere(site: Site) -> None:
    async with site.get("/static/demo.css") as response:
        assert response.content_type == "text/css"
        assert not re.search(r"url\(|@import", await response.text())


async def test_sentences_with_apostrophes_are_not_escaped_twice(site: Site, catalogue: Catalogue) -> None:
    async with site.get("/bulky_waste?language=en") as response:
        assert catalogue.services["bulky_waste"].summary.en in unescape(await response.text())
