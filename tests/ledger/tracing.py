"""Reads what strace saw: was each acknowledgement written after the sync that covers it?"""

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

MISSING = "These tests need strace: install the package strace (apt-get install strace)."
CALLS = "fdatasync,fsync,write,sendto,pwrite64"

_CALL = re.compile(r"^(\d+)\s+(\w+)\((\d+)<([^>]*)>(.*)$")
_RESUMED = re.compile(r"^(\d+)\s+<\.\.\. (\w+) resumed>")


@dataclass
class Call:
    """`begun` and `done` are line numbers; a call that never returned is never done."""

    name: str
    descriptor: int
    path: str
    rest: str
    begun: int
    done: float


def command(trace: Path, *program: str, options: tuple[str, ...] = ()) -> list[str]:
    """Run a Python program under strace; the strings are long enough for a whole page of the database."""
    strace = shutil.which("strace")
    assert strace is not None, MISSING
    traced = [strace, "-f", "-y", "-s", "5000", "-o", str(trace), "-e", f"trace={CALLS}", *options]
    return [*traced, sys.executable, "-m", *program]


def calls(trace: str) -> list[Call]:
    found: list[Call] = []
    unfinished: dict[str, Call] = {}
    for number, line in enumerate(trace.splitlines()):
        if resumed := _RESUMED.match(line):
            if call := unfinished.pop(resumed[1], None):
                call.done = number
        elif match := _CALL.match(line):
            waits = line.endswith("<unfinished ...>")
            done = float("inf") if waits else number
            call = Call(match[2], int(match[3]), match[4], match[5], number, done)
            found.append(call)
            if waits:
                unfinished[match[1]] = call
    return found


def too_early(trace: str, name_of: str = r"ok (name-[\d-]+)") -> tuple[int, list[str]]:
    """How many acknowledgements there were, and those that no sync of their row came before."""
    seen = calls(trace)
    journal = [call for call in seen if call.path.endswith("-wal")]
    syncs = [call for call in journal if call.name in {"fdatasync", "fsync"}]
    written = [call for call in journal if call.name == "pwrite64"]
    acknowledged = [
        (found[1], call.begun)
        for call in seen
        if call.name == "write" and call.descriptor == 1 and (found := re.search(name_of, call.rest))
    ]
    early = []
    for name, said in acknowledged:
        rows = [call.done for call in written if name in call.rest]
        if not rows or not any(min(rows) < sync.begun and sync.done < said for sync in syncs):
            early.append(name)
    return len(acknowledged), early
