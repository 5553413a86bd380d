"""The last event of every chain."""

import json
from typing import Any, Final

from sqlalchemy import Row, text

from bot.ledger.chain import Head
from bot.ledger.transaction import Reads

# Steps from writer to writer in the index, so that it costs the number of chains, not of events.
_ENDS: Final = text(
    "WITH RECURSIVE chain(writer) AS ("
    " SELECT min(writer) FROM event"
    " UNION ALL SELECT (SELECT min(writer) FROM event WHERE writer > chain.writer)"
    " FROM chain WHERE chain.writer IS NOT NULL"
    ") SELECT last.writer, last.seq, last.hash, first.body FROM chain"
    " JOIN event AS last ON last.writer = chain.writer"
    " AND last.seq = (SELECT max(seq) FROM event WHERE writer = chain.writer)"
    " LEFT JOIN event AS first ON first.writer = chain.writer AND first.seq = 1"
    " ORDER BY last.writer"
)


def all_heads(conn: Reads) -> list[Head]:
    """Sorted by writer."""
    return [Head(row.writer, row.seq, row.hash) for row in _ends(conn)]


def open_heads(conn: Reads) -> list[Head]:
    """The chains that no later start has named: after a stop or a crash, just the one before."""
    ends = _ends(conn)
    named = {writer for row in ends if row.body for writer, _, _ in json.loads(row.body)["data"]["after"]}
    return [Head(row.writer, row.seq, row.hash) for row in ends if row.writer not in named]


def _ends(conn: Reads) -> list[Row[Any]]:
    return list(conn.execute(_ENDS).all())
