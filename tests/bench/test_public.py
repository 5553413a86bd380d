"""What the bench on public data reads, samples and counts; running the systems is the command's own."""

from pathlib import Path

import pytest

from bench import public_parts
from bench.public import plan
from bench.public_data import DataError, PublicSet, load
from bench.public_page import page, row
from bench.public_parts import Measured, Part, kept, shares

ROWS = [(f"text {number} of {label}", label) for label in ("a", "b", "oos") for number in range(4)]


def test_a_sample_has_so_many_of_each_class_and_is_the_same_again() -> None:
    given = PublicSet("x", "da", ROWS, [])
    sample = given.sample(2, seed=1)
    assert [label for _, label in sample] == ["a", "a", "b", "b", "oos", "oos"]
    assert sample == given.sample(2, seed=1) != given.sample(2, seed=2)
    assert given.sample(None, seed=1) == ROWS


def test_a_file_is_read_by_its_splits_and_quotes_are_signs(tmp_path: Path) -> None:
    text = 'text\tlabel\tsplit\tlang\nsay "hi\ta\ttrain\ten\nbye\tb\ttest\ten\nno\tb\tvalid\ten\n'
    (tmp_path / "massive_en-US.tsv").write_text(text, encoding="utf-8")
    found = load(tmp_path, "massive_en-US")
    assert (found.language, found.train, found.test) == ("en", [('say "hi', "a")], [("bye", "b")])


@pytest.mark.parametrize("content", [None, "text\tlabel\nx\ty\n"], ids=["no_file", "no_column"])
def test_data_that_cannot_be_read_is_named(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "clinc150_full.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"clinc150_full\.tsv cannot be read"):
        load(tmp_path, "clinc150_full")


def test_shares_count_what_is_in_scope_apart_from_what_is_not() -> None:
    """Four messages in scope: three right first, of which one is turned away, and the wrong one is not.

    Two are out of scope: one is turned away. At 4 % of four none may be lost, so the bar is the least margin
    in scope, 0.1; both margins out of scope (-0.5 and -0.1) lie below.
    """
    labels = ["a", "a", "b", "b", "oos", "oos"]
    scores = [
        {"a": 0.8, "b": 0.1, "oos": 0.1},
        {"a": 0.6, "b": 0.1, "oos": 0.3},
        {"a": 0.1, "b": 0.5, "oos": 0.4},
        {"a": 0.6, "b": 0.3, "oos": 0.1},
        {"a": 0.2, "b": 0.1, "oos": 0.7},
        {"a": 0.4, "b": 0.1, "oos": 0.5},
    ]
    away = [False, False, True, False, True, False]
    assert shares(labels, scores, away) == [0.75, 1.0, 0.5, 0.25, 0.5]


def test_where_nothing_is_out_of_scope_one_share_is_left() -> None:
    assert shares(["a", "b"], [{"a": 1.0}, {"a": 0.7, "b": 0.3}], [False, False]) == [0.5]


def test_a_row_has_the_mean_and_the_spread_of_the_samples() -> None:
    assert row("ours", [Measured([0.5], 1.0), Measured([0.7], 2.0)]) == (
        "| ours | 2 | 60.0% (50.0%–70.0%) | 1.50 |"
    )
    assert row("ours", [Measured([0.5], 1.0)]) == "| ours | 1 | 50.0% | 1.00 |"


def found(ours: float, milliseconds: float = 0.5) -> dict[Part, Measured]:
    """The floor has 60 % on every sample."""
    return {
        part: Measured([ours if part.system == "ours" else 0.6], milliseconds)
        for part in plan([PublicSet("x", "da", ROWS, ROWS[:8])])
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(found(0.62), "62.0% | 60.0% (SVM) | +2.0 (+2.0 to +2.0) | 0.50 | yes |", id="above"),
        pytest.param(found(0.6), "60.0% | 60.0% (SVM) | +0.0 (+0.0 to +0.0) | 0.50 | yes |", id="equal"),
        pytest.param(found(0.59), "| -1.0 (-1.0 to -1.0) | 0.50 | **no** |", id="below"),
        pytest.param(found(0.62, 1.0), "| 1.00 | **no** |", id="slow"),
    ],
)
def test_the_page_says_whether_we_hold_the_floor(given: dict[Part, Measured], told: str) -> None:
    verdict = next(line for line in page(given).splitlines() if line.startswith("| x | 10 a class |"))
    assert verdict.endswith(told)


def test_the_page_names_what_was_not_measured_and_shows_the_rest() -> None:
    given = {part: each for part, each in found(0.62).items() if part.name != "x/all/ours/0"}
    told = page(given, ["x/all/ours/0"])
    assert "Not measured yet: x/all/ours/0." in told
    assert "| x | all |" not in told
    assert "| x | 10 a class |" in told


def test_the_page_says_when_the_machine_did_other_work() -> None:
    assert "did other work" in page(found(0.62), shared=True)
    assert "did other work" not in page(found(0.62))


def test_the_page_has_every_system_of_every_size() -> None:
    rows = [line.split(" | ")[0].strip("| ") for line in page(found(0.62)).splitlines()]
    assert [name for name in rows if name in public_parts.MADE_OF] == [
        *("ours", "SVM", "logistic", "DIET"),
        *("ours", "SVM"),
    ]


def test_what_was_measured_is_kept_until_its_data_or_its_code_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_parts, "KEPT", tmp_path)
    part = Part(PublicSet("x", "da", ROWS, ROWS, digest="1"), 2, "ours", 0)
    assert kept(part) is None
    public_parts.keep(part, public_parts.made_of(part), Measured([0.5], 1.0))
    assert kept(part) == Measured([0.5], 1.0)
    assert kept(Part(PublicSet("x", "da", ROWS, ROWS, digest="2"), 2, "ours", 0)) is None
    monkeypatch.setitem(public_parts.MADE_OF, "ours", ("README.md",))
    assert kept(part) is None
