"""One spelling for what people spell in several ways: case, æ/ae, ø/oe, å/aa, accents, digits, odd spaces."""

from __future__ import annotations

import re
import unicodedata
from typing import FrozenSet, List, Sequence

MAX_TEXT = 2_000  # characters of a message that are understood
MAX_TOKEN = 64  # characters of a token that become features

_LETTERS = str.maketrans(
    {"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "ß": "ss", "’": "'", "`": "'", "´": "'"}
)
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
_LINES = re.compile(r"\s*[\r\n\u2028\u2029\x85]\s*")
_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """What the tokenizer gets: composed, without invisible characters, at most MAX_TEXT long.

    Line ends stay, since in a letter they end a sentence.
    """
    composed = _LINES.sub("\n", unicodedata.normalize("NFKC", text[: 2 * MAX_TEXT]))
    return _SPACES.sub(" ", _INVISIBLE.sub("", composed)).strip()[:MAX_TEXT]


def spell(token: str) -> str:
    """The token in the one spelling that patterns are written in."""
    lowered = token[:MAX_TOKEN].lower().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


def fold(token: str) -> str:
    """The token as features see it; digits become 0, so that any year or price looks alike."""
    return "".join("0" if c.isdigit() else c for c in spell(token))


def fold_all(tokens: Sequence[str]) -> List[str]:
    """Folded tokens, without those of which nothing is left; a line end stays, since it ends a sentence."""
    return [folded for folded in (fold(token) for token in tokens) if folded == "\n" or folded.strip()]


def word_set(text: str) -> FrozenSet[str]:
    """A list of words as one writes it."""
    return frozenset(text.split())
