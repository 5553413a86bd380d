"""What browsers send, read strictly."""

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.console import forms
from bot.console.shared import ConsoleSettings
from bot.http.peers import address
from tests.console.conftest import console_settings


def settings(**more: object) -> ConsoleSettings:
    return console_settings(**more)


@pytest.mark.parametrize(
    "path", ["/", "/log", "/log?state=opened&from=2026-11-01", "/conversations/abc#turn-1", "/a//b"]
)
def test_a_place_in_this_console_is_kept(path: str) -> None:
    assert forms.local(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "log",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/",
            "/\t/evil",
        ),
        *(
            "/a\\b",
            "/a\r\nSet-Cookie: x=1",
            "/ /evil",
            "javascript:alert(1)",
            "/" + "a" * 3000,
            "/æ",
            "/\u2028",
        ),
    ],
)
def test_any_other_place_becomes_the_start_page(path: str) -> None:
    assert forms.local(path) == "/"


OWN = "http://localhost:8081"


@pytest.mark.parametrize(
    ("origin", "site", "ours"),
    [
        pytest.param(OWN, None, True, id="own"),
        pytest.param(OWN, "same-origin", True, id="own_as_browsers_tell_it_now"),
        pytest.param("http://localhost:8080", None, False, id="other_port"),
        pytest.param("https://localhost:8081", None, False, id="other_scheme"),
        pytest.param(OWN + ".evil.example", None, False, id="longer"),
        pytest.param("null", None, False, id="opaque"),
        pytest.param(None, None, False, id="none"),
        pytest.param(OWN, "same-site", False, id="same_site"),
        pytest.param(OWN, "cross-site", False, id="cross_site"),
    ],
)
def test_only_our_own_pages_send_forms(origin: str | None, site: str | None, ours: bool) -> None:
    given = {"Host": "localhost:8081", "Origin": origin, "Sec-Fetch-Site": site}
    headers = {name: value for name, value in given.items() if value is not None}
    request = make_mocked_request("POST", "/sign-in", headers=headers)
    assert forms.from_here(request, settings()) is ours


def test_a_configured_origin_counts_instead_of_the_host_header() -> None:
    headers = {"Host": "10.0.0.7:8081", "Origin": "https://console.example.dk"}
    request = make_mocked_request("POST", "/sign-in", headers=headers)
    assert forms.from_here(request, settings(origin="https://console.example.dk"))
    assert not forms.from_here(request, settings())


def test_a_forwarded_address_is_believed_only_from_a_trusted_proxy() -> None:
    class Transport:
        def get_extra_info(self, name: str, default: object = None) -> object:
            return ("127.0.0.1", 5) if name == "peername" else default

    forged = {"X-Forwarded-For": "203.0.113.9, 2001:db8:1:2:3::4"}
    request = make_mocked_request("POST", "/sign-in", headers=forged, transport=Transport())
    assert address(request, ()) == "127.0.0.1"
    assert address(request, ("127.0.0.1",)) == "2001:db8:1:2::/64"
