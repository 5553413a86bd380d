"""A case from proposal to close at the command line, and what is refused on the way."""

import asyncio
import getpass
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import bank, cli
from bot.ledger import Ledger, demo
from bot.ledger.verify import verify
from tests.bank.conftest import Town, wrote_again
from tests.ledger.helpers import bind


def test_a_case_from_proposal_to_close(town: Town, tmp_path: Path) -> None:
    """60 citizens × 20.00 = 1,200 realised; 1,000 go back to the bank, 150 to a group, 50 are left."""
    town.save(60, "2026-03-02")
    town.reorganising()
    assert town.done("cut", "tablets", "100").endswith("entry 7: tablets: budget cut by DKK 100.00 a year\n")
    assert town.done("repay", "tablets", "1000") == "entry 8: tablets paid back DKK 1,000.00\n"
    spent = town.done("reinvest", "tablets", "150", "--group", "language:en", "--purpose", "Helpers")
    assert "entry 9: tablets: DKK 150.00 reinvested in language:en: Helpers\n" in spent
    town.done("phase", "tablets", "closed")

    told = town.json("show", "tablets")
    amounts = {
        name: told[name]["amount"]
        for name in ("realised", "cut_a_year", "repaid", "owed", "reinvested", "free")
    }
    assert amounts == {
        "realised": "1200.00", "cut_a_year": "100.00", "repaid": "1000.00", "owed": "0.00",
        "reinvested": "150.00", "free": "50.00",
    }  # fmt: skip
    assert (told["phase"], told["closed_on"]) == ("closed", "2026-11-25")

    (tmp_path / "bank.beancount").write_text(town.done("journal"))
    checker = Path(sys.executable).with_name("bean-check")
    done = subprocess.run(
        [checker, "--no-cache", tmp_path / "bank.beancount"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert verify(f"sqlite:///{tmp_path / 'genvej.sqlite'}").findings == []


def test_promised_stands_against_realised_quarter_by_quarter(town: Town) -> None:
    """160 a year are 40 a quarter. 3 × 20.00 in March, 5 × 20.00 in May, none in the other two."""
    town.save(3, "2026-03-31")
    town.save(5, "2026-05-01")
    town.save(7, "2025-12-31")
    town.save(9, "2026-03-31", service="address_change")
    town.invested()
    rows = [
        (one["from"], one["promised"]["amount"], one["realised"]["amount"], one["over"])
        for one in town.json("show", "tablets")["quarters"]
    ]
    assert rows == [
        ("2026-01-01", "40.00", "60.00", True),
        ("2026-04-01", "40.00", "100.00", True),
        ("2026-07-01", "40.00", "0.00", True),
        ("2026-10-01", "40.00", "0.00", False),
    ]


@pytest.mark.parametrize(
    ("saving", "verdict"),
    [
        pytest.param("159.90", "refused: 15.99 % a year", id="15.99_percent"),
        pytest.param("159.99", "refused: 15.999 % a year", id="what_would_be_shown_as_16"),
        pytest.param("160.00", "approved: 16.00 % a year", id="16.00_percent"),
    ],
)
def test_the_rule_decides_and_shows_its_figures(town: Town, saving: str, verdict: str) -> None:
    promise = ("--investment", "1000", "--savings", saving, "--years", "10")
    town.done("propose", "x", "--title", "X", "--services", "passport_renew", *promise)
    told = town.done("decide", "x")
    assert f"entry 2: x {verdict} at full effect, the rule asks for 16.00 %\n" in told
    assert "payback" in told
    assert "IRR over 10 years" in told


def test_another_rule_can_be_set_and_a_case_keeps_its_own(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """160 / 1000 = 16 %: enough for 16, not for 17.5."""
    town.invested()
    monkeypatch.setenv("GENVEJ_BANK_MINIMUM_PERCENT", "17.5")
    promise = ("--investment", "1000", "--savings", "160")
    town.done("propose", "y", "--title", "Y", "--services", "address_change", *promise)
    assert "y refused: 16.00 % a year at full effect, the rule asks for 17.50 %" in town.done("decide", "y")
    assert town.json("show", "tablets")["returns"]["minimum"] == 0.16


def test_change_comes_first_and_cuts_come_after(town: Town) -> None:
    """60 × 20.00 = 1,200 realised in the last year."""
    town.save(60, "2026-03-02")
    town.invested()
    first = "Change first, cut after: a budget can be cut only from phase reorganising,"
    assert town.refused("cut", "tablets", "1") == (
        f"{first} and not above the realised yearly saving. tablets is invested."
    )
    town.done("phase", "tablets", "changing")
    town.done("phase", "tablets", "reorganising")
    assert town.refused("cut", "tablets", "1200.01") == (
        f"{first} and not above the realised yearly saving. tablets realised DKK 1,200.00 in the year up to"
        " 2026-11-25, and its cuts would be DKK 1,200.01 a year."
    )
    town.done("cut", "tablets", "1200")


def test_what_was_saved_more_than_a_year_ago_allows_no_cut(town: Town) -> None:
    town.save(60, "2026-03-02")
    town.reorganising()
    town.today = datetime(2027, 3, 2, 12, tzinfo=UTC)
    assert "tablets realised DKK 0.00 in the year up to 2027-03-02" in town.refused("cut", "tablets", "1")


def test_only_what_is_left_can_be_reinvested(town: Town) -> None:
    town.save(10, "2026-03-02")
    town.invested()
    town.done("repay", "tablets", "150")
    said = town.refused("reinvest", "tablets", "50.01", "--group", "language:en", "--purpose", "Helpers")
    assert said == (
        "tablets has DKK 50.00 to reinvest: DKK 200.00 realised,"
        " less DKK 150.00 paid back and DKK 0.00 reinvested."
    )


def test_a_reinvestment_stands_beside_the_gap_of_its_group_before_and_after(town: Town) -> None:
    """Before: English 30/100 left behind, all 120/1,000, so 18.0 %. Since then 10/100 and 100/1,000."""
    town.save(60, "2026-03-02")
    town.invested()
    town.asked("2026-05-31", {"da": (810, 90), "en": (70, 30)})
    town.asked("2026-06-01", {"da": (810, 90), "en": (90, 10)})
    town.done("reinvest", "tablets", "150", *GROUP, "--on", "2026-06-01")
    told = town.done("show", "tablets")
    assert "DKK 150.00 for language:en on 2026-06-01: Helpers\n" in told
    assert "left behind more than all, in the year before: 18.0 % [10.5 %–26.8 %]\n" in told
    assert "left behind more than all, since then: 0.0 % [" in told
    (spent,) = town.json("show", "tablets")["reinvestments"]
    assert (spent["gap_before"]["value"], spent["gap_after"]["value"]) == (0.18, 0)


def test_a_gap_that_nobody_knows_is_said_to_be_unknown(town: Town) -> None:
    town.save(60, "2026-03-02")
    town.invested()
    town.done("reinvest", "tablets", "150", *GROUP)
    assert "left behind more than all, since then: not known (" in town.done("show", "tablets")


def test_invented_figures_are_marked_wherever_they_are_shown(town: Town) -> None:
    town.write(lambda tx: demo.mark(tx, town.today, {}))
    town.invested()
    assert town.done("list").startswith("DEMO")
    assert town.done("show", "tablets").startswith("DEMO")
    assert town.done("journal").startswith("; DEMO")
    assert town.json("show", "tablets")["demo"] is True


def test_a_late_reversal_is_a_finding_and_not_repaired(town: Town) -> None:
    """Of 60 × 20.00 ten citizens write again: 1,000 are left under a cut of 1,100."""
    town.save(60, "2026-03-02")
    town.reorganising()
    town.done("cut", "tablets", "1100")
    for number in range(10):
        town.write(bind(wrote_again, f"passport_renew-2026-03-02-{number}", town.today))
    code, out, _ = town.bank("list")
    assert code == 1
    assert (
        "finding: tablets: budgets are cut by DKK 1,100.00 a year,"
        " and only DKK 1,000.00 were realised in the last year.\n"
    ) in out


def test_savings_in_another_currency_are_not_guessed(town: Town) -> None:
    town.save(3, "2026-03-02", price="written/2013-11-18/USD21.20")
    town.invested()
    told = town.json("show", "tablets")
    assert (told["promised"]["amount"], told["realised"]) == ("120.00", None)
    assert "Two currencies without a rate: USD and DKK" in told["gap"]
    assert "not known" in town.done("list")
    assert "Give a dated rate from USD to DKK" in town.refused("journal")
    assert "Give a dated rate" in town.refused(
        "reinvest", "tablets", "1", "--group", "language:en", "--purpose", "x"
    )


def test_a_dated_rate_of_the_municipality_brings_them_into_the_cases_currency(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3 × 21.20 US$ × 6.85 = 435.66."""
    own = shutil.copytree("municipality", tmp_path / "municipality")
    rate = '{from: USD, to: DKK, rate: "6.85", valid_from: 2026-01-01, source: a bank}'
    prices = (own / "prices.yml").read_text(encoding="utf-8")
    (own / "prices.yml").write_text(prices.replace("rates: null", f"rates: [{rate}]"), encoding="utf-8")
    monkeypatch.setenv("GENVEJ_MUNICIPALITY", str(own))
    town.save(3, "2026-03-02", price="written/2013-11-18/USD21.20")
    town.invested()
    assert town.json("show", "tablets")["realised"]["amount"] == "435.66"


def test_the_sum_says_what_it_assumes_and_what_it_does_not_count(town: Town) -> None:
    town.save(3, "2026-03-02")
    town.invested()
    told = town.done("show", "tablets") + town.done("reinvest", "tablets", "1", *GROUP)
    assert "κ is not known (fewer than 30 answers) and taken as 1: the amount is an upper bound." in told
    assert told.count("upper bound") == 2


def test_a_case_may_name_an_area_for_all_its_services(town: Town) -> None:
    town.done("propose", "x", *PROMISE, "--services", "passport", "address_change")
    services = town.json("show", "x")["services"]
    assert services == ["passport_child", "passport_renew", "address_change"]


def test_an_entry_is_taken_back_and_stays_in_the_log(town: Town) -> None:
    town.invested()
    town.done("repay", "tablets", "300")
    assert (
        town.done("correct", "5", "--reason", "Typed twice") == "entry 6: entry 5 taken back: Typed twice\n"
    )
    assert town.json("show", "tablets")["owed"]["amount"] == "1000.00"
    log = [line.split(maxsplit=2)[2] for line in town.done("show", "tablets").splitlines()[-2:]]
    by = f" (by account {getpass.getuser()})"
    assert log == [f"tablets paid back DKK 300.00{by}", f"entry 5 taken back: Typed twice{by}"]


def test_who_booked_stays_with_the_entry(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["operator", "add", "Finn Finans", "--role", "finance"]) == 0
    capsys.readouterr()
    town.done("deposit", "1000", "--source", "Budget", "--by", "finn finans")
    promise = ("--investment", "100", "--savings", "20")
    town.done("propose", "a", "--title", "A", "--services", "gp_change", *promise, "--by", "Finn Finans")
    town.done("decide", "a")
    log = town.done("show", "a")
    assert "a proposed: DKK 100.00 for A (by Finn Finans)" in log
    assert f"the rule asks for 16.00 % (by account {getpass.getuser()})" in log
    assert '  by: "Finn Finans"' in town.done("journal")


def test_a_name_that_nobody_has_books_nothing(town: Town) -> None:
    said = town.refused("deposit", "1000", "--source", "Budget", "--by", "Nobody")
    assert said == "there is no operator Nobody: see genvej operator add."
    assert "1000" not in town.done("list")


def test_what_a_loan_rests_on_is_not_taken_back(town: Town) -> None:
    town.invested()
    assert town.refused("correct", "1", "--reason", "x") == (
        "Entry 1 cannot be taken back. The bank has DKK 0.00 and tablets needs DKK 1,000.00:"
        " deposit capital first."
    )


def test_what_people_write_is_booked_without_personal_numbers(town: Town) -> None:
    told = town.done("deposit", "1", "--source", "From 010150-5111,\nask hans@example.dk")
    assert "010150" not in told
    assert "hans@" not in told
    assert told.count("\n") == 1


GROUP = ("--group", "language:en", "--purpose", "Helpers")
PROMISE = ("--title", "X", "--services", "passport_renew", "--investment", "1000", "--savings", "160")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["deposit", "1,000", "--source", "x"], "'1,000' is no amount", id="separators"),
        pytest.param(["deposit", "1.005", "--source", "x"], "more decimals than DKK has", id="half_an_oere"),
        pytest.param(["deposit", "0", "--source", "x"], "An amount is more than 0", id="nothing"),
        pytest.param(["deposit", "99999999999999", "--source", "x"], "13 digits", id="too_much"),
        pytest.param(
            ["deposit", "1", "--currency", "XYZ", "--source", "x"], "no currency we know", id="currency"
        ),
        pytest.param(["deposit", "1", "--source", " "], "1 to 200 characters", id="no_source"),
        pytest.param(["deposit", "1", "--source", "x" * 201], "1 to 200 characters", id="long_source"),
        pytest.param(
            ["deposit", "1", "--source", "x", "--on", "2026-11-26"], "has not come yet", id="tomorrow"
        ),
        pytest.param(["propose", "Æ", *PROMISE], "small letters", id="name"),
        pytest.param(
            ["propose", "x", *PROMISE, "--services", "pasport"], "Did you mean passport?", id="service"
        ),
        pytest.param(
            ["propose", "x", *PROMISE, "--services", "passport", "passport_renew"], "each once", id="twice"
        ),
        pytest.param(["propose", "x", *PROMISE, "--years", "51"], "over 51 years", id="too_long"),
        pytest.param(["propose", "x", *PROMISE, "--years", "-1"], "over -1 years", id="negative_years"),
        pytest.param(
            ["propose", "x", *PROMISE, "--savings", "1", "2", "--years", "1"], "2 savings", id="years"
        ),
        pytest.param(["decide", "x"], "There is no case x", id="no_case"),
        pytest.param(["cut", "x", "1"], "There is no case x", id="no_case_to_cut"),
        pytest.param(
            ["reinvest", "x", "1", *GROUP, "--group", "english"], "a group is written as", id="group"
        ),
        pytest.param(
            ["reinvest", "x", "1", *GROUP, "--group", "age: "], "a group is written as", id="no_value"
        ),
        pytest.param(["correct", "1", "--reason", "x"], "Entry 1 is not there", id="no_entry"),
    ],
)
def test_wrong_use_is_one_sentence(town: Town, arguments: list[str], sentence: str) -> None:
    assert sentence in town.refused(*arguments)
    assert town.json("list") == {"demo": False, "cash": [], "cases": []}


@pytest.mark.parametrize("command", ["list", "journal"])
def test_before_anything_was_booked_there_is_nothing_to_read(town: Town, command: str) -> None:
    (town.folder / "genvej.sqlite").unlink()
    assert "cannot be read" in town.refused(command)


def test_a_bank_without_cases_can_be_read(town: Town) -> None:
    assert town.json("list") == {"demo": False, "cash": [], "cases": []}
    assert town.refused("show", "x") == "There is no case x."
    assert "option" in town.done("journal")


def test_while_genvej_runs_on_the_same_file_booking_is_refused_and_reading_is_not(town: Town) -> None:
    town.invested()

    async def beside_a_running_house() -> tuple[str, str]:
        house = await Ledger.open(f"sqlite:///{town.folder / 'genvej.sqlite'}", folder=town.folder)
        try:
            refused = await asyncio.to_thread(town.refused, "repay", "tablets", "1")
            return refused, await asyncio.to_thread(town.done, "list")
        finally:
            await house.close()

    refused, told = asyncio.run(beside_a_running_house())
    assert re.match(r"Genvej is already running on .*genvej\.sqlite", refused)
    assert "tablets" in told


def test_on_postgresql_a_case_is_booked_beside_a_running_house(
    town: Town, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENVEJ_DATABASE_URL", postgres_url)

    async def beside_a_running_house() -> str:
        house = await Ledger.open(postgres_url, folder=town.folder)
        try:
            await asyncio.to_thread(town.invested)
            return await asyncio.to_thread(town.done, "repay", "tablets", "1")
        finally:
            await house.close()

    assert asyncio.run(beside_a_running_house()) == "entry 5: tablets paid back DKK 1.00\n"
    assert town.json("show", "tablets")["owed"]["amount"] == "999.00"


@pytest.mark.parametrize("command", bank.COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["bank", command, "--help"])
    assert left.value.code == 0
    assert f"usage: genvej bank {command}" in capsys.readouterr().out
