"""Rows as CSV (RFC 4180) in which no spreadsheet finds a formula; every value can be read back."""

import re
from collections.abc import Iterable, Sequence

# A formula may hide behind quotes and blanks, and be written with full-width signs.
_FORMULA = re.compile(r"""["'\s]*[=+\-@＝＋－＠]|[\t\r\n]|["']+[\t\r\n]""")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
BOM = "\ufeff"  # without it Excel reads æ, ø and å as something else


def neutral(value: str) -> str:
    """`value`, after a `'` when a spreadsheet could take it for a formula; a number is none."""
    return f"'{value}" if _FORMULA.match(value) and not _NUMBER.fullmatch(value) else value


def original(cell: str) -> str:
    """The value that `neutral` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def row(values: Sequence[str | None]) -> str:
    """One line; None is an empty cell."""
    return ",".join(_cell(neutral(value or "")) for value in values) + "\r\n"


def rows(lines: Iterable[Sequence[str | None]]) -> str:
    return "".join(row(line) for line in lines)


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if re.search(r'[",\r\n]|^\s|\s$', value) else value
