"""What goes wrong, for people: a page with ways on, where programs get the problem itself."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.gateway import pages
from bot.http.guards import Handler
from bot.http.problem import Problem

FOR_PROGRAMS: Final = ("/api/", "/static/", "/widget", "/webhooks/", "/livez")
SPOKEN: Final = frozenset({429, 503})  # their details are in the citizen's language


@dataclass(frozen=True)
class TroublePage:
    """`status` chooses the words; `detail` is None where it is written for programs."""

    status: int
    detail: str | None


@web.middleware
async def as_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        if not _by_a_person(request):
            raise
        detail = problem.detail if problem.status in SPOKEN else None
        return _page(request, problem.status, dict(problem.headers), detail)
    except web.HTTPException as error:
        if error.status < 400 or not _by_a_person(request):
            raise
        return _page(
            request, error.status, {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        )


def _by_a_person(request: web.Request) -> bool:
    return "text/html" in request.headers.get("Accept", "") and not request.path.startswith(FOR_PROGRAMS)


def _page(
    request: web.Request, status: int, headers: dict[str, str], detail: str | None = None
) -> web.Response:
    if status == 404:
        return pages.not_found(request)
    response = pages.render(request, "trouble.html", TroublePage(status, detail), status=status)
    response.headers.update(headers)
    return response
