"""Commands, variables and paths that README.md and docs/ name, held against what there is."""

import contextlib
import io
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

from bot import cli, settings

ROOT = Path(__file__).resolve().parents[2]
# Programs of the system that a reader may be asked to run, beside ours.
SYSTEM = {
    "cd", "cp", "curl", "docker", "echo", "git", "install", "journalctl", "python3", "sqlite3", "systemctl",
    "useradd", "uv",
}  # fmt: skip
FOLDERS = (
    "actions",
    "bench",
    "bot",
    "docker",
    "docs",
    "municipality",
    "nlu_data",
    "setup",
    "stories",
    "tests",
)
MADE_LATER = {"docker/secrets", "docker/.env"}
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_VARIABLE = re.compile(r"\bGENVEJ_[A-Z0-9_]+\b")
_LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
_TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def blocks(text: str, kind: str) -> list[str]:
    return [body for found, body in _BLOCK.findall(text) if found == kind]


def spans(text: str) -> list[str]:
    return _SPAN.findall(_BLOCK.sub("", text))


def commands(text: str) -> Iterator[str]:
    """Every line of a sh block; of inline code what begins with make or genvej."""
    for block in blocks(text, "sh"):
        yield from (line for line in block.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    yield from (span for span in spans(text) if re.match(r"(make|genvej) [a-z]", span))


def invented(text: str, folder: Path = ROOT) -> list[str]:
    """What the text names and nobody has; `folder` is the one that its links start from."""
    wrong = [f"command: {line}" for line in commands(text) if not known(line)]
    wrong += [f"variable: {name}" for name in _VARIABLE.findall(text) if name not in variables()]
    wrong += [
        f"file: {span}"
        for span in spans(text)
        if _is_path(span) and not (ROOT / span.partition("::")[0]).exists()
    ]
    links = [link for link, _ in _LINK.findall(text) if "://" not in link]
    return wrong + [f"link: {link}" for link in links if not (folder / link).exists()]


def _is_path(span: str) -> bool:
    ours = "/" in span and span.split("/")[0] in FOLDERS
    return ours and span not in MADE_LATER and not re.search(r"[<>*{\s…]", span)


def known(line: str) -> bool:
    """Whether a line of shell could be run here: each program of a pipe, without its redirections."""
    lexer = shlex.shlex(line.replace("[", "").replace("]", ""), posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    pipe: list[list[str]] = [[]]
    redirected = False
    for word in lexer:
        if set(word) <= set("|&;"):
            pipe.append([])
            redirected = False
        elif set(word) <= set("<>"):
            redirected = True
        elif not redirected:
            pipe[-1].append(word)
    return all(_known(words) for words in pipe)


def _known(words: list[str]) -> bool:
    while words and re.fullmatch(r"[A-Z_0-9]+=.*", words[0]):
        words = words[1:]
    if not words:
        return True  # a line of variables alone; their names are looked at elsewhere
    first, *rest = words
    if first == "sudo":
        return _known(rest[2:] if rest[:1] == ["-u"] else rest)
    if first in {"genvej", ".venv/bin/genvej"}:
        return parses(rest)
    if rest[:2] == ["-m", "bot"]:
        return parses(rest[2:])
    if first == "make":
        return all(word in targets() for word in rest if "=" not in word)
    if first == "docker":
        return _docker(rest)
    if "/" in first:
        return os.access(ROOT / first, os.X_OK)
    return first in SYSTEM


def _docker(rest: list[str]) -> bool:
    """Compose on our file, with a service and a command that exist in it; other words are Docker's."""
    if rest[:1] != ["compose"]:
        return True
    if rest[1:2] != ["-f"] or not (ROOT / rest[2]).is_file():
        return False
    if rest[3:4] != ["exec"]:
        return True
    service, *command = [word for word in rest[4:] if word != "-T"]
    return service in {"web", "engine", "postgres", "redis"} and (
        command[:1] == ["sh"] or (service == "web" and command[:1] == ["genvej"] and parses(command[1:]))
    )


def parses(arguments: list[str]) -> bool:
    silent = io.StringIO()
    try:
        with contextlib.redirect_stderr(silent), contextlib.redirect_stdout(silent):
            cli._parser().parse_args(arguments)
    except SystemExit as left:
        return left.code == 0  # --help
    return True


@cache
def targets() -> set[str]:
    return set(_TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))


@cache
def variables() -> set[str]:
    """Settings, secrets as files, and what the engine alone is told."""
    known = {settings.variable(item.name) for item in fields(settings.Settings)}
    files = {
        f"{settings.variable(item.name)}_FILE"
        for item in fields(settings.Settings)
        if item.type is settings.Secret
    }
    engine = (ROOT / "bot" / "engine" / "settings.py").read_text(encoding="utf-8")
    return known | files | set(_VARIABLE.findall(engine)) | {"GENVEJ_"}
