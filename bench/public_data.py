"""Public data sets, by path: rows of text and label, whole or a few examples a class."""

import csv
import hashlib
import io
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SETS = {"massive_da-DK": "da", "massive_en-US": "en", "clinc150_full": "en"}
OUT = "oos"
Row = tuple[str, str]  # text, label


class DataError(Exception):
    """The folder does not hold the data; the message is one line."""


@dataclass(frozen=True, eq=False)
class PublicSet:
    name: str
    language: str
    train: Sequence[Row]
    test: Sequence[Row]
    digest: str = ""  # of the file

    def sample(self, size: int | None, seed: int) -> list[Row]:
        """So many examples of each class, or all there are."""
        if size is None:
            return list(self.train)
        dice = random.Random(seed)  # noqa: S311  nobody has to guess it
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in self.train:
            rows[row[1]].append(row)
        return [
            row for label in sorted(rows) for row in dice.sample(rows[label], min(size, len(rows[label])))
        ]


def load(folder: Path, name: str) -> PublicSet:
    path = folder / f"{name}.tsv"
    try:
        content = path.read_bytes()
        lines = io.StringIO(content.decode(), newline="")
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        parts = {
            part: [(row["text"], row["label"]) for row in rows if row["split"] == part]
            for part in ("train", "test")
        }
    except (OSError, UnicodeDecodeError, KeyError, csv.Error) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    digest = hashlib.sha256(content).hexdigest()
    return PublicSet(name, SETS[name], parts["train"], parts["test"], digest)
