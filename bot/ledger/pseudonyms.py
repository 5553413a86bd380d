"""A citizen's CPR number, e-mail address or telephone number as a keyed pseudonym: all that is ever kept."""

import hmac
import re
import unicodedata
from email.utils import parseaddr
from typing import Final

_PSEUDONYM: Final = re.compile(r"gvp1_([0-9a-f]{8})_[0-9a-f]{64}")
_LABEL: Final = re.compile(r"(?:cpr|tlf|tel|mobil|mob)(?:[. -]?nr)?[.: ]*", re.IGNORECASE)
_MAIL: Final = re.compile(r"[^\s@,;<>]{1,64}@[\w.-]{1,253}")
_NUMBER: Final = re.compile(r"\+?[0-9\s().,/_+\u00b7\u2010-\u2015\u2212-]+")
_NO_DIGIT: Final = re.compile(r"[^0-9]+")
_CPR_SHAPE: Final = re.compile(r"\d{6}[^\d+]+\d{4}")
_MONTH_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DATES: Final = frozenset(
    f"{day + more:02}{month:02}"
    for month, days in enumerate(_MONTH_DAYS, 1)
    for day in range(1, days + 1)
    for more in (0, 60)  # replacement numbers add 60 to the day
)
_E164_DIGITS: Final = range(7, 16)


class NoIdentifier(ValueError):
    """Nothing that names a citizen; the message does not repeat it."""


class OtherKey(ValueError):
    """A pseudonym that was made elsewhere with another key, so that it would match nobody here."""


class Pseudonyms:
    """Makes pseudonyms with one key: `gvp1_`, eight signs that name the key, and an HMAC-SHA256 in hex."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.key_id = hmac.digest(key, b"key", "sha256").hex()[:8]
        self._prefix = f"gvp1_{self.key_id}_"

    def of(self, identifier: str) -> str:
        """The same for every usual writing; a pseudonym of this key stays. Raises NoIdentifier, OtherKey."""
        made = _PSEUDONYM.fullmatch(identifier)
        if made is None:
            return self._prefix + hmac.digest(self._key, normalised(identifier).encode(), "sha256").hex()
        if made[1] != self.key_id:
            raise OtherKey(f"was made with the key {made[1]}, but ours is {self.key_id}")
        return identifier


def normalised(identifier: str) -> str:
    """What is hashed: the kind and one writing of it. Raises NoIdentifier.

    >>> normalised("010150 - 1234"), normalised("61 01 50 12 34")
    ('cpr:0101501234', 'cpr:6101501234')
    >>> normalised("Anna <Anna@Example.DK>"), normalised("tlf. 22 34 56 78")
    ('email:anna@example.dk', 'tel:+4522345678')
    """
    text = _folded(identifier)
    found = _email(text) if "@" in text else _number(_LABEL.sub("", text, count=1).replace("(0)", ""))
    if found is None:
        raise NoIdentifier("is no CPR number, e-mail address or telephone number")
    return found


def _folded(text: str) -> str:
    """Wide digits made narrow, and what cannot be seen left out."""
    if text.isascii():
        return text.strip()
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in narrow if unicodedata.category(sign) != "Cf").strip()


def _email(text: str) -> str | None:
    address = parseaddr(text)[1] if "<" in text else text.removeprefix("mailto:")
    if not _MAIL.fullmatch(address):
        return None
    local, _, domain = address.casefold().rpartition("@")
    try:
        return f"email:{local}@{domain.rstrip('.').encode('idna').decode()}"
    except UnicodeError:
        return None


def _number(text: str) -> str | None:
    if not _NUMBER.fullmatch(text):
        return None
    digits = _NO_DIGIT.sub("", text)
    if text.startswith("+") or digits.startswith("00"):
        return _telephone(digits.removeprefix("00"))
    if len(digits) == 10 and (digits[:4] in _DATES or _CPR_SHAPE.fullmatch(text)):
        return f"cpr:{digits}"
    if len(digits) == 9 and f"0{digits[:3]}" in _DATES:  # a spreadsheet took the zero for nothing
        return f"cpr:0{digits}"
    if len(digits) == 8:
        return _telephone(f"45{digits}")
    return _telephone(digits) if digits.startswith("45") else None


def _telephone(digits: str) -> str | None:
    """`digits` with the country code; a Danish number has eight more and begins with neither 0 nor 1."""
    if digits.startswith("45"):
        return f"tel:+{digits}" if len(digits) == 10 and digits[2] not in "01" else None
    return f"tel:+{digits}" if len(digits) in _E164_DIGITS and digits[0] != "0" else None
