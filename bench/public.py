"""Our understanding on public data, beside a plain linear floor and DIET: `python -m bench.public FOLDER`.

Run by the engine's Python; it prints docs/public_data.md.
"""

import argparse
import os
import platform
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.public_data import OUT, SETS, DataError, PublicSet, load

SMALL, SEEDS, DIET_SEEDS = 10, 3, 1
SLOW = "logistic"  # takes minutes at full size, where it is left out
TURNED = 0.04  # share of in-scope messages at which out-of-scope recall is compared
WITH_DIET = "*DIET* is stock Rasa 3.6.21 as `rasa init` sets it up, 100 epochs, on the first small sample."
WITHOUT_DIET = "DIET was left out of this run."
INTRODUCTION = """# On public data

Made by `make bench-public`. MASSIVE 1.1 (CC BY 4.0, FitzGerald and others 2022; 60 intents) and CLINC150
(CC BY 3.0, Larson and others 2019; 150 intents, with messages that are out of scope): trained on `train` or
on {small} examples a class of it, measured on `test`. *ours* is what `config.yml` trains, with the same
features, classifier and thresholds. *SVM* and *logistic* are the plain floor: scikit-learn's TF-IDF of word
1–2-grams and character 2–5-grams with LinearSVC and with LogisticRegression (C = 10, one
against the rest). {diet}

Machine: {machine}.
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.public", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with the .tsv files of the data")
    parser.add_argument("--without-diet", action="store_true", help="leave stock Rasa out")
    given = parser.parse_args(arguments)
    # A message is a product of some hundred numbers, and one core is what is asked for.
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    from bench.public_systems import BenchError

    try:
        sets = [load(given.folder, name) for name in SETS]
        told = WITHOUT_DIET if given.without_diet else WITH_DIET
        print(INTRODUCTION.format(small=SMALL, machine=machine(), diet=told))
        for line in tables(sets, diet=not given.without_diet):
            print(line, flush=True)
    except (DataError, BenchError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    return 0


def tables(sets: Sequence[PublicSet], *, diet: bool) -> Iterator[str]:
    """A table for each set and size; rows are systems."""
    from bench import public_systems

    systems = {
        "ours": public_systems.ours,
        "SVM": public_systems.floor(public_systems.svm),
        "logistic": public_systems.floor(public_systems.logistic),
    }
    for size in (SMALL, None):
        for one in sets:
            yield from heading(one, size)
            for name, run in systems.items():
                seeds = range(SEEDS if size else 1)
                if size or name != SLOW:
                    yield row(name, [measured(one, run, size, seed) for seed in seeds])
            if diet and size:
                found = [measured(one, public_systems.diet, size, seed) for seed in range(DIET_SEEDS)]
                yield row("DIET", found)


def heading(one: PublicSet, size: int | None) -> list[str]:
    amount = f"{size} examples a class, {SEEDS} samples" if size else f"all {len(one.train)} examples"
    out = any(label == OUT for _, label in one.test)
    more = (
        [f"out of scope at {TURNED:.0%}", "as decided: right", "turned away", "out of scope"] if out else []
    )
    names = ["", "right first", *more, "ms a message"]
    return [f"\n## {one.name}, {amount}\n", line(names), line(["---"] * len(names))]


def line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def measured(one: PublicSet, run, size: int | None, seed: int) -> list[float]:  # type: ignore[no-untyped-def]
    """Shares as in `heading`, then milliseconds."""
    found = run(one.language, one.sample(size, seed), [text for text, _ in one.test])
    return [*shares([label for _, label in one.test], found.scores, found.away), found.milliseconds]


def shares(labels: Sequence[str], scores: Sequence[dict[str, float]], away: Sequence[bool]) -> list[float]:
    """Right first among the intents; where some are out of scope, four shares of that too."""
    firsts = [max((s for s in one if s != OUT), key=one.__getitem__, default=OUT) for one in scores]
    inside = [number for number, label in enumerate(labels) if label != OUT]
    outside = [number for number, label in enumerate(labels) if label == OUT]
    right = [firsts[number] == labels[number] for number in inside]
    if not outside:
        return [statistics.fmean(right)]
    near = [one.get(firsts[n], 0.0) - one.get(OUT, 0.0) for n, one in enumerate(scores)]
    least = sorted(near[number] for number in inside)[int(TURNED * len(inside))]
    kept = [hit and not away[number] for hit, number in zip(right, inside, strict=True)]
    return [
        statistics.fmean(right),
        statistics.fmean(near[number] < least for number in outside),
        statistics.fmean(kept),
        statistics.fmean(away[number] for number in inside),
        statistics.fmean(away[number] for number in outside),
    ]


def row(name: str, found: Sequence[Sequence[float]]) -> str:
    """The mean of the samples, and their spread from least to most."""
    columns = list(zip(*found, strict=True))
    percent = [_share(column) for column in columns[:-1]]
    return line([name, *percent, f"{statistics.fmean(columns[-1]):.2f}"])


def _share(column: Sequence[float]) -> str:
    mean = f"{statistics.fmean(column):.1%}"
    return mean if len(column) < 2 else f"{mean} ({min(column):.1%}–{max(column):.1%})"


def machine() -> str:
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    name = models[0] if models else platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
