"""receipts.yml is checked like the rest of the catalogue, and may be missing."""

from pathlib import Path

import pytest

from bot.catalogue import GENERIC, check, load
from tests.catalogue.town import build

SOURCE = """\
sources:
  drupal:
    adapter: webform
    header: Authorization
    signature: null
    field: ref
    forms: {flytning: health_card}
"""


def test_a_source_is_read_beside_the_generic_one(tmp_path: Path) -> None:
    folder = build(tmp_path / "town")
    assert load(folder).sources == {"generic": GENERIC}
    (folder / "receipts.yml").write_text(SOURCE, encoding="utf-8")
    found = load(folder).sources
    assert set(found) == {"generic", "drupal"}
    assert (found["drupal"].adapter, found["drupal"].forms) == ("webform", {"flytning": "health_card"})


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        pytest.param("health_card", "nothing", "sources.drupal.forms.flytning", id="no_such_service"),
        pytest.param("webform", "jotform", "sources.drupal.adapter", id="no_such_adapter"),
        pytest.param("header: Authorization", "header: null", "sources.drupal.header", id="no_secret"),
        pytest.param("header: Authorization", 'header: "a b"', "sources.drupal.header", id="no_header"),
        pytest.param("field: ref", 'field: "a b"', "sources.drupal.field", id="no_field"),
        pytest.param("drupal:", "Drupal 7:", "sources.Drupal 7", id="no_name"),
        pytest.param("flytning:", '"a b":', "sources.drupal.forms.a b", id="no_form"),
        pytest.param("signature: null", "signature: {header: X}", "sources.drupal.signature.timestamp_header",
                     id="no_time"),
        pytest.param("field: ref", "field: ref\n    secret: x", "sources.drupal.secret", id="a_secret"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, field: str) -> None:
    folder = build(tmp_path / "town")
    assert old in SOURCE
    (folder / "receipts.yml").write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    findings = [one for one in check(folder, links=False) if one.file.endswith("receipts.yml")]
    assert [one.field for one in findings] == [field]
