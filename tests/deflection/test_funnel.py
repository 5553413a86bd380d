"""Each step of the funnel is what is left of the one before."""

from datetime import date

from hypothesis import given

from bot.deflection import funnel
from bot.deflection.counts import ConversationCell, DeflectionCell, Ending
from bot.deflection.lifecycle import State
from tests.deflection import cells as c


def test_the_steps_from_a_conversation_to_a_saving() -> None:
    """100 conversations; 50 offered and silent, 9 waiting, 8 unlinked, 7 written anyway, 20 verified, of
    these 2 twice in a window and 1 doubtful: 94 offers, 44 evidenced, 27 seen, 20 verified, 17 priced."""
    talks = [ConversationCell(day=date(2026, 3, 2), ending=Ending.ASSUMED, count=100)]
    cells = [
        *(c.offered(50), c.waiting(9), c.unlinked(8), c.written_anyway(7), c.verified(17)),
        *(c.verified(2, repeated=True), c.verified(1, doubtful=True)),
    ]
    figures = funnel.figures(talks, cells)
    assert [(figure.about["step"], figure.value, figure.denominator) for figure in figures] == [
        ("conversations", 100, None),
        ("offered", 94, 100),
        ("evidenced", 44, 94),
        ("assessable", 27, 44),
        ("verified", 20, 27),
        ("priced", 17, 20),
    ]


@given(c.cells)
def test_from_the_offer_on_no_step_is_larger_than_the_one_before(cells: list[DeflectionCell]) -> None:
    values = [figure.value for figure in funnel.figures([], cells)][1:]
    assert values == sorted(values, key=lambda value: value if isinstance(value, int) else 0, reverse=True)
    verified = sum(cell.count for cell in cells if cell.state is State.VERIFIED)
    assert isinstance(values[3], int)
    assert values[3] <= verified
