"""Searches what citizens wrote, masked as it is stored: SQLite by FTS5, PostgreSQL by tsvector.

Both indexes are kept by the database, in the transaction that writes or deletes a turn (migration 0010).
What somebody types is never part of a statement's syntax: it is taken apart into words here.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, column, func, literal_column, select, table, text

from bot.ledger import jobs
from bot.ledger.tables import turn
from bot.ledger.transaction import Reads, Transaction

SIGNS: Final = 200
WORDS: Final = 10
COMMON: Final = 2000  # passages: more are not listed, rows are read instead
MERGED_AT_ONCE: Final = 500  # pages
JOB: Final = "words"

_passage: Final = table("turn_passage", column("id"), column("conversation"), column("number"))
_fts5: Final = table("turn_words")
_CHANGES: Final = text("SELECT total_changes()")
_MERGE: Final = text("INSERT INTO turn_words (turn_words, rank) VALUES ('merge', :pages)")

_GIVEN: Final = re.compile(r'"([^"]*)"?|(\S+)')
_WORD: Final = re.compile(r"[^\W_]+")


class NoWords(ValueError):
    """There is nothing to search for; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow one another; `begun`: the last is only the beginning of one."""

    words: tuple[str, ...]
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All of the terms must stand in the same message."""

    terms: tuple[Term, ...]


def parse(given: str) -> Query:
    """`"gult kort" tabt pas*`: all of them, in this order only inside quotes. Raises NoWords.

    Every other sign only parts words: no sign and no word means anything else.
    """
    if len(given) > SIGNS:
        raise NoWords(f"Search for at most {SIGNS} signs.")
    terms = []
    for quoted, plain in _GIVEN.findall(given):
        words = tuple(_WORD.findall((quoted or plain).lower()))
        if words:
            terms.append(Term(words, begun=plain.endswith("*")))
    if not terms:
        raise NoWords("Write at least one word to search for.")
    if sum(len(term.words) for term in terms) > WORDS:
        raise NoWords(f"Search for at most {WORDS} words.")
    return Query(tuple(terms))


def pattern(query: Query) -> re.Pattern[str]:
    """Any of the terms in a text, for what is highlighted."""
    return re.compile("|".join(_expression(term) for term in query.terms), re.IGNORECASE)


def stands_in(query: Query, text: str) -> bool:
    return all(re.search(_expression(term), text, re.IGNORECASE) for term in query.terms)


def conversations(conn: Reads, query: Query) -> Select[Any]:
    """A statement: the conversations with a message in which the words stand."""
    if not _sqlite(conn):
        return _in_tsvector(query)
    return select(_passage.c.conversation).where(_passage.c.id.in_(_in_fts5(query)))


def common(conn: Reads, query: Query) -> bool:
    """Whether they stand in so many messages that these are not worth listing."""
    found = _in_fts5(query) if _sqlite(conn) else _in_tsvector(query)
    some = found.limit(COMMON + 1).subquery()
    return bool(conn.execute(select(func.count()).select_from(some)).scalar_one() > COMMON)


def forgotten(tx: Transaction) -> None:
    """Turns were deleted: what FTS5 still has of their words in its pages goes by `settle`."""
    if _sqlite(tx):
        jobs.succeeded(tx, JOB, left="all")


def settle(tx: Transaction) -> int:
    """Write the pages of the index anew without the words that were deleted, a part at a time.

    Returns 0 when nothing is left to do. FTS5 only marks what is deleted until its pages are merged.
    """
    last = jobs.last(tx, JOB)
    left = last.detail.get("left") if last else None
    if left is None:
        return 0
    pages = -MERGED_AT_ONCE if left == "all" else MERGED_AT_ONCE
    before = tx.execute(_CHANGES).scalar_one()
    tx.execute(_MERGE, {"pages": pages})
    more = tx.execute(_CHANGES).scalar_one() - before >= 2  # as FTS5 documents it
    jobs.succeeded(tx, JOB, left="rest" if more else None)
    return int(more)


def _in_fts5(query: Query) -> Select[Any]:
    said = " AND ".join(f'"{" ".join(term.words)}"{" *" if term.begun else ""}' for term in query.terms)
    matching = literal_column("turn_words").op("MATCH")(said)
    return select(literal_column("rowid")).select_from(_fts5).where(matching)


def _in_tsvector(query: Query) -> Select[Any]:
    said = " & ".join(" <-> ".join(term.words) + (":*" if term.begun else "") for term in query.terms)
    wanted = func.to_tsquery(literal_column("'pg_catalog.simple'"), said)
    return select(turn.c.conversation).where(literal_column("turn.words").op("@@")(wanted))


def _sqlite(conn: Reads) -> bool:
    connection = conn if isinstance(conn, Connection) else conn.connection
    return connection.dialect.name == "sqlite"


def _expression(term: Term) -> str:
    inside = r"[\W_]+".join(re.escape(word) for word in term.words)
    return rf"(?<![^\W_]){inside}" + (r"[^\W_]*" if term.begun else r"(?![^\W_])")


def excerpts(conn: Reads, query: Query, ids: Collection[str]) -> dict[str, str]:
    """Of each of these conversations the first message in which the words stand."""
    said = select(turn.c.conversation, turn.c.text).where(turn.c.conversation.in_(sorted(ids)))
    found: dict[str, str] = {}
    for row in conn.execute(said.order_by(turn.c.conversation, turn.c.number)):
        if row.conversation not in found and row.text and stands_in(query, row.text):
            found[row.conversation] = row.text
    return found
