"""Our understanding on public data, beside a plain linear floor and DIET: `python -m bench.public FOLDER`.

Run by the engine's Python. Each part keeps its figures, so that a run that is broken off goes on where it
was; the page, docs/public_data.md, has all that are kept and names those that are not.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import public_page
from bench.public_data import SETS, DataError, PublicSet, load
from bench.public_parts import ROOT, Measured, Part, kept, measure

PAGE = ROOT / "docs" / "public_data.md"
SMALL = 10
SEEDS = {"ours": 5, "SVM": 5, "logistic": 5, "DIET": 1}  # samples of the small size
AT_FULL_SIZE = ("ours", "SVM")  # the others take many minutes there


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    # A message is a product of some hundred numbers, and one core is what is asked for.
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    from bench.public_systems import BenchError

    try:
        parts = list(plan([load(options.folder, name) for name in SETS]))
        found = _measured(parts, options.parts)
    except (DataError, BenchError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    missing = [part.name for part in parts if part not in found]
    PAGE.write_text(public_page.page(found, missing, shared=options.shared), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"), end="")
    return 0


def plan(sets: Sequence[PublicSet]) -> Iterator[Part]:
    """In the order of the page: sizes, sets, systems, samples."""
    for size in (SMALL, None):
        for one in sets:
            for system, seeds in SEEDS.items():
                if size or system in AT_FULL_SIZE:
                    for seed in range(seeds if size else 1):
                        yield Part(one, size, system, seed)


def _measured(parts: Sequence[Part], named: Sequence[str]) -> dict[Part, Measured]:
    """Anew what is named, or else what was not measured yet; raises BenchError for a name of no part."""
    from bench.public_systems import BenchError

    if strange := set(named) - {part.name for part in parts}:
        raise BenchError(f"no part is called {', '.join(sorted(strange))}; one is {parts[0].name}")
    found = {part: before for part in parts if (before := kept(part)) and part.name not in named}
    for part in parts:
        if part.name in named or not (named or part in found):
            print(f"bench: {part.name}", file=sys.stderr, end=" ", flush=True)
            found[part] = measure(part)
            print(f"{found[part].shares[0]:.1%}", file=sys.stderr, flush=True)
    return {part: found[part] for part in parts if part in found}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.public", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with the .tsv files of the data")
    parser.add_argument(
        "--shared", action="store_true", help="say on the page that the machine did other work meanwhile"
    )
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help="measure only these, also again: SET/SIZE/SYSTEM/SAMPLE"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
