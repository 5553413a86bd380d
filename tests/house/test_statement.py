"""The accessibility statement says nothing that no test proves: each test it names exists, ran and passed."""

import ast
from pathlib import Path

import pytest

from bot.gateway.accessibility import Statement, table
from tests.house.proved import Proved

ROOT = Path(__file__).resolve().parents[2]


def named(statement: Statement) -> list[str]:
    return [test for check in statement.checks for test in check.tests]


def missing(tests: list[str], root: Path = ROOT) -> list[str]:
    """Those that no file has."""
    return [test for test in tests if not _exists(root, *test.split("::"))]


def _exists(root: Path, file: str, name: str) -> bool:
    if not (root / file).is_file():
        return False
    tree = ast.parse((root / file).read_text(encoding="utf-8"))
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name for node in tree.body
    )


def test_each_test_that_the_statement_names_exists() -> None:
    assert table().checks
    assert missing(named(table())) == []


def test_a_test_that_is_not_there_is_named() -> None:
    gone = ["tests/house/test_statement.py::test_nothing", "tests/house/test_gone.py::test_a"]
    assert missing(gone) == gone


def test_the_statement_says_what_nobody_has_tried_yet() -> None:
    assert any("skærmlæser" in gap.da for gap in table().gaps)
    assert all(gap.da and gap.en for gap in table().gaps)


@pytest.mark.last
def test_each_test_that_the_statement_names_ran_and_passed(proved: Proved) -> None:
    """Of those that were to run with this one: all of them where the whole suite runs. It runs last."""
    assert proved.unproved(named(table())) == []


def test_a_test_that_failed_or_was_skipped_proves_nothing() -> None:
    proved = Proved(collected={"a::t[1]", "a::t[2]", "b::u", "c::v"}, passed={"a::t[1]", "b::u"})
    assert proved.unproved(["a::t", "b::u", "c::v", "d::elsewhere"]) == ["a::t[2]", "c::v"]
