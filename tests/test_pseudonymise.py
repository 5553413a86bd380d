"""Where the key of the pseudonyms comes from."""

from pathlib import Path

import pytest

from bot import settings
from bot.failure import CommandError
from bot.pseudonymise import pseudonyms_of


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
