"""The training data as a library of examples: looked through, judged, added to, in its own format."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from bot.catalogue.folding import words
from bot.catalogue.language import PLACEHOLDER
from bot.ledger.files import put
from bot.masking import mask
from bot.masking.spans import PLACEHOLDERS
from bot.teaching.files import held, require_writable

TEXT_SIGNS: Final = 500  # longer ones teach the words of a letter, not what it is about
LINE: Final = re.compile(r"^\s*-\s?(.*)$")
# Rasa reads these as an entity, and takes the signs out of the sentence.
ENTITY: Final = re.compile(r"\[[^\]]*\][({]")
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
HIDDEN: Final = {
    "cpr": "a CPR number",
    "card": "a card number",
    "email": "an e-mail address",
    "phone": "a telephone number",
    "password": "a password",
    "mitid": "a MitID user id",
}


Stamp = tuple[int, int, int]  # inode, time of change in ns, bytes


class Refused(ValueError):
    """An example that is not taken; the message is a sentence for whoever proposed it."""


class Masked(Refused):
    """Personal data stood in it: `text` is what may be proposed instead."""

    def __init__(self, text: str, found: Iterable[str]) -> None:
        said = " and ".join(dict.fromkeys(HIDDEN[kind] for kind in found))
        super().__init__(
            f"There was {said} in it. It is masked now and was kept nowhere: read it again, then send it."
        )
        self.text = text


@dataclass(frozen=True, slots=True)
class Example:
    """`file` is below the library's folder."""

    file: str
    intent: str
    language: str
    text: str


class Library:
    """The folder of the training data. `heldout`: texts that models are measured on, and never taught.

    A file is read again only when it changed: all of them take seconds.
    """

    def __init__(self, folder: Path, heldout: Iterable[str] = ()) -> None:
        self.folder = folder
        self._read: dict[Path, tuple[Stamp, list[Example]]] = {}
        self._heldout = frozenset(same(text) for text in heldout)

    def examples(self) -> list[Example]:
        """All of them, in the order of files and lines."""
        return [example for path in self._files() for example in self._of(path)]

    def intents(self) -> list[str]:
        return sorted({example.intent for example in self.examples()})

    def _files(self) -> list[Path]:
        return sorted(self.folder.rglob("*.yml"))

    def _of(self, path: Path) -> list[Example]:
        stamp = _stamp(path)
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            known = self._read[path] = (stamp, list(self._parsed(path)))
        return known[1]

    def _parsed(self, path: Path) -> Iterable[Example]:
        data = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        for block in data.get("nlu", ()):
            language = (block.get("metadata") or {}).get("language", "da")
            for line in block["examples"].splitlines():
                if match := LINE.match(line):
                    yield Example(
                        str(path.relative_to(self.folder)), block["intent"], language, match[1].strip()
                    )

    def require_writable(self) -> None:
        """Raises ReadOnly."""
        require_writable(self.folder)
        for path in self._files():
            require_writable(path.parent)

    def judge(self, intent: str, text: str, waiting: Iterable[tuple[str, str]] = ()) -> str:
        """The text as it would be written; raises Refused. `waiting` are text and intent of proposals."""
        text = tidy(text)
        known: dict[str, set[str]] = {}
        for example in self.examples():
            known.setdefault(same(example.text), set()).add(example.intent)
        if not any(intent in intents for intents in known.values()):
            raise Refused("Choose a service or an intent from the list.")
        key = same(text)
        if key in self._heldout:
            raise Refused(
                "The bot is measured by how it understands this very sentence: taught, it proves nothing. "
                "Put it in other words."
            )
        _require_new(key, intent, known, "is an example")
        proposed: dict[str, set[str]] = {}
        for other, of in waiting:
            proposed.setdefault(same(other), set()).add(of)
        _require_new(key, intent, proposed, "is proposed")
        return text

    def holds(self, intent: str, text: str) -> bool:
        return any(one.intent == intent and one.text == text for one in self.examples())

    def add(self, intent: str, language: str, text: str) -> str:
        """Write it below the last example of its intent and language; the file. Nothing happens twice.

        Raises Refused, ReadOnly and OSError.
        """
        with held(self.folder):
            for path in self._files():
                source = path.read_text(encoding="utf-8")
                if f"intent: {intent}\n" not in source:
                    continue
                if (changed := _added(source, intent, language, text)) is not None:
                    require_writable(path.parent)
                    if changed != source:
                        put(path, changed.encode())
                    return str(path.relative_to(self.folder))
        raise Refused(f"The training data has no examples of {intent} in this language to put it beside.")


def _stamp(path: Path) -> Stamp:
    """Another one for whatever was put in the file's place, also within one tick of the clock."""
    told = path.stat()
    return told.st_ino, told.st_mtime_ns, told.st_size


def _added(source: str, intent: str, language: str, text: str) -> str | None:
    """The file with the example; None where it has no such block."""
    from bot.teaching.yaml_files import read, written  # slow to import, and rarely needed

    document = read(source, indented=False)
    for block in document["nlu"]:
        if block["intent"] == intent and (block.get("metadata") or {}).get("language", "da") == language:
            before = block["examples"]
            if f"- {text}" in (line.strip() for line in before.splitlines()):
                return source
            ended = before if before.endswith("\n") else f"{before}\n"
            block["examples"] = type(before)(f"{ended}- {text}\n")
            return written(document, indented=False)
    return None


def tidy(text: str) -> str:
    """One line without spaces around it; raises Refused, Masked where personal data stands in it."""
    text = " ".join(text.split())
    if not words(PLACEHOLDER.sub(" ", text)):
        raise Refused("There are no words in it to learn from.")
    if UNPRINTABLE.search(text):
        raise Refused("It holds an invisible or control sign: type the sentence anew.")
    hidden = mask(text)
    if hidden.text != text:
        raise Masked(hidden.text, hidden.found)
    if len(text) > TEXT_SIGNS:
        raise Refused(
            f"It has {len(text)} signs; at most {TEXT_SIGNS}. Keep the sentence that says what is wanted."
        )
    if ENTITY.search(text):
        raise Refused(
            "A bracket right after square brackets means something to the training data: take it out."
        )
    return text


def without_masks(text: str) -> str:
    """The text without what stands for hidden things, of which there is nothing to learn."""
    for placeholder in PLACEHOLDERS.values():
        text = text.replace(placeholder, " ")
    return " ".join(text.split())


def same(text: str) -> str:
    """Equal for texts that differ only in case, spelling of Danish letters, punctuation and spacing."""
    return " ".join(words(text))


def _require_new(key: str, intent: str, known: Mapping[str, set[str]], what: str) -> None:
    """Raises Refused for a duplicate and for a contradiction."""
    intents = known.get(key, set())
    if intent in intents:
        raise Refused(f"The same sentence {what} of {intent} already.")
    if intents:
        others = ", ".join(sorted(intents))
        raise Refused(
            f"The same sentence {what} of {others}: under two names the bot learns neither. "
            "Change the words, or take the other one out first."
        )
