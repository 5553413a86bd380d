"""Rooms know only whom they may, importing does nothing, and no word that opens a hole is in the source."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.house import forbidden, imports

ROOT = Path(__file__).resolve().parents[2]
QUIET = Path(__file__).with_name("quiet_import.py")


def test_rooms_import_only_whom_they_may() -> None:
    assert imports.strays(ROOT) == []


def test_every_room_of_the_house_is_in_the_table() -> None:
    rooms = {f"bot.{path.parent.name}" for path in ROOT.glob("bot/*/__init__.py")}
    assert rooms | {"bot", "actions"} == set(imports.ROOMS)


def planted(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "line", "found"),
    [
        ("bot/gateway/a.py", "from bot.console.app import init_app", "bot.gateway.a imports bot.console.app"),
        ("bot/console/a.py", "import bot.gateway.tokens", "bot.console.a imports bot.gateway.tokens"),
        ("bot/console/a.py", "from bot import gateway", "bot.console.a imports bot.gateway"),
        ("bot/console/a.py", "from ..gateway import tokens", "bot.console.a imports bot.gateway"),
        ("bot/console/a.py", "def f():\n    from bot.engine import turn", "bot.console.a imports bot.engine"),
        ("bot/deflection/a.py", "from bot.ledger import Ledger", "bot.deflection.a imports bot.ledger"),
        ("bot/catalogue/a.py", "from bot.http import problem", "bot.catalogue.a imports bot.http"),
        ("bot/ledger/a.py", "from bot.catalogue import load", "bot.ledger.a imports bot.catalogue"),
        ("bot/ledger/a.py", "from bot.settings import load", "bot.ledger.a imports bot.settings"),
        ("actions/a.py", "from bot.ledger import Ledger", "actions.a imports bot.ledger"),
        ("bot/engine/a.py", "from bot.catalogue import load", "bot.engine.a imports bot.catalogue"),
        ("bot/run.py", "from bot.engine import serving", "bot.run imports bot.engine"),
        ("bot/demo_site/a.py", "from bot.ledger import Ledger", "bot.demo_site.a imports bot.ledger"),
        ("bot/gateway/a.py", "import sqlite3", "bot.gateway.a imports sqlite3"),
        ("bot/console/a.py", "from sqlalchemy import text", "bot.console.a imports sqlalchemy"),
        ("bot/gateway/a.py", "import rasa.core", "bot.gateway.a imports rasa.core"),
        ("bot/deflection/a.py", "import aiohttp", "bot.deflection.a imports aiohttp"),
        ("bot/gateway/a.py", 'import_module("bot.console.app")', "bot.gateway.a imports bot.console.app"),
        ("bot/gateway/a.py", "import_module(name)", "bot.gateway.a imports bot.engine"),
    ],
)  # fmt: skip
def test_a_planted_stray_import_is_named(file: str, line: str, found: str, tmp_path: Path) -> None:
    assert imports.strays(planted(tmp_path, file, line)) == [found]


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("bot/gateway/a.py", "from bot.ledger import conversations"),
        ("bot/gateway/a.py", "from . import tokens"),
        ("bot/console/a.py", "import bot.catalogue"),
        ("bot/ledger/a.py", 'import_module(f"sqlalchemy.dialects.{name}")'),
        ("bot/run.py", "from bot.console.app import init_app"),
        ("actions/a.py", "from bot.catalogue import present"),
    ],
)
def test_an_import_that_is_allowed_is_not_named(file: str, line: str, tmp_path: Path) -> None:
    assert imports.strays(planted(tmp_path, file, line)) == []


def test_the_source_has_no_word_that_opens_a_hole() -> None:
    assert forbidden.in_python(ROOT) == []
    assert forbidden.in_texts(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from joblib import load",
        "import skops.io",
        "yaml.load(text)",
        "yaml.load(text, Loader=yaml.Loader)",
        "yaml.unsafe_load(text)",
        "eval(text)",
        "exec(text)",
        "Markup(text)",
        "markupsafe.Markup(text)",
        "os.system(text)",
        "subprocess.run(text, shell=True)",
        "np.load(file, allow_pickle=True)",
        "Environment(loader=loader)",
        "Environment(autoescape=select_autoescape())",
        'connection.execute(text(f"SELECT {name}"))',
        'connection.exec_driver_sql(f"SELECT {name}")',
    ],
)
def test_a_planted_hole_in_python_is_named(line: str, tmp_path: Path) -> None:
    assert len(forbidden.in_python(planted(tmp_path, "bot/gateway/a.py", line))) == 1


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.html", "{{ words | safe }}"),
        ("a.html", "{{ words|safe }}"),
        ("a.html", "{% autoescape false %}"),
        ("a.html", '<p onclick="x()">'),
        ("a.html", "<script>x()</script>"),
        ("a.html", '<script type="application/ld+json">{{ page.text }}</script>'),
        ("a.html", '<script type="application/json">{{ page.text|tojson }}</script>'),
        ("a.html", '<a href="javascript:x()">'),
        ("a.html", '<p style="color:red">'),
        ("a.js", "node.innerHTML = words"),
        ("a.js", "node.insertAdjacentHTML('x', words)"),
        ("a.js", "eval(words)"),
        ("a.js", "localStorage.token = token"),
    ],
)
def test_a_planted_hole_in_a_page_is_named(file: str, text: str, tmp_path: Path) -> None:
    assert len(forbidden.in_texts(planted(tmp_path, f"bot/gateway/{file}", text))) == 1


def quiet(root: Path) -> list[str]:
    done = subprocess.run([sys.executable, QUIET], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_importing_does_nothing_else() -> None:
    assert [line for line in quiet(ROOT) if line] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from pathlib import Path\nWORDS = Path(__file__).read_text()", "open"),
        ("import sqlite3\nconnection = sqlite3.connect(':memory:')", "sqlite3.connect"),
        ("import socket\ndef f():\n    socket.socket()\nf()", "socket.__new__"),
        ("import os\nos.environ['A'] = 'b'", "os.putenv"),
    ],
)
def test_a_module_that_does_something_when_imported_is_named(line: str, found: str, tmp_path: Path) -> None:
    planted(tmp_path, "bot/__init__.py", "")
    planted(tmp_path, "bot/stray.py", line)
    planted(tmp_path, "bot/importing.py", "import bot.stray")
    said = [entry for entry in quiet(tmp_path) if entry]
    assert said[0].startswith(f"bot.stray: {found}")
    assert all(entry.startswith("bot.stray: ") for entry in said)


def test_no_part_of_rasas_that_runs_what_a_model_says_is_in_the_pipeline() -> None:
    assert pipeline_strays((ROOT / "config.yml").read_text(encoding="utf-8")) == []


def pipeline_strays(config: str) -> list[str]:
    """Names in the pipeline that are not our components, and policies that are not rules."""
    read = yaml.safe_load(config)
    pipeline = [entry["name"] for entry in read["pipeline"]]
    policies = [entry["name"] for entry in read["policies"]]
    return [name for name in pipeline if not name.startswith("bot.engine.components.")] + [
        name for name in policies if name != "RulePolicy"
    ]


@pytest.mark.parametrize(
    "name", ["DIETClassifier", "SklearnIntentClassifier", "LogisticRegressionClassifier", "subprocess.Popen"]
)
def test_a_planted_component_is_named(name: str) -> None:
    config = (ROOT / "config.yml").read_text(encoding="utf-8")
    assert pipeline_strays(config.replace("policies:", f"  - name: {name}\n\npolicies:")) == [name]
    assert pipeline_strays(f"{config}\n  - name: TEDPolicy\n") == ["TEDPolicy"]


def endpoints(root: Path) -> list[str]:
    """Places from which Rasa would fetch a model or keep conversations: files and code that name one."""
    written = [*root.glob("*.yml"), *imports.files(root, ".yml", "bot")]
    read = {file: yaml.safe_load(file.read_text(encoding="utf-8")) for file in written}
    keys = ("models", "tracker_store", "lock_store", "event_broker", "model_groups")
    found = [f"{f.name}: {key}" for f, content in read.items() for key in keys if key in (content or {})]
    code = (path for path in imports.sources(root) if "engine" in path.parts)
    return found + [
        path.name for path in code if "wait_time_between_pulls" in path.read_text(encoding="utf-8")
    ]


def test_the_engine_fetches_no_model_and_keeps_no_conversation() -> None:
    assert endpoints(ROOT) == []


def test_a_planted_model_server_is_named(tmp_path: Path) -> None:
    planted(tmp_path, "endpoints.yml", "models:\n  url: http://example.org/model\n")
    assert endpoints(tmp_path) == ["endpoints.yml: models"]
