"""Text made comparable: small letters, Danish letters spelt out, accents dropped."""

import re
import unicodedata
from functools import lru_cache

from bot.catalogue.model import NeverForm, Service

DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ð": "d", "þ": "th"})
WORD = re.compile(r"[^\W_]+")
# Longer "words" are no words: they only cost time.
LONGEST_WORD = 64


def fold(text: str) -> str:
    """`Flyttegodtgørelse`, `FLYTTEGODTGOERELSE` and their decomposed forms become one."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(DANISH)
    if plain.isascii():
        return plain
    marks = unicodedata.normalize("NFD", plain)
    return "".join(sign for sign in marks if unicodedata.category(sign) not in ("Mn", "Cf"))


def words(text: str) -> list[str]:
    """The folded words, each at most LONGEST_WORD characters."""
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text))]


@lru_cache(maxsize=512)
def _pattern(entry: str) -> str:
    core = " ".join(words(entry))
    return f" {core}" if entry.endswith("*") else f" {core} "


def mentions(text: str, entries: tuple[str, ...]) -> bool:
    """Whether one of the words or phrases stands in the text; a last `*` lets the last word go on."""
    padded = f" {' '.join(words(text))} "
    return any(_pattern(entry) in padded for entry in entries)


def never_form(service: Service, text: str) -> NeverForm | None:
    """Why a form is wrong for this matter as the citizen put it, or None when it is right."""
    rule = service.never_form
    if rule is None or rule.only_if is None:
        return rule
    found = any(mentions(text, entries) for entries in rule.only_if.values())
    return rule if found else None
