"""Ways to change a ledger behind its back: raw statements, after the triggers are gone."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg

from bot.ledger.chain import canonical, event_hash

Run = Callable[..., list[tuple[Any, ...]]]  # a statement with `?`, and its parameters
CLASSES = "writer, seq, prev, hash, body, kind, at, deflection, conversation"


@contextmanager
def intruder(url: str) -> Iterator[Run]:
    """Somebody with a shell on the database, who knows how to get rid of triggers and constraints."""
    with _sqlite(url) if url.startswith("sqlite") else _postgresql(url) as run:
        yield run


@contextmanager
def _sqlite(url: str) -> Iterator[Run]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        # Another table of the same columns, without any constraint, under the same name.
        raw.execute("CREATE TABLE copy AS SELECT * FROM event")
        raw.execute("DROP TABLE event")
        raw.execute("ALTER TABLE copy RENAME TO event")
        yield lambda statement, *parameters: raw.execute(statement, parameters).fetchall()


@contextmanager
def _postgresql(url: str) -> Iterator[Run]:
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute("ALTER TABLE event DISABLE TRIGGER ALL")
        for name in ("event_place", "event_one_follower"):
            raw.execute(f"ALTER TABLE event DROP CONSTRAINT IF EXISTS {name}".encode())

        def run(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
            cursor = raw.execute(statement.replace("?", "%s").encode(), parameters)
            return cursor.fetchall() if cursor.description else []

        yield run


def events(run: Run, writer: str) -> list[tuple[Any, ...]]:
    return run(f"SELECT {CLASSES} FROM event WHERE writer = ? ORDER BY seq", writer)


def writers(run: Run) -> list[str]:
    """Oldest chain first."""
    return [row[0] for row in run("SELECT writer FROM event WHERE seq = 1 ORDER BY at")]


def insert(run: Run, writer: str, seq: int, prev: str, body: dict[str, Any]) -> str:
    """A row as the program itself would make it, with the right hash; returns that."""
    text = canonical(body)
    digest = event_hash(writer, seq, prev, text)
    columns = [body[name] for name in ("kind", "at", "deflection", "conversation")]
    run(f"INSERT INTO event ({CLASSES}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        writer, seq, prev, digest, text.decode(), *columns)  # fmt: skip
    return digest


def retell(run: Run, writer: str, start: int, change: Callable[[str], str]) -> None:
    """Change the text of one event, also into what no program writes, and make every hash right again."""
    prev = events(run, writer)[start - 1][2]
    for _, seq, _, _, text, *_ in events(run, writer)[start - 1 :]:
        told = change(text) if seq == start else text
        digest = event_hash(writer, seq, prev, told.encode())
        place = (writer, seq)
        run(
            "UPDATE event SET body = ?, prev = ?, hash = ? WHERE writer = ? AND seq = ?",
            told,
            prev,
            digest,
            *place,
        )
        prev = digest


def rewrite(run: Run, writer: str, start: int, change: Callable[[dict[str, Any]], None]) -> None:
    """Change one event and make every hash after it right again: what the code in hand allows."""
    rows = events(run, writer)
    run("DELETE FROM event WHERE writer = ? AND seq >= ?", writer, start)
    prev = rows[start - 1][2]
    for row in rows[start - 1 :]:
        body = json.loads(row[4])
        if row[1] == start:
            change(body)
        prev = insert(run, writer, row[1], prev, body)
