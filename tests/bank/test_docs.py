"""What docs/bank.md tells a reader to do goes through, in its order, and prints what it shows."""

import shlex
from datetime import UTC, datetime, timedelta

from tests.bank.conftest import Town
from tests.house import documents
from tests.house.documents import ROOT

PAGE = (ROOT / "docs" / "bank.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """Without what follows a redirection."""
    blocks = "".join(documents.blocks(PAGE, "sh"))
    lines = (shlex.split(line.partition(" > ")[0]) for line in blocks.splitlines())
    return [words[2:] for words in lines if words[:2] == ["genvej", "bank"]]


def test_a_case_can_be_run_as_the_page_tells_it(town: Town) -> None:
    """A month goes by between two commands; 6 citizens × 20.00 = 120 are saved in the meantime."""
    town.save(6, "2026-08-15")
    town.today = datetime(2026, 1, 1, 12, tzinfo=UTC)
    told = commands()
    assert len(told) > 10
    for arguments in told:
        town.today += timedelta(days=31)
        town.done(*arguments)
    assert town.json("show", "tablets")["phase"] == "closed"


def test_the_table_of_returns_is_what_the_command_prints(town: Town) -> None:
    (table,) = documents.blocks(PAGE, "text")
    printed = next(arguments for arguments in commands() if arguments[0] == "returns")
    assert town.done(*printed) == table
