"""Programs that the bench starts, watches and stops, each in its own process group."""

import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 30


class Program:
    """One product under measurement: its processes by the part they play."""

    name = ""
    url = ""  # where it is spoken to, once it was started

    def __init__(self) -> None:
        self._parts: dict[str, subprocess.Popen[bytes]] = {}
        self.log = ROOT / "var" / "bench" / f"{type(self).__name__.lower()}.log"

    def spawn(self, part: str, command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._parts[part] = subprocess.Popen(  # noqa: S603  the command is ours
                command,
                cwd=cwd,
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start(self) -> None:
        """Returns at once."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Whether it is worth the try to speak to it."""
        return True

    def pids(self) -> dict[str, int]:
        """The process of each part; a product may know of more."""
        return {part: process.pid for part, process in self._parts.items()}

    def ended(self) -> list[str]:
        """Parts that are gone, which nobody asked for."""
        return [part for part, process in self._parts.items() if process.poll() is not None]

    def stop(self) -> None:
        for process in self._parts.values():
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in self._parts.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def megabytes(pid: int) -> float:
    """Memory of a process as it would be given back: its own pages, and its share of those it shares."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"/proc/{pid}/smaps_rollup has no Pss line")


def cpu_seconds(pid: int) -> float:
    """Of the processor, by all threads of a process until now."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports: list[int] = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
