"""The held-out sets: citizens' messages written apart from the training data, read into records."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

HELDOUT = Path(__file__).parent / "heldout"
# Of the same styles; nobody looks at which of its messages go wrong, so it says how well new ones go.
UNSEEN = HELDOUT / "unseen"
# Written later, by the hand that then wrote many examples: never so near them as to be a copy.
FRESH = HELDOUT / "fresh"
# Written before the rules and examples of its day, in the words of imagined citizens; nobody read its misses.
FOURTH = HELDOUT / "fourth"
EVERY = (HELDOUT, UNSEEN, FRESH, FOURTH)
LANGUAGES = frozenset({"da", "en"})
STYLES = (
    "plain",
    "terse",
    "misspelt",
    "colloquial",
    "indirect",
    "email",
    "old_fashioned",
    "non_native",
    "aspect",
)
KINDS = frozenset(
    {"card", "clarify", "aspect", "assisted", "human", "emergency", "write", "smalltalk", "out_of_scope"}
)
T = TypeVar("T")


class SetError(Exception):
    """A held-out file cannot be read; the message names the file and the line."""


@dataclass(frozen=True)
class Message:
    text: str
    language: str


@dataclass(frozen=True)
class InScope(Message):
    style: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class OutOfScope(Message):
    near: bool


@dataclass(frozen=True)
class NoForm(Message):
    kinds: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class LookAlike(Message):
    """`expected` holds service ids and kinds; any of them is right."""

    expected: tuple[str, ...]


@dataclass(frozen=True)
class TwoServices(Message):
    services: tuple[str, ...]


@dataclass(frozen=True)
class Masking:
    text: str
    masked: str

    @property
    def personal(self) -> bool:
        return self.text != self.masked


@dataclass(frozen=True)
class Turn:
    """What is right after one message (`say`) or one pressed button (`choose`)."""

    language: str
    kinds: tuple[str, ...]
    say: str | None = None
    choose: str | None = None
    services: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    position: int | None = None


@dataclass(frozen=True)
class Dialogue:
    name: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Sets:
    in_scope: tuple[InScope, ...]
    out_of_scope: tuple[OutOfScope, ...]
    no_form: tuple[NoForm, ...]
    lookalikes: tuple[LookAlike, ...]
    two_services: tuple[TwoServices, ...]
    masking: tuple[Masking, ...]
    dialogues: tuple[Dialogue, ...]

    def messages(self) -> tuple[Message, ...]:
        """All that is judged by how it is understood, in the order in which `score` wants the answers."""
        return (*self.in_scope, *self.out_of_scope, *self.no_form, *self.lookalikes, *self.two_services)

    def lines(self) -> list[str]:
        """One line a message, then the masking texts: the standard input of `genvej understand`."""
        texts = [message.text for message in self.messages()] + [case.text for case in self.masking]
        return [as_line(text) for text in texts]


def load(folder: Path = HELDOUT) -> Sets:
    return Sets(
        in_scope=_read(folder, "in_scope", lambda c: InScope(c[0], c[1], c[2], _options(c[3]))),
        out_of_scope=_read(folder, "out_of_scope", lambda c: OutOfScope(c[0], c[1], _yes(c[2]))),
        no_form=_read(folder, "no_form", lambda c: NoForm(c[0], c[1], _options(c[2]), c[3])),
        lookalikes=_read(folder, "lookalikes", lambda c: LookAlike(c[0], c[1], _options(c[2]))),
        two_services=_read(folder, "two_services", lambda c: TwoServices(c[0], c[1], _options(c[2]))),
        masking=_read(folder, "masking", lambda c: Masking(c[0], c[1])),
        dialogues=_dialogues(folder / "dialogues.yml"),
    )


def as_line(text: str) -> str:
    """`genvej understand` takes one message a line, so an e-mail's line breaks become spaces."""
    return " ".join(text.split("\n"))


def fold(text: str) -> str:
    """Same for texts that differ only in case, accents of æøå, punctuation and spacing."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    for letter, spelt in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        plain = plain.replace(letter, spelt)
    return " ".join(re.findall(r"\w+", plain))


def _read(folder: Path, name: str, record: Callable[[list[str]], T]) -> tuple[T, ...]:
    path = folder / f"{name}.tsv"
    return tuple(_records(path, record))


def _records(path: Path, record: Callable[[list[str]], T]) -> Iterator[T]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        width = len(next(rows))
        for number, row in enumerate(rows, start=2):
            if len(row) != width or not all(row):
                raise SetError(f"{path.name}, line {number}: {width} filled columns are wanted")
            try:
                yield record([row[0].replace("\\n", "\n"), *row[1:]])
            except ValueError as error:
                raise SetError(f"{path.name}, line {number}: {error}") from error


def _options(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|"))


def _yes(cell: str) -> bool:
    if cell not in {"yes", "no"}:
        raise ValueError(f"near is yes or no, not {cell!r}")
    return cell == "yes"


def _dialogues(path: Path) -> tuple[Dialogue, ...]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(Dialogue(entry["name"], tuple(map(_turn, entry["turns"]))) for entry in entries)


def _turn(entry: dict[str, object]) -> Turn:
    several = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    return Turn(**{**entry, **several})  # type: ignore[arg-type]  # a wrong key is a TypeError here
