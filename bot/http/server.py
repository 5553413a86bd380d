"""Headers on every response, bland errors, bounded bodies, and a listening socket with a clear error."""

import asyncio
import errno
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from bot.http.problem import Problem

log = logging.getLogger(__name__)

BODY_BYTES = 64 * 1024
BODY_SECONDS = 5.0
KEEPALIVE_SECONDS = 15.0
LINGERING_SECONDS = 1.0
SHUTDOWN_SECONDS = 20.0

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000",
}
_STRICTEST = "default-src 'none'; frame-ancestors 'none'"
_NO_ROUTE: Mapping[str, int] = {}
_STREAMED: web.AppKey[Collection[str]] = web.AppKey("streamed")
_LARGER: web.AppKey[Mapping[str, int]] = web.AppKey("larger")
Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


class AddressInUse(Exception):
    """The port is taken; the message is one sentence with the remedy."""


def secure(
    app: web.Application, csp: str, *, larger: Mapping[str, int] = _NO_ROUTE, streamed: Collection[str] = ()
) -> None:
    """Put our headers on every response of `app`, errors included, and turn errors into problems.

    `larger`: by the path of their route, how many bytes the bodies have that may be larger than others;
    `streamed`: the routes that read, bound and time their bodies themselves, as they come.
    """
    app[_LARGER], app[_STREAMED] = larger, streamed

    async def headers(_: web.Request, response: web.StreamResponse) -> None:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", csp)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.popall("Server", None)

    app.on_response_prepare.append(headers)
    app.middlewares.append(_errors)
    app.middlewares.append(_body)


@web.middleware
async def _errors(request: web.Request, handler: Next) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _plain_problem(error)
    except (ConnectionError, asyncio.CancelledError):
        raise
    except Exception:
        # The same sentence for every unexpected error; the id joins what a citizen sees to one log line.
        incident = secrets.token_hex(8)
        log.exception("unexpected error, incident %s", incident)
        return Problem(
            500, "Internal error", "Something went wrong here. It is not your fault.", incident=incident
        ).response()


def _plain_problem(error: web.HTTPException) -> web.Response:
    sentences = {
        404: "There is nothing at this address.",
        405: "This address does not take that method.",
    }
    problem = Problem(error.status, error.reason, sentences.get(error.status, "The request was refused."))
    if "Allow" in error.headers:
        problem.headers["Allow"] = error.headers["Allow"]
    return problem.response()


@web.middleware
async def _body(request: web.Request, handler: Next) -> web.StreamResponse:
    """Read the whole body before the handler, within a time limit: a body that never comes holds nothing."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Problem(415, "Unsupported media type", "Send the body without Content-Encoding.")
    if request.body_exists and request.method in {"POST", "PUT", "PATCH", "DELETE"}:
        resource = request.match_info.route.resource
        route = resource.canonical if resource else ""
        if route in request.app[_STREAMED]:
            return await handler(request)
        most = request.app[_LARGER].get(route, request.client_max_size)
        request = request.clone(client_max_size=most)
        await _read(request, most)
    return await handler(request)


async def _read(request: web.Request, most: int) -> None:
    too_large = Problem(413, "Content too large", f"The body is larger than {most // 1024} KB.")
    if (request.content_length or 0) > most:
        raise too_large
    try:
        async with asyncio.timeout(BODY_SECONDS):
            await request.read()
    except TimeoutError:
        raise Problem(408, "Request timeout", "The body did not arrive in time.") from None
    except web.HTTPRequestEntityTooLarge:
        raise too_large from None


class _BlandHandler(RequestHandler):
    """The parser's own errors never reach a middleware and echo the request: answer them plainly here."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            raise ConnectionError("the response has been started; it cannot become an error")
        if status >= 500:
            log.error("error outside the application", exc_info=exc)
        title = "Bad request" if status < 500 else "Internal error"
        return _bland(status, title, "The request could not be read.")


def _bland(status: int, title: str, detail: str) -> web.Response:
    """For where no middleware and no signal is at work; the connection ends with it."""
    headers = {**_HEADERS, "Content-Security-Policy": _STRICTEST, "Cache-Control": "no-store", "Server": "-"}
    response = Problem(status, title, detail).response()
    response.headers.update(headers)
    response.force_close()
    return response


def _as_expected(handle: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> Any:
    """`Expect` is looked at before any middleware, and aiohttp's own refusal repeats what was sent."""

    async def handled(request: web.BaseRequest) -> web.StreamResponse:
        if request.headers.get("Expect", "100-continue").lower() != "100-continue":
            return _bland(417, "Expectation failed", "Only 100-continue can be expected.")
        return await handle(request)

    return handled


class _BlandServer(web.Server):
    def __call__(self) -> RequestHandler:
        return _BlandHandler(self, loop=self._loop, **self._kwargs)


class _Runner(web.AppRunner):
    __slots__ = ()

    async def _make_server(self) -> web.Server:
        server = await super()._make_server()
        # aiohttp builds the server itself and has no hook for its request handler.
        server.__class__ = _BlandServer
        server.request_handler = _as_expected(server.request_handler)
        return server


def application() -> web.Application:
    """An empty application with our bound on bodies."""
    return web.Application(client_max_size=BODY_BYTES)


async def serve(
    app: web.Application, host: str, port: int, *, setting: str, shutdown_seconds: float = SHUTDOWN_SECONDS
) -> tuple[web.AppRunner, int]:
    """Serve `app`; port 0 lets the kernel choose. Returns the runner and the port.

    `shutdown_seconds` is how long requests under way may take when the runner is cleaned up.

    Raises AddressInUse with the remedy (`setting` names the environment variable that moves the port).
    """
    runner = _runner(app, shutdown_seconds)
    await runner.setup()
    try:
        listening = _listen(host, port, setting)
    except AddressInUse:
        await runner.cleanup()
        raise
    await web.SockSite(runner, listening).start()
    return runner, listening.getsockname()[1]


async def serve_file(app: web.Application, path: Path) -> web.AppRunner:
    """Serve `app` on a socket in the file system that only our user may open. Raises OSError."""
    runner = _runner(app, SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await web.UnixSite(runner, path).start()
        path.chmod(0o600)
    except BaseException:
        await runner.cleanup()
        raise
    return runner


def _runner(app: web.Application, shutdown_seconds: float) -> web.AppRunner:
    return _Runner(
        app,
        access_log=None,
        keepalive_timeout=KEEPALIVE_SECONDS,
        lingering_time=LINGERING_SECONDS,
        shutdown_timeout=shutdown_seconds,
    )


def _listen(host: str, port: int, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise AddressInUse(
                f"Port {port} on {host} is in use. Stop the program that has it, "
                f"or choose another port: {setting}=<number>."
            ) from None
        raise AddressInUse(f"Cannot listen on {host}:{port}: {error.strerror}. See {setting}.") from None
    listening.listen(1024)
    listening.setblocking(False)
    return listening
