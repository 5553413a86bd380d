"""FIGURES § 2: the digital share of each area, and the month in which it reaches its target."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection import takeup
from bot.deflection.counts import Channel, ContactCell, ContactKind, DeflectionCell
from bot.deflection.figure import Figure
from bot.deflection.lifecycle import State
from bot.deflection.periods import Month, Period
from bot.deflection.shares import Share
from bot.deflection.takeup import Area, Completed
from bot.deflection.trend import Forecast, forecast, trend
from tests.deflection import cells as c

TARGET = Fraction(4, 5)
PASSPORTS = Area(
    id="passport", services=frozenset({"passport_renew", "passport_child"}), target=TARGET,
    by=date(2015, 12, 31), since=date(2013, 12, 1), source="L 198",
)  # fmt: skip
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def contacts(
    month: int,
    service: str = "passport_renew",
    kind: ContactKind | None = ContactKind.NEW_CASE,
    **counts: int,
) -> list[ContactCell]:
    return [
        ContactCell(
            day=date(2026, month, 1), service=service, channel=Channel(channel), kind=kind, count=count
        )
        for channel, count in counts.items()
    ]


def helped(count: int, month: int = 1) -> DeflectionCell:
    return c.evidenced(count, State.ASSISTED, service="passport_renew", day=date(2026, month, 1))


def test_take_up_is_what_was_completed_digitally_of_all_that_was_completed() -> None:
    """700 by themselves + 50 with help of 700 + 50 + 150 at the counter + 100 by letter: 750/1000 = 0.75."""
    cells = contacts(1, self_service=700, face_to_face=150, letter=100)
    found = takeup.completed(cells, [helped(50), c.verified(30), c.offered(9)])
    assert found == Completed(self_service=700, assisted=50, other=250)
    assert found.share.value == Fraction(3, 4)


def test_information_and_the_assistants_own_talks_are_not_completed() -> None:
    """80 + 20 completed; 500 calls for information, 40 misdirected and 300 conversations are none."""
    cells = [
        *contacts(1, self_service=80, telephone=15),
        *contacts(1, kind=ContactKind.CHANGE_OF_STATUS, email=5),
        *contacts(1, kind=ContactKind.ADVICE, telephone=500),
        *contacts(1, kind=ContactKind.MISDIRECTED, email=40),
        *contacts(1, assistant=300),
    ]
    assert takeup.completed(cells, []).share == Share(80, 100)


def test_a_contact_without_a_type_is_counted_and_said_to_be() -> None:
    cells = contacts(1, kind=None, self_service=40, telephone=10)
    figure = takeup.figures(PASSPORTS, cells, [], YEAR)[0]
    assert (figure.value, figure.not_counted[0].count) == (TARGET, 50)


def test_an_average_does_not_hide_an_area_that_fails() -> None:
    """870/1000 in one area and 60/100 in the other: together 0.845, above the target, and yet one fails."""
    names = Area(id="names", services=frozenset({"name_change"}), target=TARGET)
    cells = [
        *contacts(1, self_service=870, email=130),
        *contacts(1, service="name_change", self_service=60, email=40),
    ]
    good, bad = (takeup.figures(area, cells, [], YEAR)[0] for area in (PASSPORTS, names))
    assert (good.value, bad.value) == (Fraction(87, 100), Fraction(3, 5))
    assert good.about == {
        "area": "passport", "target": "0.8", "mandatory_since": "2013-12-01", "target_by": "2015-12-31"
    }  # fmt: skip
    assert "mandatory_since" not in bad.about


# Digital per hundred from January to June, and what the line through them says.
RISING = (60, 62, 64, 66, 68, 70)


def by_month(*digital: int, first: int = 1) -> list[ContactCell]:
    return [
        cell
        for month, count in enumerate(digital, first)
        for cell in contacts(month, self_service=count, email=100 - count)
    ]


def of(figures: list[Figure], name: str) -> Figure:
    return next(figure for figure in figures if figure.name == name)


def test_two_points_a_month_from_70_reach_80_in_five_months() -> None:
    """60, 62, … 70 in June: 72 July, 74 August, 76 September, 78 October, 80 November; nothing scatters."""
    figures = takeup.figures(PASSPORTS, by_month(*RISING), [], YEAR)
    assert of(figures, "take_up_trend").value == Fraction(1, 50)
    month = of(figures, "target_month")
    assert month.value == date(2026, 11, 1)
    assert month.interval is not None
    assert (month.interval.low, month.interval.high) == (date(2026, 11, 1), date(2026, 11, 1))


def test_a_trend_that_scatters_has_an_earliest_and_a_latest_month() -> None:
    """59, 63, 63, 67, 67, 71 in per cent, January t = 0, so the middle is 2.5 and the level 65.

    Σ (t − 2.5)² = 17.5; Σ (t − 2.5)·y = 2.5·12 + 1.5·4 + 0.5·4 = 38; 38 / 17.5 = 2.1714.
    The line is at 80 at t = 2.5 + 15 / 2.1714 = 9.41, so from t = 10, November, on.
    Rests ±0.571, ±1.257, ±0.914, twice each: Σ² = 5.486; s² = 5.486 / 4 = 1.3714; t quantile 2.7764.
    Half the band at t is 2.7764 · √(1.3714 · (1/6 + (t − 2.5)² / 17.5)).
    t = 7: 74.77 + 3.74 = 78.51 < 80; t = 8: 76.94 + 4.48 = 81.42 ≥ 80: September at the earliest.
    t = 13: 87.80 − 8.27 = 79.53 < 80; t = 14: 89.97 − 9.04 = 80.93 ≥ 80: March at the latest.
    """
    line = trend({Month(2026, n): Fraction(y, 100) for n, y in enumerate((59, 63, 63, 67, 67, 71), 1)})
    assert line is not None
    assert line.slope == Fraction(38, 1750)
    assert forecast(line, TARGET) == Forecast(Month(2026, 11), Month(2026, 9), Month(2027, 3))


def test_a_trend_that_may_be_none_has_no_latest_month() -> None:
    line = trend({Month(2026, n): Fraction(y, 100) for n, y in enumerate((60, 70, 58, 72, 59, 70), 1)})
    assert line is not None
    found = forecast(line, TARGET)
    assert found is not None
    assert found.latest is None
    assert found.earliest <= found.month


@pytest.mark.parametrize("digital", [(70, 70, 70, 70, 70, 70), (75, 74, 73, 72, 71, 70)])
def test_a_share_that_does_not_rise_gets_there_in_no_month(digital: tuple[int, ...]) -> None:
    figure = of(takeup.figures(PASSPORTS, by_month(*digital), [], YEAR), "target_month")
    assert (figure.value, figure.assumptions) == (None, (takeup.NOT_RISING,))


def test_a_target_that_was_reached_lies_in_a_month_that_has_been() -> None:
    """78, 80, 82 …: the line was at 80 in February."""
    figure = of(takeup.figures(PASSPORTS, by_month(78, 80, 82, 84, 86, 88), [], YEAR), "target_month")
    assert figure.value == date(2026, 2, 1)


def test_there_is_no_forecast_from_fewer_than_six_months() -> None:
    figures = takeup.figures(PASSPORTS, by_month(*RISING[1:]), [], YEAR)
    assert of(figures, "take_up_trend").value is None
    assert of(figures, "target_month").value is None
    assert takeup.TOO_FEW in of(figures, "target_month").assumptions
    assert of(figures, "take_up").value == Fraction(66, 100)


def test_a_month_that_the_period_cuts_is_in_the_share_and_not_in_the_trend() -> None:
    cut = Period(date(2026, 1, 2), date(2026, 7, 1))
    cells = [
        *by_month(*RISING[1:], first=2),
        *[ContactCell(day=date(2026, 1, 5), service="passport_renew", channel=Channel.SELF_SERVICE, count=9)],
    ]
    figures = takeup.figures(PASSPORTS, cells, [], cut)
    assert of(figures, "take_up_trend").numerator == 5
    assert of(figures, "take_up").numerator == 62 + 64 + 66 + 68 + 70 + 9


def test_a_month_in_which_nothing_was_completed_has_no_share_and_is_no_zero() -> None:
    found = takeup.monthly(by_month(60, 0), [], YEAR)
    assert found == {Month(2026, 1): Share(60, 100), Month(2026, 2): Share(0, 100)}
    assert takeup.monthly(contacts(3, self_service=0), [], YEAR) == {}


series = st.lists(st.fractions(0, 1, max_denominator=50), min_size=6, max_size=18)


@given(series, st.randoms())
def test_the_forecast_lies_within_its_interval_and_no_order_changes_it(
    shares: list[Fraction], chance: Any
) -> None:
    months = {Month(2025, 1).plus(n): share for n, share in enumerate(shares)}
    line = trend(months)
    assert line is not None
    assert line == trend(dict(chance.sample(sorted(months.items()), len(months))))
    found = forecast(line, TARGET)
    if found:
        assert found.earliest <= found.month
        assert found.latest is None or found.month <= found.latest
        assert line.at(found.month) >= TARGET > line.at(found.month.plus(-1))
