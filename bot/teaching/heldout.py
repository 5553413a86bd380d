"""Messages that nobody may teach: a model is measured by how it understands them."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILES: Final = ("in_scope.tsv", "out_of_scope.tsv")


@dataclass(frozen=True, slots=True)
class Question:
    """`services`: any of them is right; empty means that none is. `wrong`: known not to be right."""

    text: str
    language: str
    services: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def questions(folder: Path) -> list[Question]:
    """Those of both files, as far as there are such files."""
    found: list[Question] = []
    for path in (folder / name for name in FILES):
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as lines:
                rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
                found += [_question(row) for row in rows]
    return found


def _question(row: dict[str, str]) -> Question:
    named = row.get("services") or ""
    text = row["text"].replace("\\n", "\n")
    return Question(text, row["language"], tuple(named.split("|")) if named else ())
