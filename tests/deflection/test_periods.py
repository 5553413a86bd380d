"""Civil days in Copenhagen: the hour that comes twice, the hour that never comes, and the empty period."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection.periods import EmptyPeriod, Month, NoZone, Period, day_of, start_of, zone

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param("2026-11-23T22:59:59Z", date(2026, 11, 23), id="winter_a_second_before_midnight"),
        pytest.param("2026-11-23T23:00:00Z", date(2026, 11, 24), id="winter_midnight"),
        pytest.param("2026-07-01T21:59:59Z", date(2026, 7, 1), id="summer_a_second_before_midnight"),
        pytest.param("2026-07-01T22:00:00Z", date(2026, 7, 2), id="summer_midnight"),
        pytest.param("2026-10-25T02:30:00+02:00", date(2026, 10, 25), id="the_hour_that_comes_twice_first"),
        pytest.param("2026-10-25T02:30:00+01:00", date(2026, 10, 25), id="the_hour_that_comes_twice_again"),
        pytest.param("2026-10-25T22:59:59Z", date(2026, 10, 25), id="the_last_second_of_25_hours"),
        pytest.param("2026-10-24T22:00:00Z", date(2026, 10, 25), id="the_first_second_of_25_hours"),
        pytest.param("2026-03-29T02:30:00+01:00", date(2026, 3, 29), id="the_hour_that_never_comes"),
        pytest.param("2026-03-29T21:59:59Z", date(2026, 3, 29), id="the_last_second_of_23_hours"),
        pytest.param("2026-03-29T22:00:00Z", date(2026, 3, 30), id="after_23_hours"),
        pytest.param("2026-11-24T00:30:00+09:00", date(2026, 11, 23), id="written_in_another_zone"),
    ],
)
def test_an_instant_lies_in_one_local_day(instant: str, day: date) -> None:
    assert day_of(datetime.fromisoformat(instant)) == day


def test_a_local_time_that_never_comes_is_an_instant_after_the_change() -> None:
    """02:30 on 29 March 2026, by the offset that held until then, is 01:30 UTC: 03:30 in summer time."""
    never = datetime(2026, 3, 29, 2, 30, tzinfo=zone())
    assert never.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert day_of(never) == date(2026, 3, 29)


def test_another_municipality_may_lie_in_another_zone() -> None:
    instant = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert day_of(instant) == date(2026, 11, 24)
    assert day_of(instant, zone("Atlantic/Faroe")) == date(2026, 11, 23)


def test_a_time_without_a_zone_is_refused_with_the_remedy() -> None:
    with pytest.raises(NoZone, match=r"2026-11-23T10:00:00 has no zone; write it with an offset such as"):
        day_of(datetime(2026, 11, 23, 10))


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)],
)
def test_a_day_has_as_many_hours_as_the_clock_gives_it(day: date, hours: int) -> None:
    begin, end = Period(day, day + timedelta(days=1)).instants()
    assert end - begin == timedelta(hours=hours)


@pytest.mark.parametrize("to", [date(2026, 11, 1), date(2026, 10, 31)])
def test_an_empty_period_is_refused_with_the_remedy(to: date) -> None:
    said = r"is empty: .*2026-11-01 alone is from 2026-11-01 to 2026-11-02\."
    with pytest.raises(EmptyPeriod, match=said):
        Period(date(2026, 11, 1), to)


def test_a_period_has_its_first_day_and_not_its_last() -> None:
    october = Period(date(2026, 10, 1), date(2026, 11, 1))
    assert len(october) == len(list(october)) == 31
    assert date(2026, 10, 1) in october
    assert date(2026, 11, 1) not in october


@pytest.mark.parametrize(
    ("from_", "to", "months"),
    [
        pytest.param(date(2025, 12, 1), date(2026, 3, 1), [(2025, 12), (2026, 1), (2026, 2)], id="whole"),
        pytest.param(date(2025, 12, 2), date(2026, 2, 28), [(2026, 1)], id="cut_on_both_sides"),
        pytest.param(date(2026, 2, 2), date(2026, 2, 20), [], id="none_as_a_whole"),
    ],
)
def test_only_whole_months_count(from_: date, to: date, months: list[tuple[int, int]]) -> None:
    assert Period(from_, to).months() == [Month(*month) for month in months]


def test_two_periods_share_the_days_in_both() -> None:
    autumn, october = (
        Period(date(2026, 9, 1), date(2026, 12, 1)),
        Period(date(2026, 10, 1), date(2026, 11, 1)),
    )
    assert autumn.both(october) == october.both(autumn) == october
    assert october.both(Period(date(2026, 11, 1), date(2026, 12, 1))) is None


@given(days, st.integers(0, 24 * 3600 - 1))
def test_every_instant_lies_between_the_starts_of_its_day_and_the_next(day: date, second: int) -> None:
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=second)
    local = day_of(instant)
    assert start_of(local) <= instant < start_of(local + timedelta(days=1))


@given(days, st.integers(-600, 600))
def test_months_are_counted_there_and_back(day: date, months: int) -> None:
    month = Month.of(day)
    assert month.plus(months).since(month) == months
    assert day in month.period()
