"""Runs the parts of the training that do not need each other side by side, with the same result."""

from __future__ import annotations

import multiprocessing
import os
from typing import Any, Callable, List, Optional, TypeVar

T = TypeVar("T")
MOST = 4  # processes; each holds the training data

_work: Optional[Callable[[int], Any]] = None


def side_by_side(work: Callable[[int], T], count: int, processes: Optional[int] = None) -> List[T]:
    """`work(0)` … `work(count - 1)`, in order; each in a fork, which inherits what `work` knows."""
    global _work
    processes = min(count, MOST, os.cpu_count() or 1) if processes is None else processes
    if processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [work(number) for number in range(count)]
    _work = work
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            return pool.map(_run, range(count), chunksize=1)
    finally:
        _work = None


def _run(number: int) -> Any:
    assert _work is not None
    return _work(number)
