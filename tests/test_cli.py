"""Wrong use of any command is exit code 2 and one line that says what to do."""

from pathlib import Path

import pytest

from bot import cli

DAYS = ("--from", "2026-01-01", "--to", "2027-01-01")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param((), "COMMAND", id="nothing"),
        pytest.param(("understnad",), "invalid choice", id="no_command"),
        pytest.param(("import", "contacts"), "required: FILE", id="no_file"),
        pytest.param(("import", "contacts", "no.csv"), "no.csv: No such file", id="a_file_that_is_not_there"),
        pytest.param(("import", "undo", "x"), "There is no such import", id="no_import"),
        pytest.param(("report", "--from", "2026-01-01"), "required: --to", id="half_a_period"),
        pytest.param(("report", "--from", "x", "--to", "y"), "write it as 2026-11-01", id="no_day"),
        pytest.param(("report", *DAYS, "--csv", "--json"), "not allowed with", id="two_forms"),
        pytest.param(("report", *DAYS), "cannot be read", id="no_ledger"),
        pytest.param(("ledger", "verify"), "there is no ledger", id="no_ledger_to_verify"),
        pytest.param(("ledger", "verify", "--checkpoint", "no"), "no checkpoint no", id="no_checkpoint"),
        pytest.param(("bank", "deposit", "5"), "required: --source", id="no_source"),
        pytest.param(("deflection", "overturn", "x"), "required: --by, --reason", id="no_reason"),
        pytest.param(("operator", "add", "Anna"), "required: --role", id="no_role"),
        pytest.param(("demo", "--scale", "many"), "many", id="no_scale"),
    ],
)
def test_wrong_use_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.setenv("GENVEJ_VAR", str(tmp_path / "var"))
    try:
        code = cli.main(list(arguments))
    except SystemExit as left:  # how argparse ends
        code = int(left.code or 0)
    told = capsys.readouterr()
    assert (code, told.out) == (2, "")
    assert told.err.startswith("genvej")
    assert told.err.count("\n") == 1
    assert sentence in told.err
