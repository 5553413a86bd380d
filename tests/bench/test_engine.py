"""What the bench makes of what it measured, and what it takes for an answer."""

import asyncio
from dataclasses import replace

import pytest

from bench.engine_load import EARLY, LATE, LONG, TEXTS, Figures, Misunderstood, expected, talk, window
from bench.engine_page import page
from bench.engine_profile import inclusive, telling
from bench.engine_table import MEASURES, number, ratios, spread, table

STOCK = Figures(20.0, 40.0, 24.0, 12.0, 204.0, 1000.0, 1200.0, 25.0)
OURS = Figures(10.0, 200.0, 6.0, 5.0, 6.0, 500.0, 700.0, 5.0)


def verdicts(stock: list[Figures], ours: list[Figures]) -> list[str]:
    return [line.split(" | ")[-1].strip(" |") for line in table(stock, ours)[2 : 2 + len(MEASURES)]]


def test_what_just_reaches_every_target_is_met() -> None:
    assert verdicts([STOCK], [OURS]) == ["yes"] * len(MEASURES)


@pytest.mark.parametrize(
    ("place", "worse"),
    [
        pytest.param(0, {"turns_a_second": 199.0}, id="throughput"),
        pytest.param(1, {"turn_ms": 6.1}, id="median"),
        pytest.param(2, {"late_ms": 6.1}, id="growth"),
        pytest.param(3, {"engine_megabytes": 501.0}, id="memory"),
        pytest.param(4, {"start_seconds": 10.1}, id="start"),
    ],
)
def test_what_falls_short_is_said(place: int, worse: dict[str, float]) -> None:
    found = verdicts([STOCK], [replace(OURS, **worse)])
    assert found[place] == "**no**"
    assert found.count("**no**") == 1


def test_a_ratio_is_taken_run_by_run() -> None:
    """10/5, 30/10 and 8/8: the median is 2, where the ratio of the medians would be 10/8."""
    assert ratios([5, 10, 8], [10, 30, 8]) == spread([2, 3, 1])


def test_a_spread_is_shown_with_its_ends() -> None:
    assert str(spread([1.0, 12.34, 250.4])) == "12.3 (1.00–250)"
    assert str(spread([2.0])) == "2.00"


@pytest.mark.parametrize(
    ("value", "shown"), [(0.2456, "0.25"), (9.994, "9.99"), (43.21, "43.2"), (1234.5, "1234")]
)
def test_a_number_has_three_figures(value: float, shown: str) -> None:
    assert number(value) == shown


def test_both_windows_of_a_long_conversation_have_every_text_once() -> None:
    for first in (EARLY, LATE):
        assert {(first + step) % len(TEXTS) for step in range(len(TEXTS))} == set(range(len(TEXTS)))
    assert EARLY < 4 < EARLY + len(TEXTS)
    assert LATE < 199 < LATE + len(TEXTS) <= LONG


def test_a_window_is_the_median_over_all_conversations() -> None:
    talks = [[0, 1, 2, 3, 4, 5, 6, 99], [0, 1, 2, 3, 4, 5, 7, 99]]
    assert window(talks, 1) == 3.5


def test_one_turn_in_three_calls_a_custom_action() -> None:
    assert [expected(text) for text in TEXTS].count("card") * 3 == len(TEXTS)


async def right(text: str) -> str:
    return expected(text)


async def wrong(text: str) -> str:
    return "smalltalk"


def test_a_wrong_answer_ends_the_run() -> None:
    assert len(asyncio.run(talk(right, 7))) == 7
    with pytest.raises(Misunderstood, match="health insurance card"):
        asyncio.run(talk(wrong, 7))


def test_a_function_counts_once_for_each_sample() -> None:
    lines = ["main (a.py:1);walk (b.py:2);walk (b.py:3) 3", "main (a.py:9) 1"]
    assert inclusive(lines) == [("walk (b.py)", 0.75)]


def test_the_loops_plumbing_is_left_out_of_a_profile() -> None:
    found = [("run_forever (asyncio/base_events.py)", 0.9), ("answer (bot/engine/turn.py)", 0.8)]
    assert telling(found) == found[1:]


def test_the_page_has_what_was_measured() -> None:
    runs = {"stock": [vars(STOCK)], "genvej": [vars(OURS)]}
    training = {"full": 61.0, "unchanged": 0.4}
    shown = page(runs, training, {"genvej": {"engine": [["answer (bot/engine/turn.py)", 0.8]]}})
    assert "| turns a second, 8 at once | 40.0 | 200 | 5.00 | ≥ 5.00 × stock | yes |" in shown
    assert "| `genvej train`, full data | 61.0 | ≤ 60 | **no** |" in shown
    assert "| `answer (bot/engine/turn.py)` | 80% |" in shown
    assert "### Genvej: engine" in shown
