"""A real Redis from the system's packages."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.ports import free_port

MISSING = "These tests need Redis: install the package redis-server (apt-get install redis-server)."
READY = "Ready to accept connections"
TRIES = 5


class Redis:
    """A running server; `stop` kills it, `start` brings it back, empty, on the same port."""

    def __init__(self, binary: str, folder: Path) -> None:
        self.port = 0
        self._binary = binary
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        for _ in range(TRIES if self.port == 0 else 1):
            port = self.port or free_port()
            if self._started(port):
                self.port = port
                return
        raise AssertionError("redis-server did not start.")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def _started(self, port: int) -> bool:
        """Reads the server's own log until it says that it is ready, or ends."""
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        command = [self._binary, *options, "--dir", str(self._folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if READY in line:
                return True
        self.stop()
        return False


@contextmanager
def running() -> Iterator[Redis]:
    """A server of its own, killed at the end."""
    binary = shutil.which("redis-server")
    assert binary is not None, MISSING
    folder = Path(tempfile.mkdtemp(prefix="genvej-redis-"))
    server = Redis(binary, folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
