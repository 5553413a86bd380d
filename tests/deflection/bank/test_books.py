"""Double entry: whatever is booked, in whatever order, the books balance, and beancount says so too."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from beancount import loader
from beancount.core import data
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.deflection.bank import books, journal
from bot.deflection.bank.books import Posting, Transaction, Unbalanced
from bot.deflection.bank.entries import Entry
from bot.deflection.bank.quarters import Quarter
from bot.deflection.money import Money
from tests.deflection.bank.entries import (
    NEW_YEAR,
    correction,
    cut,
    decision,
    deposit,
    invested,
    kroner,
    loan,
    numbered,
    proposal,
    reinvestment,
    repayment,
)

TODAY = date(2026, 11, 25)


def quarter(realised: Money, number: int = 1) -> Quarter:
    from_, to = (NEW_YEAR, date(2026, 4, 1)) if number == 1 else (date(2026, 10, 1), date(2027, 1, 1))
    return Quarter(number=number, from_=from_, to=to, promised=kroner(4), realised=realised, over=number == 1)


WHOLE = [*invested(repayment(30), reinvestment(15, realised=50), repayment(7), correction(7))]
REALISED = {"tablets": [quarter(kroner(40)), quarter(kroner(10), number=4)]}


def told(entries: list[Entry]) -> list[Transaction]:
    return books.transactions(entries, REALISED, TODAY)


def test_the_books_of_one_case() -> None:
    """100 in, lent to tablets; 50 saved, of which 30 paid back and 15 reinvested; 7 booked and taken back.

    Bank 100 − 100 + 30 = 30; owed 100 − 30 = 70; freed and left 50 − 30 − 15 = 5.
    30 + 70 + 5 − 100 − 50 + 30 + 15 = 0.
    """
    sums = {account: amount.minor // 100 for (account, _), amount in books.balances(told(WHOLE)).items()}
    assert sums == {
        "Assets:Bank": 30,
        "Assets:Loans:Tablets": 70,
        "Assets:Savings:Tablets": 5,
        "Equity:Capital": -100,
        "Income:Savings:Tablets": -50,
        "Expenses:Investment:Tablets": 30,
        "Expenses:Reinvestment:Language:En": 15,
    }


def test_a_correction_adds_the_opposite_and_takes_nothing_away() -> None:
    before, after = told(WHOLE[:-1]), told(WHOLE)
    added = [one for one in after if one not in before]
    assert [one.narration for one in added] == ["Correction of entry 7: typed twice"]
    assert all(one in after for one in before)
    old = next(one for one in before if one.link == added[0].link)
    assert [-one.amount for one in old.postings] == [one.amount for one in added[0].postings]


def test_what_moves_no_money_of_the_bank_is_not_in_its_books() -> None:
    """A cut makes a budget smaller each year; it is no payment."""
    assert books.transactions(numbered(proposal(), decision(), cut(1, 2), correction(3)), {}, TODAY) == []


def test_savings_are_booked_on_the_last_day_of_their_quarter_or_today() -> None:
    saved = [one for one in told(WHOLE) if one.narration.startswith("Realised")]
    assert [one.on for one in saved] == [date(2026, 3, 31), TODAY]


def test_a_quarter_without_a_saving_is_no_transaction() -> None:
    assert books.transactions([], {"tablets": [quarter(kroner(0))]}, TODAY) == []


@pytest.mark.parametrize(
    "amounts",
    [
        pytest.param([Money(100, "DKK"), Money(-99, "DKK")], id="an_oere_is_missing"),
        pytest.param([Money(100, "DKK"), Money(-100, "USD")], id="two_currencies"),
        pytest.param([Money(100, "DKK")], id="one_side"),
    ],
)
def test_what_does_not_balance_cannot_be_written(amounts: list[Money]) -> None:
    postings = tuple(Posting(f"Assets:A{place}", amount) for place, amount in enumerate(amounts))
    with pytest.raises(Unbalanced):
        Transaction(on=TODAY, narration="Wrong", link="x", postings=postings)


def checked(text: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """What beancount's own checker says."""
    file = tmp_path / "bank.beancount"
    file.write_text(text, encoding="utf-8")
    checker = Path(sys.executable).with_name("bean-check")
    return subprocess.run([checker, "--no-cache", file], capture_output=True, text=True, timeout=120)


def test_beancounts_own_checker_accepts_the_journal(tmp_path: Path) -> None:
    done = checked(journal.beancount(told(WHOLE), TODAY), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "Savings:Tablets  -15.00", "Savings:Tablets  -14.99", "does not balance", id="a_posting"
        ),
        pytest.param(
            "balance Assets:Bank  30.00", "balance Assets:Bank  30.01", "Balance failed", id="a_balance"
        ),
        pytest.param(
            "open Assets:Loans:Tablets", "open Assets:Loans:Pencils", "unknown account", id="an_account"
        ),
    ],
)
def test_beancounts_own_checker_names_what_was_changed(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = journal.beancount(told(WHOLE), TODAY)
    assert text.count(old) == 1
    done = checked(text.replace(old, new), tmp_path)
    assert done.returncode == 1
    assert said in done.stderr


def test_a_bank_in_which_nothing_happened_has_a_journal_too(tmp_path: Path) -> None:
    assert checked(journal.beancount([], TODAY), tmp_path).returncode == 0


@pytest.mark.parametrize(
    "source",
    [
        'the "budget"',
        "back\\slash",
        'a\n2026-01-01 open Assets:Stolen\n  Assets:Bank  -1 DKK "',
        '\\" 2026',
        "æøå 🏦 ; comment",
        "\u2028option",
        "",
    ],
)
def test_words_in_the_journal_stay_words(source: str, tmp_path: Path) -> None:
    text = journal.beancount(told(numbered(replace(deposit(), source=source))), TODAY)
    found, errors, _ = loader.load_string(text)
    assert errors == []
    told_of = [one for one in found if isinstance(one, data.Transaction) and "entry-1" in one.links]
    assert [one.narration for one in told_of] == [" ".join(f"Capital: {source}".split())]


some_entries = st.lists(
    st.one_of(
        st.integers(1, 10**12).map(deposit),
        st.integers(1, 10**6).map(repayment),
        st.tuples(st.integers(1, 10**6), st.sampled_from(["language:en", "age_band:67+", "all"])).map(
            lambda pair: reinvestment(pair[0], 10**9, pair[1])
        ),
        st.just(proposal()),
        st.just(loan()),
        st.integers(1, 20).map(correction),
    ),
    max_size=20,
)


@settings(deadline=None)
@given(some_entries, st.lists(st.integers(-(10**9), 10**9), max_size=3), st.randoms())
def test_the_books_always_balance_whatever_the_order(
    entries: list[Entry], saved: list[int], shuffle: Random
) -> None:
    """The rules would refuse most of these; the books must balance all the same."""
    booked = numbered(proposal(), *entries)
    realised = {"tablets": [quarter(Money(minor, "DKK")) for minor in saved]}
    once = books.transactions(booked, realised, TODAY)
    assert sum(amount.minor for amount in books.balances(once).values()) == 0
    shuffle.shuffle(booked)
    assert books.transactions(booked, realised, TODAY) == once


@settings(deadline=None, max_examples=30)
@given(some_entries, st.text(max_size=20))
def test_whatever_is_booked_beancount_reads_a_journal_without_errors(
    entries: list[Entry], words: str
) -> None:
    booked = numbered(replace(deposit(), source=words), proposal(), *entries)
    _, errors, _ = loader.load_string(journal.beancount(books.transactions(booked, REALISED, TODAY), TODAY))
    assert errors == []
