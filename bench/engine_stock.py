"""Stock Rasa 3.6.21 for the bench: the project of `rasa init` with one custom action more."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from bench.engine_process import ROOT, Program, free_ports

STOCK = ROOT / ".tools" / "stock" / "bin" / "python"
OURS = Path(__file__).parent / "stock"
INIT = "from rasa.cli.scaffold import create_initial_project; create_initial_project('.')"
ENVIRONMENT = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def prepared(folder: Path) -> Path:
    """The project's folder, set up and trained once; again when what it is made of has changed."""
    note = folder / f"trained-{_digest()}"
    if not note.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _set_up(folder)
        rasa(folder, "train", "--domain", "domain", "--fixed-model-name", "stock")
        note.touch()
    return folder


def _digest() -> str:
    total = hashlib.sha256()
    for path in sorted(OURS.iterdir()):
        if path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _set_up(folder: Path) -> None:
    """What `rasa init` writes, and our files beside it."""
    folder.mkdir(parents=True)
    subprocess.run([STOCK, "-c", INIT], cwd=folder, check=True, capture_output=True)  # noqa: S603  ours
    (folder / "domain").mkdir()
    shutil.move(folder / "domain.yml", folder / "domain" / "init.yml")
    shutil.copy(OURS / "domain.yml", folder / "domain" / "ours.yml")
    shutil.copy(OURS / "actions.py", folder / "actions" / "actions.py")
    for name in ("nlu.yml", "rules.yml"):
        shutil.copy(OURS / name, folder / "data" / f"ours_{name}")


def rasa(folder: Path, *arguments: str) -> None:
    """Raises CalledProcessError."""
    command = [STOCK, "-m", "rasa", *arguments]
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **ENVIRONMENT}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)  # noqa: S603  ours


class Stock(Program):
    """`rasa run` and its action server, on a fresh tracker database."""

    name = "stock Rasa"

    def __init__(self, project: Path) -> None:
        super().__init__()
        self._folder = project
        self._port, self._actions_port = free_ports(2)
        self.url = f"http://127.0.0.1:{self._port}/webhooks/rest/webhook"

    def start(self) -> None:
        for old in self._folder.glob("tracker.db*"):
            old.unlink()
        endpoints = (OURS / "endpoints.yml").read_text(encoding="utf-8")
        (self._folder / "endpoints.yml").write_text(
            endpoints.replace("ACTIONS_PORT", str(self._actions_port))
        )
        self._run("actions", "rasa_sdk", "--actions", "actions", "--port", str(self._actions_port))
        self._run("engine", "rasa", "run", "--model", "models/stock.tar.gz", "--port", str(self._port))

    def _run(self, part: str, *module: str) -> None:
        self.spawn(part, [str(STOCK), "-m", *module], cwd=self._folder, environment=ENVIRONMENT)
