"""Rows straight from the database driver: what checks the ledger does not share its tables."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from typing import Any, Final
from urllib.parse import quote, unquote

Row = Sequence[Any]
Rows = Callable[[str, Sequence[Any]], Iterator[Row]]  # a query with `?` for each parameter, and these

AT_ONCE: Final = 5000


class Unreadable(Exception):
    """The database is there, but not what we want to read from it."""


class Undecodable(Unreadable):
    """Text that is none; what reads leniently sees signs of replacement in its place."""


@contextmanager
def opened(url: str, *, lenient: bool = True) -> Iterator[Rows]:
    """Read-only, and one moment for all queries; raises OSError when there is nothing to read.

    Reading leniently costs a third more.
    """
    scheme, _, rest = url.partition("://")
    if scheme.partition("+")[0] == "sqlite":
        with _sqlite(unquote(rest.removeprefix("/").partition("?")[0]), lenient) as rows:
            yield rows
    else:
        with _postgresql(f"postgresql://{rest}") as rows:
            yield rows


@contextmanager
def _sqlite(path: str, lenient: bool) -> Iterator[Rows]:
    try:
        connection = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.OperationalError:
        raise FileNotFoundError(f"There is no database at {path}.") from None
    if lenient:
        # Bytes that are no text were not written by us, and must not keep us from naming the row.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")

    def rows(query: str, parameters: Sequence[Any]) -> Iterator[Row]:
        try:
            with closing(connection.execute(query, parameters)) as cursor:
                yield from cursor
        except sqlite3.Error as error:
            undecodable = str(error).startswith("Could not decode")
            raise (Undecodable if undecodable else Unreadable)(str(error)) from error

    with closing(connection):
        connection.execute("BEGIN")
        yield rows


@contextmanager
def _postgresql(url: str) -> Iterator[Rows]:
    import psycopg

    numbers = count()

    def rows(query: str, parameters: Sequence[Any]) -> Iterator[Row]:
        # A named cursor lives in the server, so that memory stays bounded.
        try:
            with connection.cursor(name=f"genvej_{next(numbers)}") as cursor:
                cursor.itersize = AT_ONCE
                cursor.execute(query.replace("?", "%s").encode(), parameters)
                yield from cursor
        except psycopg.Error as error:
            raise Unreadable(str(error).splitlines()[0]) from error

    try:
        connection = psycopg.connect(url, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise ConnectionError(str(error).splitlines()[0]) from None
    with closing(connection):
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield rows
