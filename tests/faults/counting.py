"""Counts what a town has stored, on either database."""

from sqlalchemy import func, select

from bot.ledger import tables
from tests.gateway.town import Town


async def rows(place: Town, table: str) -> int:
    query = select(func.count()).select_from(tables.metadata.tables[table])
    return int(await place.ledger.read(lambda conn: conn.execute(query).scalar_one()))


async def stored(place: Town) -> dict[str, int]:
    """Rows by table."""
    return {name: await rows(place, name) for name in tables.metadata.tables}
