"""CSV that no spreadsheet runs and every reader can turn back."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.report import sheet


@pytest.mark.parametrize(
    "value",
    [
        *("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx"),
        *('"=1+1"', "'=1", '""@x', "  =1", '" \t+1', "＝1", "'\t", "＋1", "－1", "＠x"),
    ],
)
def test_what_could_be_a_formula_starts_with_an_apostrophe(value: str) -> None:
    cell = next(csv.reader(io.StringIO(sheet.row([value]), newline="")))[0]
    assert cell == "'" + value
    assert sheet.original(cell) == value


@pytest.mark.parametrize(
    "value", ["passport_renew", "Pas til voksne", "2026-11-23", "'hej'", 'et "gult" kort']
)
def test_ordinary_words_stay_as_they_are(value: str) -> None:
    assert sheet.neutral(value) == value


@given(some.lists(some.text(alphabet=some.sampled_from("=+-@\t\r\n'\",; aæ＝1")), min_size=2))
def test_every_value_can_be_read_back(values: list[str]) -> None:
    cells = next(csv.reader(io.StringIO(sheet.row(values), newline=""), strict=True))
    assert [sheet.original(cell) for cell in cells] == values
    could_run = [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert [cell for cell in could_run if not re.fullmatch(r"[+-]1+", cell)] == []  # numbers stay numbers


def test_lines_end_as_rfc_4180_says() -> None:
    assert sheet.rows([["a", None], ['b"', "c,d"]]) == 'a,\r\n"b""","c,d"\r\n'
