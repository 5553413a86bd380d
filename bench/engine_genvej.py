"""The whole house for the bench: `genvej run` on a trained model, an empty ledger and free ports."""

import os
import re
import shutil
import sys
from pathlib import Path

from bench.engine_process import ROOT, Program, children, free_ports

IN_USE = re.compile("the engine is in use")
# Limits against flooding would be all that is measured.
WIDE = {
    "GENVEJ_CONVERSATIONS_PER_10_MIN": "1000000",
    "GENVEJ_MESSAGES_PER_MIN": "1000000",
    "GENVEJ_ADDRESS_MESSAGES_PER_MIN": "1000000",
}


class Genvej(Program):
    """`genvej run` as an administrator starts it: the engine is its child."""

    name = "Genvej"

    def __init__(self, var: Path) -> None:
        super().__init__()
        self._var = var
        self._ports = free_ports(2)
        self.url = f"http://127.0.0.1:{self._ports[0]}/api/conversations"

    def start(self) -> None:
        shutil.rmtree(self._var, ignore_errors=True)
        (self._var / "keys").mkdir(parents=True, mode=0o700)
        shutil.copytree(ROOT / "var" / "models", self._var / "models")
        shutil.copy(ROOT / "var" / "keys" / "model.key", self._var / "keys" / "model.key")
        citizens, operators = self._ports
        environment = {
            "GENVEJ_VAR": str(self._var),
            "GENVEJ_PUBLIC_PORT": str(citizens),
            "GENVEJ_CONSOLE_PORT": str(operators),
            "HOME": os.environ.get("HOME", "/"),
            "PYTHONUNBUFFERED": "1",
            **WIDE,
        }
        self.log.unlink(missing_ok=True)
        self.spawn("web", [sys.executable, "-m", "bot", "run"], cwd=ROOT, environment=environment)

    def pids(self) -> dict[str, int]:
        web = super().pids()["web"]
        return {"web": web, "engine": children(web)[-1]}

    def ready(self) -> bool:
        """Until then the catalogue's own search answers, which understands no message."""
        return bool(IN_USE.search(self.log.read_text(encoding="utf-8")))
