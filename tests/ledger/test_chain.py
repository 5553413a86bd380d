"""What is hashed, and that no two different rows can be hashed alike."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection.lifecycle import State
from bot.ledger import times
from bot.ledger.chain import GENESIS, Head, canonical, event_hash, root
from bot.ledger.events import Event

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
places = st.tuples(texts, st.integers(0, 2**53), texts, st.binary())


def test_the_hash_is_what_the_documentation_says() -> None:
    """Tag, then each field with its length in eight bytes: written out by hand for one event."""
    body = b'{"kind":"asked"}'
    expected = hashlib.sha256(
        b"genvej-event-v1\0"
        + (1).to_bytes(8, "big") + b"w"
        + (1).to_bytes(8, "big") + b"7"
        + (64).to_bytes(8, "big") + GENESIS.encode()
        + (16).to_bytes(8, "big") + body
    )  # fmt: skip
    assert event_hash("w", 7, GENESIS, body) == expected.hexdigest()


@given(places, places)
def test_two_places_have_one_hash_only_when_they_are_the_same(
    one: tuple[str, int, str, bytes], other: tuple[str, int, str, bytes]
) -> None:
    assert (event_hash(*one) == event_hash(*other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("ab", 1, "c", b"d"), ("a", 1, "bc", b"d"), id="between_writer_and_prev"),
        pytest.param(("a", 11, "b", b"c"), ("a", 1, "1b", b"c"), id="between_seq_and_prev"),
        pytest.param(("a", 1, "b", b"cd"), ("a", 1, "bc", b"d"), id="between_prev_and_body"),
    ],
)
def test_moving_the_border_between_two_fields_changes_the_hash(
    one: tuple[str, int, str, bytes], other: tuple[str, int, str, bytes]
) -> None:
    assert event_hash(*one) != event_hash(*other)


def test_canonical_bytes_are_those_of_rfc_8785() -> None:
    """Keys by UTF-16 code units, numbers as ECMAScript writes them: json.dumps differs in both."""
    value = {"\ufb33": 1, "\U0001f600": 2, "a": 1e16, "b": 1.0}
    assert canonical(value) == '{"a":10000000000000000,"b":1,"\U0001f600":2,"\ufb33":1}'.encode()
    assert json.dumps(value, sort_keys=True, ensure_ascii=False) != canonical(value).decode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, "\ud800"])
def test_a_value_that_readers_could_take_differently_is_refused(value: object) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical({"a": value})


names = st.text(alphabet=st.sampled_from('aZ_"\\\0\n\x7fø\ufb33\U0001f600'), max_size=3) | st.text(max_size=3)
leaves = st.none() | st.booleans() | st.integers(-(2**54), 2**54) | st.floats() | st.text() | names
leaves |= st.sampled_from(list(State))
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(names | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_the_short_way_to_canonical_bytes_leads_to_those_of_the_library(value: object) -> None:
    """Also where the library refuses."""
    try:
        expected = rfc8785.dumps(value)  # type: ignore[arg-type]
    except ValueError as error:
        with pytest.raises(type(error)):
            canonical(value)
    else:
        assert canonical(value) == expected


def test_a_usual_event_needs_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rfc8785, "dumps", lambda value: pytest.fail("the library was asked"))
    assert canonical({"b": [1, "ø", True], "a": {"x": None}}) == '{"a":{"x":null},"b":[1,"ø",true]}'.encode()


def test_the_root_of_heads_does_not_depend_on_their_order() -> None:
    heads = [Head("b", 2, "y"), Head("a", 1, "x")]
    assert root(heads) == root(reversed(heads))
    assert root(heads) != root([Head("b", 2, "y"), Head("a", 1, "z")])


instants = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.timezones())


@given(instants, instants)
def test_the_text_of_times_sorts_as_the_times_do(one: datetime, other: datetime) -> None:
    first, second = one.astimezone(UTC), other.astimezone(UTC)
    assert times.from_text(times.to_text(one)) == first
    assert (times.to_text(one) < times.to_text(other)) == (first < second)


def test_a_time_always_has_microseconds_and_is_utc() -> None:
    at = datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2)))
    assert times.to_text(at) == "2026-10-25T00:30:00.000000Z"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        times.to_text(datetime(2026, 1, 1))


def test_an_event_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="Unknown kind"):
        Event(kind="invented", at=datetime(2026, 1, 1, tzinfo=UTC))
