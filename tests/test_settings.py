"""Settings come from one table and are refused with a sentence."""

from pathlib import Path

import pytest

from bot import settings


def test_defaults_run_on_one_machine_without_any_setting() -> None:
    plain = settings.load({})
    assert plain.database.startswith("sqlite:///")
    assert (plain.public_host, plain.console_host, plain.internal_host) == ("127.0.0.1",) * 3
    assert plain.citizens_url == "http://localhost:8080"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        pytest.param(
            {"GENVEJ_PUBLIC_PORT": "80800"}, "GENVEJ_PUBLIC_PORT='80800' cannot be used", id="range"
        ),
        pytest.param({"GENVEJ_PUBLIC_PORT": "http"}, "GENVEJ_PUBLIC_PORT='http' cannot be used", id="unit"),
        pytest.param({"GENVEJ_MESSAGES_PER_MIN": "-1"}, "at least 1", id="negative"),
        pytest.param({"GENVEJ_DEMO": "yes"}, "write on or off", id="switch"),
        pytest.param({"GENVEJ_PUBLIC_PROT": "1"}, "GENVEJ_PUBLIC_PROT is not a setting", id="unknown_name"),
        pytest.param(
            {"GENVEJ_SECRET_PSEUDONYMS": "hush"},
            "GENVEJ_SECRET_PSEUDONYMS=… cannot be used: a key is 64 hexadecimal digits",
            id="key_is_no_key_and_is_not_repeated",
        ),
        pytest.param({"GENVEJ_VAR_FILE": "/x"}, "only secrets", id="file_for_no_secret"),
        pytest.param({"GENVEJ_SECRET_ENGINE_FILE": "/nowhere/x"}, "cannot read /nowhere/x", id="no_file"),
    ],
)
def test_a_wrong_setting_is_one_sentence(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(settings.SettingsError) as refused:
        settings.load(environment)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_secret_is_read_from_a_file_and_hides_itself(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hush\n")
    file.chmod(0o600)
    loaded = settings.load({"GENVEJ_SECRET_ENGINE_FILE": str(file)})
    assert loaded.secret_engine == "hush"
    assert "hush" not in repr(loaded)


def test_a_secret_that_everyone_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hush\n")
    file.chmod(0o644)
    with pytest.raises(settings.SettingsError, match="chmod o-r"):
        settings.load({"GENVEJ_SECRET_ENGINE_FILE": str(file)})


def test_the_page_of_settings_is_the_table() -> None:
    page = (Path(__file__).parents[1] / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == settings.markdown()
