"""YAML read strictly: each value is asked for by key and type, each complaint knows its line."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml

from bot.catalogue.model import LANGUAGES, Finding, Language, Localised

Value = TypeVar("Value")
NULL = "tag:yaml.org,2002:null"
BOOL = "tag:yaml.org,2002:bool"
INT = "tag:yaml.org,2002:int"
STR = "tag:yaml.org,2002:str"
DATE = "tag:yaml.org,2002:timestamp"
NOBODY = Localised("", "")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
HUMAN_NAMES = {STR: "text", INT: "a number", BOOL: "true or false", DATE: "a date", NULL: "nothing"}


@dataclass
class Sheet:
    """One file and what is found wrong in it."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def complain(self, line: int, field: str, message: str) -> None:
        self.findings.append(Finding(self.file, line, field or "file", message))

    def line_of(self, field: str) -> int:
        """The line where `field` stands, or its nearest parent's."""
        while field and field not in self.lines:
            field = field.rpartition(".")[0]
        return self.lines.get(field, 1)

    def root(self, path: Path) -> "Section | None":
        """The file's mapping; None, with a finding, when it cannot be read as one."""
        try:
            node = yaml.compose(path.read_bytes().decode("utf-8"), Loader=yaml.CSafeLoader)
        except UnicodeDecodeError as error:
            self.complain(1, "", f"is not UTF-8 (byte {error.start})")
        except OSError as error:
            self.complain(1, "", f"cannot be read: {error.strerror}")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.complain(mark.line + 1 if mark else 1, "", f"is not YAML: {error.problem}")
        except yaml.YAMLError as error:
            self.complain(1, "", f"is not YAML: {str(error).splitlines()[0]}")
        else:
            return _mapping(self, node, "")
        return None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _mapping(sheet: Sheet, node: yaml.Node | None, where: str) -> "Section | None":
    if isinstance(node, yaml.MappingNode):
        return Section(sheet, node, where)
    sheet.complain(_line(node) if node else 1, where, "must be a mapping of keys to values")
    return None


