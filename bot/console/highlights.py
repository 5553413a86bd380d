"""Where searched words stand in a text: pieces that a page marks or leaves."""

import re
from dataclasses import dataclass
from typing import Final

AROUND: Final = 80  # signs on each side of the first hit


@dataclass(frozen=True)
class Marks:
    pattern: re.Pattern[str]


def pieces(text: str, marks: Marks | None) -> list[tuple[str, bool]]:
    """`text` in order, each piece with whether it is to be marked."""
    if marks is None:
        return [(text, False)]
    found: list[tuple[str, bool]] = []
    end = 0
    for hit in marks.pattern.finditer(text):
        found += [(text[end : hit.start()], False), (hit[0], True)]
        end = hit.end()
    return [piece for piece in [*found, (text[end:], False)] if piece[0]]


def excerpt(text: str, marks: Marks | None) -> str:
    """The text around the first hit."""
    hit = marks.pattern.search(text) if marks else None
    start = max(0, hit.start() - AROUND) if hit else 0
    end = (hit.end() if hit else 0) + AROUND
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"
