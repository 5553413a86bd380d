"""Run `genvej understand` over the held-out sets and print how well it did: `python -m bench.nlu`."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.nlu.markdown import markdown
from tests.nlu.score import AnswerError, Understood, parse, score
from tests.nlu.sets import EVERY, SetError, Sets, load

UNDERSTAND = (sys.executable, "-m", "bot", "understand")


class BenchError(Exception):
    """The sets could not be run; the message is one line."""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        print(run(options.answers, options.save), end="")
    except (AnswerError, BenchError, SetError, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    return 0


def run(answers: Path | None, save: Path | None) -> str:
    sets = [load(folder) for folder in EVERY]
    printed = answers.read_text(encoding="utf-8") if answers else understand(sets)
    if save:
        save.write_text(printed, encoding="utf-8")
    given, reports = read(printed), []
    for each in sets:
        place = len(each.lines())
        mine, given = (given[:place], given[place:]) if each is not sets[-1] else (given, [])
        reports.append(score(each, mine))
    return markdown(*reports)


def understand(sets: Sequence[Sets], command: tuple[str, ...] = UNDERSTAND) -> str:
    """What the command prints for all messages, in one batch, language left to it."""
    said = "\n".join(line for each in sets for line in each.lines()) + "\n"
    done = subprocess.run(command, input=said, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  the command is ours
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BenchError(f"`genvej understand` ended with {done.returncode}: {last}")
    return done.stdout


def read(printed: str) -> list[Understood]:
    return [parse(line) for line in printed.split("\n") if line.strip()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.nlu", description=__doc__)
    parser.add_argument("--answers", type=Path, metavar="FILE", help="score what was printed before")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep what was printed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
