"""Serves one model on one loopback socket until it is told to stop."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import socket

from bot.engine.parent import die_with_parent, watch_stdin
from bot.engine.settings import Settings


def serve(settings: Settings) -> None:
    die_with_parent()
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from bot.engine.channel import SECRET_HEADER, build
    from bot.engine.remote import ActionServer
    from bot.engine.turn import Conversations

    digest = hashlib.sha256(settings.model.read_bytes()).hexdigest()
    actions = ActionServer(settings.actions_url, headers={SECRET_HEADER: settings.secret})
    conversations = Conversations(settings.model, actions)
    app = build(conversations.answer, digest, settings.secret)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    listener = listen(settings.host, settings.port)
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.start_serving()
    watcher = asyncio.create_task(watch_stdin(stopped.set))
    announce(listener.getsockname()[1], digest)
    await stopped.wait()
    watcher.cancel()
    server.close()
    await server.wait_closed()
    await actions.close()


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    return listener


def announce(port: int, model: str) -> None:
    """The one line on stdout; from then on stdout is stderr, so that no library can add another."""
    os.write(1, (json.dumps({"port": port, "model": model}) + "\n").encode())
    os.dup2(2, 1)
