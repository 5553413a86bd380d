"""docs/public_data.md: whether we hold the floor, and a table for each set and size; pure."""

import os
import platform
import statistics
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from bench.public_data import OUT
from bench.public_parts import TURNED, Measured, Part

FLOOR = ("SVM", "logistic")
MOST_MILLISECONDS = 1.0
INTRODUCTION = f"""# On public data

Made by `make bench-public DATA=folder`. MASSIVE 1.1 (CC BY 4.0, FitzGerald and others 2022; 60 intents) and
CLINC150 (CC BY 3.0, Larson and others 2019; 150 intents, with messages that are out of scope): trained on
`train`, or on 10 examples a class drawn from it, and measured on all of `test`. Shares are the mean of the
samples, with the least and the most.

* *Ours* is what `config.yml` trains, with the same features, classifier and thresholds.
* *SVM* and *logistic* are the plain floor: scikit-learn's TF-IDF of word 1–2-grams and character 2–5-grams,
  with LinearSVC and with LogisticRegression (C = 10, one against the rest; at full size it is left out).
* *DIET* is stock Rasa 3.6.21 as `rasa init` sets it up, with its 100 epochs, on the first of the others'
  samples.
* *Out of scope at {TURNED:.0%}*: how many of what is out of scope are recognised where each system's own bar
  turns away {TURNED:.0%} of what is in scope. *As decided*: with the thresholds that each has.
* Milliseconds are the median message, text to decision, with one core to run on.
"""

SHARED = """The machine did other work meanwhile: milliseconds are what a message took beside it, more than
it takes alone.
"""

Group = Mapping[str, Sequence[Measured]]  # system → what each sample came to


def page(found: Mapping[Part, Measured], missing: Sequence[str] = (), *, shared: bool = False) -> str:
    """`found` is in the order of the page; `missing` are the names of the parts that it lacks."""
    groups = [
        (parts[0], by_system(parts, found))
        for parts in (list(each) for _, each in groupby(found, key=lambda part: (part.size, part.given.name)))
    ]
    lines = [INTRODUCTION, *([SHARED] if shared else []), "## Against the floor\n", *verdicts(groups)]
    if missing:
        lines.append(f"\nNot measured yet: {', '.join(missing)}.")
    for part, group in groups:
        lines += [*heading(part), *(row(name, samples) for name, samples in group.items())]
    return "\n".join([*lines, "\n## The machine\n", machine(), ""])


def by_system(parts: Sequence[Part], found: Mapping[Part, Measured]) -> Group:
    return {
        name: [found[part] for part in each] for name, each in groupby(parts, key=lambda part: part.system)
    }


def verdicts(groups: Sequence[tuple[Part, Group]]) -> Iterator[str]:
    """Right first, and what we are above the better floor in points, both on the same samples."""
    yield line(["", "examples", "ours", "better floor", "points above", "ms a message", "met"])
    yield line(["---"] * 7)
    for part, group in groups:
        floors = [name for name in FLOOR if name in group]
        if not floors or any(len(group[name]) != len(group.get("ours", ())) for name in floors):
            continue  # not all of it is measured
        ours = [sample.shares[0] for sample in group["ours"]]
        name = max(floors, key=lambda n: _mean(group[n]))
        over = [100 * (a - b.shares[0]) for a, b in zip(ours, group[name], strict=True)]
        spent = statistics.fmean(sample.milliseconds for sample in group["ours"])
        met = statistics.fmean(over) >= 0 and spent < MOST_MILLISECONDS
        size = f"{part.size} a class" if part.size else "all"
        floor = f"{_mean(group[name]):.1%} ({name})"
        yield line([part.given.name, size, f"{statistics.fmean(ours):.1%}", floor, _points(over),
                    f"{spent:.2f}", "yes" if met else "**no**"])  # fmt: skip


def _mean(samples: Sequence[Measured]) -> float:
    return statistics.fmean(sample.shares[0] for sample in samples)


def _points(over: Sequence[float]) -> str:
    mean = f"{statistics.fmean(over):+.1f}"
    return mean if len(over) < 2 else f"{mean} ({min(over):+.1f} to {max(over):+.1f})"


def heading(part: Part) -> list[str]:
    amount = f"{part.size} examples a class" if part.size else f"all {len(part.given.train):,} examples"
    out = any(label == OUT for _, label in part.given.test)
    more = (
        [f"out of scope at {TURNED:.0%}", "as decided: right", "turned away", "out of scope"] if out else []
    )
    names = ["", "samples", "right first", *more, "ms a message"]
    return [f"\n## {part.given.name}, {amount}\n", line(names), line(["---"] * len(names))]


def row(name: str, samples: Sequence[Measured]) -> str:
    """The mean of the samples, and their spread from least to most."""
    columns = zip(*(sample.shares for sample in samples), strict=True)
    spent = statistics.fmean(sample.milliseconds for sample in samples)
    return line([name, str(len(samples)), *map(_share, columns), f"{spent:.2f}"])


def _share(column: Sequence[float]) -> str:
    mean = f"{statistics.fmean(column):.1%}"
    return mean if len(column) < 2 else f"{mean} ({min(column):.1%}–{max(column):.1%})"


def line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    name = models[0] if models else platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}."
