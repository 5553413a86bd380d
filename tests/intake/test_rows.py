"""A row is a contact, or it is told what is wrong with it, in words that repeat nothing of it."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.moments import Moments, Refused
from bot.intake.rows import FIELDS, Checker
from bot.ledger.contacts import Contact
from bot.ledger.pseudonyms import Pseudonyms

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OURS = Pseudonyms(b"k" * 32)
SERVICES = {"other": "other", "passport_renew": "passport_renew", "passport_old": "passport_renew"}
GOOD = {
    "contact_id": "1",
    "at": "2026-11-03T10:00:00+01:00",
    "channel": "telephone",
    "service": "passport_renew",
}


def taken(checker: Checker | None = None, **given: object) -> Contact:
    row: dict[str, Any] = {**GOOD, **given}
    return (checker or made()).contact([row.get(name) for name in FIELDS])


def made(**more: Any) -> Checker:
    return Checker(SERVICES, OURS, lambda: NOW, **more)


def test_a_whole_row_is_a_contact() -> None:
    more = {"kind": "advice", "handling_minutes": "3.5", "citizen": "010150-1234", "group": "65+"}
    assert taken(language="da-DK", **more) == Contact(
        "1",
        datetime(2026, 11, 3, 9, 0, tzinfo=UTC),
        "telephone",
        "passport_renew",
        kind="advice",
        handling_seconds=210,
        group="65+",
        language="da",
        pseudonym=OURS.of("0101501234"),
    )


def test_a_service_that_was_renamed_is_followed() -> None:
    assert taken(service="passport_old").service == "passport_renew"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        pytest.param("contact_id", "", "contact_id: is missing", id="no_id"),
        pytest.param(
            "contact_id",
            "a\0b",
            "contact_id: has more than 200 characters, or one that cannot be printed",
            id="null_in_id",
        ),
        pytest.param("contact_id", ["1"], "contact_id: is neither text nor a number", id="list_for_id"),
        pytest.param("contact_id", True, "contact_id: is neither text nor a number", id="truth_for_id"),
        pytest.param("at", "", "at: is missing", id="no_time"),
        pytest.param(
            "at",
            "2026-11-03T10:00:00",
            "at: has no zone; write it with +01:00 or Z at its end, or let a mapping name the zone",
            id="no_zone",
        ),
        pytest.param(
            "at",
            "2026-02-31T10:00:00Z",
            "at: is no date and time that exists, written as 2026-11-23T12:00:00+01:00",
            id="thirty_first_of_february",
        ),
        pytest.param("at", "2026-11-23T12:05:01Z", "at: lies in the future", id="future"),
        pytest.param("at", "0001-01-01T00:00:00+14:00", "at: lies before the year 2000", id="before_time"),
        pytest.param("at", 46000, "at: is no time stamp", id="spreadsheet_day"),
        pytest.param("channel", "", "channel: is missing", id="no_channel"),
        pytest.param(
            "channel", "Telefon", "channel: is not known; the closest is telephone", id="danish_channel"
        ),
        pytest.param(
            "channel",
            "fax",
            "channel: is not known; write self_service, telephone, face_to_face, email, letter",
            id="fax",
        ),
        pytest.param(
            "channel",
            "assistant",
            "channel: is not known; write self_service, telephone, face_to_face, email, letter",
            id="our_own_channel",
        ),
        pytest.param(
            "service", "pasport_renew", "service: is not known; the closest is passport_renew", id="misspelt"
        ),
        pytest.param(
            "service",
            "zzz",
            "service: is not in the catalogue; write other for a contact about nothing in it",
            id="unknown_service",
        ),
        pytest.param("kind", "Advise", "kind: is not known; the closest is advice", id="kind"),
        pytest.param("handling_minutes", "-0.1", "handling_minutes: is negative", id="negative"),
        pytest.param("handling_minutes", -1, "handling_minutes: is negative", id="negative_number"),
        pytest.param("handling_minutes", "1e3", "handling_minutes: is no number of minutes", id="exponent"),
        pytest.param("handling_minutes", "NaN", "handling_minutes: is no number of minutes", id="nan"),
        pytest.param("handling_minutes", "10081", "handling_minutes: is more than a week", id="over_a_week"),
        pytest.param(
            "citizen",
            "Anna",
            "citizen: is no CPR number, e-mail address or telephone number",
            id="name_for_citizen",
        ),
        pytest.param(
            "citizen",
            Pseudonyms(b"x" * 32).of("22334455"),
            f"citizen: was made with the key {Pseudonyms(b'x' * 32).key_id}, but ours is {OURS.key_id}",
            id="other_key",
        ),
        pytest.param(
            "group",
            "010150-1234",
            "group: is no name of a group (up to 40 letters, digits, spaces and + - .)",
            id="cpr_for_group",
        ),
        pytest.param("language", "Danish!", "language: is no code such as da or en", id="language"),
    ],
)
def test_a_bad_value_is_named_and_not_repeated(field: str, value: object, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        taken(**{field: value})
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("unit", "text", "seconds"),
    [
        pytest.param("minutes", "3.5", 210, id="decimals"),
        pytest.param("minutes", "3,5", 210, id="danish_decimals"),
        pytest.param("minutes", 12.5, 750, id="a_number"),
        pytest.param("minutes", "0.008333333", 0, id="half_a_second_less"),
        pytest.param("seconds", "0.5", 0, id="half_goes_to_even_below"),
        pytest.param("seconds", "1.5", 2, id="half_goes_to_even_above"),
        pytest.param("h:m:s", "01:02:03", 3723, id="clock"),
        pytest.param("h:m:s", "12:41", 761, id="minutes_and_seconds"),
    ],
)
def test_handling_time_is_whole_seconds(unit: str, text: object, seconds: int) -> None:
    assert taken(made(unit=unit), handling_minutes=text).handling_seconds == seconds


@pytest.mark.parametrize(
    ("twice", "local", "utc"),
    [
        pytest.param("first", "2026-10-25T02:30:00", "2026-10-25T00:30:00", id="first_pass"),
        pytest.param("second", "2026-10-25T02:30:00", "2026-10-25T01:30:00", id="second_pass"),
        pytest.param("refuse", "2026-10-25T01:59:59", "2026-10-24T23:59:59", id="before_the_hour"),
        pytest.param("refuse", "2026-10-25T03:00:00", "2026-10-25T02:00:00", id="after_the_hour"),
        pytest.param("first", "2026-07-01", "2026-06-30T22:00:00", id="a_day_alone"),
    ],
)
def test_local_times_are_instants(twice: str, local: str, utc: str) -> None:
    moments = Moments(zone=ZoneInfo("Europe/Copenhagen"), twice=twice)
    assert taken(made(moments=moments), at=local).at == datetime.fromisoformat(f"{utc}+00:00")


@pytest.mark.parametrize(
    ("local", "reason"),
    [
        pytest.param("2026-03-29T02:30:00", "at: never came, clocks were put forward over it", id="gap"),
        pytest.param(
            "2026-10-25T02:30:00",
            "at: came twice, clocks were put back over it, and does not say which one it is",
            id="twice",
        ),
    ],
)
def test_an_hour_that_is_no_instant_is_refused(local: str, reason: str) -> None:
    moments = Moments(zone=ZoneInfo("Europe/Copenhagen"), twice="refuse")
    with pytest.raises(Refused, match=reason):
        taken(made(moments=moments), at=local)


@given(st.lists(st.one_of(st.none(), st.text(), st.integers(), st.floats()), min_size=9, max_size=9))
def test_whatever_a_row_holds_it_is_taken_or_refused(values: list[object]) -> None:
    with suppress(Refused):
        assert made().contact(values).channel == values[2]
