"""Hides personal numbers and secrets in what a citizen wrote, before anything is stored or logged."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from bot.masking.hidden import secrets
from bot.masking.numbers import numbers, odd_cprs
from bot.masking.spans import BLANK, PLACEHOLDERS, Span

PLACEHOLDER = re.compile("|".join(re.escape(text) for text in PLACEHOLDERS.values()))
DASHES = frozenset("\u2212\u2043\u00af\u02d7\u30fc\uff70")
# What names a citizen: not a card, which may be anybody's, and not what is secret.
NAMING = frozenset({"cpr", "email", "phone"})
# Masking may change what stands beside a number; it settles in two rounds, more only under attack.
MOST_ROUNDS = 6
FIRST_HALF = re.compile(r"(?<!\d)(\d\d[ .\-/]?\d\d[ .\-/]?\d\d)[ .\-/]*\Z")
SECOND_HALF = re.compile(r"[ .\-/]*(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Masked:
    """`found` has one kind (cpr, card, email, phone, password, mitid) for each thing hidden, in order.

    `names` are those of them by which a citizen is known elsewhere: for a pseudonym, and for nothing else.
    """

    text: str
    found: tuple[str, ...]
    names: tuple[str, ...] = field(default=(), repr=False, compare=False)


def mask(text: str, *, before: str = "") -> Masked:
    """`text` with `[CPR]`, `[phone]` … for what must not be kept; masking the result changes nothing.

    `before` is the citizen's previous message: a CPR number split over two messages is caught in the second
    where the first ended in six digits.
    """
    found: list[str] = []
    names: list[str] = []
    if split := _second_half(text, before):
        first = FIRST_HALF.search(fold(before[-40:])[0])
        names = [f"{first[1] if first else ''}-{text[split.start : split.end]}"]
        text, found = _replace(text, [split], _placeholder), [split.kind]
    for _ in range(MOST_ROUNDS):
        spans = _spans(text)
        if not spans:
            break
        names += [text[span.start : span.end] for span in spans if span.kind in NAMING]
        text = _replace(text, spans, _placeholder)
        found += [span.kind for span in spans]
    return Masked(text, tuple(found), tuple(names))


def _spans(text: str) -> list[Span]:
    """What is to be hidden in one round, in the places of `text`: secrets win over numbers inside them."""
    folded, places = fold(text)
    folded = PLACEHOLDER.sub(lambda match: BLANK * len(match[0]), folded)
    hidden: list[Span] = []
    for find in (secrets, odd_cprs, numbers):
        found = find(folded)
        folded = _replace(folded, found, _blank)
        hidden += found
    spans = sorted(hidden)
    if places is None:
        return spans
    return [Span(places[span.start], _end(text, places[span.end - 1]), span.kind) for span in spans]


def _replace(text: str, spans: list[Span], instead: Callable[[Span], str]) -> str:
    parts, place = [], 0
    for span in spans:
        parts += [text[place : span.start], instead(span)]
        place = span.end
    return "".join([*parts, text[place:]])


def _placeholder(span: Span) -> str:
    return PLACEHOLDERS[span.kind]


def _blank(span: Span) -> str:
    return BLANK * (span.end - span.start)


def _second_half(text: str, before: str) -> Span | None:
    first = FIRST_HALF.search(fold(before[-40:])[0])
    folded, places = fold(text)
    second = SECOND_HALF.match(folded)
    if first is None or second is None:
        return None
    start, end = second.span(1)
    if places is None:
        return Span(start, end, "cpr")
    return Span(places[start], _end(text, places[end - 1]), "cpr")


def fold(text: str) -> tuple[str, list[int] | None]:
    """A copy in which look-alikes are alike, and for each of its signs the place in `text`.

    The places are None where they are the same. Compatibility forms and digits of any script become plain,
    dashes and blanks become one kind, invisible signs and combining marks are gone.
    """
    if text.isascii():
        return text, None
    table = {sign: sign if sign < "\x80" else _plain(sign) for sign in set(text)}
    folded = "".join([table[sign] for sign in text])
    if all(len(plain) == 1 for plain in table.values()):
        return folded, None
    return folded, [place for place, sign in enumerate(text) for _ in table[sign]]


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    return "".join(_one(part) for part in unicodedata.normalize("NFKC", sign))


def _one(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in ("Cf", "Mn", "Me"):
        return ""
    if kind == "Pd" or sign in DASHES:
        return "-"
    if kind in ("Zs", "Zl", "Zp"):
        return " "
    digit = unicodedata.digit(sign, None)
    return sign if digit is None else str(digit)


def _end(text: str, last: int) -> int:
    """Past the sign at `last` and the invisible signs and marks that hang on it."""
    end = last + 1
    while end < len(text) and text[end] > "\x7f" and not _plain(text[end]):
        end += 1
    return end
