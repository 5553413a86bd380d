"""What a request to the demo site says: its fields, its language, the code of the link it came by."""

import re
from urllib.parse import parse_qsl

from aiohttp import web

from bot.catalogue import LANGUAGES, Language
from bot.http.problem import Problem

REF = re.compile(r"[A-Za-z0-9_-]{1,200}")
FIELDS_MOST = 100
# Fields of ours beside the catalogue's; a catalogue field's name never begins with an underscore.
LANGUAGE, LINK, ACTION = "_language", "_ref", "_action"


async def fields(request: web.Request) -> dict[str, str]:
    """The form's fields, the first of each name; raises Problem on anything but a web form."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise Problem(415, "Unsupported media type", "Send the form as a browser does.")
    text = (await request.read()).decode("utf-8", errors="replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MOST)
    except ValueError:
        raise Problem(400, "Bad request", "The form has too many fields.") from None
    return dict(reversed(pairs))


def ref(given: str | None) -> str | None:
    """What the link carried, if it looks like a reference of ours; anything else is dropped."""
    return given if given and REF.fullmatch(given) else None


def language(request: web.Request, given: str | None = None) -> Language:
    """What was asked for, else the browser's own language, else Danish."""
    accepted = request.headers.get("Accept-Language", "")[:200].lower().split(",")
    wanted = [given, request.query.get("language"), *(tag.strip()[:2] for tag in accepted)]
    return next((known for tag in wanted for known in LANGUAGES if tag == known), "da")
