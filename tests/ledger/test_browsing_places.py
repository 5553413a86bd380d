"""Paging back from a page gives the page before it."""

import pytest

from bot.ledger import Ledger, browsing
from bot.ledger.deflections import LogFilter
from tests.ledger.helpers import later, offered


@pytest.mark.parametrize("rows", [1, 2, 3])
async def test_a_page_back_is_the_page_that_one_came_from(ledger: Ledger, rows: int) -> None:
    for number in range(6):
        await ledger.write(lambda tx, n=number: offered(tx, f"c{n}", f"d{n}", at=later(n // 2)))

    async def leaf(**place: str | None) -> browsing.Leaf:
        return await ledger.read(lambda conn: browsing.leaf(conn, LogFilter(), **place, limit=rows))

    first = await leaf()
    second = await leaf(after=first.older)
    assert len({row.id for row in first.rows + second.rows}) == 2 * rows
    assert (await leaf(before=second.newer)).rows == first.rows
