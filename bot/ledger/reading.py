"""Reading a ledger that another process may be writing: one moment, and never a write."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.ledger import schema
from bot.ledger.databases import database
from bot.ledger.errors import LedgerOutdated, LedgerUnavailable
from bot.ledger.tables import HEAD


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A read-only view of one moment; raises LedgerUnavailable where there is nothing to read yet, and
    LedgerOutdated for the tables of another version."""
    engine = database(url).reader()
    try:
        with engine.connect() as connection, connection.begin():
            _require_our_tables(connection)
            yield connection
    except DBAPIError as error:
        reason = (str(error.orig).strip().splitlines() or [type(error).__name__])[0]
        raise LedgerUnavailable(f"The ledger cannot be read: {reason}") from error
    finally:
        engine.dispose()


def _require_our_tables(connection: Connection) -> None:
    found = schema.version(connection)
    if found is None:
        raise LedgerUnavailable("The ledger is empty: nothing was booked yet.")
    if found != HEAD:
        raise LedgerOutdated(f"The database has version {found}, this program {HEAD}: start genvej run once.")
