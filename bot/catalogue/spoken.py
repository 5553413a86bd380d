"""The form of texts/<language>.yml: what the assistant says, with a little markup."""

import re
from string import Formatter

from bot.catalogue.model import Block, Piece, Text
from bot.catalogue.phrases import PHRASES
from bot.catalogue.reading import Section

MARKUP = re.compile(r"\*\*([^*\n]{1,200})\*\*|\[([^\]\n]{1,200})\]\((https://[^\s)]{1,500})\)")
BULLET = "- "


def texts(root: Section) -> dict[str, Text]:
    """Exactly the keys of PHRASES, each with no placeholder but its own."""
    said = {key: _text(root, key, allowed) for key, allowed in PHRASES.items()}
    root.close()
    return said


def _text(root: Section, key: str, allowed: frozenset[str]) -> Text:
    raw = root.text(key)
    try:
        placeholders = placeholders_of(raw)
    except ValueError as error:
        root.complain(key, str(error))
        return Text((), frozenset())
    for name in sorted(placeholders - allowed):
        names = ", ".join(f"{{{known}}}" for known in sorted(allowed)) or "no placeholder"
        root.complain(key, f"{{{name}}} has no value here; {names} can be used")
    return Text(tuple(_block(part) for part in re.split(r"\n\s*\n", raw)), placeholders)


def placeholders_of(raw: str) -> frozenset[str]:
    """The names in braces; raises ValueError for braces that are anything but a plain {name}."""
    plain = "braces may only hold a plain name, as in {title}"
    try:
        parts = list(Formatter().parse(raw))
    except ValueError as error:
        raise ValueError(plain) from error
    for _, name, spec, conversion in parts:
        if name is not None and (not name.isidentifier() or spec or conversion):
            raise ValueError(plain)
    return frozenset(name for _, name, _, _ in parts if name is not None)


def _block(raw: str) -> Block:
    lines = raw.strip().splitlines()
    if all(line.startswith(BULLET) for line in lines):
        return Block("list", tuple(pieces(line[len(BULLET) :]) for line in lines))
    return Block("paragraph", (pieces(" ".join(line.strip() for line in lines)),))


def pieces(row: str) -> tuple[Piece, ...]:
    """`**emphasis**` and `[label](https://…)` as pieces, the rest as text between them."""
    found: list[Piece] = []
    place = 0
    for match in MARKUP.finditer(row):
        found.append(Piece("text", row[place : match.start()]))
        emphasis, label, href = match.groups()
        found.append(Piece("emphasis", emphasis) if emphasis else Piece("link", label, href))
        place = match.end()
    found.append(Piece("text", row[place:]))
    return tuple(piece for piece in found if piece.text)
