"""docs/performance.md: the table, what it compares, where the time goes, and the machine."""

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.engine_load import AT_ONCE, TEXTS, Figures
from bench.engine_table import number, row, table, yes

TRAINING_SECONDS = 60

INTRODUCTION = f"""# How fast it is, beside stock Rasa

Made by `make bench-engine`, which starts both on this machine, one after the other, and lets the same
citizens speak to both. Figures are medians over the runs, with the least and the most; a ratio is taken run
by run.

* **Stock Rasa** is 3.6.21 as `rasa init` sets it up: DIET and TED, `rasa run` with the REST channel and an
  SQLite tracker store, and rasa-sdk's own action server. Its project is that of `rasa init` and one intent
  with one custom action more (`bench/stock`): some 70 examples, no catalogue, nothing masked, no ledger.
* **Genvej** is the whole house through its public door: a message is masked, synced to disk, understood among
  all the services of the catalogue, answered by an action, and booked in the hash-chained ledger, offers and
  links too. Every one of its turns calls an action.
* A conversation is {len(TEXTS)} turns long, and one in three calls a custom action of stock Rasa. Beginning a
  conversation, which only Genvej has to, is part of the {AT_ONCE} at once. Who speaks runs on the same cores.
* An answer that is none, or of another kind than asked for, ends the run: nobody is fast by failing.
* Memory is PSS, under load. *The engine* is the process that understands: `rasa run` on the one side,
  Genvej's engine on the other; all processes are those and the action server, or `web`.
"""


def page(runs: Mapping[str, Any], training: Mapping[str, float], profile: Mapping[str, Any]) -> str:
    stock, ours = ([Figures(**each) for each in runs[name]] for name in ("stock", "genvej"))
    blocks = [
        INTRODUCTION.rstrip(),
        f"## Measures\n\n{len(ours)} runs of both.\n\n" + "\n".join(table(stock, ours)),
        "## Training\n\n" + "\n".join(_training(training)),
        "## Where the time goes\n\n" + _profiles(profile),
        "## The machine\n\n" + "\n".join(machine()),
    ]
    return "\n\n".join(blocks) + "\n"


def _training(seconds: Mapping[str, float]) -> list[str]:
    full = seconds["full"]
    return [
        "| what | seconds | target | met |",
        "|---|---|---|---|",
        row(
            "`genvej train`, full data", number(full), f"≤ {TRAINING_SECONDS}", yes(full <= TRAINING_SECONDS)
        ),
        row("`genvej train` when nothing changed", number(seconds["unchanged"]), "", ""),
    ]


def _profiles(profile: Mapping[str, Mapping[str, Sequence[Sequence[Any]]]]) -> str:
    names = {"stock": "Stock Rasa", "genvej": "Genvej"}
    blocks = [
        f"Samples of py-spy while {AT_ONCE} talk, of threads that hold the interpreter: the share in which a "
        "function or what it called was at work."
    ]
    for product, parts in profile.items():
        for part, found in parts.items():
            rows = [row(f"`{frame}`", f"{share:.0%}") for frame, share in found]
            blocks.append(
                f"### {names[product]}: {part}\n\n" + "\n".join(["| function | share |", "|---|---|", *rows])
            )
    return "\n\n".join(blocks)


def machine() -> list[str]:
    """This one, in words for somebody who compares."""
    processor = _after("/proc/cpuinfo", "model name") or platform.machine()
    memory = int((_after("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) / 2**20
    return [
        f"* {os.cpu_count()} cores of {processor}, {memory:.0f} GB of memory",
        f"* Linux {platform.release()}, Python {platform.python_version()} for `web`, 3.10 for both engines",
    ]


def _after(file: str, key: str) -> str | None:
    """The value of a line `key : value`."""
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return None
