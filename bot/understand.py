"""`genvej understand`: messages through the engine and actions of a real turn, without server or ledger."""

import asyncio
import json
import logging
import secrets
import sys
from contextlib import AsyncExitStack
from typing import Any, BinaryIO, TextIO

from bot.catalogue import Catalogue, Language
from bot.catalogue.language import Detector
from bot.catalogue.text import clean
from bot.clock import now
from bot.failure import CommandError
from bot.gateway import engine_process
from bot.gateway.bodies import TEXT_CHARACTERS
from bot.gateway.engine_client import EngineAway, EngineClient
from bot.house import internal
from bot.http import server
from bot.masking import mask
from bot.municipality import catalogue_of
from bot.settings import Settings
from bot.training import ROOT, ensure_model

SECONDS = 30.0
AT_ONCE = 4


async def understand(settings: Settings, messages: BinaryIO, out: TextIO, language: Language | None) -> int:
    """One JSON line for each line of `messages`, in their order; `language` None: told by each text."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s")
    catalogue = catalogue_of(settings)
    detector = Detector(catalogue)
    lines = messages.read().decode("utf-8", "replace").removesuffix("\n").split("\n")
    limit = asyncio.Semaphore(AT_ONCE)
    async with AsyncExitStack() as stack:
        engine = await _engine(settings, catalogue, stack)

        async def one(number: int, line: str) -> dict[str, Any]:
            async with limit:
                return await _understood(engine, number, line, language or _told(detector, line))

        for task in [asyncio.create_task(one(number, line)) for number, line in enumerate(lines)]:
            print(json.dumps(await task, ensure_ascii=False), file=out, flush=True)
    return 0


async def _engine(settings: Settings, catalogue: Catalogue, stack: AsyncExitStack) -> EngineClient:
    """An engine of its own on the current model, with the actions beside it."""
    from actions.server import Actions

    model = await ensure_model(settings)
    secret, actions = secrets.token_urlsafe(32), Actions(catalogue, now)
    app = internal.init_app(lambda: actions, lambda: (secret,))
    runner, port = await server.serve(app, "127.0.0.1", 0, setting="GENVEJ_INTERNAL_PORT")
    stack.push_async_callback(runner.cleanup)
    command = engine_process.Command(
        ROOT / settings.engine_python, ROOT, model.archive, f"http://127.0.0.1:{port}/actions", secret
    )
    try:
        running = await engine_process.start(command)
    except engine_process.EngineFailed as error:
        raise CommandError(str(error)) from None
    stack.push_async_callback(engine_process.stop, running.process)
    engine = EngineClient(SECONDS)
    stack.push_async_callback(engine.close)
    engine.connect(running.url, running.secret)
    return engine


def _told(detector: Detector, line: str) -> Language | None:
    """None: a script that we cannot answer in."""
    found = detector.detect(line, "da")
    return None if found == "other" else found


async def _understood(
    engine: EngineClient, number: int, line: str, language: Language | None
) -> dict[str, Any]:
    masked = mask(clean(line).strip()).text[:TEXT_CHARACTERS]
    told: dict[str, Any] = {"text": line, "masked": masked, "language": language or "other"}
    if not masked or language is None:
        return {**told, "kind": "human", "services": [], "confidence": 0.0, "alternatives": []}
    body = {"conversation": f"understand-{number}", "turn": 1, "text": masked, "choice": None}
    try:
        answer = await engine.turn({**body, "language": language, "state": {}})
    except EngineAway as away:
        raise CommandError(f"message {number + 1} was not understood: {away}") from None
    ranking = answer.understanding["ranking"]
    return {
        **told,
        "kind": answer.kind,
        "services": answer.services,
        "confidence": answer.understanding["confidence"],
        "alternatives": [row for row in ranking if row["service"] not in answer.services],
    }
