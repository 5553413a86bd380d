"""The catalogue's own search answers while the engine is away, and says nothing to nonsense."""

import time
from pathlib import Path

import pytest

from bot.catalogue import Catalogue
from bot.catalogue.search import EXAMPLE, Index, stem

EXAMPLES = Path(__file__).parents[2] / "nlu_data" / "services"


@pytest.fixture(scope="module")
def index(catalogue: Catalogue) -> Index:
    return Index(catalogue)


@pytest.fixture(scope="module")
def taught(catalogue: Catalogue) -> Index:
    return Index(catalogue, EXAMPLES)


QUESTIONS = [
    pytest.param("mit gule kort er væk", "health_card_reorder", id="danish"),
    pytest.param("I lost my yellow card", "health_card_reorder", id="english"),
    pytest.param("EHIC", "ehic", id="an_abbreviation"),
    pytest.param("PARKERINGSLICENS til beboere", "parking_resident_permit", id="capitals"),
    pytest.param("hjemmehjaelp til min far", "home_care_apply", id="ae_for_æ"),
    pytest.param("høreapparatbatterier", "hearing_aid", id="an_unseen_compound"),
    pytest.param("cykeltyverianmeldelse", "bicycle_theft", id="another_unseen_compound"),
    pytest.param("rotterne", "rat_report", id="an_inflection"),
    pytest.param("folkepention", "state_pension_apply", id="a_misspelling"),
    pytest.param("my child needs a passport", "passport_child", id="which_of_two"),
    pytest.param("nemkonto", "nemkonto", id="one_word"),
    pytest.param("hvordan skifter jeg læge", "gp_change", id="a_question"),
    pytest.param("storskrald", "bulky_waste", id="a_title"),
]


@pytest.mark.parametrize(("query", "service"), QUESTIONS)
def test_the_right_service_comes_first(index: Index, taught: Index, query: str, service: str) -> None:
    for searched in (index, taught):
        hits = searched.search(query, "da")
        assert hits, query
        assert hits[0].service.id == service


@pytest.mark.parametrize(
    "nonsense",
    [
        "asdf",
        "qwertyuiop",
        "xyzzy plugh",
        "😀😀",
        "!!!",
        "",
        "   ",
        "zzz zzz",
        "fjdksla fjdksl",
        "123456",
        "hej",
        "\u200b",
    ],
)
def test_nonsense_finds_nothing(index: Index, taught: Index, nonsense: str) -> None:
    assert index.search(nonsense, "da") == []
    assert taught.search(nonsense, "en") == []


def test_scores_are_from_0_to_1_and_the_best_comes_first(taught: Index) -> None:
    for query in ("pas", "flytning", "hvad koster et nyt pas til mit barn", "boligstøtte " * 200):
        scores = [hit.score for hit in taught.search(query, "da", limit=87)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)


def test_no_more_hits_than_asked_for(index: Index) -> None:
    assert len(index.search("pas", "da", limit=1)) == 1


def test_examples_make_it_find_what_the_catalogue_does_not_say(index: Index, taught: Index) -> None:
    query = "min pung med alle mine kort blev stjålet, også det gule"
    assert taught.search(query, "da")[0].service.id == "health_card_reorder"


def test_held_out_questions_are_found(catalogue: Catalogue, tmp_path: Path) -> None:
    """Every fifth example is kept out of the index: 82 % were first and 94 % among three when written."""
    held = []
    for path in EXAMPLES.glob("*.yml"):
        lines = EXAMPLE.findall(path.read_text(encoding="utf-8"))
        held += [(line, path.stem) for line in lines[4::5]]
        kept = "\n".join(f"    - {line}" for place, line in enumerate(lines) if place % 5 != 4)
        (tmp_path / path.name).write_text(kept, encoding="utf-8")
    index = Index(catalogue, tmp_path)
    found = [[hit.service.id for hit in index.search(line, "da", limit=3)] for line, _ in held]
    first = sum(hits[:1] == [service] for hits, (_, service) in zip(found, held, strict=True))
    three = sum(service in hits for hits, (_, service) in zip(found, held, strict=True))
    assert first / len(held) > 0.75
    assert three / len(held) > 0.90


def test_a_service_without_examples_is_still_found(catalogue: Catalogue, tmp_path: Path) -> None:
    assert Index(catalogue, tmp_path).search("storskrald", "da")[0].service.id == "bulky_waste"


def test_the_index_is_built_at_once_and_a_long_search_ends(catalogue: Catalogue) -> None:
    begin = time.process_time()
    index = Index(catalogue, EXAMPLES)
    index.warm()
    assert time.process_time() - begin < 6
    begin = time.process_time()
    index.search("jeg " * 1000, "da")
    index.search("a" * 1_000_000, "da")
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    ("word", "core"),
    [
        ("kortet", "kort"),
        ("flytningerne", "flytning"),
        ("passports", "passport"),
        ("pas", "pas"),
        ("rats", "rat"),
    ],
)
def test_endings_come_off_lightly(word: str, core: str) -> None:
    assert stem(word) == core
