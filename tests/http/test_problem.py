"""Strict JSON and typed problems."""

import pytest
from pydantic import BaseModel, ConfigDict

from bot.http.problem import Problem, parse_json, validate


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    text: str


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xef\xbb\xbf{}", id="byte_order_mark"),
        pytest.param(b'{"a": "\xff"}', id="bad_utf8"),
        pytest.param(b"[" * 30_000, id="nesting"),
        pytest.param(b"9" * 5_000, id="five_thousand_digits"),
        pytest.param(b'{"a": NaN}', id="nan"),
        pytest.param(b'{"a": Infinity}', id="infinity"),
        pytest.param(b'{"a": 1e400}', id="overflow"),
        pytest.param(b'{"a": "\\ud800"}', id="lone_surrogate"),
        pytest.param(b'{"a": 1, "a": 2}', id="duplicate_key"),
        pytest.param(b"{'a': 1}", id="not_json"),
    ],
)
def test_what_readers_could_understand_differently_is_refused(raw: bytes) -> None:
    with pytest.raises(Problem) as refused:
        parse_json(raw)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("value", "field"),
    [
        pytest.param({"text": {"$ne": 1}}, "text", id="object_for_string"),
        pytest.param({"text": ["a"]}, "text", id="array_for_string"),
        pytest.param({"text": 1}, "text", id="number_for_string"),
        pytest.param({}, "text", id="missing"),
        pytest.param({"text": "a", "role": "admin"}, "body", id="unknown_key_is_not_echoed"),
        pytest.param([], "body", id="array_for_body"),
    ],
)
def test_a_wrong_shape_names_the_field(value: object, field: str) -> None:
    with pytest.raises(Problem) as refused:
        validate(Shape, value)
    assert refused.value.status == 422
    assert [item["field"] for item in refused.value.extra["fields"]] == [field]
    assert "admin" not in refused.value.response().text


def test_good_json_comes_through_unchanged() -> None:
    assert parse_json('{"text": "Ærø 😀"}'.encode()) == {"text": "Ærø 😀"}
