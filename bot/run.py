"""`genvej run`: the whole house until somebody stops it."""

import asyncio
import logging
import signal

from bot.house.opening import opened
from bot.settings import Settings

log = logging.getLogger(__name__)
# Whose every line would tell an administrator nothing.
CHATTY = ("alembic", "rasa_sdk")


async def serve(settings: Settings) -> int:
    """Until SIGINT or SIGTERM. Raises CommandError when something must be mended first."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    stopped = _signals()
    async with opened(settings, broken=stopped.set) as house:
        await stopped.wait()
        log.info("stopping")
        return 1 if house.ledger.broken else 0


def _signals() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped
