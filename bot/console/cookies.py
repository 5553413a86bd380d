"""The console's two cookies: the session, and the mark of a known device."""

from datetime import datetime

from aiohttp import web

from bot.console import tokens
from bot.console.shared import ConsoleSettings
from bot.console.tokens import Device


def session_token(request: web.Request, settings: ConsoleSettings) -> str | None:
    return request.cookies.get(_name(settings, "genvej"))


def device(request: web.Request, settings: ConsoleSettings, now: datetime) -> Device | None:
    mark = request.cookies.get(_name(settings, "genvej-device"), "")
    return tokens.read_device(mark, key=settings.key, now=now) if mark else None


def give_session(response: web.StreamResponse, settings: ConsoleSettings, token: str) -> None:
    """It ends with the browser; the server ends it earlier."""
    _give(response, settings, "genvej", token, None)


def take_session(response: web.StreamResponse, settings: ConsoleSettings) -> None:
    _give(response, settings, "genvej", "", 0)


def give_device(
    response: web.StreamResponse, settings: ConsoleSettings, known: Device, now: datetime
) -> None:
    mark = tokens.device_mark(known, key=settings.key, until=tokens.device_until(now, settings.device_days))
    _give(response, settings, "genvej-device", mark, settings.device_days * 86_400)


def _give(
    response: web.StreamResponse, settings: ConsoleSettings, name: str, value: str, max_age: int | None
) -> None:
    response.set_cookie(
        _name(settings, name),
        value,
        max_age=max_age,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="Strict",
    )


def _name(settings: ConsoleSettings, name: str) -> str:
    """Browsers take a `__Host-` cookie only from this host and over TLS, which loopback does without."""
    return f"__Host-{name}" if settings.secure_cookies else name
