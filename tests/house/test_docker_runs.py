"""What docker/ runs, run here: scripts on real servers, health checks, the installation from the locks."""

import os
import re
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy import make_url

from bot.gateway.limits import Limit, SharedAway
from bot.gateway.shared import SharedThroughRedis
from tests.house.deployment import DOCKER, ROOT, load
from tests.house.docker_walls import health_check
from tests.services.ports import free_port
from tests.services.postgres import Postgres, binaries

SECRET = "0123456789abcdef" * 4


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """As make-secrets.sh leaves them, but readable here."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name in load().compose["secrets"]:
        (folder / name).write_text(SECRET)
    return folder


def local(name: str, secrets: Path, **places: str) -> Path:
    """A copy of a script whose places are here."""
    text = (DOCKER / name).read_text(encoding="utf-8")
    for old, new in {**places, "/run/secrets": str(secrets)}.items():
        assert old in text
        text = text.replace(old, new)
    script = secrets.parent / name
    script.write_text(text)
    script.chmod(0o755)
    return script


def echoing(folder: Path) -> dict[str, str]:
    """An environment in which programs only print how they were called and what they were told."""
    for name in ("python", "psql", "redis-server"):
        (folder / name).write_text('#!/bin/sh\necho "$@"\nenv | grep GENVEJ_\n')
        (folder / name).chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin", "POSTGRES_USER": "postgres"}


def test_genvej_in_the_container_knows_its_database_and_redis(secrets: Path, tmp_path: Path) -> None:
    script = local("genvej.sh", secrets)
    done = subprocess.run(
        [script, "ledger", "verify"], env=echoing(tmp_path), capture_output=True, text=True, check=True
    )
    called, *told = done.stdout.splitlines()
    environment = dict(line.split("=", 1) for line in told)
    database = make_url(environment["GENVEJ_DATABASE_URL"])
    pool = redis.ConnectionPool.from_url(environment["GENVEJ_REDIS_URL"])
    assert called == "-m bot ledger verify"
    assert (database.username, database.password, database.host) == ("genvej_web", SECRET, "postgres")
    assert (pool.connection_kwargs["username"], pool.connection_kwargs["password"]) == ("genvej_web", SECRET)


@pytest.mark.parametrize("empty", [False, True], ids=["missing", "empty"])
@pytest.mark.parametrize("name", ["genvej.sh", "engine.sh", "postgres.sh", "redis.sh"])
def test_a_container_without_its_secret_does_not_start(
    name: str, empty: bool, secrets: Path, tmp_path: Path
) -> None:
    for file in secrets.iterdir():
        file.write_text("") if empty else file.unlink()
    done = subprocess.run([local(name, secrets)], env=echoing(tmp_path), capture_output=True, text=True)
    assert done.returncode != 0
    assert done.stdout == ""


def test_the_engine_gets_its_secret_from_the_file(secrets: Path, tmp_path: Path) -> None:
    script = local("engine.sh", secrets)
    done = subprocess.run([script], env=echoing(tmp_path), capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["-m bot.engine serve", f"GENVEJ_ENGINE_SECRET={SECRET}"]


def test_secrets_are_made_once_and_for_the_group_alone(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    command = [DOCKER / "make-secrets.sh", folder]
    first = subprocess.run(command, capture_output=True, text=True)
    if os.geteuid() != 0:
        assert first.returncode == 1
        assert "sudo" in first.stderr
        assert list(folder.iterdir()) == []
        return
    made = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(made) == set(load().compose["secrets"])
    assert all(len(secret) == 64 and int(secret, 16) for secret in made.values())
    assert len(set(made.values())) == len(made)
    for path in folder.iterdir():
        assert (stat.S_IMODE(path.stat().st_mode), path.stat().st_gid) == (0o440, 10000)
    subprocess.run(command, check=True, capture_output=True)
    assert {path.name: path.read_text() for path in folder.iterdir()} == made


def test_webs_database_role_owns_its_database_and_is_no_superuser(
    postgres_server: Postgres, secrets: Path
) -> None:
    environment = {
        "PATH": f"{binaries()}:/usr/bin:/bin",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(postgres_server.port),
        "POSTGRES_USER": "genvej",
        "PGPASSWORD": "genvej",
    }
    subprocess.run([local("postgres.sh", secrets)], env=environment, check=True, capture_output=True)
    address = f"127.0.0.1:{postgres_server.port}/genvej"
    with psycopg.connect(f"postgresql://genvej_web:{SECRET}@{address}") as connection:
        role = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles "
            "WHERE rolname = current_user"
        ).fetchone()
        connection.execute("CREATE TABLE of_our_own (id int)")
    assert role == (False, False, False, False)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://genvej_web:wrong@{address}")


@pytest.fixture
def guarded_redis(secrets: Path) -> Iterator[int]:
    """The port of a real Redis that docker/redis.sh started."""
    script = local("redis.sh", secrets, **{"/tmp": str(secrets.parent)})
    port = free_port()
    arguments = [str(script), "--port", str(port), "--bind", "127.0.0.1"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ready to accept connections" in line:
                break
        else:
            raise AssertionError("".join(lines))
        yield port
        process.terminate()


async def test_redis_lets_web_count_and_wake(guarded_redis: int) -> None:
    shared = SharedThroughRedis(f"redis://genvej_web:{SECRET}@127.0.0.1:{guarded_redis}/0")
    try:
        assert await shared.take(Limit("test", 1, 3600), "somebody") == 0
        assert await shared.take(Limit("test", 1, 3600), "somebody") > 0
        async with shared._redis.pubsub(ignore_subscribe_messages=True) as listening:
            await listening.subscribe("genvej:wake")
            await listening.get_message(timeout=5)
            await shared.wake("conversation-1")
            news = await listening.get_message(timeout=5)
        assert news is not None
        assert news["data"] == b"conversation-1"
    finally:
        await shared.close()


async def test_redis_lets_nobody_else_in(guarded_redis: int) -> None:
    stranger = SharedThroughRedis(f"redis://127.0.0.1:{guarded_redis}/0")
    with pytest.raises(SharedAway):
        await stranger.take(Limit("test", 1, 3600), "somebody")
    await stranger.close()


@pytest.mark.parametrize(
    "command",
    [
        ("EVAL", "return 1", "0"),
        ("CONFIG", "GET", "*"),
        ("KEYS", "*"),
        ("FLUSHALL",),
        ("MODULE", "LIST"),
        ("INCRBY", "another:key", "1"),
        ("PUBLISH", "another", "x"),
        ("ACL", "LIST"),
    ],
    ids=lambda command: command[0],
)
def test_redis_refuses_web_what_it_does_not_need(guarded_redis: int, command: tuple[str, ...]) -> None:
    with redis.Redis.from_url(f"redis://genvej_web:{SECRET}@127.0.0.1:{guarded_redis}/0") as client:
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.execute_command(*command)
        assert client.ping()


def test_the_health_check_of_redis_asks_as_web(guarded_redis: int, secrets: Path) -> None:
    (command,) = health_check(load(), "redis")
    here = command.replace("$$", "$").replace("/run/secrets", str(secrets))
    here = here.replace("redis-cli", f"redis-cli -p {guarded_redis}")
    assert subprocess.run(["sh", "-c", here]).returncode == 0
    (secrets / "redis").write_text("wrong")
    assert subprocess.run(["sh", "-c", here], capture_output=True).returncode != 0


@contextmanager
def door(status: int) -> Iterator[int]:
    """A server that answers /livez, and /health to whoever has the secret, with `status`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/livez" or (
                self.path == "/health" and self.headers["X-Genvej-Secret"] == SECRET
            )
            self.send_response(status if known else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Not into the tests' output."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("service", "port"), [("web", 8080), ("engine", 8084)])
def test_the_health_check_tells_a_good_door_from_a_bad_one(service: str, port: int, secrets: Path) -> None:
    program, *arguments = health_check(load(), service)
    assert program == "python"

    def healthy(there: int) -> bool:
        here = [
            part.replace(f":{port}/", f":{there}/").replace("/run/secrets", str(secrets))
            for part in arguments
        ]
        return subprocess.run([sys.executable, "-I", "-S", *here], capture_output=True).returncode == 0

    with door(200) as good:
        assert healthy(good)
        (secrets / "engine").write_text("wrong")
        assert healthy(good) is (service == "web")
    with door(503) as bad:
        assert not healthy(bad)
    assert not healthy(free_port())


@pytest.mark.parametrize("service", ["web", "engine"])
def test_what_the_image_installs_comes_from_its_lock(service: str, tmp_path: Path) -> None:
    """The image's own uv command, without installing: from the two files that are copied alone."""
    project = ROOT if service == "web" else ROOT / "bot" / "engine"
    python = project / ".venv" / "bin" / "python"
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(project / name, tmp_path)
    (sync,) = (step.rest for step in load().images[service].steps if step.rest.startswith("uv sync "))
    uv = subprocess.run([ROOT / "setup/uv.sh"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    command = [uv.strip(), *sync.split()[1:], "--dry-run", "--offline", "--python", str(python)]
    environment = {**os.environ, "VIRTUAL_ENV": "", "UV_PYTHON_DOWNLOADS": "never"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    installed = set(re.findall(r"^ \+ ([a-z0-9-]+)==", done.stderr, re.MULTILINE))
    assert {"web": "aiohttp", "engine": "rasa"}[service] in installed
    assert not {"pytest", "tensorflow", "keras", "genvej"} & installed
