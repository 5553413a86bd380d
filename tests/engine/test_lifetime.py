"""How an engine starts, what it leaves open, and when it ends."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import PYTHON, ROOT, SECRET, ActionServer, Engine, Trained, environment, start


def test_its_settings_are_wiped_from_its_environment(engine: Engine) -> None:
    raw = Path(f"/proc/{engine.process.pid}/environ").read_bytes()
    assert b"PATH=" in raw
    assert SECRET.encode() not in raw
    assert b"http://" not in raw


def listening(pid: int) -> set[str]:
    """Local addresses of the sockets on which the process listens, as /proc writes them."""
    inodes = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        target = os.readlink(handle)
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                found.add(fields[1])
    return found


def test_it_listens_on_one_loopback_port_only(engine: Engine) -> None:
    assert listening(engine.process.pid) == {f"0100007F:{engine.port:04X}"}


def test_another_address_of_the_machine_does_not_lead_to_it(engine: Engine) -> None:
    with socket.socket() as client:
        client.settimeout(5)
        with pytest.raises(ConnectionRefusedError):
            client.connect(("127.0.0.2", engine.port))


# Its event loop is written in C, so that only the kernel sees where it connects to. With -D the engine stays
# our own child, and the one who watches it is not.
WATCH = ("strace", "-D", "-f", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none", "-o")
ADDRESS = re.compile(r'inet_(?:addr|pton)\((?:AF_INET6, )?"([^"]+)"')


def seen(log: Path, process: int) -> str:
    """The whole trace: who watches is not our child, and may be a moment behind its end."""
    for _ in range(100):
        if f"{process} +++ exited" in " ".join((text := log.read_text()).split()):
            return text
        time.sleep(0.1)
    raise AssertionError("the trace has no end")


def test_it_connects_to_nobody_but_the_action_server(
    trained: Trained, actions: ActionServer, tmp_path: Path
) -> None:
    """Rasa reports to two services on the internet unless it is told not to."""
    log = tmp_path / "connections"
    watched = start(trained.archive, actions.url, through=(*WATCH, str(log)))
    watched.turn("mit gule kort er væk")
    assert watched.stop() == 0
    assert set(ADDRESS.findall(seen(log, watched.process.pid))) == {"127.0.0.1"}


def test_it_ends_when_its_stdin_is_closed(trained: Trained, actions: ActionServer) -> None:
    running = start(trained.archive, actions.url)
    assert running.process.stdin is not None
    running.process.stdin.close()
    assert running.process.wait(20) == 0
    assert running.stop() == 0


STARTER = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
print(child.pid, flush=True)
child.stdout.readline()
print("ready", flush=True)
sys.stdin.read()
"""


def test_it_ends_when_the_process_that_started_it_is_killed(trained: Trained, actions: ActionServer) -> None:
    settings = {
        "GENVEJ_ENGINE_MODEL": str(trained.archive),
        "GENVEJ_ENGINE_SECRET": SECRET,
        "GENVEJ_ENGINE_ACTIONS_URL": actions.url,
    }
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, str(PYTHON), "-m", "bot.engine", "serve"],
        cwd=ROOT,
        env=environment(**settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        assert starter.stdout.readline() == "ready\n"
        handle = os.pidfd_open(pid)
        starter.kill()
        ended, _, _ = select.select([handle], [], [], 20)
        os.close(handle)
    assert ended


def test_a_signal_ends_it_while_it_answers(trained: Trained, actions: ActionServer) -> None:
    running = start(trained.archive, actions.url)
    running.turn("tak")
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(20) == 0
    assert running.stop() == 0


def test_it_says_one_line_and_nothing_else(trained: Trained, actions: ActionServer) -> None:
    running = start(trained.archive, actions.url)
    running.turn("tak")
    assert running.process.stdout is not None
    running.process.terminate()
    assert running.process.stdout.read() == b""
    assert running.stop() == 0
    assert len(running.model) == 64


def serve(trained: Trained, **change: str) -> subprocess.CompletedProcess[str]:
    """An engine that is expected to end by itself."""
    settings = {
        "GENVEJ_ENGINE_MODEL": str(trained.archive),
        "GENVEJ_ENGINE_SECRET": SECRET,
        "GENVEJ_ENGINE_ACTIONS_URL": "http://127.0.0.1:1/actions",
        **change,
    }
    return subprocess.run(
        [PYTHON, "-m", "bot.engine", "serve"],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"GENVEJ_ENGINE_MODEL": ""}, "GENVEJ_ENGINE_MODEL is not set.", id="no model"),
        pytest.param({"GENVEJ_ENGINE_MODEL": "/nowhere"}, "there is no file /nowhere", id="no such model"),
        pytest.param({"GENVEJ_ENGINE_SECRET": ""}, "GENVEJ_ENGINE_SECRET is not set.", id="no secret"),
        pytest.param({"GENVEJ_ENGINE_ACTIONS_URL": "x"}, "must begin with http", id="no address"),
        pytest.param({"GENVEJ_ENGINE_MODEL": __file__}, "is not a model", id="no archive"),
        pytest.param({"GENVEJ_ENGINE_HOST": "203.0.113.7"}, "cannot use 203.0.113.7", id="no such host"),
        pytest.param({"GENVEJ_ENGINE_PORT": "70000"}, "a number from 0 to 65535", id="no port"),
    ],
)
def test_wrong_settings_end_it_with_one_sentence(
    trained: Trained, change: dict[str, str], sentence: str
) -> None:
    done = serve(trained, **change)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert sentence in done.stderr
    assert SECRET not in done.stderr


def test_a_port_that_is_taken_is_said_in_one_sentence(trained: Trained, engine: Engine) -> None:
    done = serve(trained, GENVEJ_ENGINE_PORT=str(engine.port))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert str(engine.port) in done.stderr
