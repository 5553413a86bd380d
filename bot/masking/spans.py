"""A place in a message that must be hidden, and what is written there instead."""

from typing import NamedTuple

PLACEHOLDERS = {
    "cpr": "[CPR]",
    "card": "[card]",
    "email": "[e-mail]",
    "phone": "[phone]",
    "password": "[password]",
    "mitid": "[MitID]",
}
# What stands for a hidden place while the rest is searched: neither digit, letter nor separator.
BLANK = "\x00"


class Span(NamedTuple):
    start: int
    end: int
    kind: str
