"""Citizens' words made harmless to read: what hides or reorders text is drawn, heaps of marks are capped."""

import unicodedata

MARKS_KEPT = 8  # combining marks on one sign; Vietnamese needs two, Hebrew three
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")  # letters and marks without ink
_JOINERS = frozenset("\u200c\u200d")  # Persian spelling and emoji families need them


def visible(text: str) -> str:
    """`text` with every control, bidi and invisible sign drawn, and at most MARKS_KEPT marks on a sign."""
    return "".join(_drawn(text, place) for place in range(len(text))) if text.isascii() else _capped(text)


def _capped(text: str) -> str:
    pieces: list[str] = []
    marks = 0
    for place, sign in enumerate(text):
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Me"} and sign not in _BLANK else 0
        if marks <= MARKS_KEPT:
            pieces.append(_drawn(text, place))
        elif not _mark_follows(text, place):
            pieces.append(f"⟦{marks - MARKS_KEPT} more marks⟧")
    return "".join(pieces)


def _mark_follows(text: str, place: int) -> bool:
    return unicodedata.category(text[place + 1 : place + 2] or " ") in {"Mn", "Me"}


def _drawn(text: str, place: int) -> str:
    sign = text[place]
    code = ord(sign)
    if sign == "\n" or not _hides(sign):
        return sign
    if sign in _JOINERS and _joins(text, place):
        return sign
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"⟦U+{code:04X}⟧"


def _hides(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"} or sign in _BLANK


def _joins(text: str, place: int) -> bool:
    """Between two letters without case, or between two emoji: there a joiner is spelling."""
    before = text[:place].rstrip("\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")[-1:]
    around = {unicodedata.category(sign) for sign in (before or " ", text[place + 1 : place + 2] or " ")}
    return around in ({"Lo"}, {"So"}) or around == {"So", "Sm"}
