"""Which addresses a citizen may be sent to: a known host over HTTPS, in one canonical form."""

import re
import unicodedata
from collections.abc import Container

from yarl import URL

LONGEST = 2000
HOST_SIGNS = frozenset("-.:[]0123456789")
ENCODED_CONTROL = re.compile("%(?:[01][0-9a-f]|7f)", re.IGNORECASE)


class LinkError(ValueError):
    """An address that no citizen is sent to; the message says why."""


def canonical(url: str, hosts: Container[str]) -> str:
    """The address rebuilt from its parsed parts; raises LinkError unless `hosts` holds its host.

    Browsers and parsers differ on back slashes, missing slashes, tabs and wide dots, so whatever is not
    plainly `https://host/…` is refused before it is parsed, and what is sent is what was checked.
    """
    _refuse_oddities(url)
    try:
        parsed = URL(url)
        host = parsed.host or ""
        port = parsed.explicit_port
    except ValueError as error:
        raise LinkError("is not an address") from error
    if parsed.user is not None or parsed.password is not None:
        raise LinkError("holds a user name or password")
    if port not in (None, 443):
        raise LinkError(f"uses port {port}; only 443 is allowed")
    if ascii_host(host) not in hosts:
        raise LinkError(f"host {host} is not on the list in links.yml")
    path = parsed.raw_path if parsed.raw_path.startswith("/") else "/"
    query = f"?{parsed.raw_query_string}" if parsed.raw_query_string else ""
    fragment = f"#{parsed.raw_fragment}" if parsed.raw_fragment else ""
    return f"https://{ascii_host(host)}{path}{query}{fragment}"


def allowed(url: str, hosts: Container[str]) -> bool:
    try:
        canonical(url, hosts)
    except LinkError:
        return False
    return True


def ascii_host(host: str) -> str:
    """The host as it is looked up: IDNA, small letters; a trailing dot stays and so never matches."""
    try:
        return str(URL.build(scheme="https", host=host).raw_host or "").lower()
    except ValueError as error:
        raise LinkError("holds a host that is not a name") from error


def _refuse_oddities(url: str) -> None:
    if len(url) > LONGEST:
        raise LinkError(f"is longer than {LONGEST} characters")
    if any(unicodedata.category(sign)[0] in "CZ" or sign in '\\<>"`' for sign in url):
        raise LinkError("holds a blank, a control character or a sign that addresses do not have")
    if not url.startswith("https://"):
        raise LinkError("must begin with https://")
    authority = url[len("https://") :].split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    if not authority:
        raise LinkError("has no host")
    if "@" in authority:
        raise LinkError("holds a user name or password")
    if not all(sign in HOST_SIGNS or _plain_letter(sign) for sign in authority):
        raise LinkError("holds a host in signs that host names do not have")
    if ENCODED_CONTROL.search(url):
        raise LinkError("holds an encoded control character")


def _plain_letter(sign: str) -> bool:
    """A letter such as ø that means itself; wide and compatibility forms mean another host."""
    return sign.isalpha() and unicodedata.normalize("NFKC", sign) == sign
