"""The log's filter."""

from datetime import UTC, datetime

import pytest

from bot.catalogue import Catalogue
from bot.console import filters
from bot.console.filters import BadFilter


def test_days_become_instants_from_midnight_to_midnight(catalogue: Catalogue) -> None:
    wanted = filters.read({"from": "2026-06-01", "to": "2026-11-01", "state": "", "service": ""}, catalogue)
    assert wanted.filter.from_ == datetime(2026, 5, 31, 22, tzinfo=UTC)
    assert wanted.filter.to == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert wanted.filter.fields == {}


def test_a_filter_goes_back_into_an_address(catalogue: Catalogue) -> None:
    wanted = filters.read({"state": "opened", "language": "da", "after": "abc"}, catalogue)
    assert wanted.address("/log", after="next") == "/log?state=opened&language=da&after=next"
    assert filters.read({}, catalogue).address("/log") == "/log"


@pytest.mark.parametrize(
    "query",
    [
        {"state": "done"},
        {"state": "' OR 1=1 --"},
        {"language": "xx"},
        {"service": "../../etc/passwd"},
        {"from": "yesterday"},
        {"to": "2026-02-30"},
        {"from": "2026-11-02", "to": "2026-11-02"},
        {"from": "2026-11-03", "to": "2026-11-02"},
        {"after": "a b"},
        {"before": "é"},
        {"after": "a", "before": "b"},
        {"after": "a" * 201},
    ],
    ids=lambda query: "&".join(query),
)
def test_a_value_that_does_not_fit_is_refused_with_a_sentence(
    query: dict[str, str], catalogue: Catalogue
) -> None:
    with pytest.raises(BadFilter) as refused:
        filters.read(query, catalogue)
    assert str(refused.value).endswith(".")
