"""What README.md and docs/ tell a reader to do can be done."""

from pathlib import Path

import pytest

from tests.house import documents
from tests.house.documents import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_nothing_that_does_not_exist(page: Path) -> None:
    assert documents.invented(page.read_text(encoding="utf-8"), page.parent) == []


def test_the_readme_names_the_two_commands() -> None:
    found = set(documents.commands((ROOT / "README.md").read_text(encoding="utf-8")))
    assert {"make run", "make test"} <= found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```sh\nmake everything\n```", "command: make everything"),
        ("Say `make everything` first.", "command: make everything"),
        ("```sh\ngenvej fly\n```", "command: genvej fly"),
        ("`genvej understand --language fr`", "command: genvej understand --language fr"),
        ("```sh\nsudo -u genvej make nothing\n```", "command: sudo -u genvej make nothing"),
        ("```sh\nA=x .venv/bin/python -m bot walk\n```", "command: A=x .venv/bin/python -m bot walk"),
        ("```sh\nsetup/everything.sh\n```", "command: setup/everything.sh"),
        ("```sh\nnpm install\n```", "command: npm install"),
        ("```sh\necho hej | genvej guess\n```", "command: echo hej | genvej guess"),
        ("```sh\nmake run && make trouble\n```", "command: make run && make trouble"),
        ("```sh\ndocker compose -f compose.yml up\n```", "command: docker compose -f compose.yml up"),
        (
            "```sh\ndocker compose -f docker/compose.yml exec web genvej fly\n```",
            "command: docker compose -f docker/compose.yml exec web genvej fly",
        ),
        ("Set GENVEJ_PUBLIC_ADRESS.", "variable: GENVEJ_PUBLIC_ADRESS"),
        ("See `bot/gateway/doors.py`.", "file: bot/gateway/doors.py"),
        ("See [that](docs/nothing.md).", "link: docs/nothing.md"),
    ],
)  # fmt: skip
def test_what_is_invented_is_named(text: str, found: str) -> None:
    assert documents.invented(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "`make run` and `make test`",
        "`genvej understand [--language da] < messages.txt`",
        "```sh\ngenvej ledger verify --checkpoint FILE\ngenvej --help\n```",
        "```sh\necho 'a | b' | .venv/bin/genvej understand > answers.txt\n```",
        "```sh\nGENVEJ_DEMO=off make run\ncd genvej\nsetup/uv.sh\n# a comment\n```",
        "```sh\ndocker compose -f docker/compose.yml exec web genvej ledger verify\n```",
        "`GENVEJ_SECRET_ENGINE_FILE` and `GENVEJ_ENGINE_MODEL`",
        "`bot/gateway/app.py`, `municipality/services/<id>.yml`, [the settings](docs/settings.md)",
    ],
)
def test_what_exists_is_not_named(text: str) -> None:
    assert documents.invented(text) == []
