"""The invented year adds up, and is the same each time."""

import doctest
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection.counts import FIVE, WRITTEN
from bot.demo_year import lives, town, truths
from bot.demo_year.town import AREAS

LAST = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, tzinfo=UTC)
SMALL = Fraction(1, 100)
WINDOWS = {area.service: 14 for area in AREAS}


def test_the_examples_are_true() -> None:
    assert doctest.testmod(town).failed == 0


@given(st.integers(0, 10_000), st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_sharing_out_loses_nothing(total: int, parts: list[int]) -> None:
    """Each running total is rounded by at most a half, so the difference of two by at most one."""
    shared = town.shared_out(total, parts)
    assert sum(shared) == total
    assert all(
        abs(one - Fraction(total * part, sum(parts))) <= 1 for one, part in zip(shared, parts, strict=True)
    )


def test_a_year_ends_with_the_last_whole_month() -> None:
    found = town.months(date(2026, 1, 1))
    assert (found[0].first(), found[-1].first(), len(found)) == (date(2025, 1, 1), date(2025, 12, 1), 12)


def test_the_town_has_two_contacts_a_citizen_and_a_quarter_are_written() -> None:
    found = Counter(contact.channel for contact in town.contacts(LAST, SMALL))
    assert found.total() == 12_000
    assert set(found) == set(FIVE)
    assert sum(found[channel] for channel in WRITTEN) / found.total() == pytest.approx(0.236, abs=0.005)


def test_contacts_come_in_opening_hours_of_their_month() -> None:
    found = list(town.contacts(LAST, SMALL))
    assert {contact.at.hour for contact in found} <= set(range(8, 16))
    assert (min(c.at for c in found).date(), max(c.at for c in found).date()) == (
        date(2025, 11, 1),
        date(2026, 10, 31),
    )
    assert len({contact.number for contact in found}) == len(found)


def test_the_same_arguments_give_the_same_year() -> None:
    assert list(lives.lives(LAST, SMALL)) == list(lives.lives(LAST, SMALL))


def test_every_offer_stands_in_one_state() -> None:
    year = list(lives.lives(LAST, SMALL))
    found = truths.of(year, WINDOWS, NOW)
    assert sum(truth.offered for truth in found.values()) == len(year) == 240
    assert all(sum(truth.states.values()) == truth.offered for truth in found.values())


@pytest.mark.parametrize(
    ("turn", "state"),
    [
        pytest.param(98, "assisted", id="helped_by_a_person"),
        pytest.param(34, "reversed", id="wrote_after_five_days"),
        pytest.param(1, "verified", id="known_and_silent"),
        pytest.param(8, "completed", id="not_known"),
        pytest.param(71, "expired", id="never_sent"),
        pytest.param(503 * 2, "overturned", id="overturned_by_an_operator"),
    ],
)
def test_what_happens_goes_by_the_number(turn: int, state: str) -> None:
    life = lives.lived(1, turn, "ehic", NOW - timedelta(days=200))
    assert truths.state_of(life, timedelta(days=14), NOW) == state


def test_english_speakers_send_fewer_forms() -> None:
    sent: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for life in lives.lives(LAST, Fraction(1, 10)):
        asked[life.language] += 1
        sent[life.language] += life.evidence is not None
    assert sent["en"] / asked["en"] < sent["da"] / asked["da"] - 0.1


def test_being_about_to_write_outweighs_any_answer() -> None:
    life = lives.lived(1, 28, "ehic", NOW)
    assert (life.writing, life.otherwise is not None) == (True, True)
    assert truths.replaced_of(life) == "written"
