"""Errors as RFC 9457 problem details, and the strict reading of JSON bodies."""

import json
from typing import Any, NoReturn, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

CONTENT_TYPE = "application/problem+json"
Body = TypeVar("Body", bound=BaseModel)


class Problem(Exception):
    """An error that a person can act on; any handler or guard may raise it.

    `detail` is shown to citizens and machines alike: never put text from a request, a path,
    a class name or SQL into it. `extra` become members of the JSON body.
    """

    def __init__(self, status: int, title: str, detail: str, **extra: Any) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status = status
        self.title = title
        self.detail = detail
        self.extra = extra
        self.headers: dict[str, str] = {}

    def response(self) -> web.Response:
        body = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        return web.json_response(
            {**body, **self.extra}, status=self.status, content_type=CONTENT_TYPE, headers=self.headers
        )


def too_many(detail: str, retry_after_seconds: int, **extra: Any) -> Problem:
    """429 with `Retry-After` in seconds."""
    problem = Problem(429, "Too many requests", detail, **extra)
    problem.headers["Retry-After"] = str(retry_after_seconds)
    return problem


async def read_json(request: web.Request, model: type[Body]) -> Body:
    """The body as `model`; raises Problem 400 (not JSON as we take it), 413, 415 or 422 (wrong shape)."""
    if request.content_type != "application/json":
        raise Problem(415, "Unsupported media type", "Send the body as application/json.")
    return validate(model, parse_json(await request.read()))


def parse_json(raw: bytes) -> Any:
    """Strict JSON: UTF-8 without a byte order mark, no duplicate keys, no NaN, no lone surrogates.

    Python's own parser is laxer in each of these; databases and browsers are not, and what two
    readers understand differently is a hole.
    """
    try:
        text = raw.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Problem(400, "Bad request", "The body is not valid JSON.") from error
    return value


def validate(model: type[Body], value: Any) -> Body:
    """`value` as a strict `model`; raises Problem 422 naming the fields that are wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        fields = [
            {"field": _named(item["loc"], item["type"]), "message": item["msg"]}
            for item in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        names = ", ".join(sorted({field["field"] for field in fields}))
        raise Problem(
            422, "Unprocessable content", f"Something is wrong with: {names}.", fields=fields
        ) from None


def _named(place: tuple[int | str, ...], kind: str) -> str:
    """A field that the client invented is its own text: only where it stands is named."""
    known = place[:-1] if kind == "extra_forbidden" else place
    return ".".join(str(part) for part in known) or "body"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("duplicate key")
    return dict(pairs)


def _no_constant(_: str) -> NoReturn:
    raise ValueError("NaN and infinities are not JSON")
