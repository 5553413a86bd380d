"""Which new passwords are refused, and why."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

SHORTEST: Final = 15
LONGEST: Final = 128
UNGUESSED: Final = 8  # signs that must be left when everything guessable was taken out
_ROWS: Final = (
    *("abcdefghijklmnopqrstuvwxyzæøå", "01234567890", "1qaz2wsx3edc4rfv"),
    *("qwertyuiopå", "asdfghjklæø", "zxcvbnm"),
)
_WORDS_FILE: Final = Path(__file__).with_name("weak_passwords.txt")


def weakness(password: str, words: Iterable[str] = ()) -> str | None:
    """Why this password is refused, as a sentence; None when it is good. `words`: name, town and the like."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters; several words in a row are easy to remember."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if len(_unguessed(_bare(password), words)) < UNGUESSED:
        return "Guessers try this one first: common words, names, rows of keys, the same again and again."
    return None


def _unguessed(text: str, words: Iterable[str]) -> str:
    known = {*_common(), *(_bare(word) for word in words)}
    for word in sorted(known, key=len, reverse=True):
        if len(word) >= 3:
            text = text.replace(word, "")
    return _once_each(_without_rows(text))


def _without_rows(text: str) -> str:
    """Without three or more neighbours in a row: on a keyboard, in the alphabet, in counting."""
    rising = {pair for row in _ROWS for pair in pairwise(row)}
    next_to = [(a, b) in rising or (b, a) in rising for a, b in pairwise(text)]
    guessed: set[int] = set()
    for place, (one, other) in enumerate(pairwise(next_to)):
        if one and other:
            guessed |= {place, place + 1, place + 2}
    return "".join(sign for place, sign in enumerate(text) if place not in guessed)


def _once_each(text: str) -> str:
    """A text that only repeats a piece of itself, as that piece; and no sign twice in a row."""
    period = (text + text).find(text, 1)
    piece = text[:period] if 0 < period < len(text) else text
    return "".join(sign for place, sign in enumerate(piece) if sign != piece[place - 1 : place])


@cache
def _common() -> tuple[str, ...]:
    lines = _WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(_bare(line) for line in lines if line and not line.startswith("#"))


def _bare(text: str) -> str:
    """Letters and digits only, folded."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
