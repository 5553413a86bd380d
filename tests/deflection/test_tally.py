"""The terms of both sums are counts that add up to the whole."""

from datetime import date

from hypothesis import given

from bot.deflection import reconcile, tally
from bot.deflection.counts import ConversationCell, DeflectionCell, Ending
from tests.deflection import cells as c


def test_each_deflection_is_counted_where_it_stands() -> None:
    """40 offered, 6 waiting + 5 unlinked, 20 verified and 7 who wrote anyway: 78."""
    figures = tally.deflections(
        [c.offered(40), c.waiting(6), c.unlinked(5), c.verified(20), c.written_anyway(7)]
    )
    counts = {figure.about["standing"]: figure.value for figure in figures if figure.value}
    assert counts == {"assumed": 40, "evidenced": 11, "verified": 20, "reversed": 7}
    assert {figure.denominator for figure in figures} == {78}


def test_each_conversation_is_counted_as_it_ended() -> None:
    day = date(2026, 3, 2)
    cells = [ConversationCell(day=day, ending=ending, count=n) for n, ending in enumerate(Ending, 1)]
    figures = tally.conversations([*cells, cells[0]])
    assert [figure.value for figure in figures] == [2, 2, 3, 4, 5, 6, 7, 8]
    assert figures[0].denominator == 37


def test_every_term_of_a_sum_is_told() -> None:
    assert set(tally.STANDS) == set(reconcile.TERMS.values())
    assert set(tally.ENDINGS) == set(Ending)


@given(c.cells)
def test_the_terms_add_up_to_all(cells: list[DeflectionCell]) -> None:
    values = [figure.value for figure in tally.deflections(cells)]
    assert sum(value for value in values if isinstance(value, int)) == sum(cell.count for cell in cells)
