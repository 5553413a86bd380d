"""Fills a ledger's tables by SQL alone, as so many imports and conversations would have left them."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

DAYS: Final = 365
FIRST: Final = "2025-01-01"
PRICE: Final = "written/2013-11-18/USD21.20"

# What the n-th is goes by its remainders; noon in UTC is the same civil day in Denmark.
CHANNEL: Final = """CASE WHEN n % 20 = 0 THEN 'letter' WHEN n % 20 = 1 THEN 'face_to_face'
 WHEN n % 20 < 6 THEN 'email' WHEN n % 20 < 11 THEN 'telephone' ELSE 'self_service' END"""
KIND: Final = "CASE n % 3 WHEN 0 THEN 'advice' ELSE 'new_case' END"
STATE: Final = """CASE WHEN n % 10 = 0 THEN 'reversed' WHEN n % 10 = 1 THEN 'completed'
 WHEN n % 10 < 5 THEN 'expired' ELSE 'verified' END"""
EVIDENCED: Final = "(n % 10 < 2 OR n % 10 >= 5)"
REPLACED: Final = "CASE n % 7 WHEN 0 THEN 'written' WHEN 1 THEN 'other' END"
BASIS: Final = "CASE n % 7 WHEN 0 THEN 'revealed' WHEN 1 THEN 'stated' END"

# The rows of the sums follow from those of the facts, as `tallies` writes them.
CONTACT_CELL: Final = """'["' || channel || '","' || kind || '"]'"""
DEFLECTION_CELL: Final = """'["' || state || '",' || CASE WHEN completed_at IS NULL THEN 'false' ELSE 'true' END
 || ',' || CASE WHEN assessable THEN 'true' ELSE 'false' END
 || ',' || CASE WHEN subject IS NULL THEN 'false' ELSE 'true' END || ',false,false,'
 || coalesce('"' || replaced || '"', 'null') || ',' || coalesce('"' || basis || '"', 'null')
 || ',"' || price || '",null]'"""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database counts from 0 to :count - 1, and the n-th one's day of the year."""

    numbers: str
    day: str


DIALECTS: Final = {
    "sqlite": Dialect(
        "WITH RECURSIVE number(n) AS"
        " (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :count)",
        f"date('{FIRST}', '+' || (n % {DAYS}) || ' days')",
    ),
    "postgresql": Dialect(
        "WITH number(n) AS (SELECT generate_series(0, :count - 1))",
        f"to_char(date '{FIRST}' + (n % {DAYS}), 'YYYY-MM-DD')",
    ),
}


def fill(connection: Connection, services: list[str], *, contacts: int, deflections: int) -> None:
    """Facts and the sums over them, each of `services` alike."""
    said = DIALECTS[connection.dialect.name]
    names = ", ".join(f"({place}, '{name}')" for place, name in enumerate(services))
    of = f"{said.numbers}, service(place, name) AS (VALUES {names})"
    joined = f"FROM number JOIN service ON place = n / 5 % {len(services)}"
    noon = f"{said.day} || 'T12:00:00.000000Z'"
    connection.execute(
        text(
            'INSERT INTO contact (source, contact_id, at, channel, service, kind, handling_seconds, "import", batch)'
            f" {of} SELECT 'bench', cast(n AS text), {noon}, {CHANNEL}, name, {KIND}, 60 + n % 600, 'bench',"
            f" n / 5000 {joined}"
        ),
        {"count": contacts},
    )
    connection.execute(
        text(
            "INSERT INTO deflection (id, service, language, subject, state, evidence, step, offered_at, completed_at,"
            " changed_at, window_days, replaced, basis, price, assessable, repeated)"
            f" {of} SELECT cast(n AS text), name, 'da', CASE WHEN n % 3 < 2 THEN cast(n AS text) END, {STATE}, 'offer',"
            f" 1, {noon}, CASE WHEN {EVIDENCED} THEN {noon} END, {noon}, 14, {REPLACED}, {BASIS}, '{PRICE}',"
            f" {EVIDENCED}, n < 0 {joined}"
        ),
        {"count": deflections},
    )
    _sum(connection, "contact", "at", CONTACT_CELL, seconds="sum(handling_seconds)")
    _sum(connection, "deflection", "offered_at", DEFLECTION_CELL, seconds="0")


def _sum(connection: Connection, table: str, at: str, cell: str, *, seconds: str) -> None:
    for grain, start in (("day", f"substr({at}, 1, 10)"), ("month", f"substr({at}, 1, 7) || '-01'")):
        timed = "0" if seconds == "0" else "count(*)"
        connection.execute(
            text(
                'INSERT INTO rollup (topic, grain, start, service, cell, "count", seconds, timed)'
                f" SELECT '{table}', '{grain}', {start}, service, {cell}, count(*), {seconds}, {timed}"
                f" FROM {table} GROUP BY {start}, service, {cell}"
            )
        )
