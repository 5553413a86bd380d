"""Ends the engine with the process that started it, so that none is left behind."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import stat
import sys
from typing import Callable

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Asks Linux for SIGTERM when the parent is gone; elsewhere the closed stdin must do."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def watch_stdin(stop: Callable[[], None]) -> None:
    """Calls `stop` when a stdin that is a pipe is closed at its other end; any other stdin is left alone."""
    try:
        if not stat.S_ISFIFO(os.fstat(0).st_mode):
            return
    except OSError:
        return
    reader = asyncio.StreamReader()
    with os.fdopen(os.dup(0), "rb") as pipe:
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        while await reader.read(4096):
            pass
    stop()
