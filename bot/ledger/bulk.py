"""Many rows in one statement, without a layer between that costs more than the row itself."""

import json
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect, Table

Rows = Sequence[Sequence[Any]]  # a value for each column, in the table's order, as the database stores it


def insert(connection: Connection, table: Table, rows: Rows) -> None:
    if rows:
        _run(connection, _insert(table, connection.dialect), table, rows)


def update(connection: Connection, table: Table, rows: Rows) -> None:
    """Whole rows, found by the table's first column."""
    if rows:
        _run(connection, _update(table, connection.dialect), table, rows)


def find(connection: Connection, table: Table, keys: Sequence[str]) -> Rows:
    """Whole rows by the table's first column, held against other processes until the transaction ends."""
    statement = _find(table, connection.dialect)
    given = json.dumps(keys) if connection.dialect.name == "sqlite" else list(keys)
    return connection.exec_driver_sql(statement, (given,)).all()


def dialect(database: str) -> Any:
    """Only the one in use is imported: each costs a start some tens of milliseconds."""
    return import_module(f"sqlalchemy.dialects.{database}")


def as_text(statement: ClauseElement, database: str) -> str:
    """For the driver itself: through SQLAlchemy's parameters a million rows take twice as long."""
    paramstyle = "qmark" if database == "sqlite" else "format"
    return str(statement.compile(dialect=dialect(database).dialect(paramstyle=paramstyle)))


def run(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> int:
    """How many rows were written by a statement that is the driver's own."""
    counting = {"preserve_rowcount": True}
    return connection.exec_driver_sql(statement, rows, execution_options=counting).rowcount


def _run(connection: Connection, statement: str, table: Table, rows: Rows) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(statement, [tuple(row) for row in rows])
        return
    # One parameter and one answer for all rows: twice as fast as a parameter set for each.
    names = _names(table)
    text = json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False)
    connection.exec_driver_sql(statement, (text,))


@cache
def _insert(table: Table, dialect: Dialect) -> str:
    columns = ", ".join(_quoted(table))
    if dialect.name == "sqlite":
        places = ", ".join("?" for _ in _names(table))
        return f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608 - our own names
    return f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {_recordset(table, dialect)}'  # noqa: S608


@cache
def _update(table: Table, dialect: Dialect) -> str:
    key, *others = _quoted(table)
    if dialect.name == "sqlite":
        values = ", ".join(f"{name} = ?{place}" for place, name in enumerate(others, 2))
        return f'UPDATE "{table.name}" SET {values} WHERE {key} = ?1'  # noqa: S608
    values = ", ".join(f"{name} = new.{name}" for name in others)
    found = f'WHERE "{table.name}".{key} = new.{key}'
    return f'UPDATE "{table.name}" SET {values} FROM {_recordset(table, dialect)} {found}'  # noqa: S608


@cache
def _find(table: Table, dialect: Dialect) -> str:
    columns = _quoted(table)
    # Locked in one order, or two processes would wait for each other.
    mine = (
        "IN (SELECT value FROM json_each(?))"
        if dialect.name == "sqlite"
        else "= ANY(%s) ORDER BY 1 FOR UPDATE"
    )
    return f'SELECT {", ".join(columns)} FROM "{table.name}" WHERE {columns[0]} {mine}'  # noqa: S608


def _recordset(table: Table, dialect: Dialect) -> str:
    typed = (f'"{column.name}" {column.type.compile(dialect)}' for column in table.columns)
    return f"json_to_recordset(%s::json) AS new({', '.join(typed)})"


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _quoted(table: Table) -> list[str]:
    return [f'"{name}"' for name in _names(table)]
