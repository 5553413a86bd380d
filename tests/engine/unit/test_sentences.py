"""Parts of a message, and which of them asks."""

import pytest

from bot.engine.understanding import sentences


def split(text: str) -> list[str]:
    return [" ".join(part) for part in sentences.split(text.split())]


def test_sentences_end_at_marks_and_lines() -> None:
    assert split("vi er flyttet . hvor melder vi det ?") == ["vi er flyttet .", "hvor melder vi det ?"]
    assert [" ".join(part) for part in sentences.split(["kaere", "kommune", "\n", "vi", "flytter"])] == [
        "kaere kommune \n",
        "vi flytter",
    ]


def test_a_part_that_is_too_short_is_read_with_its_neighbour() -> None:
    assert split("hej . vi er flyttet . tak") == ["hej . vi er flyttet . tak"]


def test_nothing_is_one_empty_part() -> None:
    assert sentences.split([]) == [[]]


def test_a_flood_of_marks_stays_bounded() -> None:
    assert len(sentences.split(["a", "b", "."] * 1000)) == sentences.MAX_PARTS


@pytest.mark.parametrize(
    "text", ["hvor skal jeg hen", "jeg vil gerne flytte", "i need a passport", "nyt pas ?"]
)
def test_a_sentence_that_asks_is_told_from_one_that_tells(text: str) -> None:
    assert sentences.asks(text.split())
    assert not sentences.asks(["vi", "er", "lige", "flyttet"])


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        pytest.param(
            "jeg skal bruge nyt pas og skifte min laege",
            [("jeg skal bruge nyt pas", True), ("skifte min laege", True)],
            id="an and joins two askings",
        ),
        pytest.param(
            "vi er flyttet til vejle . hvordan skifter vi laege ?",
            [("vi er flyttet til vejle .", False), ("hvordan skifter vi laege ?", True)],
            id="telling beside an asking",
        ),
        pytest.param(
            "nyt pas . nyt koerekort",
            [("nyt pas .", True), ("nyt koerekort", True)],
            id="nobody asks, so each part counts",
        ),
        pytest.param("nyt pas", [("nyt pas", True)], id="one"),
        pytest.param("pas eller koerekort", [("pas", True), ("koerekort", True)], id="single words"),
        pytest.param("og pas eller i", [("og pas i", True)], id="nothing stands on one side"),
    ],
)
def test_matters_are_the_parts_that_could_ask_for_a_thing_of_their_own(
    text: str, matters: list[tuple[str, bool]]
) -> None:
    assert [(" ".join(part), asked) for part, asked in sentences.matters(text.split())] == matters
