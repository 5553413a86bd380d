"""What is vendored for tests is what its authors published, with its licence beside it."""

import hashlib

import pytest

from tests.vendor import HERE, VENDORED, Vendored


@pytest.mark.parametrize("one", VENDORED, ids=lambda one: one.package)
def test_a_vendored_file_is_as_it_was_published(one: Vendored) -> None:
    assert hashlib.sha256((HERE / one.file).read_bytes()).hexdigest() == one.sha256


@pytest.mark.parametrize("one", VENDORED, ids=lambda one: one.package)
def test_its_licence_lies_beside_it(one: Vendored) -> None:
    assert one.licence
    assert (HERE / one.file).with_name("LICENSE").read_text(encoding="utf-8").strip()


def test_nothing_is_vendored_that_the_table_does_not_name() -> None:
    licences = {"LICENSE", "LICENSE-3RD-PARTY.txt"}
    files = {str(path.relative_to(HERE)) for path in HERE.rglob("*") if path.is_file()}
    others = {
        file for file in files if not file.endswith((".py", ".pyc")) and file.split("/")[-1] not in licences
    }
    assert others == {one.file for one in VENDORED}
