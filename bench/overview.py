"""How long the figures of a report take with few facts and with many."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final

from bench.filled import FIRST, fill
from bot.catalogue import Catalogue, load
from bot.deflection.periods import Period
from bot.ledger import Ledger
from bot.ledger.reading import reading
from bot.report.compose import sections, terms
from bot.report.gather import gather

Fresh = Callable[[], str]  # the address of a new database

ROOT: Final = Path(__file__).resolve().parents[1]
FEW: Final = 100_000
MANY: Final = 10_000_000
CONTACTS_TO_A_DEFLECTION: Final = 10
REPEATS: Final = 9
YEAR: Final = Period(date.fromisoformat(FIRST), date(2026, 1, 1))
ODD: Final = Period(date(2025, 1, 15), date(2025, 12, 16))


HEAD: Final = (
    "| figures of | contacts | deflections | median | least–most | of the few | target |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)


def rows(name: str, fresh: Fresh, folder: Path, many: int = MANY) -> list[str]:
    """A year and a period of odd days, on a database with few facts and on one with many."""
    catalogue = load(ROOT / "municipality")
    urls = {count: fresh() for count in (FEW, many)}
    for count, url in urls.items():
        began = time.monotonic()
        asyncio.run(_filled(url, folder / f"{name}-{count}", list(catalogue.services), count))
        print(f"bench: {name}, {count:,} contacts in {time.monotonic() - began:.0f} s", file=sys.stderr)
    periods = (("a year", YEAR), ("odd days", ODD))
    return [line for said, period in periods for line in _rows(f"{said}, {name}", urls, period, catalogue)]


def _rows(said: str, urls: Mapping[int, str], period: Period, catalogue: Catalogue) -> Iterator[str]:
    few: float | None = None
    for count, url in urls.items():
        took = sorted(_seconds(url, period, catalogue) for _ in range(REPEATS))
        middle = median(took)
        few = few or middle
        measured = f"{middle * 1000:.0f} ms | {took[0] * 1000:.0f}–{took[-1] * 1000:.0f} ms"
        target = "≤ 1.5" if count != FEW else ""
        counts = f"{count:,} | {count // CONTACTS_TO_A_DEFLECTION:,}"
        yield f"| {said} | {counts} | {measured} | {middle / few:.2f} | {target} |"


async def _filled(url: str, folder: Path, services: list[str], count: int) -> None:
    ledger = await Ledger.open(url, folder=folder)
    try:
        await ledger.write(
            lambda tx: fill(tx, services, contacts=count, deflections=count // CONTACTS_TO_A_DEFLECTION)
        )
    finally:
        await ledger.close()


def _seconds(url: str, period: Period, catalogue: Catalogue) -> float:
    """Everything that `genvej report` reckons, from opening the database to the last figure."""
    said = terms(catalogue)
    begin = time.perf_counter()
    with reading(url) as connection:
        material = gather(connection, period, said.prices)
    figures = sum(len(section.figures) for section in sections(material, said, period, None))
    assert figures
    assert not material.broken
    return time.perf_counter() - begin
