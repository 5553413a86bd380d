"""What browsers send: queries and form bodies, read strictly; where they send it from; where they may go."""

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from bot.console.shared import ConsoleSettings
from bot.http.problem import Problem

FIELDS_MOST: Final = 200  # a case may name every service area
# A path of ours: one slash, then nothing that any browser reads as a host or as the end of a header.
_LOCAL: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_PATH_MOST: Final = 2000
PART_SECONDS: Final = 20.0  # without a byte
_CHUNK: Final = 1 << 18
_TEXT_MOST: Final = 1000


async def body(request: web.Request) -> dict[str, str]:
    """The fields of a form; raises Problem 400 or 415."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise Problem(415, "Unsupported media type", "Send the form as this page does.")
    try:
        return _unique(
            parse_qsl(
                (await request.read()).decode("ascii"),
                keep_blank_values=True,
                strict_parsing=True,
                errors="strict",
                max_num_fields=FIELDS_MOST,
            )
        )
    except ValueError:
        raise Problem(400, "Bad request", "The form could not be read.") from None


async def parts(request: web.Request) -> MultipartReader:
    """A form with a file, part by part as it comes; raises Problem 400 or 415."""
    if request.content_type != "multipart/form-data":
        raise Problem(415, "Unsupported media type", "Send the form as this page does.")
    try:
        return await request.multipart()
    except ValueError:
        raise _unreadable() from None


async def part(parts: MultipartReader, name: str) -> BodyPartReader:
    """The next part, which must be this one; raises Problem 400 or 408."""
    try:
        async with asyncio.timeout(PART_SECONDS):
            found = await parts.next()
    except TimeoutError:
        raise Problem(408, "Request timeout", "The file did not arrive in time.") from None
    except ValueError:
        raise _unreadable() from None
    if not isinstance(found, BodyPartReader) or found.name != name:
        raise _unreadable()
    return found


async def text_part(given: MultipartReader, name: str) -> str:
    """A short text; raises Problem 400."""
    content = b"".join([chunk async for chunk in chunks(await part(given, name), _TEXT_MOST)])
    try:
        text = content.decode("utf-8")
    except ValueError:
        raise _unreadable() from None
    if "\0" in text:
        raise _unreadable()
    return text


async def chunks(part: BodyPartReader, most: int) -> AsyncIterator[bytes]:
    """What a part holds as it comes; raises Problem 413 beyond `most` bytes, and 408."""
    size = 0
    try:
        while True:
            async with asyncio.timeout(PART_SECONDS):
                chunk = await part.read_chunk(_CHUNK)
            if not chunk:
                return
            size += len(chunk)
            if size > most:
                raise too_large(most)
            yield chunk
    except TimeoutError:
        raise Problem(408, "Request timeout", "The file did not arrive in time.") from None
    except ValueError:
        raise _unreadable() from None


def too_large(most: int) -> Problem:
    sentence = (
        f"The file is larger than {most // 1_000_000} MB. Export fewer months at a time, or let an "
        "administrator import it with genvej import contacts."
    )
    return Problem(413, "Content too large", sentence)


def _unreadable() -> Problem:
    return Problem(400, "Bad request", "The form could not be read.")


def query(request: web.Request, known: Collection[str]) -> dict[str, str]:
    """The query's fields; raises Problem 400 for one that is repeated or that this page does not have."""
    try:
        given = _unique(list(request.query.items()))
    except ValueError:
        raise Problem(400, "Bad request", "The address could not be read.") from None
    if set(given) - set(known):
        raise Problem(400, "Bad request", f"This page knows only: {', '.join(known) or 'no parameters'}.")
    return given


def one(form: Mapping[str, str], name: str, most: int = 200) -> str:
    """A field that must be there; raises Problem 400."""
    value = form.get(name)
    if value is None or len(value) > most:
        raise Problem(400, "Bad request", f"The field {name} is missing or too long.")
    return value


def local(path: str) -> str:
    """`path` when it is a place in this console, else the start page."""
    return path if len(path) <= _PATH_MOST and _LOCAL.fullmatch(path) else "/"


def from_here(request: web.Request, settings: ConsoleSettings) -> bool:
    """Whether one of our own pages sent this; browsers tell by Origin, and by Sec-Fetch-Site besides."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    scheme = "https" if settings.secure_cookies else "http"
    return site == "same-origin" and origin == (settings.origin or f"{scheme}://{request.host}")


def _unique(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Raises ValueError for a repeated field, and for text that a database cannot keep."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a field is repeated")
    if any("\0" in text or not _encodes(text) for pair in pairs for text in pair):
        raise ValueError("not text")
    return fields


def _encodes(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)
