"""Draws charts as SVG in a process of its own: whatever happens there, the ledger's writer goes on."""

import asyncio
import json
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Final

MOST_KEPT: Final = 128  # of some 15 kB each
IDLE_SECONDS: Final = 300  # the process holds some 100 MB
SECONDS: Final = 20


class NotDrawn(Exception):
    """The picture could not be made; its sentence and its table stand without it."""


class Drawing:
    """One process, begun with the first chart and ended when nobody looks any more."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._idle: asyncio.TimerHandle | None = None

    async def svg(self, spec: dict[str, Any]) -> str:
        """Raises NotDrawn."""
        key = json.dumps(spec, sort_keys=True)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        try:
            async with asyncio.timeout(SECONDS):
                drawn = await asyncio.get_running_loop().run_in_executor(self._open(), draw, key)
        except (BrokenProcessPool, TimeoutError, ValueError) as error:
            self.close()
            raise NotDrawn(f"the chart was not drawn: {type(error).__name__}") from error
        self._kept[key] = drawn
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return drawn

    def close(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _open(self) -> ProcessPoolExecutor:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.close)
        if self._pool is None:
            # Not forked: the house has threads and open databases.
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_alone)
        return self._pool


def draw(spec: str) -> str:
    """In the process: raises ValueError for what is no specification. Nothing is fetched from anywhere."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _alone() -> None:
    """Ctrl-C is for the house, which ends this process when it closes."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
