"""What citizens type, made fit to store and show: no control characters, no towers of marks."""

import re
import unicodedata

MOST_MARKS = 8
# A NUL breaks PostgreSQL, a lone surrogate every encoder; the rest of the control characters help nobody.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(text: str) -> str:
    """Line ends become newlines, lone surrogates U+FFFD; at most MOST_MARKS combining marks in a cluster.

    Everything else stays as it was sent; cleaning twice changes nothing.
    """
    text = SURROGATE.sub(REPLACEMENT, CONTROL.sub("", LINE_END.sub("\n", text)))
    return text if text.isascii() else _cap_marks(text)


def is_empty(text: str) -> bool:
    """Whether there is nothing to read: only blanks, invisible signs and marks on nothing."""
    return all(unicodedata.category(sign)[0] in "CZ" or unicodedata.category(sign) == "Mn" for sign in text)


def _cap_marks(text: str) -> str:
    kept, marks = [], 0
    for sign in text:
        kind = unicodedata.category(sign)
        if kind != "Cf":  # an invisible sign between marks does not begin a new cluster
            marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind == "Cf" or marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
