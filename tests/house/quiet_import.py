"""A program for the project's root: imports every module of `web` and prints what importing did besides."""

import importlib
import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

# What a module may not do while it is imported. Python's own reading of source files is not its doing.
EVENTS = (
    "open", "socket.", "subprocess.", "sqlite3.connect", "os.mkdir", "os.remove", "os.rename", "os.listdir",
    "os.scandir", "os.putenv", "os.system", "os.exec", "os.fork", "shutil.", "tempfile.", "urllib.",
)  # fmt: skip
SKIPPED = {"bot.__main__"}


def main(root: Path, names: list[str]) -> None:
    ours = (f"{root / 'bot'}/", f"{root / 'actions'}/")
    done: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(EVENTS):
            module = _whose(sys._getframe(1), ours)
            if module:
                done.append(f"{module}: {event} {arguments[0] if arguments else ''}")

    sys.addaudithook(watch)
    for name in names:
        importlib.import_module(name)
    print("\n".join(done))


def _whose(frame: FrameType | None, ours: tuple[str, ...]) -> str:
    """The module of ours whose own top level did it; empty when Python's importing or a library's did."""
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith("<frozen importlib"):
            return ""
        if code.co_name == "<module>":
            return str(frame.f_globals["__name__"]) if code.co_filename.startswith(ours) else ""
        frame = frame.f_back
    return ""


def modules(root: Path) -> list[str]:
    """Web's modules; the engine's need another Python."""
    left_out = {"engine", "migrations", "__pycache__"}
    names = []
    for folder in ("bot", "actions"):
        for place, inner, files in os.walk(root / folder):
            inner[:] = [name for name in inner if name not in left_out]
            paths = [(Path(place) / name).relative_to(root) for name in files if name.endswith(".py")]
            names += [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in paths]
    return sorted({*names} - SKIPPED)


if __name__ == "__main__":
    here = Path.cwd()
    sys.path.insert(0, str(here))
    sys.dont_write_bytecode = True
    main(here, modules(here))
