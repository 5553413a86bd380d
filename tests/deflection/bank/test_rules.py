"""What may be booked in the bank, and the sentence with which the rest is refused."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.deflection.bank import rules
from bot.deflection.bank.entries import Entry, Move, Phase
from bot.deflection.bank.rules import Bank, Refused
from bot.deflection.money import Money
from tests.deflection.bank.entries import (
    correction,
    cut,
    decision,
    deposit,
    invested,
    kroner,
    loan,
    move,
    numbered,
    promise,
    proposal,
    reinvestment,
    reorganising,
    repayment,
)

# Rows: where a case stands. Columns: the phases that it may enter from there.
TABLE = {
    "proposed": "approved refused",
    "approved": "invested refused",
    "invested": "changing",
    "changing": "reorganising",
    "reorganising": "closed",
    "closed": "",
    "refused": "",
}
WAY = [Phase.INVESTED, Phase.CHANGING, Phase.REORGANISING, Phase.CLOSED]


def entering(phase: Phase) -> Entry:
    match phase:
        case Phase.PROPOSED:
            return proposal()
        case Phase.APPROVED | Phase.REFUSED:
            return decision(approved=phase is Phase.APPROVED)
        case Phase.INVESTED:
            return loan()
    return move(phase)


def way_to(phase: Phase) -> list[Entry]:
    """Everything that a case which owes nothing has behind it in this phase."""
    if phase is Phase.REFUSED:
        return [deposit(), proposal(), decision(approved=False)]
    phases = [Phase.PROPOSED, Phase.APPROVED, *WAY]
    entries: list[Entry] = [deposit()]
    for reached in phases[: phases.index(phase) + 1]:
        entries.append(entering(reached))
        if reached is Phase.INVESTED:
            entries.append(repayment(100))
    return entries


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("target", [phase for phase in Phase if phase is not Phase.PROPOSED])
def test_a_case_enters_exactly_the_phases_that_the_table_says(phase: Phase, target: Phase) -> None:
    entries = numbered(*way_to(phase), entering(target))
    if target in TABLE[phase].split():
        assert rules.fold(entries).case("tablets").phase is target
    else:
        with pytest.raises(Refused, match=f"tablets is {phase} and cannot become {target}"):
            rules.fold(entries)


@pytest.mark.parametrize("back", [Phase.PROPOSED, Phase.APPROVED, Phase.INVESTED, Phase.REFUSED])
def test_a_move_leads_nowhere_but_to_changing_reorganising_or_closed(back: Phase) -> None:
    """Approving and lending have entries of their own; a move must not be a way around them."""
    for phase in Phase:
        with pytest.raises(Refused):
            rules.fold(
                numbered(*way_to(phase), Move(number=0, on=date(2026, 1, 1), case="tablets", phase=back))
            )


def test_what_is_below_the_rule_cannot_be_approved() -> None:
    """100 → 15.99: 15.99 %."""
    below = replace(promise(), savings=(Money(15_99, "DKK"),))
    with pytest.raises(Refused, match="below the rule"):
        rules.fold(numbered(proposal(promised=below), decision()))
    lower = decision(minimum=Fraction("0.1599"))
    assert rules.fold(numbered(proposal(promised=below), lower)).case("tablets").phase is Phase.APPROVED


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.REORGANISING])
def test_a_budget_is_not_cut_before_the_change_nor_after_the_case(phase: Phase) -> None:
    with pytest.raises(Refused) as refused:
        rules.fold(numbered(*way_to(phase), cut(10, realised=1000)))
    assert str(refused.value) == (
        "Change first, cut after: a budget can be cut only from phase reorganising,"
        f" and not above the realised yearly saving. tablets is {phase}."
    )


def test_budgets_are_cut_up_to_the_realised_yearly_saving_and_no_further() -> None:
    """15 realised in the year: 10 and 5 more go, and not one krone beyond."""
    entries = reorganising(cut(10, realised=15), cut(5, realised=15))
    assert rules.fold(entries).case("tablets").cut == kroner(15)
    with pytest.raises(Refused) as refused:
        rules.fold(numbered(*entries, cut(1, realised=15)))
    assert str(refused.value) == (
        "Change first, cut after: a budget can be cut only from phase reorganising,"
        " and not above the realised yearly saving. tablets realised DKK 15.00 in the year up to 2026-01-01,"
        " and its cuts would be DKK 16.00 a year."
    )


def test_the_bank_lends_only_what_it_has() -> None:
    with pytest.raises(Refused, match=r"The bank has DKK 99\.00 and tablets needs DKK 100\.00: deposit"):
        rules.fold(numbered(deposit(99), proposal(), decision(), loan()))


def test_what_is_paid_back_can_be_lent_again() -> None:
    """100 in, 100 out to tablets, 60 back: 60 for the next one."""
    bank = rules.fold(invested(repayment(60)))
    assert bank.case("tablets").outstanding == kroner(40)
    assert bank.cash_in("DKK") == kroner(60)


def test_nobody_pays_back_more_than_is_owed() -> None:
    with pytest.raises(Refused, match=r"tablets owes the bank DKK 40\.00, not DKK 41\.00"):
        rules.fold(invested(repayment(60), repayment(41)))


def test_a_case_that_owes_is_not_closed() -> None:
    with pytest.raises(Refused, match=r"tablets owes the bank DKK 100\.00"):
        rules.fold(reorganising(move(Phase.CLOSED)))


def test_only_what_was_freed_and_is_left_can_be_reinvested() -> None:
    """50 realised − 30 paid back − 15 reinvested = 5 left."""
    entries = invested(repayment(30), reinvestment(15, realised=50))
    assert rules.fold(numbered(*entries, reinvestment(5, realised=50))).case("tablets").reinvested == kroner(
        20
    )
    with pytest.raises(Refused) as refused:
        rules.fold(numbered(*entries, reinvestment(6, realised=50)))
    assert str(refused.value) == (
        "tablets has DKK 5.00 to reinvest: DKK 50.00 realised,"
        " less DKK 30.00 paid back and DKK 15.00 reinvested."
    )


def test_nothing_is_reinvested_from_a_case_in_which_nothing_was_invested() -> None:
    with pytest.raises(Refused, match="nothing was invested"):
        rules.fold(numbered(deposit(), proposal(), decision(), reinvestment(1, realised=0)))


def test_one_saving_does_not_pay_for_two_investments() -> None:
    second = [proposal("letters", services=["address_change", "passport_renew"]), decision("letters")]
    with pytest.raises(Refused, match="What is saved in passport_renew is counted for case tablets already"):
        rules.fold(numbered(deposit(200), *invested()[1:], *second, loan("letters")))


def test_after_a_case_was_closed_its_services_are_free_again() -> None:
    second = [proposal("letters"), decision("letters"), loan("letters")]
    closed = [*reorganising(repayment(100), move(Phase.CLOSED)), *second]
    assert rules.fold(numbered(*closed)).case("letters").phase is Phase.INVESTED


@pytest.mark.parametrize("name", ["", "Tablets", "a b", "-a", "a-", "a--b", "a:b", "æ", "a" * 41, "a\n"])
def test_a_case_needs_a_name_that_an_account_can_carry(name: str) -> None:
    with pytest.raises(Refused, match="small letters"):
        rules.fold(numbered(proposal(name)))


@pytest.mark.parametrize("services", [[], ["passport_renew", "passport_renew"]], ids=["none", "twice"])
def test_a_case_names_its_service_areas_each_once(services: list[str]) -> None:
    with pytest.raises(Refused, match="each once"):
        rules.fold(numbered(proposal(services=services)))


def test_a_name_is_given_once() -> None:
    with pytest.raises(Refused, match="There is a case tablets already"):
        rules.fold(numbered(proposal(), proposal()))


def test_what_is_said_of_a_case_that_nobody_proposed_is_refused() -> None:
    about_x = [decision("x"), loan("x"), move(Phase.CHANGING, "x"), cut(1, 1, "x"), repayment(1, "x")]
    for entry in [*about_x, reinvestment(1, 1, case="x")]:
        with pytest.raises(Refused, match="There is no case x"):
            rules.fold(numbered(entry))


@pytest.mark.parametrize("amount", [0, -5])
def test_an_amount_is_more_than_nothing(amount: int) -> None:
    for entry in (deposit(amount), cut(amount, 99), repayment(amount), reinvestment(amount, realised=99)):
        with pytest.raises(Refused, match="more than 0"):
            rules.fold(numbered(*reorganising(), entry))


def test_an_amount_that_no_bank_has_is_refused() -> None:
    with pytest.raises(Refused, match="13 digits"):
        rules.fold(numbered(replace(deposit(), amount=Money(2**53, "DKK"))))


def test_a_case_is_reckoned_in_its_own_currency() -> None:
    dollars = Money(100, "USD")
    for entry in (cut(1, 99), repayment(1), reinvestment(1, realised=99)):
        with pytest.raises(Refused, match="tablets is reckoned in DKK, not in USD"):
            rules.fold(numbered(*reorganising(), replace(entry, amount=dollars)))


def test_nothing_is_booked_for_a_day_before_the_phase_in_which_the_case_is() -> None:
    later = invested(move(Phase.CHANGING, on=date(2026, 3, 1)))
    with pytest.raises(Refused, match="tablets is changing since 2026-03-01; 2026-02-28 lies before that"):
        rules.fold(numbered(*later, repayment(1, on=date(2026, 2, 28))))


def test_a_corrected_entry_is_as_if_it_had_never_been() -> None:
    """Entry 5 paid back 60 by mistake."""
    bank = rules.fold(invested(repayment(60), correction(5)))
    assert bank == rules.fold(invested())


def test_a_phase_that_was_entered_too_early_is_corrected_as_well() -> None:
    """Entry 5 began the change."""
    assert rules.fold(invested(move(Phase.CHANGING), correction(5))).case("tablets").phase is Phase.INVESTED


@pytest.mark.parametrize(
    "corrects",
    [
        pytest.param(7, id="itself"),
        pytest.param(8, id="nothing"),
        pytest.param(5, id="corrected_already"),
        pytest.param(6, id="a_correction"),
    ],
)
def test_only_an_entry_that_stands_can_be_corrected(corrects: int) -> None:
    with pytest.raises(Refused, match=f"Entry {corrects} is not there to be corrected"):
        rules.fold(invested(repayment(60), correction(5), correction(corrects)))


def test_nothing_is_taken_back_before_it_was_booked() -> None:
    with pytest.raises(Refused, match="Entry 5 is of 2026-01-01; 2025-12-31 lies before that"):
        rules.fold(invested(repayment(60), correction(5, on=date(2025, 12, 31))))


def test_a_case_is_told_with_what_was_taken_back_of_it() -> None:
    """The deposit of entry 1 is the bank's own."""
    entries = invested(repayment(60), correction(5))
    assert [entry.number for entry in rules.about(entries, "tablets")] == [2, 3, 4, 5, 6]


