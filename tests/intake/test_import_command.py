"""The command takes files as they come: good rows go in once, bad ones are told apart, nobody is named."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from bot.ledger import Ledger, keys
from bot.ledger.pseudonyms import Pseudonyms
from tests.intake.conftest import EXAMPLES, HEADER, Office
from tests.ledger.follow_up import ago, deflected
from tests.ledger.helpers import bind

ROW = "{},2026-11-03T10:00:00Z,{},passport_renew,advice,2.5,{},,da\n"
TEN = HEADER + "".join(ROW.format(n, ("email", "telephone")[n % 2], "010150-1234") for n in range(10))


def rows(
    office: Office, query: str = "SELECT contact_id, channel FROM contact ORDER BY contact_id"
) -> list[Any]:
    with closing(sqlite3.connect(office.folder / "var" / "genvej.sqlite")) as raw:
        return raw.execute(query).fetchall()


def test_a_file_is_booked_and_summed_up(office: Office) -> None:
    file = office.file("calls.csv", TEN)
    code, out, _ = office.run("import", "contacts", file, "--source", "tel")
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()[1:]] == [
        ["accepted", "10"],
        ["repeated", "0"],
        ["rejected", "0"],
    ]
    assert "(email 5, telephone 5)" in out
    assert len(rows(office)) == 10
    assert not file.with_name("calls.csv.rejects.csv").exists()


def test_importing_twice_counts_once(office: Office) -> None:
    office.run("import", "contacts", office.file("a.csv", TEN))
    code, out, _ = office.run("import", "contacts", office.file("b.csv", TEN))
    assert code == 0
    assert "accepted          0" in out
    assert "repeated         10 (source and contact_id known before: the first one stays)" in out
    counted = "SELECT sum(count), sum(seconds) FROM rollup WHERE topic = 'contact' AND grain = 'day'"
    assert rows(office, counted) == [(10, 1500)]


def test_nobody_is_named_anywhere(office: Office) -> None:
    bad = "x,2026-11-03T10:00:00Z,fax,passport_renew,,,010150-1234,,\ny,010150-1234,too few\n"
    file = office.file("calls.csv", TEN + bad)
    code, out, _ = office.run("import", "contacts", file, "--source", "tel")
    assert code == 1
    assert "rejected          2" in out
    for path in (path for path in office.folder.rglob("*") if path.is_file() and path != file):
        assert b"0101501234" not in path.read_bytes(), path
        assert b"010150-1234" not in path.read_bytes(), path
    assert file.with_name("calls.csv.rejects.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        pytest.param('1,"open', "2", "a quotation mark is never closed, or misplaced", id="open_quote"),
        pytest.param('1,"a"b,c', "2", "a quotation mark is never closed, or misplaced", id="quote_within"),
        pytest.param("1,2,3", "2", "has 3 values, but the header has 9", id="too_few"),
        pytest.param("," * 12, "2", "has 13 values, but the header has 9", id="too_many"),
        pytest.param("a" * 70_000, "2", "a quotation mark is never closed, or misplaced", id="endless"),
        pytest.param('1,"a\nb",c', "2", "has 3 values, but the header has 9", id="over_two_lines"),
    ],
)
def test_a_broken_row_breaks_no_other(office: Office, broken: str, line: str, reason: str) -> None:
    good = "".join(ROW.format(n, "email", "") for n in range(200))
    file = office.file("a.csv", f"{HEADER}{broken}\n{good}")
    code, out, _ = office.run("import", "contacts", file)
    assert (code, "accepted        200" in out) == (1, True)
    assert [line, reason] in office.rejects(file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("", "is empty; its first line names the columns", id="empty"),
        pytest.param(
            "a;b\n1;2\n",
            "the columns contact_id, at, channel, service are missing; it has a, b",
            id="columns",
        ),
        pytest.param('[{"a": 1}]', "is one JSON array; write one object a line (JSON Lines)", id="array"),
        pytest.param(b"PAR1" + b"x" * 40, "is no Parquet file, or it is cut off", id="parquet"),
    ],
)
def test_a_file_of_another_kind_is_one_line(office: Office, content: str | bytes, sentence: str) -> None:
    code, _, err = office.run("import", "contacts", office.file("a.csv", content))
    assert code == 2
    assert sentence in err
    assert err.count("\n") == 1


def test_a_missing_file_is_one_line(office: Office) -> None:
    code, _, err = office.run("import", "contacts", office.folder / "none.csv")
    assert (code, err) == (2, f"genvej: {office.folder / 'none.csv'}: No such file or directory\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_and_encoding_are_found_out(office: Office, encoding: str, delimiter: str) -> None:
    text = (HEADER + ROW.format("sag-å", "letter", "")).replace(",", delimiter)
    code, _, err = office.run("import", "contacts", office.file("a.csv", text.encode(encoding)))
    assert (code, err) == (0, "")
    assert rows(office) == [("sag-å", "letter")]


def test_parquet_is_read_with_its_own_types(office: Office) -> None:
    at = [datetime(2026, 11, 3, 10, n, tzinfo=UTC) for n in range(3)]
    table = pa.table(
        {
            "contact_id": pa.array([1, 2, 3]),
            "at": pa.array(at, pa.timestamp("ns", tz="UTC")),
            "channel": pa.array(["email"] * 3).dictionary_encode(),
            "service": ["gp_change", "gp_change", None],
            "handling_minutes": [1.5, None, 2.0],
        }
    )
    parquet.write_table(table, office.folder / "a.parquet")
    code, _, _ = office.run("import", "contacts", office.folder / "a.parquet")
    assert code == 1
    assert office.rejects(office.folder / "a.parquet") == [["3", "service: is missing"]]
    assert rows(office, "SELECT contact_id, at, handling_seconds FROM contact ORDER BY contact_id") == [
        ("1", "2026-11-03T10:00:00.000000Z", 90),
        ("2", "2026-11-03T10:01:00.000000Z", None),
    ]


def test_json_lines_may_hold_anything(office: Office) -> None:
    good = {"contact_id": 7, "at": "2026-11-03T10:00:00Z", "channel": "email", "service": "other"}
    bad = ["{", "[1]", '{"contact_id": NaN}', "[" * 5000, json.dumps({**good, "contact_id": {"$ne": 1}})]
    file = office.file("a.jsonl", "\n".join([json.dumps(good), *bad]))
    code, _, _ = office.run("import", "contacts", file)
    assert (code, rows(office)) == (1, [("7", "email")])
    assert office.rejects(file) == [
        ["2", "is not JSON"],
        ["3", "is no JSON object"],
        ["4", "is not JSON"],
        ["5", "is not JSON"],
        ["6", "contact_id: is neither text nor a number"],
    ]


def test_a_dry_run_books_nothing(office: Office) -> None:
    code, out, _ = office.run("import", "contacts", "--dry-run", office.file("a.csv", TEN))
    assert (code, "nothing was booked" in out) == (0, True)
    assert not (office.folder / "var" / "genvej.sqlite").exists()


def test_an_import_can_be_undone(office: Office) -> None:
    _, out, _ = office.run("import", "contacts", office.file("a.csv", TEN))
    id = out.splitlines()[0].split()[2]
    code, out, _ = office.run("import", "undo", id)
    assert (code, out) == (0, f"import {id} counts no more: 10 contacts were taken out of the sums\n")
    code, _, err = office.run("import", "undo", id)
    assert (code, err) == (2, f"genvej: import {id}: There is no such import, or it was undone before.\n")
    assert "accepted         10" in office.run("import", "contacts", office.folder / "a.csv")[1]


def test_undoing_says_what_it_gives_back(office: Office) -> None:
    """The citizen took the form 40 days ago, and an import says that they wrote 30 days ago."""
    var = office.folder / "var"
    citizen = Pseudonyms(keys.read_or_create(var / "keys" / "pseudonyms.key")).of("010150-1234")

    async def lived() -> None:
        ledger = await Ledger.open(f"sqlite:///{var / 'genvej.sqlite'}", folder=var)
        await ledger.write(bind(deflected, "a", days=40, completed=39, citizen=citizen))
        await ledger.close()

    asyncio.run(lived())
    row = f"1,{ago(30).isoformat()},letter,passport_renew,,,010150-1234,,\n"
    _, out, _ = office.run("import", "contacts", office.file("a.csv", HEADER + row))
    assert rows(office, "SELECT state FROM deflection") == [("reversed",)]
    _, out, _ = office.run("import", "undo", out.splitlines()[0].split()[2])
    assert out.endswith(
        ": 1 contacts were taken out of the sums, and what they had reversed is restored: 1 deflections\n"
    )
    assert rows(office, "SELECT state FROM deflection") == [("completed",)]


@pytest.mark.parametrize(
    ("name", "accepted", "reasons"),
    [
        pytest.param(
            "telephone.csv",
            5,
            [
                ["7", "at: never came, clocks were put forward over it"],
                ["8", "at: is no date and time that exists, written as %d-%m-%Y %H:%M:%S"],
            ],
            id="telephone",
        ),
        pytest.param(
            "journal.jsonl",
            3,
            [["4", "channel: is not known; write self_service, telephone, face_to_face, email, letter"]],
            id="journal",
        ),
    ],
)
def test_the_examples_are_read_as_they_say(
    office: Office, name: str, accepted: int, reasons: list[list[str]]
) -> None:
    file = office.file(name, (EXAMPLES / name).read_bytes())
    mapping = (EXAMPLES / name).with_suffix(".yml")
    code, out, err = office.run("import", "contacts", file, "--mapping", mapping)
    assert (code, err) == (1, "")
    assert f"accepted  {accepted:>9}" in out
    assert office.rejects(file) == reasons


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        pytest.param(("at: {", "att: {"), "columns.att: is no column of a contact", id="unknown_column"),
        pytest.param(("zone: Europe/Copenhagen", "zone: Europe/Kbh"), "7: zone: is no zone", id="zone"),
        pytest.param(
            ("twice: first", "twice: both"), "twice: must be one of first, second, refuse", id="twice"
        ),
        pytest.param(('"h:m:s"', "hours"), "columns.handling_minutes.unit: must be one of", id="unit"),
        pytest.param(("{always: telephone}", "{}"), "columns.channel: must have one of column", id="nothing"),
        pytest.param(("source: omstilling", "sources: x"), "sources: is not a key of this place", id="key"),
        pytest.param(("source: omstilling", "source: Om, S"), "source: must be small letters", id="source"),
        pytest.param(("columns:", "columns: ["), "is not YAML", id="yaml"),
    ],
)
def test_a_mapping_is_refused_with_file_line_and_field(
    office: Office, change: tuple[str, str], finding: str
) -> None:
    text = (EXAMPLES / "telephone.yml").read_text(encoding="utf-8")
    assert change[0] in text
    mapping = office.file("m.yml", text.replace(*change))
    code, _, err = office.run("import", "contacts", office.file("a.csv", TEN), "--mapping", mapping)
    assert code == 2
    assert finding in err
    assert f"{mapping}:" in err


def test_a_file_that_is_no_file_of_rejects_is_left_alone(office: Office) -> None:
    precious = office.file("precious.csv", "a,b\n")
    file = office.file("a.csv", TEN + "bad\n")
    code, _, err = office.run("import", "contacts", file, "--rejects", precious)
    assert (code, "no file of rejects" in err) == (2, True)
    assert Path(precious).read_text(encoding="utf-8") == "a,b\n"
