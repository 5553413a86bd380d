"""Measure the ledger and write docs/ledger.md: `python -m bench.ledger [PART…]`, or `make bench-ledger`.

Each part keeps its figures, so that they can be measured one at a time and one again; the page has all.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from bench import contacts, ledger_append, ledger_verify, overview
from bench.ledger_append import Measured
from bench.ledger_verify import Verified
from tests.ledger.conftest import migrated
from tests.services import postgres

RUNS: Final = 3
APPENDS: Final = 15  # short, and each waits for a disk that others use too
ROOT: Final = Path(__file__).resolve().parents[1]
TEXT: Final = Path(__file__).with_suffix(".md")
PAGE: Final = ROOT / "docs" / "ledger.md"
KEPT: Final = ROOT / "var" / "bench" / "ledger"

Fresh = Callable[[], str]  # the address of a new migrated database
Part = Callable[[str, Fresh, Path], list[str]]  # the rows that it adds to its table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all where none is named")
    for part in parser.parse_args().parts or PARTS:
        _measure(part)
    PAGE.write_text(_page(), encoding="utf-8")
    return 0


def _measure(part: str) -> None:
    """On its database; raises KeyError for a part that there is not."""
    measure, name = PARTS[part]
    print(f"bench: {part}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        if name == "SQLite":
            rows = measure(name, _sqlite(Path(folder)), Path(folder))
        else:
            with postgres.running() as server:
                rows = measure(name, _postgresql(server), Path(folder))
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / part).write_text("\n".join(rows), encoding="utf-8")


def _page() -> str:
    tables = []
    for topic, head in HEADS.items():
        rows = [KEPT / part for part in PARTS if part.partition("-")[0] == topic]
        tables.append("\n".join([*head, *(row.read_text(encoding="utf-8") for row in rows if row.exists())]))
    told = (
        f"By `make bench-ledger`: appending {APPENDS} runs a line, verifying {RUNS}, a report "
        f"{overview.REPEATS}; the middle one, and from the least to the most."
    )
    text = TEXT.read_text(encoding="utf-8").rstrip("\n")
    return "\n\n".join([text, "## Measured", told, *tables]) + "\n"


def _append(name: str, fresh: Fresh, folder: Path) -> list[str]:
    return [
        _append_row(name, [ledger_append.measured(way, fresh, folder) for _ in range(APPENDS)])
        for way in ledger_append.WAYS
    ]


def _append_row(name: str, runs: Sequence[Measured]) -> str:
    ratios = [run.ours / run.bare for run in runs]
    ours, bare = (_middle([getattr(run, side) for run in runs]) for side in ("ours", "bare"))
    return f"| {name}, {runs[0].way.name} | {ours} | {bare} | {_spread(ratios)} | ≥ 0.50 |"


def _verify(name: str, fresh: Fresh, folder: Path) -> list[str]:
    url = fresh()
    ledger_verify.fill(url, folder)
    runs = [ledger_verify.measured(url) for _ in range(RUNS)]
    return [_verify_row(name, runs)]


def _verify_row(name: str, runs: Sequence[Verified]) -> str:
    rates = [run.rate for run in runs]
    rate = f"{_middle(rates)} ({min(rates):,.0f}–{max(rates):,.0f})"
    share = _spread([run.rate / run.read for run in runs])
    return f"| {name} | {runs[0].events:,} | {rate} | {share} | ≥ 100,000 |"


def _import(name: str, _fresh: Fresh, _folder: Path) -> list[str]:
    done = contacts.measured(contacts.ROWS)
    rate = f"{done.rows / done.seconds:,.0f}"
    return [f"| {name} | {done.rows:,} | {done.seconds:.0f} s | {rate} | {done.megabytes:.0f} MB | < 60 s |"]


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


PARTS: Final[dict[str, tuple[Part, str]]] = {
    "append-sqlite": (_append, "SQLite"),
    "append-postgresql": (_append, "PostgreSQL"),
    "verify-sqlite": (_verify, "SQLite"),
    "verify-postgresql": (_verify, "PostgreSQL"),
    "import-sqlite": (_import, "SQLite"),
    "report-sqlite": (overview.rows, "SQLite"),
    "report-postgresql": (overview.rows, "PostgreSQL"),
}
HEADS: Final = {
    "append": (
        "| appending | booked/s | bare INSERTs/s | ratio | target |",
        "| --- | --- | --- | --- | --- |",
    ),
    "verify": (
        "| verifying | events | events/s | of a bare reading | target |",
        "| --- | --- | --- | --- | --- |",
    ),
    "import": (
        "| importing contacts | rows | took | rows/s | memory of each of two processes | target |",
        "| --- | --- | --- | --- | --- | --- |",
    ),
    "report": overview.HEAD,
}

if __name__ == "__main__":
    sys.exit(main())
