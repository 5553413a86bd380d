"""docs/threats.md names only tests that exist, and no line without a test or an issue."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.journey.house import ROOT

PAGE = ROOT / "docs" / "threats.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)
NOT_BUILT = re.compile(r"not built yet: issue [3-6]\b")
LINES = 40


@cache
def defined_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, functions))


def missing(page: str) -> list[str]:
    """The tests that `page` names and that are not there."""
    named = TEST.findall(page)
    return [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or name not in defined_in(ROOT / path)
    ]


def unshown(page: str) -> list[str]:
    """The rows that neither name a test nor say that the thing is not built."""
    rows = [row for row in ROW.findall(page) if "---" not in row and "shown by" not in row]
    return [row for row in rows if not TEST.search(row) and not NOT_BUILT.search(row)]


def test_every_test_that_the_page_names_exists() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(TEST.findall(page)) > LINES
    assert missing(page) == []


def test_every_line_is_shown_by_a_test_or_not_built() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert unshown(page) == []
    numbers = re.findall(r"^\| (\d+) \|", page, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, LINES + 1)]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        pytest.param("| 1 | a | b | `tests/faults/test_nowhere.py::test_a` |", missing, id="no_such_file"),
        pytest.param("| 1 | a | b | `tests/faults/test_kill.py::test_a` |", missing, id="no_such_test"),
        pytest.param("| 1 | a | b | |", unshown, id="nothing_named"),
        pytest.param("| 1 | a | not built yet: issue 99 | |", unshown, id="no_such_issue"),
    ],
)
def test_a_line_that_promises_too_much_is_named(row: str, finding: object) -> None:
    assert callable(finding)
    assert len(finding(row)) == 1
