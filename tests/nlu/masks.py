"""Whether personal data is gone from a masked text, and whether innocent numbers stayed."""

import re

PLACEHOLDERS = ("[CPR]", "[card]", "[e-mail]", "[phone]", "[password]", "[MitID]")
_PLACEHOLDER = re.compile("|".join(map(re.escape, PLACEHOLDERS)))


def placeholders(masked: str) -> list[str]:
    return _PLACEHOLDER.findall(masked)


def secrets(text: str, masked: str) -> list[str]:
    """What stands in `text` where `masked` has its placeholders.

    >>> secrets("cpr 010150-5111, tlf 12345678", "cpr [CPR], tlf [phone]")
    ['010150-5111', '12345678']
    """
    kept = map(re.escape, _PLACEHOLDER.split(masked))
    match = re.fullmatch("(.+?)".join(kept), text, re.DOTALL)
    if match is None:
        raise ValueError(f"this is not a masked form of the text: {masked!r}")
    return list(match.groups())


def leaks(text: str, expected: str, got: str) -> bool:
    """Three or more signs of a secret in a row, wherever punctuation is dropped, are a leak."""
    outside = _bare(_PLACEHOLDER.sub("\0", got))
    innocent = _bare(_PLACEHOLDER.sub("\0", expected))
    return any(
        piece in outside and piece not in innocent
        for secret in map(_bare, secrets(text, expected))
        for piece in (secret[at : at + 3] for at in range(max(1, len(secret) - 2)))
    )


def right(text: str, expected: str, got: str) -> bool:
    """Innocent text is untouched; of personal data nothing is left and its kind is named."""
    if text == expected:
        return got == text
    return placeholders(got) == placeholders(expected) and not leaks(text, expected, got)


def _bare(text: str) -> str:
    """Letters and digits only; the mark of a placeholder stays, so that nothing joins across it."""
    return re.sub(r"[^\w\0]|_", "", text).casefold()
