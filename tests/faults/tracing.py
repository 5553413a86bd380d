"""Reads what strace saw: was each message synced to disk before its answer left?"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg,read,readv,recvfrom,recvmsg"
# asyncio's own loop and uvloop read sockets each in their way.
READS = frozenset({"read", "readv", "recvfrom", "recvmsg"})
MARK = re.compile(r"mark\d{3}x")

_LINE = re.compile(r"(\d+) +(.*)", re.DOTALL)
_CALL = re.compile(r"(\w+)\(\d+<((?:->|[^>])*)>(.*)", re.DOTALL)
_RESUMED = re.compile(r"<\.\.\. (\w+) resumed>(.*)", re.DOTALL)
_UNFINISHED = " <unfinished ...>"


def strace(trace: Path, *program: str) -> tuple[str, ...]:
    """The command that runs `program` and writes what it does; long strings show a whole page of SQLite."""
    options = ("-f", "--seccomp-bpf", "-yy", "-s", "4200", "-e", f"trace={CALLS}", "-e", "signal=none")
    return ("strace", *options, "-o", str(trace), *program)


@dataclass(frozen=True)
class Call:
    """A system call from its begin to its end, as places in the trace."""

    begin: int
    end: int
    name: str
    file: str
    text: str


@dataclass
class Trace:
    """`journal` are writes to the write-ahead log; `syncs` cover what was written before they began."""

    calls: list[Call]
    journal: list[Call] = field(init=False)
    syncs: list[Call] = field(init=False)

    def __post_init__(self) -> None:
        wal = [call for call in self.calls if call.file.endswith("-wal")]
        self.journal = [call for call in wal if call.name in {"pwrite64", "write", "writev"}]
        self.syncs = [
            call for call in wal if call.name in {"fdatasync", "fsync"} and call.text.endswith("= 0")
        ]

    def requests(self) -> list[tuple[str, Call, Call]]:
        """Each marked message with the call that read it and the one that sent its answer off."""
        found = []
        for read in self.calls:
            mark = MARK.search(read.text) if read.name in READS and read.file.startswith("TCP") else None
            if mark is not None:
                found.append((mark[0], read, self._answer(read)))
        return found

    def _answer(self, read: Call) -> Call:
        return next(
            call
            for call in self.calls
            if call.begin > read.end and call.file == read.file and '"HTTP/1.1 ' in call.text
        )

    def synced(self, written: Call, before: Call) -> bool:
        return any(sync.begin > written.end and sync.end < before.begin for sync in self.syncs)


def early(trace: Trace, *, together: Collection[str] = ()) -> list[str]:
    """The answers that left before the sync that covers their message, each as a sentence.

    Where messages came one at a time, the answer's own booking can be told apart too: then nothing at all may
    be unsynced when an answer leaves. `together` are the marks of those that did not.
    """
    findings = []
    for mark, read, answer in trace.requests():
        between = [call for call in trace.journal if read.end < call.begin < answer.begin]
        stored = [call for call in between if mark in call.text]
        if not stored:
            findings.append(f"{mark} was answered and not stored")
        elif not trace.synced(stored[0], answer):
            findings.append(f"{mark} was answered before it was synced")
        elif mark not in together and not trace.synced(between[-1], answer):
            findings.append(f"{mark} was answered before its answer was synced")
    return findings


def parse(lines: Iterable[str]) -> Trace:
    """Joins the two halves of calls during which another thread was seen."""
    calls: list[Call] = []
    begun: dict[str, tuple[int, str]] = {}
    for place, line in enumerate(lines):
        if (split := _LINE.match(line.rstrip("\n"))) is None:
            continue
        thread, rest = split.groups()
        if rest.endswith(_UNFINISHED):
            begun[thread] = (place, rest.removesuffix(_UNFINISHED))
            continue
        begin = place
        if resumed := _RESUMED.match(rest):
            begin, first = begun.pop(thread, (place, ""))
            rest = first + resumed[2]
        if call := _CALL.match(rest):
            calls.append(Call(begin, place, call[1], call[2], call[3]))
    return Trace(calls)
