"""Only known hosts over HTTPS, in the one form that was checked; parsers and browsers differ on the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.catalogue.links import LinkError, allowed, canonical

HOSTS = {"www.borger.dk", "borger.dk", "xn--bygogmilj-t8a.dk"}


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        pytest.param("https://www.borger.dk/a?b=c#d", "https://www.borger.dk/a?b=c#d", id="as_it_is"),
        pytest.param("https://www.borger.dk", "https://www.borger.dk/", id="no_path"),
        pytest.param("https://www.borger.dk?x=1", "https://www.borger.dk/?x=1", id="query_without_path"),
        pytest.param("https://www.borger.dk:443/a", "https://www.borger.dk/a", id="the_usual_port"),
        pytest.param("https://WWW.Borger.DK/A", "https://www.borger.dk/A", id="capitals_in_the_host"),
        pytest.param(
            "https://borger.dk/digitalhjælp", "https://borger.dk/digitalhj%C3%A6lp", id="danish_path"
        ),
        pytest.param("https://borger.dk/a/../b", "https://borger.dk/b", id="dots_in_the_path"),
        pytest.param("https://bygogmiljø.dk/", "https://xn--bygogmilj-t8a.dk/", id="danish_host"),
        pytest.param(
            "https://www.borger.dk/Handlingsside?selfserviceId=75509c74-cefd",
            "https://www.borger.dk/Handlingsside?selfserviceId=75509c74-cefd",
            id="self_service_address",
        ),
    ],
)
def test_an_address_on_a_known_host_is_rebuilt_from_its_parts(url: str, sent: str) -> None:
    assert canonical(url, HOSTS) == sent
    assert canonical(sent, HOSTS) == sent
    assert allowed(url, HOSTS)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param(r"https://evil.com\@www.borger.dk/", "sign that addresses do not have", id="backslash"),
        pytest.param("https:evil.com", "begin with https://", id="no_slashes"),
        pytest.param("https:/www.borger.dk/", "begin with https://", id="one_slash"),
        pytest.param("https:///evil.com", "no host", id="three_slashes"),
        pytest.param("https:///www.borger.dk/", "no host", id="three_slashes_known_host"),
        pytest.param("https://www。borger。dk/", "signs that host names", id="wide_full_stops"),
        pytest.param("https://ｗｗｗ.borger.dk/", "signs that host names", id="wide_letters"),
        pytest.param("https://www.bоrger.dk/", "not on the list", id="cyrillic_o"),
        pytest.param("https://WWW.BORGER.DK./", "not on the list", id="trailing_dot"),
        pytest.param("java\tscript:alert(1)", "control character", id="tab_in_javascript"),
        pytest.param("javascript:alert(1)", "begin with https://", id="javascript"),
        pytest.param("http://www.borger.dk/", "begin with https://", id="plain_http"),
        pytest.param("//www.borger.dk/", "begin with https://", id="no_scheme"),
        pytest.param("/services", "begin with https://", id="relative"),
        pytest.param("https://www.borger.dk:8443/", "port 8443", id="another_port"),
        pytest.param("https://www.borger.dk:0/", "port 0", id="port_nought"),
        pytest.param("https://www.borger.dk:99999/", "not an address", id="no_such_port"),
        pytest.param("https://user@www.borger.dk/", "user name", id="user"),
        pytest.param("https://user:secret@www.borger.dk/", "user name", id="user_and_password"),
        pytest.param("https://@www.borger.dk/", "user name", id="empty_user"),
        pytest.param("https://www.borger.dk@evil.com/", "user name", id="host_as_user"),
        pytest.param("https://www.borger.dk.evil.com/", "not on the list", id="known_host_as_prefix"),
        pytest.param("https://evilborger.dk/", "not on the list", id="known_host_as_suffix"),
        pytest.param("https://sub.borger.dk/", "not on the list", id="unlisted_subdomain"),
        pytest.param("https://www.borger.dk%2eevil.com/", "signs that host names", id="encoded_dot"),
        pytest.param("https://[::1]/", "not on the list", id="ipv6"),
        pytest.param("https://127.0.0.1/", "not on the list", id="ipv4"),
        pytest.param("https://www.borger.dk/%0d%0aSet-Cookie:a=b", "encoded control", id="encoded_line_end"),
        pytest.param("https://www.borger.dk/\r\nSet-Cookie:a=b", "control character", id="line_end"),
        pytest.param("https://www.borger.dk/\u202egpj", "control character", id="bidi_override"),
        pytest.param("https://www.borger.dk/a b", "blank", id="blank"),
        pytest.param('https://www.borger.dk/"><script>', "sign that addresses", id="markup"),
        pytest.param("https://www.borger.dk/" + "a" * 2000, "longer than", id="too_long"),
        pytest.param("", "begin with https://", id="empty"),
    ],
)
def test_anything_else_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(LinkError, match=why):
        canonical(url, HOSTS)
    assert not allowed(url, HOSTS)


@given(
    st.text(max_size=40), st.sampled_from(["https://", "https://www.borger.dk", "https://www.borger.dk/", ""])
)
def test_whatever_passes_leads_to_a_listed_host(tail: str, head: str) -> None:
    try:
        sent = canonical(head + tail, HOSTS)
    except LinkError:
        return
    parsed = URL(sent)
    assert (parsed.scheme, parsed.explicit_port, parsed.user) == ("https", None, None)
    assert parsed.raw_host in HOSTS
    assert sent.isascii()
    assert canonical(sent, HOSTS) == sent
