"""Side by side is only faster: same results, same order, same errors."""

import os

import pytest

from bot.engine.understanding.parallel import side_by_side


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_results_come_in_order(processes: int) -> None:
    inherited = {number: number**2 for number in range(5)}
    assert side_by_side(lambda number: inherited[number], 5, processes) == [0, 1, 4, 9, 16]


def test_work_is_done_in_other_processes() -> None:
    assert os.getpid() not in side_by_side(lambda number: os.getpid(), 2, 2)


def test_an_error_is_the_callers() -> None:
    def fail(number: int) -> int:
        raise ValueError(f"part {number}")

    with pytest.raises(ValueError, match="part 0"):
        side_by_side(fail, 1, 2)
