"""Forms from elsewhere change nothing."""

import pytest
from aiohttp import FormData, web

from bot.console.forms import FIELDS_MOST
from bot.ledger import Ledger, operators
from tests.console.conftest import PASSWORD, Browser, Clock, operator

POSTS = [
    *("/sign-out", "/operators", "/account/password", "/account/sessions"),
    *(f"/operators/{'a' * 32}/{what}" for what in ("role", "password", "disable")),
]


async def send(
    browser: Browser, path: str, fields: dict[str, str], origin: str | None, **headers: str
) -> tuple[int, str]:
    sent = {**({"Origin": origin} if origin else {}), **headers}
    answer = await browser.client.post(path, data=fields, headers=sent, allow_redirects=False)
    return answer.status, await answer.text()


@pytest.mark.parametrize("path", POSTS)
async def test_no_form_is_taken_without_its_token(path: str, admin: Browser) -> None:
    for token in ({}, {"form_token": ""}, {"form_token": "x" * 43}, {"form_token": admin.cookie("genvej")}):
        status, page = await send(admin, path, token, admin.origin)
        assert status == 403
        assert "earlier session" in page
    assert (await admin.get("/")).status == 200


@pytest.mark.parametrize("path", [*POSTS, "/sign-in"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", None, "http://localhost:1"])
async def test_no_form_is_taken_from_another_origin(path: str, origin: str | None, admin: Browser) -> None:
    fields = {"form_token": await admin.form_token()} if path != "/sign-in" else {}
    status, page = await send(admin, path, fields, origin)
    assert status == 403
    assert "not sent from one of our own pages" in page
    assert (await admin.get("/")).status == 200


async def test_a_browser_that_names_another_site_is_refused(admin: Browser) -> None:
    fields = {"form_token": await admin.form_token()}
    status, _ = await send(admin, "/sign-out", fields, admin.origin, **{"Sec-Fetch-Site": "cross-site"})
    assert status == 403


async def test_a_token_of_another_session_is_worth_nothing(
    admin: Browser, ledger: Ledger, clock: Clock
) -> None:
    old = await admin.form_token()
    await admin.sign_in("Ada")
    assert (await send(admin, "/sign-out", {"form_token": old}, admin.origin))[0] == 403


@pytest.mark.parametrize("path", POSTS)
async def test_looking_never_changes(path: str, admin: Browser) -> None:
    assert (await admin.get(path)).status in (200, 404, 405)


async def test_only_plain_forms_are_read(admin: Browser, ledger: Ledger) -> None:
    files = FormData({"form_token": await admin.form_token()}, default_to_multipart=True)
    for body, kind, status in (
        (files, None, 415),
        ('{"form_token": "x"}', "application/json", 415),
        ("a=1&a=2", "application/x-www-form-urlencoded", 400),
        ("form_token=%ff", "application/x-www-form-urlencoded", 400),
        ("form_token=%00", "application/x-www-form-urlencoded", 400),
        ("nothing", "application/x-www-form-urlencoded", 400),
        ("&".join(f"f{n}=1" for n in range(FIELDS_MOST + 1)), "application/x-www-form-urlencoded", 400),
    ):
        headers = {"Origin": admin.origin, **({"Content-Type": kind} if kind else {})}
        answer = await admin.client.post("/operators", data=body, headers=headers)
        assert answer.status == status, body
    assert len(await ledger.read(operators.all)) == 1


@pytest.mark.parametrize(
    "fields", [{}, {"name": "Ada"}, {"password": PASSWORD}, {"name": "a" * 300, "password": "x"}]
)
async def test_a_sign_in_without_its_fields_is_a_bad_request(
    fields: dict[str, str], browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    assert (await send(browser, "/sign-in", fields, browser.origin))[0] == web.HTTPBadRequest.status_code
