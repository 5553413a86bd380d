"""Serves one model on one loopback socket until it is told to stop."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.engine.parent import die_with_parent, watch_stdin
from bot.engine.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.engine.remote import ActionServer
    from bot.engine.turn import Conversations

logger = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Raises SettingsError when the address or the model cannot be used."""
    import uvloop

    die_with_parent()
    uvloop.install()
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from bot.engine.channel import SECRET_HEADER, build
    from bot.engine.remote import ActionServer

    listener = listen(settings.host, settings.port)
    digest = hashlib.sha256(settings.model.read_bytes()).hexdigest()
    actions = ActionServer(settings.actions_url, headers={SECRET_HEADER: settings.secret})
    app = build(load(settings.model, actions).answer, digest, settings.secret)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server: Any = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.start_serving()
    watcher = asyncio.create_task(watch_stdin(stopped.set))
    announce(listener.getsockname()[1], digest)
    await stopped.wait()
    watcher.cancel()
    server.close()
    await server.wait_closed()
    await actions.close()


def load(model: Path, actions: "ActionServer") -> "Conversations":
    from bot.engine.turn import Conversations

    try:
        return Conversations(model, actions)
    except Exception as error:
        logger.debug("The model %s.", model, exc_info=True)
        raise SettingsError(
            f"GENVEJ_ENGINE_MODEL: {model} is not a model ({type(error).__name__})."
        ) from error


def listen(host: str, port: int) -> socket.socket:
    """Bound before the model is loaded, so that a busy port is told at once."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SettingsError(f"The engine cannot use {host} port {port}: {error.strerror}.") from error
    return listener


def announce(port: int, model: str) -> None:
    """The one line on stdout; from then on stdout is stderr, so that no library can add another."""
    os.write(1, (json.dumps({"port": port, "model": model}) + "\n").encode())
    os.dup2(2, 1)
