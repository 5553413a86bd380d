"""Form posts as browsers and form engines send them; only the fields that are asked for are read."""

from collections.abc import Collection
from urllib.parse import parse_qsl

from aiohttp import web

from bot.http.problem import Problem

FORM_TYPE = "application/x-www-form-urlencoded"
FIELDS_MOST = 1000


async def read_form(request: web.Request, wanted: Collection[str]) -> dict[str, str]:
    """The `wanted` fields that were sent; raises Problem 400 (one of them twice, too many) or 415.

    Always UTF-8, whatever charset is claimed, as browsers do; what is not UTF-8 becomes U+FFFD, since it
    may stand in a field that nobody wants.
    """
    if request.content_type != FORM_TYPE:
        raise Problem(415, "Unsupported media type", f"Send the form as {FORM_TYPE}.")
    text = (await request.read()).decode("utf-8", "replace")
    try:
        sent = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MOST)
    except ValueError:
        raise Problem(400, "Bad request", "The form has too many fields.") from None
    pairs = [(name, value) for name, value in sent if name in wanted]
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Problem(400, "Bad request", "A field was sent twice.")
    return fields
