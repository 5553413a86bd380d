"""The bank's section of a report: each case by its rule, promised against realised, and what was cut."""

import csv
import io
import json
from typing import Any

import pytest

from bot import cli
from tests.bank.conftest import Town

YEAR = ("--from", "2026-01-01", "--to", "2027-01-01")


def report(town: Town, output: pytest.CaptureFixture[str], *options: str) -> str:
    assert cli.main(["report", *YEAR, *options]) == 0
    return output.readouterr().out


def figures(town: Town, output: pytest.CaptureFixture[str], *options: str) -> dict[str, dict[str, Any]]:
    told = json.loads(report(town, output, "--json", *options))
    section = next(one for one in told["sections"] if one["id"] == "bank")
    return {one["name"]: one for one in section["figures"]}


def lived(town: Town) -> None:
    """1000 lent for 160 a year; 9 × 20 saved in the year, 5 of them in the first quarter; 50 a year cut."""
    town.invested()
    town.save(5, "2026-02-10")
    town.save(4, "2026-08-10")
    town.done("phase", "tablets", "changing", "--on", "2026-02-01")
    town.done("phase", "tablets", "reorganising", "--on", "2026-10-01")
    town.done("cut", "tablets", "50", "--on", "2026-11-01")
    town.done("repay", "tablets", "100", "--on", "2026-11-02")


def test_a_case_stands_in_the_report_with_its_rule_and_what_became_of_it(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three quarters are over, each a fourth of 160; nobody was asked, so κ is an upper bound of 1."""
    lived(town)
    found = figures(town, capsys)
    assert found["case_return"]["about"] == {"case": "tablets", "phase": "reorganising", "rule": "0.16"}
    assert (found["case_return"]["value"], found["case_return"]["not_counted"]) == (0.16, [])
    assert found["case_promised"]["value"]["amount"] == "120.00"
    assert found["case_realised"]["value"]["amount"] == "180.00"
    assert [line["amount"]["amount"] for line in found["case_realised"]["lines"]] == [
        "100.00", "0.00", "80.00", "0.00",
    ]  # fmt: skip
    cut = found["case_cut"]
    assert (cut["value"]["amount"], cut["denominator"]["amount"]) == ("50.00", "180.00")
    assert found["case_owed"]["value"]["amount"] == "900.00"
    assert found["bank_to_lend"]["value"]["amount"] == "100.00"
    assert found["bank_findings"]["value"] == 0


def test_it_is_as_of_the_last_day_of_the_report(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    lived(town)
    assert cli.main(["report", "--from", "2026-01-01", "--to", "2026-07-01", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    section = next(one for one in told["sections"] if one["id"] == "bank")
    found = {one["name"]: one for one in section["figures"]}
    assert "2026-06-30" in section["note"]["en"]
    assert found["case_return"]["about"]["phase"] == "changing"
    assert found["case_cut"]["value"]["minor"] == 0
    assert found["case_realised"]["value"]["amount"] == "100.00"


def test_a_case_below_the_rule_says_so(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    promise = ("--investment", "1000", "--savings", "159.99", "--years", "10")
    town.done("propose", "small", "--title", "Small", "--services", "gp_change", *promise)
    found = figures(town, capsys)["case_return"]
    assert found["not_counted"] == [{"what": {"da": "under reglen", "en": "below the rule"}, "count": None}]


def test_a_report_on_one_service_has_the_cases_that_count_it(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(town)
    assert "case_return" in figures(town, capsys, "--service", "passport_renew")
    assert "case_return" not in figures(town, capsys, "--service", "gp_change")


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_form_of_the_report_shows_it(
    town: Town, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    lived(town)
    said = {"da": "Den interne bank", "en": "The internal bank"}[language]
    text = report(town, capsys, "--language", language)
    assert said.upper() in text
    assert "tablets, reorganising" in text
    page = report(town, capsys, "--html", "--language", language)
    assert f">{said}</h2>" in page
    rows = list(csv.DictReader(io.StringIO(report(town, capsys, "--csv", "--language", language))))
    (cut,) = (row for row in rows if row["figure"] == "case_cut")
    assert (cut["about"], cut["value"], cut["denominator"]) == (
        "case=tablets phase=reorganising", "50.00 DKK", "180.00 DKK",
    )  # fmt: skip


def test_a_cut_that_rests_on_nothing_any_more_is_a_finding(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(town)
    from tests.bank.conftest import wrote_again

    def all_again(tx: Any) -> None:
        for number in range(5):
            wrote_again(tx, f"passport_renew-2026-02-10-{number}", town.today)
        for number in range(4):
            wrote_again(tx, f"passport_renew-2026-08-10-{number}", town.today)

    town.write(all_again)
    found = figures(town, capsys)["bank_findings"]
    assert found["value"] == 1
    assert "only DKK 0.00 were realised in the last year" in found["not_counted"][0]["what"]["en"]
