"""Deletes an invented ledger, its checkpoints too; one that was in use is never touched."""

from pathlib import Path
from typing import Final

from sqlalchemy import text

from bot.ledger import checkpoints, demo
from bot.ledger.databases import database
from bot.ledger.errors import LedgerError
from bot.ledger.tables import metadata

_WORDS: Final = (text("DROP TABLE turn_words"), text("DROP TABLE turn_passage"))
_GUARD: Final = text("DROP FUNCTION IF EXISTS event_refuse() CASCADE")


class NotInvented(LedgerError):
    """The ledger is not marked DEMO."""


def wipe(url: str, folder: Path) -> None:
    """All tables of `url` and the checkpoints in `folder`; raises NotInvented and LedgerLocked."""
    kind = database(url)
    with kind.lock():
        engine = kind.writer()
        try:
            with engine.begin() as connection:
                if not demo.marked(connection):
                    raise NotInvented("This ledger is not marked DEMO: it is not removed.")
                metadata.drop_all(connection)
                for statement in _WORDS if kind.name == "sqlite" else ():
                    connection.execute(statement)
                connection.execute(text("DROP TABLE alembic_version"))
                if kind.name == "postgresql":
                    connection.execute(_GUARD)
        finally:
            engine.dispose()
        for file in checkpoints.files(folder / "checkpoints"):
            file.unlink()
