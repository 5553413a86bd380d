"""The actions' door, and the engine behind it."""

import logging
import secrets
from typing import TYPE_CHECKING

from bot.clock import now
from bot.failure import CommandError
from bot.gateway import engine_process
from bot.house import internal
from bot.house.house import House, warmed
from bot.model import ModelError
from bot.training import ROOT, ensure_model

if TYPE_CHECKING:
    from actions.server import Actions

log = logging.getLogger(__name__)


async def open_engine(house: House) -> None:
    """The actions' door, and an engine here unless one runs elsewhere."""
    settings = house.settings
    loaded: list[Actions] = []

    def actions() -> "Actions":
        if not loaded:
            from actions.server import Actions

            loaded.append(Actions(house.catalogue, now))
        return loaded[0]

    app = internal.init_app(actions, lambda: (house.engine_secret,))
    port = await house.listen(app, settings.internal_host, settings.internal_port, "GENVEJ_INTERNAL_PORT")
    house.background(warmed(actions))
    if settings.engine_url:
        house.engine_secret = settings.secret_engine
        house.engine.connect(settings.engine_url, settings.secret_engine)
        return
    house.background(_own_engine(house, f"http://127.0.0.1:{port}/actions"))


async def _own_engine(house: House, actions_url: str) -> None:
    settings = house.settings

    async def command() -> engine_process.Command:
        try:
            model = await ensure_model(settings)
        except (CommandError, ModelError) as error:
            raise engine_process.EngineFailed(str(error)) from error
        # Known before the engine asks its first action.
        house.engine_secret = secrets.token_urlsafe(32)
        return engine_process.Command(
            ROOT / settings.engine_python, ROOT, model.archive, actions_url, house.engine_secret
        )

    def ready(running: engine_process.Running) -> None:
        house.engine.connect(running.url, running.secret)
        log.info("the engine is in use")

    await engine_process.keep_running(command, ready, house.engine.disconnect)
