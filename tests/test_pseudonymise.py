"""Where the key of the pseudonyms comes from."""

from pathlib import Path

import pytest

from bot import cli, settings
from bot.failure import CommandError
from bot.ledger.pseudonyms import Pseudonyms
from bot.pseudonymise import pseudonyms_of, pseudonyms_with


def test_the_key_is_made_once_and_kept_outside_the_database(tmp_path: Path) -> None:
    here = settings.load({"GENVEJ_VAR": str(tmp_path)})
    first = pseudonyms_of(here).of("22334455")
    assert pseudonyms_of(here).of("+45 22334455") == first
    assert (tmp_path / "keys" / "pseudonyms.key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_set_is_used_and_none_is_made(tmp_path: Path) -> None:
    given = {"GENVEJ_VAR": str(tmp_path), "GENVEJ_SECRET_PSEUDONYMS": "ab" * 32}
    made = pseudonyms_of(settings.load(given)).of("22334455")
    assert made != pseudonyms_of(settings.load({**given, "GENVEJ_SECRET_PSEUDONYMS": "cd" * 32})).of(
        "22334455"
    )
    assert not (tmp_path / "keys").exists()


def test_a_key_file_that_others_can_read_is_one_line(tmp_path: Path) -> None:
    here = settings.load({"GENVEJ_VAR": str(tmp_path)})
    pseudonyms_of(here)
    (tmp_path / "keys" / "pseudonyms.key").chmod(0o644)
    with pytest.raises(CommandError, match="can be read by others; set its mode to 600"):
        pseudonyms_of(here)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_column_is_turned_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], delimiter: str
) -> None:
    key = tmp_path / "key"
    key.write_text("ab" * 32 + "\n")
    key.chmod(0o600)
    ours = Pseudonyms(bytes.fromhex("ab" * 32))
    rows = [["id", "citizen", "note"], ["1", "010150-1234", "æ"], ["2", "", ""], ["3", "Anna Holm", "x"]]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    code = cli.main(["pseudonymise", str(file), "--key-file", str(key)])
    told = capsys.readouterr()
    turned = [["id", "citizen", "note"], ["1", ours.of("0101501234"), "æ"], ["2", "", ""], ["3", "", "x"]]
    assert [line.split(delimiter) for line in told.out.splitlines()] == turned
    message = "line 4: citizen: is no CPR number, e-mail address or telephone number; left out\n"
    assert (code, told.err) == (1, message)


@pytest.mark.parametrize(
    ("content", "mode", "sentence"),
    [
        pytest.param(b"k" * 32, 0o644, "can be read by others", id="readable"),
        pytest.param(b"k" * 31, 0o600, "is no key of 32 bytes", id="short"),
        pytest.param(b"\xff" * 64, 0o600, "is no key of 32 bytes", id="rubbish"),
    ],
)
def test_a_key_file_that_is_none_is_one_line(
    tmp_path: Path, content: bytes, mode: int, sentence: str
) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(mode)
    with pytest.raises(CommandError, match=sentence):
        pseudonyms_with(tmp_path / "key")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"a,b\n1,2\n", "there is no column citizen", id="no_column"),
        pytest.param(b"", "there is no column citizen", id="empty"),
        pytest.param(b"citizen\n\xe6\n", "the file is not UTF-8", id="latin_1"),
        pytest.param(b"citizen,a\n1\n", "line 2 has 1 values, the header 2", id="too_few"),
        pytest.param(b'citizen,a\n"1', "the file is no CSV", id="open_quote"),
    ],
)
def test_a_file_that_cannot_be_turned_is_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    sentence: str,
) -> None:
    monkeypatch.setenv("GENVEJ_VAR", str(tmp_path))
    (tmp_path / "a.csv").write_bytes(content)
    assert cli.main(["pseudonymise", str(tmp_path / "a.csv")]) == 2
    told = capsys.readouterr().err
    assert (sentence in told, told.count("\n")) == (True, 1)
