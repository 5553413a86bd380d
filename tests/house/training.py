"""What citizens say and what happens next, read from nlu_data/ and stories/ without Rasa."""

import ast
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.engine.understanding.fold import fold_all
from bot.engine.understanding.topics import BARE, subject

PERSONAL: dict[str, re.Pattern[str]] = {
    "a CPR number": re.compile(r"(?<!\d)\d{6}[\s.\-–]?\d{4}(?!\d)"),
    "a telephone number": re.compile(r"(?<!\d)(?:\+45\s?)?\d{2}(?:\s?\d{2}){3}(?!\d)"),
    "a card number": re.compile(r"(?<!\d)\d{4}(?:[\s\-]?\d{4}){3}(?!\d)"),
    "an e-mail address": re.compile(r"\S+@\S+\.\S+"),
    "an address on the web": re.compile(r"https?://|www\."),
}


@dataclass(frozen=True)
class Example:
    file: str
    intent: str
    language: str
    text: str

    @property
    def folded(self) -> str:
        """As two people would call it the same sentence: without case, punctuation and spacing."""
        letters = unicodedata.normalize("NFKC", self.text).casefold()
        return " ".join(re.findall(r"\w+", letters))

    @property
    def bare(self) -> bool:
        """Nothing but its subject ("something about cards"), as the engine calls it."""
        return 0 < len(subject(fold_all(self.folded.split()))) <= BARE


def read(file: Path) -> Any:
    return yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)


def examples(root: Path) -> list[Example]:
    return [
        Example(str(file.relative_to(root)), block["intent"], block["metadata"]["language"], text)
        for file in sorted((root / "nlu_data").glob("**/*.yml"))
        for block in read(file)["nlu"]
        for text in _lines(block["examples"])
    ]


def _lines(examples: str) -> list[str]:
    return [line.removeprefix("- ").strip() for line in examples.splitlines() if line.strip()]


def too_few(found: list[Example], services: set[str], least: dict[str, int]) -> list[str]:
    counts = {(service, language): 0 for service in services for language in least}
    for example in found:
        key = (example.intent.removeprefix("service/"), example.language)
        if key in counts:
            counts[key] += 1
    return [
        f"{service}: {count} examples in {language}"
        for (service, language), count in counts.items()
        if count < least[language]
    ]


def two_minded(found: list[Example]) -> list[str]:
    """Examples that stand under more than one intent, but for bare subjects of services (asked back)."""
    intents: dict[str, set[str]] = {}
    asked_back = {e.folded for e in found if e.bare}
    for example in found:
        intents.setdefault(example.folded, set()).add(example.intent)
    return [
        f"{text!r}: {', '.join(sorted(of))}"
        for text, of in intents.items()
        if len(of) > 1 and not (text in asked_back and all(intent.startswith("service/") for intent in of))
    ]


def personal(found: list[Example]) -> list[str]:
    return [
        f"{example.file}: {what}"
        for example in found
        for what, pattern in PERSONAL.items()
        if pattern.search(example.text)
    ]


def strange_files(root: Path) -> list[str]:
    """Rasa reads both folders whole: what is no training data, or a test of it, does not belong there."""
    wrong = []
    for folder in ("nlu_data", "stories"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_dir():
                continue
            place = str(path.relative_to(root))
            if path.suffix != ".yml" or path.name.startswith("test_"):
                wrong.append(f"{place} is no training data")
            elif set(read(path)) != {"version", "nlu" if folder == "nlu_data" else "rules"}:
                wrong.append(f"{place} holds something else")
    return wrong


def rules(root: Path) -> list[tuple[str, str]]:
    """Each rule's intent and action."""
    found = []
    for rule in read(root / "stories" / "rules.yml")["rules"]:
        intent, action = rule["steps"]
        found.append((str(intent["intent"]), str(action["action"])))
    return found


def constant(file: Path, name: str) -> Any:
    """A literal that a module assigns; the keys alone where the values are no literals."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        if any(isinstance(target, ast.Name) and target.id == name for target in targets) and value:
            if isinstance(value, ast.Dict):
                try:
                    return ast.literal_eval(value)
                except ValueError:
                    return [ast.literal_eval(key) for key in value.keys if key is not None]
            return ast.literal_eval(value)
    raise AssertionError(f"{file} assigns no {name}")