def test_what_others_rest_on_cannot_be_taken_away_from_under_them() -> None:
    """Without the deposit of entry 1 there was nothing to lend."""
    with pytest.raises(Refused, match=r"The bank has DKK 0\.00"):
        rules.fold(invested(correction(1)))


@pytest.mark.parametrize(
    ("renamed", "services"),
    [
        pytest.param({}, ("passport_renew",), id="never"),
        pytest.param({"pas": "health_card"}, ("passport_renew",), id="another_one"),
        pytest.param({"passport_renew": "passport"}, ("passport_renew", "passport"), id="since_then"),
        pytest.param({"pas": "passport_renew"}, ("passport_renew", "pas"), id="before"),
    ],
)
def test_a_service_counts_under_all_its_names(renamed: dict[str, str], services: tuple[str, ...]) -> None:
    assert rules.fold(invested()).case("tablets").known_as(renamed).services == services


def test_nobody_finds_a_case_that_is_not_there() -> None:
    with pytest.raises(Refused, match="There is no case x"):
        Bank().case("x")


amounts = st.integers(1, 60)
some_entry = st.one_of(
    amounts.map(deposit),
    st.just(loan()),
    st.sampled_from(Phase).map(lambda phase: move(phase)),
    st.tuples(amounts, amounts).map(lambda pair: cut(*pair)),
    amounts.map(repayment),
    st.tuples(amounts, amounts).map(lambda pair: reinvestment(*pair)),
    st.integers(1, 30).map(correction),
)


@settings(deadline=None)
@given(st.lists(some_entry, max_size=30))
def test_whatever_is_tried_nothing_is_lent_cut_or_reinvested_beyond_its_limit(tried: list[Entry]) -> None:
    """Book what is let through, and look at the bank after each entry."""
    booked = numbered(deposit(), proposal(), decision())
    for entry in tried:
        try:
            bank = rules.fold(numbered(*booked, entry))
        except Refused:
            continue
        booked = numbered(*booked, entry)
        case = bank.case("tablets")
        assert case.outstanding.minor >= 0
        assert bank.cash_in("DKK").minor >= 0
        assert case.reinvested.minor <= max((one.realised.minor for one in case.reinvestments), default=0)
        assert case.cut.minor <= max((one.realised.minor for one in case.cuts), default=0)
        if case.cuts:
            assert case.phase in {Phase.REORGANISING, Phase.CLOSED}
