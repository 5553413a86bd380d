"""A million contacts of a telephone system into an empty SQLite ledger, through the command itself.

A million rows of CSV, in no order, of a year, one in a thousand bad, six in ten with a citizen.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

ROWS: Final = 1_000_000
ROOT: Final = Path(__file__).resolve().parents[1]
BEGIN: Final = datetime(2025, 10, 1, tzinfo=UTC)
YEAR_SECONDS: Final = 365 * 86_400
SERVICES: Final = sorted(path.stem for path in (ROOT / "municipality" / "services").glob("*.yml"))
CHANNELS: Final = ("telephone", "telephone", "telephone", "email", "letter", "face_to_face")
KINDS: Final = ("new_case", "case_information", "advice", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """`megabytes` is the memory of the larger of its two processes; `status` that of the command."""

    rows: int
    seconds: float
    megabytes: float
    file_megabytes: float
    ledger_megabytes: float
    status: int


def main() -> int:
    done = measured(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    print(
        f"{done.rows:,} rows, {done.file_megabytes:.0f} MB of CSV, {done.ledger_megabytes:.0f} MB of ledger"
    )
    print(f"{done.seconds:.1f} s, {done.rows / done.seconds:,.0f} rows/s")
    print(f"at most {done.megabytes:.0f} MB of memory in each of two processes")
    return 0 if done.status == 1 else 1  # the bad rows were told


def measured(rows: int) -> Imported:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.csv"
        write(file, rows)
        began = time.monotonic()
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "bot", "import", "contacts", str(file), "--source", "telephone"],
            cwd=ROOT,
            env={**os.environ, "GENVEJ_VAR": str(Path(folder) / "var")},
            stdout=sys.stderr,
            check=False,
        )
        seconds = time.monotonic() - began
        ledger = sum(path.stat().st_size for path in Path(folder, "var").glob("genvej.sqlite*"))
        size = file.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Imported(
        rows=rows,
        seconds=seconds,
        megabytes=peak,
        file_megabytes=size / 1e6,
        ledger_megabytes=ledger / 1e6,
        status=done.returncode,
    )


def write(file: Path, rows: int) -> None:
    chance = random.Random(2013)  # noqa: S311 - the same file each time
    with file.open("w", encoding="utf-8") as out:
        out.write("contact_id,at,channel,service,kind,handling_minutes,citizen,group,language\n")
        for number in range(rows):
            out.write(_row(number, chance))


def _row(number: int, chance: random.Random) -> str:
    at = BEGIN + timedelta(seconds=chance.randrange(YEAR_SECONDS))
    citizen = f"{chance.randrange(20_000_000, 99_999_999)}" if chance.random() < 0.6 else ""
    channel = "fax" if number % 1000 == 999 else chance.choice(CHANNELS)
    values = [f"O-{number:08}", at.isoformat(), channel, chance.choice(SERVICES), chance.choice(KINDS)]
    return ",".join([*values, f"{chance.randrange(1, 300) / 10}", citizen, "", "da"]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
