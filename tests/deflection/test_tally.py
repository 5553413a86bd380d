"""The terms of both sums are counts that add up to the whole."""

from datetime import date

from hypothesis import given

from bot.deflection import reconcile, tally
from bot.deflection.counts import ConversationCell, DeflectionCell, Ending, Left
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


def test_silence_is_a_count_of_its_own_and_whoever_is_still_here_is_not_silent_yet() -> None:
    """2 done, 3 gave up, 4 went to a person, 5 ended without a word, 6 are still here, 1 of them spoke."""
    day = date(2026, 3, 2)
    cells = [
        ConversationCell(day=day, ending=Ending.EVIDENCED, left=Left.DONE, count=2),
        ConversationCell(day=day, ending=Ending.ABANDONED, left=Left.GAVE_UP, count=3),
        ConversationCell(day=day, ending=Ending.HUMAN, left=Left.PERSON, count=3),
        ConversationCell(day=day, ending=Ending.OPEN, left=Left.PERSON, count=1),
        ConversationCell(day=day, ending=Ending.ASSUMED, count=5),
        ConversationCell(day=day, ending=Ending.OPEN, count=5),
    ]
    figures = tally.leaving(cells)
    assert {figure.about["standing"]: figure.value for figure in figures} == {
        "done": 2, "gave_up": 3, "person": 4, "silent": 5,
    }  # fmt: skip
    assert figures[0].denominator == 14
    assert [gap.count for gap in figures[-1].not_counted] == [5]


def test_every_term_of_a_sum_is_told() -> None:
    assert set(tally.STANDS) == set(reconcile.TERMS.values())
    assert set(tally.ENDINGS) == set(Ending)
    assert set(tally.LEAVING) == set(Left)


@given(c.cells)
def test_the_terms_add_up_to_all(cells: list[DeflectionCell]) -> None:
    values = [figure.value for figure in tally.deflections(cells)]
    assert sum(value for value in values if isinstance(value, int)) == sum(cell.count for cell in cells)
