"""A real PostgreSQL from the system's packages, as another user where we are root."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.services.ports import free_port

MISSING = "These tests need PostgreSQL: install the package postgresql (apt-get install postgresql)."
TRIES = 5


class Postgres:
    """A running cluster; `url` is the address of one of its databases."""

    def __init__(self, binaries: Path, folder: Path, user: str | None) -> None:
        self.port = 0
        self.folder = folder
        self._binaries = binaries
        self._user = user

    def url(self, name: str) -> str:
        return f"postgresql://genvej:genvej@127.0.0.1:{self.port}/{name}"

    def create(self, *, template: str = "template0") -> str:
        """A fresh database, whose address is returned."""
        name = f"test_{uuid.uuid4().hex}"
        self.run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, url: str) -> None:
        self.run("DROP DATABASE {} WITH (FORCE)", url.rpartition("/")[2])

    def run(self, statement: str, *names: str) -> None:
        """One statement outside any transaction; `{}` are identifiers."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def initialise(self) -> None:
        secret = self.folder / "password"
        secret.write_text("genvej")
        secret.chmod(0o644)
        options = ["-U", "genvej", f"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8", "--no-locale"]
        self._command("initdb", "-D", str(self.data), "--no-sync", *options)

    def start(self, *options: str) -> None:
        """Also again after `stop`, then on the same port."""
        tries = TRIES if self.port == 0 else 1
        for left in reversed(range(tries)):
            port = self.port or free_port()
            settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
            given = " ".join([settings, *(f"-c {option}" for option in options)])
            log = str(self.folder / "server.log")
            command = ("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-t", "60", "-o", given, "start")
            try:
                self._command(*command)
            except subprocess.CalledProcessError:
                if not left:
                    raise
            else:
                self.port = port
                return

    def stop(self, mode: str = "immediate") -> None:
        self._command("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def _command(self, name: str, *arguments: str) -> None:
        # The server keeps what it inherits: its output goes to a file, or we would wait for it for ever.
        with (self.folder / "commands.log").open("ab") as out:
            command = [str(self._binaries / name), *arguments]
            environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
            subprocess.run(
                command, check=True, stdout=out, stderr=out, cwd="/", user=self._user, env=environment
            )


def binaries() -> Path:
    """Where initdb and pg_ctl are; fails with the package to install."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -_version(path))
    if tool := shutil.which("pg_config"):
        found = subprocess.run([tool, "--bindir"], check=True, capture_output=True, text=True).stdout.strip()
        candidates.insert(0, Path(found))
    if tool := shutil.which("initdb"):
        candidates.append(Path(tool).parent)
    for folder in candidates:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise AssertionError(MISSING)


@contextmanager
def running() -> Iterator[Postgres]:
    """A cluster of its own, stopped and removed at the end."""
    found = binaries()
    folder = Path(tempfile.mkdtemp(prefix="genvej-postgres-"))
    user = None
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        user = "postgres" if _exists("postgres") else "nobody"
        shutil.chown(folder, user)
    server = Postgres(found, folder, user)
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        if (server.data / "postmaster.pid").exists():
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _version(path: Path) -> float:
    try:
        return float(path.parent.name)
    except ValueError:
        return 0.0