class Section:
    """One mapping; every key that was not asked for by the time of `close` is unknown."""

    def __init__(self, sheet: Sheet, node: yaml.MappingNode, where: str) -> None:
        self.sheet = sheet
        self.where = where
        self.line = _line(node)
        self._asked: set[str] = set()
        self._nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            self._take(key, value)

    def _take(self, key: yaml.Node, value: yaml.Node) -> None:
        if not isinstance(key, yaml.ScalarNode):
            self.sheet.complain(_line(key), self.where, "a key must be a plain word")
        elif key.value in self._nodes:
            self.sheet.complain(_line(key), self.path(key.value), "stands twice")
        else:
            self._nodes[key.value] = value
            self.sheet.lines[self.path(key.value)] = _line(key)

    def path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __contains__(self, key: str) -> bool:
        return key in self._nodes

    def complain(self, key: str, message: str) -> None:
        path = self.path(key)
        self.sheet.complain(self.sheet.lines.get(path, self.line), path, message)

    def close(self) -> None:
        for key in self._nodes:
            if key not in self._asked:
                self.complain(key, "is not a key of this place")

    def node(self, key: str) -> yaml.Node | None:
        """The value's node; a missing key is a finding, `null` is None without one."""
        self._asked.add(key)
        node = self._nodes.get(key)
        if node is None:
            self.sheet.complain(self.line, self.path(key), "is missing")
        elif node.tag != NULL:
            return node
        return None

    def scalar(self, key: str, tags: tuple[str, ...], *, optional: bool = False) -> str | None:
        node = self.node(key)
        if node is None:
            if key in self._nodes and not optional:
                self.complain(key, f"must be {HUMAN_NAMES[tags[0]]}, not empty")
            return None
        if not isinstance(node, yaml.ScalarNode) or node.tag not in tags:
            quotes = "; write it in quotes" if node.tag in (BOOL, INT, DATE) and tags == (STR,) else ""
            self.complain(key, f"must be {HUMAN_NAMES[tags[0]]}{quotes}")
            return None
        return str(node.value)

    def text(self, key: str, *, limit: int = 2000) -> str:
        return self._words(key, self.scalar(key, (STR,)), limit)

    def optional_text(self, key: str, *, limit: int = 2000) -> str | None:
        value = self.scalar(key, (STR,), optional=True)
        return None if value is None else self._words(key, value, limit)

    def _words(self, key: str, value: str | None, limit: int) -> str:
        if value is None:
            return ""
        value = value.strip()
        if problem := wording(value, limit):
            self.complain(key, problem)
        return value

    def integer(self, key: str) -> int | None:
        value = self.scalar(key, (INT,), optional=True)
        if value is not None and not re.fullmatch(r"[0-9]{1,9}", value):
            self.complain(key, "must be a whole number")
            return None
        return None if value is None else int(value)

    def day(self, key: str) -> date | None:
        value = self.scalar(key, (DATE, STR), optional=True)
        try:
            return None if value is None else date.fromisoformat(value)
        except ValueError:
            self.complain(key, "must be a date such as 2014-12-01")
            return None

    def flag(self, key: str) -> bool:
        value = self.scalar(key, (BOOL,))
        if value is not None and value not in ("true", "false"):
            self.complain(key, "must be true or false")
        return value == "true"

    def choice(self, key: str, allowed: Iterable[str], tags: tuple[str, ...] = (STR,)) -> str:
        value = self.scalar(key, tags)
        if value is not None and value not in (choices := tuple(allowed)):
            self.complain(key, f"must be one of {', '.join(choices)}")
        return value or ""

    def section(self, key: str, *, optional: bool = False) -> "Section | None":
        node = self.node(key)
        if node is None:
            if key in self._nodes and not optional:
                self.complain(key, "must not be empty")
            return None
        return _mapping(self.sheet, node, self.path(key))

    def localised(self, key: str, *, limit: int = 2000) -> Localised:
        section = self.section(key)
        return NOBODY if section is None else section.both(limit=limit)

    def optional_localised(self, key: str) -> Localised | None:
        section = self.section(key, optional=True)
        return None if section is None else section.both()

    def both(self, *, limit: int = 2000, close: bool = True) -> Localised:
        """This mapping's own `da` and `en`."""
        value = Localised(self.text("da", limit=limit), self.text("en", limit=limit))
        if close:
            self.close()
        return value

    def texts(self, key: str, *, most: int = 100) -> tuple[str, ...]:
        """A list of texts; empty when the value is null or missing."""
        nodes = self.sequence(key)
        if len(nodes) > most:
            self.complain(key, f"has {len(nodes)} entries; at most {most}")
        return tuple(value for node in nodes if (value := self._item(key, node)) is not None)

    def _item(self, key: str, node: yaml.Node) -> str | None:
        path = self.path(key)
        if not isinstance(node, yaml.ScalarNode) or node.tag != STR:
            self.sheet.complain(_line(node), path, "each entry must be text; write it in quotes")
            return None
        value = str(node.value).strip()
        if problem := wording(value, 500):
            self.sheet.complain(_line(node), path, problem)
        return value

    def sequence(self, key: str) -> list[yaml.Node]:
        node = self.node(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.complain(key, "must be a list")
            return []
        return list(node.value)

    def sections(self, key: str, read: Callable[["Section"], Value]) -> tuple[Value, ...]:
        """A list of mappings, each read by `read`."""
        nodes = self.sequence(key)
        parts = (_mapping(self.sheet, node, f"{self.path(key)}.{place}") for place, node in enumerate(nodes))
        return tuple(read(part) for part in parts if part is not None)

    def by_language(self, key: str, *, most: int = 100) -> dict[Language, tuple[str, ...]] | None:
        """A list of texts for each language; None when the value is null."""
        section = self.section(key, optional=True)
        if section is None:
            return None
        lists = {language: section.texts(language, most=most) for language in LANGUAGES}
        section.close()
        return lists


def wording(value: str, limit: int) -> str | None:
    """What is wrong with a text that people will read, or None."""
    if not value:
        return "must not be empty"
    if UNPRINTABLE.search(value):
        return "holds an invisible or control character"
    if len(value) > limit:
        return f"has {len(value)} characters; at most {limit}"
    return None
