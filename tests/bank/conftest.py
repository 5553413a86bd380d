"""A bank of its own for each test, a clock that the test sets, and savings that citizens made before."""

import asyncio
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import cli, clock
from bot.ledger import Ledger, Transaction, tallies
from bot.ledger.events import Event
from bot.ledger.tallies import CONVERSATION, Place
from tests.ledger.conftest import postgres_server, postgres_template, postgres_url, sqlite_template

__all__ = ["postgres_server", "postgres_template", "postgres_url", "sqlite_template"]

PRICE = "written/2013-11-18/DKK20.00"


class Town:
    """Runs `genvej bank …` on the day that `today` says."""

    def __init__(self, folder: Path, output: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.today = datetime(2026, 11, 25, 12, tzinfo=UTC)
        self._output = output

    def bank(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, output, errors."""
        code = cli.main(["bank", *arguments])
        told = self._output.readouterr()
        return code, told.out, told.err

    def done(self, *arguments: str) -> str:
        """What a command printed that has to go through."""
        code, out, err = self.bank(*arguments)
        assert (code, err) == (0, "")
        return out

    def refused(self, *arguments: str) -> str:
        """The one line of a command that has to be refused, with nothing booked."""
        code, _, err = self.bank(*arguments)
        assert code == 2
        assert err.startswith("genvej: ")
        assert err.count("\n") == 1
        return err.removeprefix("genvej: ").rstrip()

    def json(self, *arguments: str) -> Any:
        return json.loads(self.done(*arguments, "--json"))

    def write(self, work: Callable[[Transaction], object]) -> None:
        async def written() -> None:
            ledger = await Ledger.open(f"sqlite:///{self.folder / 'genvej.sqlite'}", folder=self.folder)
            await ledger.write(work)
            await ledger.close()

        asyncio.run(written())

    def save(self, count: int, day: str, *, service: str = "passport_renew", price: str = PRICE) -> None:
        """So many citizens of `day` who were writing to us, took the form, and did not write again."""
        at = datetime.fromisoformat(f"{day}T12:00:00+00:00")

        def all_saved(tx: Transaction) -> None:
            for number in range(count):
                saved(tx, f"{service}-{day}-{number}", at, service, price)

        self.write(all_saved)

    def asked(self, day: str, by_language: dict[str, tuple[int, int]]) -> None:
        """By language: how many who began on that day got through, and how many were left behind."""

        def summed(tx: Transaction) -> None:
            for language, counts in by_language.items():
                for outcome, count in zip(("success", "left_behind"), counts, strict=True):
                    groups = (language, "phone", None, False, True)
                    cell = tallies.cell("answered", *groups, None, outcome, None)
                    tx.tallies.add(Place(CONVERSATION, day, "passport_renew", cell), count)

        self.write(summed)

    def invested(self, *savings: str, investment: str = "1000") -> None:
        """Tablets were lent 1000 kroner on 1 January; they promise 160 a year for ten years unless given."""
        self.done("deposit", "1000", "--source", "Budget", "--on", "2026-01-01")
        promise = ("--investment", investment, "--savings", *(savings or ["160"]), "--years", "10")
        self.done(
            "propose",
            "tablets",
            "--title",
            "Tablets",
            "--services",
            "passport_renew",
            *promise,
            "--on",
            "2026-01-01",
        )
        self.done("decide", "tablets", "--on", "2026-01-01")
        self.done("invest", "tablets", "--on", "2026-01-01")

    def reorganising(self) -> None:
        self.invested()
        self.done("phase", "tablets", "changing", "--on", "2026-02-01")
        self.done("phase", "tablets", "reorganising", "--on", "2026-10-01")


def saved(tx: Transaction, id: str, at: datetime, service: str, price: str) -> None:
    offer = {"evidence": "offer", "service": service, "language": "da", "price": price, "turn": 1}
    taken = {"replaced": "written", "basis": "revealed"}
    for kind, data in (
        ("offered", {**offer, **taken}),
        ("completed", {"evidence": "receipt"}),
        ("verified", {"evidence": "window"}),
    ):
        tx.append(Event(kind=kind, at=at, deflection=id, subject=f"subject-{id}", data=data))


def wrote_again(tx: Transaction, id: str, at: datetime) -> None:
    tx.append(
        Event(kind="reversed", at=at, deflection=id, subject=f"subject-{id}", data={"evidence": "contact"})
    )


@pytest.fixture
def town(
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Town:
    shutil.copy(sqlite_template, tmp_path / "genvej.sqlite")
    monkeypatch.setenv("GENVEJ_VAR", str(tmp_path))
    made = Town(tmp_path, capsys)
    monkeypatch.setattr(clock, "now", lambda: made.today)
    return made
