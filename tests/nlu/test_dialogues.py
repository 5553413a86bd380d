"""The checker of conversations, on conversations made by hand."""

import pytest

from tests.nlu.dialogues import Reply, check, right
from tests.nlu.sets import Dialogue, Turn
from tests.nlu.shares import Share

CARDS = Dialogue(
    "cards",
    (
        Turn("da", ("clarify",), say="kort", offers=("ehic", "id_card")),
        Turn("da", ("card", "assisted"), say="den sidste", position=-1),
        Turn("da", ("aspect",), say="pris?", services=("ehic",)),
    ),
)
OFFERED = Reply("clarify", ("id_card", "ehic"))
CARD = Reply("card", ("ehic",))
PRICE = Reply("aspect", ("ehic",))


def test_a_right_conversation_has_no_findings() -> None:
    assert check(CARDS, [OFFERED, CARD, PRICE]) == []


@pytest.mark.parametrize(
    ("replies", "turn", "finding"),
    [
        pytest.param([CARD, CARD, PRICE], 1, "card, not clarify", id="kind"),
        pytest.param([Reply("clarify", ("ehic",)), CARD, PRICE], 1, "does not offer id_card", id="offer"),
        pytest.param(
            [OFFERED, Reply("card", ("id_card",)), PRICE], 2, "about id_card, not ehic", id="choice"
        ),
        pytest.param([OFFERED, CARD, Reply("aspect", ())], 3, "about None, not ehic", id="service"),
        pytest.param([OFFERED, CARD], 0, "3 answers wanted, 2 came", id="cut_off"),
    ],
)
def test_what_is_wrong_is_named_with_its_turn(replies: list[Reply], turn: int, finding: str) -> None:
    found = check(CARDS, replies)
    assert (found[0].turn, found[0].finding) == (turn, finding)


def test_a_place_that_was_not_offered_is_wrong() -> None:
    third = Dialogue("third", (CARDS.turns[0], Turn("da", ("card",), say="3", position=3)))
    assert [wrong.finding for wrong in check(third, [OFFERED, CARD])] == ["about ehic, not None"]


def test_a_person_need_not_name_the_service() -> None:
    care = Dialogue("care", (Turn("da", ("assisted",), say="hjemmehjælp", services=("home_care_apply",)),))
    assert check(care, [Reply("assisted", ())]) == []


def test_a_conversation_counts_only_as_a_whole() -> None:
    other = Dialogue("other", CARDS.turns)
    replies = {"cards": [OFFERED, CARD, PRICE], "other": [OFFERED, CARD, CARD]}
    assert right([CARDS, other], replies) == Share(1, 2)
    assert right([CARDS, other], {}) == Share(0, 2)
