"""How long a year's figures take with few facts and with many: `python -m bench.overview`."""

import argparse
import asyncio
import tempfile
import time
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
from tests.services import postgres

ROOT: Final = Path(__file__).resolve().parents[1]
FEW: Final = 100_000
MANY: Final = 10_000_000
CONTACTS_TO_A_DEFLECTION: Final = 10
REPEATS: Final = 9
YEAR: Final = Period(date.fromisoformat(FIRST), date(2026, 1, 1))
ODD: Final = Period(date(2025, 1, 15), date(2025, 12, 16))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=MANY, help="contacts; a tenth as many deflections")
    many = parser.parse_args().many
    catalogue = load(ROOT / "municipality")
    print("| database | period | contacts | median | least–most | ratio |\n|---|---|---|---|---|---|")
    with postgres.running() as server, tempfile.TemporaryDirectory() as folder:
        for name, urls in (
            ("SQLite", [f"sqlite:///{folder}/{count}.sqlite" for count in (FEW, many)]),
            ("PostgreSQL", [server.create(), server.create()]),
        ):
            _compare(name, dict(zip((FEW, many), urls, strict=True)), catalogue, Path(folder))


def _compare(name: str, urls: dict[int, str], catalogue: Catalogue, folder: Path) -> None:
    for count, url in urls.items():
        asyncio.run(_filled(url, folder / f"{name}-{count}", list(catalogue.services), count))
    for said, period in (("a year", YEAR), ("odd days", ODD)):
        medians: list[float] = []
        for count, url in urls.items():
            took = sorted(_seconds(url, period, catalogue) for _ in range(REPEATS))
            medians.append(median(took))
            spread = f"{took[0] * 1000:.0f}–{took[-1] * 1000:.0f} ms"
            measured = f"{medians[-1] * 1000:.0f} ms | {spread} | {medians[-1] / medians[0]:.2f}"
            print(f"| {name} | {said} | {count:,} | {measured} |", flush=True)


async def _filled(url: str, folder: Path, services: list[str], count: int) -> None:
    ledger = await Ledger.open(url, folder=folder)
    try:
        await ledger.write(
            lambda tx: fill(
                tx.connection, services, contacts=count, deflections=count // CONTACTS_TO_A_DEFLECTION
            )
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


if __name__ == "__main__":
    main()
