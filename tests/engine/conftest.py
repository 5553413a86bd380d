"""A small model, really trained, and engines really started on it, with a real action server beside them."""

import asyncio
import contextlib
import http.client
import inspect
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "bot" / "engine" / ".venv" / "bin" / "python"
SECRET = "a secret of this test"
SERVICES = (
    "address_change",
    "bulky_waste",
    "digital_post_exemption",
    "ehic",
    "health_card_reorder",
    "housing_benefit",
    "passport_child",
    "passport_renew",
)

collect_ignore = ["unit"]  # they run in the engine's own Python


def environment(**more: str) -> dict[str, str]:
    """What an engine is started with: nothing of the one who starts it."""
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **more}


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with a handful of services."""
    root = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "config.yml", root)
    shutil.copytree(ROOT / "stories", root / "stories")
    shutil.copytree(ROOT / "nlu_data" / "everyday", root / "nlu_data" / "everyday")
    for place in ("nlu_data/services", "municipality/services"):
        (root / place).mkdir(parents=True)
        for service in SERVICES:
            shutil.copy(ROOT / place / f"{service}.yml", root / place)
    return root


def train(root: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, "-m", "bot.engine", "train", "--root", root, "--out", out],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@dataclass(frozen=True)
class Trained:
    archive: Path
    summary: dict[str, Any]
    lines: list[str]


@pytest.fixture(scope="session")
def trained(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    archive = tmp_path_factory.mktemp("model") / "model.tar.gz"
    done = train(small_root, archive)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    return Trained(archive, json.loads(lines[-1]), lines[:-1])


@dataclass
class ActionServer:
    """Answers like rasa-sdk's webhook; `answer` may be replaced to answer otherwise."""

    url: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    answer: Any = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        call = json.loads(await request.read())
        self.calls.append(call)
        self.secrets.append(request.headers.get("X-Genvej-Secret"))
        self.connections.add(request.get_extra_info("peername"))
        answer = (self.answer or usual)(call)
        if inspect.isawaitable(answer):
            answer = await answer
        return answer if isinstance(answer, web.StreamResponse) else web.json_response(answer)

    def reset(self) -> None:
        self.answer = None
        self.calls.clear()
        self.secrets.clear()


def usual(call: dict[str, Any]) -> dict[str, Any]:
    """One message that tells what the action saw, and the slots that a card would set."""
    latest = call["tracker"]["latest_message"]
    understanding = latest["understanding"]
    said = {
        "kind": "card",
        "services": understanding["candidates"],
        "replies": [{"type": "text", "lang": "da", "action": call["next_action"], "heard": latest["text"]}],
    }
    service = understanding["candidates"][0] if understanding["candidates"] else None
    return {"events": [slot("service", service)], "responses": [message(said)]}


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "timestamp": None, "name": name, "value": value}


def message(said: dict[str, Any]) -> dict[str, Any]:
    return {"text": None, "buttons": [], "elements": [], "custom": said, "template": None, "image": None}


@pytest.fixture(scope="session")
def action_server() -> Iterator[ActionServer]:
    """Runs in a thread with its own loop, so that it answers whatever the test waits for."""
    server = ActionServer()
    loop, started = asyncio.new_event_loop(), threading.Event()
    stop: list[asyncio.Event] = []

    async def run() -> None:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_post("/actions", server.handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/actions"
        stop.append(asyncio.Event())
        started.set()
        await stop[0].wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    assert started.wait(10)
    yield server
    loop.call_soon_threadsafe(stop[0].set)
    thread.join(10)
    loop.close()


@pytest.fixture
def actions(action_server: ActionServer) -> ActionServer:
    action_server.reset()
    return action_server


@dataclass
class Engine:
    process: subprocess.Popen[bytes]
    port: int
    model: str

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request(
                method, path, body, {"X-Genvej-Secret": SECRET} if headers is None else headers
            )
            response = connection.getresponse()
            return response.status, response.read()

    def post(self, body: Any) -> tuple[int, bytes]:
        return self.request("POST", "/turn", json.dumps(body).encode())

    def turn(self, text: str | None = None, **more: Any) -> dict[str, Any]:
        status, raw = self.post(turn(text, **more))
        assert status == 200, raw
        answer: dict[str, Any] = json.loads(raw)
        return answer

    def intent(self, text: str, language: str = "da") -> str:
        intent: str = self.turn(text, language=language)["understanding"]["intent"]
        return intent

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(20)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        return code


def turn(text: str | None = None, **more: Any) -> dict[str, Any]:
    """A request as the gateway sends it."""
    usual = {"conversation": "c1", "turn": 1, "text": text, "choice": None, "language": "da", "state": {}}
    return {**usual, **more}


def start(archive: Path, actions_url: str, *, through: Sequence[str] = (), **more: str) -> Engine:
    """`through` is a program that runs the engine in its own place, such as one that traces it."""
    settings = {
        "GENVEJ_ENGINE_MODEL": str(archive),
        "GENVEJ_ENGINE_SECRET": SECRET,
        "GENVEJ_ENGINE_ACTIONS_URL": actions_url,
    }
    process = subprocess.Popen(
        [*through, PYTHON, "-m", "bot.engine", "serve"],
        cwd=ROOT,
        env=environment(**settings, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        code = Engine(process, 0, "").stop()
        raise AssertionError(f"the engine ended with {code}")
    ready = json.loads(line)
    return Engine(process, ready["port"], ready["model"])


@pytest.fixture(scope="session")
def engine(trained: Trained, action_server: ActionServer) -> Iterator[Engine]:
    """One for all tests that leave it as it was."""
    running = start(trained.archive, action_server.url)
    yield running
    assert running.stop() == 0
