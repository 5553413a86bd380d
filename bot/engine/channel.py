"""The engine's only door: POST /turn and GET /health, for whoever knows the secret of this start."""

from __future__ import annotations

import hmac
import json
import logging
from typing import Any, Awaitable, Callable, Dict

from sanic import Sanic, response
from sanic.exceptions import NotFound, PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.engine.protocol import MAX_BODY, Refused, Turn, read

logger = logging.getLogger(__name__)
SECRET_HEADER = "X-Genvej-Secret"
Answer = Callable[[Turn], Awaitable[Dict[str, Any]]]


def reply(status: int, body: Dict[str, Any]) -> HTTPResponse:
    return response.HTTPResponse(
        json.dumps(body, ensure_ascii=False), status, content_type="application/json"
    )


def refusal(request: Request, error: Exception) -> HTTPResponse:
    """Every error has a sentence, and none has anything of what was sent or of our code."""
    if isinstance(error, Refused):
        return reply(error.status, {"error": error.sentence})
    if isinstance(error, PayloadTooLarge):
        return reply(413, {"error": f"The body is larger than {MAX_BODY} bytes."})
    if isinstance(error, NotFound):
        return reply(404, {"error": "There is nothing at this address."})
    if isinstance(error, SanicException) and error.status_code < 500:
        return reply(error.status_code, {"error": "The request cannot be answered."})
    logger.error("An unexpected error.", exc_info=error)
    return reply(500, {"error": "The engine failed."})


def build(answer: Answer, model: str, secret: str) -> Sanic:
    """`answer` runs a turn, `model` is the digest that /health tells, and each answer."""
    app = Sanic("genvej-engine", configure_logging=False, strict_slashes=True)
    app.config.update(REQUEST_MAX_SIZE=MAX_BODY, REQUEST_TIMEOUT=10, RESPONSE_TIMEOUT=60, ACCESS_LOG=False)
    app.config.update(KEEP_ALIVE_TIMEOUT=75, FALLBACK_ERROR_FORMAT="json")
    app.error_handler.add(Exception, refusal)

    @app.on_request
    async def guard(request: Request) -> None:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode()):
            raise Refused(401, "The secret is missing or wrong.")

    @app.post("/turn")
    async def turn(request: Request) -> HTTPResponse:
        said = await answer(read(request.body))
        return reply(200, {**said, "understanding": {**said["understanding"], "model": model}})

    @app.get("/health")
    async def health(request: Request) -> HTTPResponse:
        return reply(200, {"ready": True, "model": model})

    return app
