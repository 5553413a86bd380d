"""Brings a database to the tables of this version, and refuses one that is newer."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect

from bot.ledger.databases import Database
from bot.ledger.errors import LedgerOutdated
from bot.ledger.tables import HEAD

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(connection: Connection, database: Database) -> bool:
    """Whether anything had to be done; raises LedgerOutdated for a database that we do not know."""
    with connection.begin():
        if version(connection) == HEAD:
            return False
    with connection.begin():
        database.hold_migrations(connection)
        before = version(connection)
        if before != HEAD:
            _upgrade(connection, before)
        return before != HEAD


def version(connection: Connection) -> str | None:
    """The revision that the database says it has; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection, before: str | None, to: str = HEAD) -> None:
    # Alembic takes long to import, and a normal start has no use for it.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(MIGRATIONS))
    known = {revision.revision for revision in script.walk_revisions()}
    if before is not None and before not in known:
        raise LedgerOutdated(
            f"The database has version {before}, which this program does not know: update it."
        )

    def steps(current: Any, context: Any) -> Any:
        return script._upgrade_revs(to, current)

    with EnvironmentContext(Config(), script, fn=steps, destination_rev=to) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
