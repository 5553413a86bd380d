"""A small town's ledger that has lived, to be tampered with and put back as often as one likes."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from bot.ledger import Ledger, imports, tables
from bot.ledger.checkpoints import checkpoint
from bot.ledger.contacts import Contact
from bot.ledger.imports import NewImport, Part
from bot.ledger.verify import verify
from tests.ledger.helpers import bind, later, offered, whole_way

KEY: Final = b"k" * 32
CHAINS: Final = 5
CITIZENS: Final = 3  # a chain
KEPT: Final = ("event", "deflection", "contact", "contact_import", "rollup")

Run = Callable[..., list[tuple[Any, ...]]]  # a statement with `?`, and its parameters


@dataclass(frozen=True, slots=True)
class Town:
    """`run` is somebody with a shell on the database, who got rid of triggers and constraints."""

    url: str
    run: Run
    checkpoints: Path

    def found(self, checkpoints: Path | None = None) -> list[str]:
        return [str(finding) for finding in verify(self.url, checkpoints, KEY).findings]

    def put_back(self) -> None:
        for table in KEPT:
            self.run(f'DELETE FROM "{table}"')
            self.run(f'INSERT INTO "{table}" SELECT * FROM saved_{table}')


async def live(url: str, folder: Path) -> None:
    """Chains that follow one another, each with citizens, an import, and a checkpoint after each of them."""
    for chain in range(CHAINS):
        ledger = await Ledger.open(url, folder=folder)
        for number in range(CITIZENS):
            await whole_way(ledger, f"{chain}{number}")
            await checkpoint(ledger, folder / "checkpoints", KEY)
        await ledger.write(bind(offered, f"c-{chain}", f"d-{chain}"))
        await _import(ledger, f"phone{chain}")
        await checkpoint(ledger, folder / "checkpoints", KEY)
        await ledger.close()


async def _import(ledger: Ledger, source: str) -> None:
    made = await ledger.write(lambda tx: imports.begin(tx, NewImport(source=source, at=later())))
    for batch in range(3):
        rows = [
            Contact(f"{batch}-{number}", later(days=number), "telephone", "passport_renew", "advice", 60)
            for number in range(4)
        ]
        part = Part(position=4 * batch, rows=rows)
        await ledger.write(bind(imports.advance, made.id, part))


@contextmanager
def town(url: str, folder: Path) -> Iterator[Town]:
    """The database at `url`, which is migrated and empty, after it has lived."""
    asyncio.run(live(url, folder))
    with _sqlite(url) if url.startswith("sqlite") else _postgresql(url) as run:
        for table in KEPT:
            run(f'CREATE TABLE saved_{table} AS SELECT * FROM "{table}"')
        yield Town(url, run, folder / "checkpoints")


@contextmanager
def _sqlite(url: str) -> Iterator[Run]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        for table in KEPT:  # the same columns without any constraint, under the same name
            raw.execute(f'CREATE TABLE copy AS SELECT * FROM "{table}"')
            raw.execute(f'DROP TABLE "{table}"')
            raw.execute(f'ALTER TABLE copy RENAME TO "{table}"')
        yield lambda statement, *parameters: raw.execute(statement, parameters).fetchall()


@contextmanager
def _postgresql(url: str) -> Iterator[Run]:
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute("SET synchronous_commit = off")
        raw.execute("ALTER TABLE event DISABLE TRIGGER ALL")
        for table in KEPT:
            for constraint in tables.metadata.tables[table].constraints:
                if constraint.name:
                    raw.execute(
                        f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{constraint.name}"'.encode()
                    )
            raw.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{table}_pkey"'.encode())
            for column in tables.metadata.tables[table].columns:
                raw.execute(f'ALTER TABLE "{table}" ALTER "{column.name}" DROP NOT NULL'.encode())

        def run(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
            cursor = raw.execute(statement.replace("?", "%s").encode(), parameters)
            return cursor.fetchall() if cursor.description else []

        yield run
