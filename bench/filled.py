"""Fills a ledger's tables by SQL, as so many imports and conversations would have left them."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text, true

from bot.ledger import Transaction, contacts

DAYS: Final = 365
FIRST: Final = "2025-01-01"
PRICE: Final = "written/2013-11-18/USD21.20"

# What the n-th is goes by its remainders; noon in UTC is the same civil day in Denmark.
CHANNEL: Final = """CASE WHEN n % 20 = 0 THEN 'letter' WHEN n % 20 = 1 THEN 'face_to_face'
 WHEN n % 20 < 6 THEN 'email' WHEN n % 20 < 11 THEN 'telephone' ELSE 'self_service' END"""
KIND: Final = "CASE n % 3 WHEN 0 THEN 'advice' ELSE 'new_case' END"
STATE: Final = """CASE WHEN n % 10 = 0 THEN 'reversed' WHEN n % 10 = 1 THEN 'completed'
 WHEN n % 10 < 5 THEN 'expired' ELSE 'verified' END"""
EVIDENCE: Final = """CASE WHEN n % 10 = 0 THEN 'contact' WHEN n % 10 = 1 THEN 'receipt'
 WHEN n % 10 < 5 THEN 'opening' ELSE 'window' END"""
LANGUAGE: Final = "CASE n % 12 WHEN 0 THEN 'en' ELSE 'da' END"
EVIDENCED: Final = "(n % 10 < 2 OR n % 10 >= 5)"
REPLACED: Final = "CASE n % 7 WHEN 0 THEN 'written' WHEN 1 THEN 'other' END"
BASIS: Final = "CASE n % 7 WHEN 0 THEN 'revealed' WHEN 1 THEN 'stated' END"

# The sums of deflections follow from their rows as `tallies` writes them; contacts are counted by the house.
DEFLECTION_CELL: Final = """'["' || state || '",'
 || CASE WHEN completed_at IS NULL THEN 'false' ELSE 'true' END || ','
 || CASE WHEN assessable THEN 'true' ELSE 'false' END
 || ',' || CASE WHEN subject IS NULL THEN 'false' ELSE 'true' END || ',false,false,'
 || coalesce('"' || replaced || '"', 'null') || ',' || coalesce('"' || basis || '"', 'null')
 || ',"' || price || '",null]'"""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database counts from 0 to :count - 1, the n-th one's day of the year, and its id in order."""

    numbers: str
    day: str
    id: str


DIALECTS: Final = {
    "sqlite": Dialect(
        "WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :count)",
        f"date('{FIRST}', '+' || (n % {DAYS}) || ' days')",
        "printf('%08d', n)",
    ),
    "postgresql": Dialect(
        "WITH number(n) AS (SELECT generate_series(0, :count - 1))",
        f"to_char(date '{FIRST}' + (n % {DAYS}), 'YYYY-MM-DD')",
        "lpad(cast(n AS text), 8, '0')",
    ),
}


CONTACTS: Final = """
INSERT INTO contact
 (source, contact_id, at, channel, service, kind, handling_seconds, "import", batch)
 {numbers}
 SELECT 'bench', {id}, {noon}, {channel}, name, {kind}, 60 + n % 600, 'bench', n / 5000
 FROM number JOIN service ON place = n / 5 % {services}"""
DEFLECTIONS: Final = """
INSERT INTO deflection
 (id, conversation, turn, service, language, subject, state, evidence, step, offered_at, completed_at,
  changed_at, window_days, replaced, basis, price, assessable, repeated)
 {numbers}
 SELECT {id}, {id}, 1, name, {language}, CASE WHEN n % 3 < 2 THEN {id} END, {state}, {evidence}, 1,
 {noon}, CASE WHEN {evidenced} THEN {noon} END, {noon}, 14, {replaced}, {basis}, '{price}', {evidenced}, n < 0
 FROM number JOIN service ON place = n / 5 % {services}"""
SUMS: Final = """
INSERT INTO rollup (topic, grain, start, service, cell, "count", seconds, timed)
 SELECT '{topic}', '{grain}', {start}, service, {cell}, count(*), 0, 0
 FROM deflection GROUP BY 3, 4, 5"""
TOPICS: Final = (("deflection", DEFLECTION_CELL), ("offer", "'[]'"))


def said(dialect: Dialect, services: list[str]) -> dict[str, Any]:
    """What the statements are made of."""
    names = ", ".join(f"({place}, '{name}')" for place, name in enumerate(services))
    return {
        "numbers": f"{dialect.numbers}, service(place, name) AS (VALUES {names})",
        "noon": f"{dialect.day} || 'T12:00:00.000000Z'",
        "services": len(services),
        "id": dialect.id,
        **{"channel": CHANNEL, "kind": KIND, "state": STATE, "evidenced": EVIDENCED},
        **{"evidence": EVIDENCE, "language": LANGUAGE},
        **{"replaced": REPLACED, "basis": BASIS, "price": PRICE},
    }


def fill(tx: Transaction, services: list[str], *, contacts: int, deflections: int) -> None:
    """Facts and the sums over them, each of `services` alike."""
    connection = tx.connection
    words = said(DIALECTS[connection.dialect.name], services)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text(CONTACTS.format(**words)), {"count": contacts})
    connection.execute(text(DEFLECTIONS.format(**words)), {"count": deflections})
    _sum(tx)


def _sum(tx: Transaction) -> None:
    contacts.count(tx, true(), 1)
    for topic, cell in TOPICS:
        for grain, start in (
            ("day", "substr(offered_at, 1, 10)"),
            ("month", "substr(offered_at, 1, 7) || '-01'"),
        ):
            tx.execute(text(SUMS.format(topic=topic, cell=cell, grain=grain, start=start)))
