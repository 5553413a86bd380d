"""FIGURES § 8: both sums hold, or the broken one is named with what it should have been."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.deflection import reconcile
from bot.deflection.counts import ConversationCell, DeflectionCell, Ending
from bot.deflection.lifecycle import State
from tests.deflection import cells as c

DAY = date(2026, 11, 2)
NEXT = DAY + timedelta(days=1)
# Form evidenced 10, assumed 20, human 5, assisted 4, emergency 1, answered 50, abandoned 8, open 2: 100.
ENDED = dict(zip(Ending, (10, 20, 5, 4, 1, 50, 8, 2), strict=True))


def ended(day: date = DAY, **changed: int) -> list[ConversationCell]:
    return [
        ConversationCell(day=day, ending=ending, count=changed.get(ending.name, count))
        for ending, count in ENDED.items()
    ]


def test_a_day_whose_conversations_all_ended_in_one_way_holds() -> None:
    """10 + 20 + 5 + 4 + 1 + 50 + 8 + 2 = 100."""
    assert reconcile.conversations({DAY: 100, NEXT: 100}, [*ended(), *ended(NEXT)]) == []


def test_a_broken_day_is_named_with_what_was_expected() -> None:
    """The next day lacks 3 of the 50 that were answered: 97 of 100."""
    (broken,) = reconcile.conversations({DAY: 100, NEXT: 100}, [*ended(), *ended(NEXT, ANSWERED=47)])
    assert (broken.where, broken.expected, broken.actual, broken.difference) == ("2026-11-03", 100, 97, -3)
    assert str(broken) == (
        "2026-11-03: Conversations opened against how they ended. Expected 100, found 97 (-3): "
        "abandoned 8 + answered 47 + assisted 4 + assumed 20 + emergency 1 + form_evidenced 10 + human 5 "
        "+ open 2."
    )
    assert broken.to_json()["difference"] == -3


def test_a_day_of_which_only_one_side_is_known_is_broken() -> None:
    found = reconcile.conversations({DAY: 7}, ended(NEXT))
    assert [(one.where, one.expected, one.actual) for one in found] == [
        ("2026-11-02", 7, 0),
        ("2026-11-03", 0, 100),
    ]
    assert str(found[0]).endswith("found 0 (-7): nothing.")


def test_each_offered_form_stands_in_exactly_one_place() -> None:
    """assumed 40 + 10, evidenced 6 waiting + 5 unlinked, verified 20, reversed 7, expired 8, overturned 2,
    assisted 1, exempt 1: 100. One of service b was lost.
    """
    stand = [
        c.offered(40), c.offered(10, State.OPENED), c.waiting(6), c.unlinked(5), c.verified(20),
        c.written_anyway(7), c.offered(8, State.EXPIRED), c.evidenced(2, State.OVERTURNED),
        c.offered(1, State.ASSISTED), c.offered(1, State.EXEMPT), c.offered(9, service="b"),
    ]  # fmt: skip
    (broken,) = reconcile.deflections({(c.DAY, "a"): 100, (c.DAY, "b"): 10}, stand)
    assert (broken.where, broken.difference) == ("2026-03-02 b", -1)
    assert reconcile.deflections({(c.DAY, "a"): 100, (c.DAY, "b"): 9}, stand) == []


def test_every_state_has_its_place_in_the_sum_and_the_sum_names_it() -> None:
    assert set(reconcile.TERMS) == set(State)
    assert all(term in reconcile.DEFLECTION_SUM for term in reconcile.TERMS.values())
    assert all(ending.value in reconcile.CONVERSATION_SUM for ending in Ending)


@given(c.cells, st.integers(1, 5), st.data())
def test_the_sum_holds_for_what_is_there_and_breaks_for_anything_else(
    cells: list[DeflectionCell], off: int, data: st.DataObject
) -> None:
    offered: dict[tuple[date, str], int] = {}
    for cell in cells:
        offered[cell.day, cell.service] = offered.get((cell.day, cell.service), 0) + cell.count
    assert reconcile.deflections(offered, cells) == []
    if offered:
        place = data.draw(st.sampled_from(sorted(offered)))
        (broken,) = reconcile.deflections(offered | {place: offered[place] + off}, cells)
        assert broken.difference == -off
