"""Opening hours by the wall clock in Denmark."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.catalogue import Catalogue, holidays, hours
from bot.catalogue.model import Hours, Interval

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
EIGHT_TO_THREE = (Interval(time(8), time(15)),)
OFFICE = Hours(
    week=(
        *(EIGHT_TO_THREE,) * 3,
        (Interval(time(8), time(12)), Interval(time(13), time(17))),
        (Interval(time(8), time(13)),),
        (),
        (),
    ),
    closing_days=frozenset({"public_holidays", "constitution_day", "christmas_eve"}),
    closed=frozenset({date(2026, 9, 2)}),
)
# Thursday 18–01, Friday and Saturday 20–03.
NIGHT = Hours(
    week=(
        *((),) * 3,
        (Interval(time(18), time(1)),),
        *((Interval(time(20), time(3)),),) * 2,
        (),
    )
)
# In two parts without a gap, closed on Christmas Eve, and half days.
HALF = Hours(
    week=(*((Interval(time(8), time(12)), Interval(time(12), time(16))),) * 5, (), ()),
    closing_days=frozenset({"public_holidays", "christmas_eve"}),
    special={
        "new_years_eve": (Interval(time(9), time(12)),),
        "2026-12-23": (Interval(time(9), time(13)), Interval(time(14), time(15))),
    },
)
# Friday 20–24, Saturday 0–2.
ROUND = Hours(
    week=(*((),) * 4, (Interval(time(20), time(0)),), (Interval(time(0), time(2)),), ()),
)


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=COPENHAGEN)


# 2026-08-31 is a Monday.
CASES = [
    pytest.param(OFFICE, at("2026-08-31", "07:59"), "Lukket nu, åbner i dag kl. 8", id="before_opening"),
    pytest.param(OFFICE, at("2026-08-31", "08:00"), "Åbent nu, til kl. 15", id="on_the_stroke_of_opening"),
    pytest.param(OFFICE, at("2026-08-31", "14:59"), "Åbent nu, til kl. 15", id="just_before_closing"),
    pytest.param(
        OFFICE, at("2026-08-31", "15:00"), "Lukket nu, åbner i morgen kl. 8", id="on_the_stroke_of_closing"
    ),
    pytest.param(OFFICE, at("2026-09-03", "12:30"), "Lukket nu, åbner i dag kl. 13", id="lunch"),
    pytest.param(OFFICE, at("2026-09-04", "13:00"), "Lukket nu, åbner mandag kl. 8", id="friday_afternoon"),
    pytest.param(
        OFFICE, at("2026-09-01", "16:00"), "Lukket nu, åbner torsdag kl. 8", id="a_day_closed_by_date"
    ),
    pytest.param(OFFICE, at("2026-04-01", "16:00"), "Lukket nu, åbner tirsdag kl. 8", id="before_easter"),
    pytest.param(OFFICE, at("2026-06-05", "10:00"), "Lukket nu, åbner mandag kl. 8", id="constitution_day"),
    pytest.param(OFFICE, at("2026-12-31", "10:00"), "Åbent nu, til kl. 12", id="a_day_not_named_stays_open"),
    pytest.param(NIGHT, at("2026-09-04", "00:30"), "Åbent nu, til kl. 1", id="past_midnight"),
    pytest.param(NIGHT, at("2026-09-04", "01:00"), "Lukket nu, åbner i dag kl. 20", id="night_over"),
    pytest.param(
        NIGHT, at("2026-09-06", "02:59"), "Åbent nu, til kl. 3", id="sunday_belongs_to_saturday_night"
    ),
    pytest.param(Hours(week=((),) * 7), at("2026-08-31", "10:00"), "Lukket nu", id="never_open"),
    pytest.param(HALF, at("2026-12-31", "10:00"), "Åbent nu, til kl. 12", id="half_day_by_name"),
    pytest.param(HALF, at("2026-12-23", "13:00"), "Lukket nu, åbner i dag kl. 14", id="half_day_by_date"),
    pytest.param(HALF, at("2026-12-24", "10:00"), "Lukket nu, åbner mandag kl. 8", id="closed_by_name"),
    pytest.param(HALF, at("2027-01-04", "09:00"), "Åbent nu, til kl. 16", id="no_gap_between_two_intervals"),
    pytest.param(ROUND, at("2026-09-04", "23:30"), "Åbent nu, til kl. 2", id="through_midnight_in_two_parts"),
    pytest.param(NIGHT, at("2026-03-29", "01:30"), "Åbent nu, til kl. 3", id="night_summer_time_begins"),
    pytest.param(NIGHT, at("2026-10-25", "00:30"), "Åbent nu, til kl. 3", id="night_summer_time_ends"),
]


@pytest.mark.parametrize(("opening", "now", "expected"), CASES)
def test_it_says_whether_it_is_open(
    catalogue: Catalogue, opening: Hours, now: datetime, expected: str
) -> None:
    assert hours.sentence(opening, now, catalogue.texts("da"), "da") == expected


def test_a_time_in_another_zone_is_the_same_moment(catalogue: Catalogue) -> None:
    """06:30 UTC is 08:30 in Denmark in summer and 07:30 in winter."""
    texts = catalogue.texts("en")
    summer, winter = datetime(2026, 8, 31, 6, 30, tzinfo=UTC), datetime(2026, 11, 30, 6, 30, tzinfo=UTC)
    assert hours.sentence(OFFICE, summer, texts, "en") == "Open now, until 15:00"
    assert hours.sentence(OFFICE, winter, texts, "en") == "Closed now, opens today at 8:00"


def test_a_time_without_a_zone_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        hours.sentence(OFFICE, datetime(2026, 8, 31, 10), catalogue.texts("da"), "da")


def test_an_opening_more_than_a_week_away_names_the_date(catalogue: Catalogue) -> None:
    only_mondays = Hours(week=(EIGHT_TO_THREE, *((),) * 6), closed=frozenset({date(2026, 9, 7)}))
    now = at("2026-08-31", "15:00")
    assert hours.sentence(only_mondays, now, catalogue.texts("da"), "da").endswith("mandag 14.9. kl. 8")


def test_the_week_is_written_in_runs_of_equal_days(catalogue: Catalogue) -> None:
    assert hours.week(OFFICE, catalogue.texts("da"), "da") == [
        "Mandag–onsdag 8–15",
        "Torsdag 8–12, 13–17",
        "Fredag 8–13",
        "Lørdag–søndag lukket",
    ]
    half = Hours(week=((Interval(time(8, 30), time(0)),),) * 7)
    assert hours.week(half, catalogue.texts("en"), "en") == ["Monday–Sunday 8:30–24:00"]
    assert hours.week(half, catalogue.texts("da"), "da") == ["Mandag–søndag 8.30–24"]


def test_the_danish_holidays_of_2026_are_these_ten() -> None:
    """Prayer day is no holiday since 2024."""
    days = [(1, 1), (4, 2), (4, 3), (4, 5), (4, 6), (5, 14), (5, 24), (5, 25), (12, 25), (12, 26)]
    assert sorted(holidays.public_holidays(2026)) == [date(2026, *day) for day in days]
