"""Days in Denmark, and the instants between them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.console import days


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        pytest.param(date(2026, 11, 23), datetime(2026, 11, 22, 23, tzinfo=UTC), id="winter"),
        pytest.param(date(2026, 7, 1), datetime(2026, 6, 30, 22, tzinfo=UTC), id="summer"),
        pytest.param(date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC), id="clocks_go_forward"),
        pytest.param(date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC), id="clocks_go_back"),
    ],
)
def test_a_day_begins_at_local_midnight(day: date, begins: datetime) -> None:
    assert days.start(day) == begins


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_days_on_which_clocks_change_are_not_24_hours_long(day: date, hours: int) -> None:
    assert days.start(day + timedelta(days=1)) - days.start(day) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text",
    ["", "2026-02-29", "2026-13-01", "20261123", "2026-W48-1", "0001-01-01", "9999-12-31", "２０２６-11-23"],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(days.NotADay):
        days.day(text)


def test_the_last_days_end_with_today() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # 00:30 on the 23rd in Denmark
    assert days.last(30, late) == (date(2026, 10, 25), date(2026, 11, 24))


def test_times_are_shown_as_local() -> None:
    at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert days.shown(at) == "2026-07-01 14:00:00"
    assert days.iso(at) == "2026-07-01T14:00:00.000000+02:00"
