"""Holds every table that figures read against what it was made from; a new table adds its check here.

A check reads raw rows and yields where and what is wrong. The table of sums is compared with what the facts
add up to: whatever stands there and belongs to none of them is a difference.
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bot.ledger import raw, recount, recount_contacts, recount_conversations, recount_sums
from bot.ledger.checkpoints import Checkpoint
from bot.ledger.raw import Rows

Difference = tuple[str, str]  # where, and what
Check = Callable[[Rows], Iterator[Difference]]

CHECKS: Final[tuple[Check, ...]] = (
    recount.deflections,
    recount_contacts.batches,
    recount_conversations.conversations,
    recount_sums.sums,
)
ALONE: Final = 50_000  # events; below, starting a process costs more than it saves

_ROOT: Final = Path(__file__).parents[2]
_CHILD: Final = "from bot.ledger.recounting import child; child()"


@contextmanager
def recounting(
    url: str, since: Checkpoint | None, *, lenient: bool
) -> Iterator[Callable[[], list[Difference]]]:
    """What is called for the differences; those of a large ledger are found meanwhile by another process.

    The call raises Unreadable.
    """
    if since is not None or not _large(url):
        yield lambda: differences(url, since, lenient=lenient)
        return
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-c", _CHILD]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, **pipes) as process:  # noqa: S603
        assert process.stdin is not None
        json.dump(
            {"url": url, "lenient": lenient}, process.stdin
        )  # not on the command line: it has a password
        process.stdin.close()
        try:
            yield lambda: _heard(process)
        finally:
            process.kill()


def differences(url: str, since: Checkpoint | None = None, *, lenient: bool) -> list[Difference]:
    """Raises Unreadable."""
    with raw.opened(url, lenient=lenient) as rows:
        if since is not None:
            return list(recount.moved(rows, since.heads))
        return [found for check in CHECKS for found in check(rows)]


def child() -> None:
    """The other process: asked on its input, answers on its output. It is too short to look for garbage."""
    gc.disable()
    try:
        json.dump({"differences": differences(**json.load(sys.stdin))}, sys.stdout)
    except raw.Unreadable as error:
        json.dump({"error": str(error), "undecodable": isinstance(error, raw.Undecodable)}, sys.stdout)


def _heard(process: "subprocess.Popen[str]") -> list[Difference]:
    assert process.stdout is not None
    said = process.stdout.read()
    if not said:
        raise raw.Unreadable("the process that counts again ended without an answer")
    answer = json.loads(said)
    if "error" in answer:
        raise (raw.Undecodable if answer["undecodable"] else raw.Unreadable)(answer["error"])
    return [(where, what) for where, what in answer["differences"]]


def _large(url: str) -> bool:
    """Whether there are so many events that a second process pays."""
    with raw.opened(url) as rows:
        try:
            return next(rows("SELECT 1 FROM event LIMIT 1 OFFSET ?", (ALONE,)), None) is not None
        except raw.Unreadable:
            return False
