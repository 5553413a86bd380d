"""Measure the ledger and print docs/ledger.md: `python -m bench.ledger`, or `make bench-ledger`."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from bench import ledger_append, ledger_verify, overview
from bench.ledger_append import Measured
from bench.ledger_verify import Verified
from tests.ledger.conftest import migrated
from tests.services import postgres

RUNS: Final = 3
TEXT: Final = Path(__file__).with_suffix(".md")

Fresh = Callable[[], str]  # the address of a new migrated database
NAMES: Final = ("SQLite", "PostgreSQL")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, postgres.running() as server:
        places = dict(zip(NAMES, (_sqlite(Path(folder)), _postgresql(server)), strict=True))
        booked = {name: _appended(name, fresh, Path(folder)) for name, fresh in places.items()}
        verified = {name: _verified(name, fresh, Path(folder)) for name, fresh in places.items()}
        print("bench: filling, and reckoning a report", file=sys.stderr)
        reckoned = overview.table(places, Path(folder))
    tables = (_append_table(booked), _verify_table(verified), reckoned)
    print(TEXT.read_text(encoding="utf-8").rstrip("\n"))
    print("\n## Measured\n")
    print(f"By `make bench-ledger`: each line {RUNS} runs, the middle one, and from the least to the most.\n")
    print("\n\n".join(tables))
    return 0


def _appended(name: str, fresh: Fresh, folder: Path) -> list[list[Measured]]:
    found: list[list[Measured]] = []
    for way in ledger_append.WAYS:
        print(f"bench: {name}, {way.name}", file=sys.stderr)
        found.append([ledger_append.measured(way, fresh, folder) for _ in range(RUNS)])
    return found


def _verified(name: str, fresh: Fresh, folder: Path) -> list[Verified]:
    url = fresh()
    print(f"bench: {name}, filling and verifying", file=sys.stderr)
    ledger_verify.fill(url, folder)
    return [ledger_verify.measured(url) for _ in range(RUNS)]


def _append_table(booked: dict[str, list[list[Measured]]]) -> str:
    lines = ["| appending | booked/s | bare INSERTs/s | ratio | target |", "| --- | --- | --- | --- | --- |"]
    for name, ways in booked.items():
        for runs in ways:
            ratios = [run.ours / run.bare for run in runs]
            ours, bare = (_middle([getattr(run, side) for run in runs]) for side in ("ours", "bare"))
            lines.append(f"| {name}, {runs[0].way.name} | {ours} | {bare} | {_spread(ratios)} | ≥ 0.50 |")
    return "\n".join(lines)


def _verify_table(verified: dict[str, list[Verified]]) -> str:
    lines = [
        "| verifying | events | events/s | of a bare reading | target |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, runs in verified.items():
        rates = [run.rate for run in runs]
        rate = f"{_middle(rates)} ({min(rates):,.0f}–{max(rates):,.0f})"
        share = _spread([run.rate / run.read for run in runs])
        lines.append(f"| {name} | {runs[0].events:,} | {rate} | {share} | ≥ 100,000 |")
    return "\n".join(lines)


def _middle(values: Sequence[float]) -> str:
    return f"{median(values):,.0f}"


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def _sqlite(folder: Path) -> Fresh:
    template = folder / "template.db"
    migrated(f"sqlite:///{template}")

    def fresh(numbers: Iterator[int] = iter(range(10**6))) -> str:  # noqa: B008 - one counter for all
        path = folder / f"{next(numbers)}.db"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    return fresh


def _postgresql(server: postgres.Postgres) -> Fresh:
    template = server.create()
    migrated(template)
    return lambda: server.create(template=template.rpartition("/")[2])


if __name__ == "__main__":
    sys.exit(main())
