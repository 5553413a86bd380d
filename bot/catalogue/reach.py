"""Whether the addresses in the catalogue still answer: HEAD, and GET where HEAD is refused."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote

from bot.catalogue.model import Finding

TIMEOUT_SECONDS = 10.0
AT_ONCE = 8
AGENT = "genvej-catalogue-check/1 (+checks that links work; no content is kept)"


@dataclass(frozen=True, slots=True)
class Address:
    file: str
    line: int
    field: str
    url: str


Problem = Callable[[str], str | None]


def problem_with(url: str) -> str | None:
    """What is wrong when the address is tried, or None; at most two requests."""
    problem = _try(url, "HEAD")
    # Many servers answer HEAD wrongly, so only a failed GET counts.
    return _try(url, "GET") if problem else None


def _try(url: str, method: str) -> str | None:
    address = quote(url, safe=":/?#[]@!$&'()*+,;=%~")
    request = urllib.request.Request(address, method=method, headers={"User-Agent": AGENT})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return None if answer.status < 400 else f"answers {answer.status}"
    except urllib.error.HTTPError as error:
        error.close()
        return f"answers {error.code}"
    except urllib.error.URLError as error:
        return f"cannot be reached: {error.reason}"
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"cannot be reached: {type(error).__name__}"


def findings(addresses: list[Address], problem: Problem = problem_with) -> list[Finding]:
    """One finding for each place whose address does not answer; each address is tried once."""
    urls = sorted({address.url for address in addresses})
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="reach") as pool:
        problems = dict(zip(urls, pool.map(problem, urls), strict=True))
    return [
        Finding(place.file, place.line, place.field, f"{place.url} {problems[place.url]}")
        for place in addresses
        if problems[place.url]
    ]
