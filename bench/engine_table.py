"""What the runs came to: medians, spreads and ratios, as one table; pure."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.engine_load import Figures


@dataclass(frozen=True)
class Spread:
    """A measure over several runs."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        if self.least == self.most:
            return number(self.median)
        return f"{number(self.median)} ({number(self.least)}–{number(self.most)})"


@dataclass(frozen=True)
class Measure:
    """`of` reads it from a run; Genvej's over stock's must be `at_most` or `at_least` so much."""

    name: str
    of: Callable[[Figures], float]
    at_most: float | None = None
    at_least: float | None = None
    alone: bool = False  # Genvej's own value is held to the bound, not its ratio to stock's

    def target(self) -> str:
        bound = f"≤ {number(self.at_most)}" if self.at_most is not None else f"≥ {number(self.at_least or 0)}"
        return bound if self.alone else f"{bound} × stock"

    def met(self, value: float) -> bool:
        return value <= self.at_most if self.at_most is not None else value >= (self.at_least or 0)


MEASURES = (
    Measure("turns a second, 8 at once", lambda run: run.turns_a_second, at_least=5),
    Measure("median turn, one at a time, ms", lambda run: run.turn_ms, at_most=0.25),
    Measure("turn 200 over turn 5", lambda run: run.late_ms / run.early_ms, at_most=1.2, alone=True),
    Measure("memory of the engine, MB", lambda run: run.engine_megabytes, at_most=0.5),
    Measure("start to first understood message, s", lambda run: run.start_seconds, at_most=0.5),
)
SHOWN = (
    ("median turn around turn 5, ms", lambda run: run.early_ms),
    ("median turn around turn 200, ms", lambda run: run.late_ms),
    ("processor time of a turn, all processes, 8 at once, ms", lambda run: run.cpu_ms),
    ("memory of all processes, MB", lambda run: run.all_megabytes),
)


def spread(values: Sequence[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values))


def number(value: float) -> str:
    """Three figures that mean something."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratios(stock: Sequence[float], ours: Sequence[float]) -> Spread:
    """Run by run: each pair was measured right after another, in the same weather."""
    return spread([mine / theirs for mine, theirs in zip(ours, stock, strict=True)])


def table(stock: Sequence[Figures], ours: Sequence[Figures]) -> list[str]:
    """Rows of Markdown; the ratio that is held to its target is the median of the runs' own."""
    lines = [
        "| measure | stock Rasa | Genvej | Genvej over stock | target | met |",
        "|---|---|---|---|---|---|",
    ]
    for measure in MEASURES:
        theirs, mine = [measure.of(run) for run in stock], [measure.of(run) for run in ours]
        over = ratios(theirs, mine)
        met = measure.met(spread(mine).median if measure.alone else over.median)
        cells = (measure.name, spread(theirs), spread(mine), over, measure.target(), yes(met))
        lines.append(row(*cells))
    for name, of in SHOWN:
        theirs, mine = [of(run) for run in stock], [of(run) for run in ours]
        lines.append(row(name, spread(theirs), spread(mine), ratios(theirs, mine), "", ""))
    return lines


def yes(met: bool) -> str:
    return "yes" if met else "**no**"


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
