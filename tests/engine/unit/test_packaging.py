"""Archives are a function of their files."""

import io
import tarfile

from bot.engine.packaging import digest, pack

FILES = {"metadata.json": b"{}", "components/b/x.json": b"1", "components/a/y.npz": b"2"}


def test_the_same_files_give_the_same_bytes_in_any_order() -> None:
    assert pack(FILES) == pack(dict(reversed(list(FILES.items()))))
    assert digest(FILES) == digest(dict(reversed(list(FILES.items()))))


def test_another_byte_or_name_gives_another_digest() -> None:
    assert digest({**FILES, "metadata.json": b"[]"}) != digest(FILES)
    assert digest({"a": b"bc"}) != digest({"ab": b"c"})


def test_members_carry_no_time_and_no_owner_and_folders_come_first() -> None:
    with tarfile.open(fileobj=io.BytesIO(pack(FILES))) as tar:
        members = tar.getmembers()
    assert [member.name for member in members] == [
        "components",
        "components/a",
        "components/b",
        "components/a/y.npz",
        "components/b/x.json",
        "metadata.json",
    ]
    assert {(member.mtime, member.uid, member.uname) for member in members} == {(0, 0, "")}
