"""Which other sites may carry a chat of ours: fixed lists of origins, and never with cookies."""

from collections.abc import Awaitable, Callable, Collection

from aiohttp import web

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}


def allow(app: web.Application, below: tuple[str, ...], origins: Collection[str]) -> None:
    """Addresses that begin with one of `below`, for `origins` as `https://www.example.dk`; without any only
    our own pages may ask there."""

    async def headers(request: web.Request, response: web.StreamResponse) -> None:
        if not request.path.startswith(below):
            return
        response.headers["Vary"] = "Origin, Accept-Encoding"
        if request.headers.get("Origin") in origins:
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"

    @web.middleware
    async def preflight(request: web.Request, handler: Next) -> web.StreamResponse:
        asked = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if asked and request.path.startswith(below) and request.headers.get("Origin") in origins:
            return web.Response(status=204, headers=_PREFLIGHT)
        return await handler(request)

    app.on_response_prepare.append(headers)
    app.middlewares.append(preflight)
