"""Messages that were not understood in groups, largest first, each with the places of its messages."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.catalogue.grouping import Key, gathered, key_of
from bot.ledger.unanswered import Missed, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The most typical message comes first; `id` names the group as long as that message leads it."""

    id: str
    language: str
    messages: Sequence[Missed]

    def only(self, places: Iterable[Place]) -> "Group | None":
        """Without the messages that are not among `places`; None where nothing is left."""
        kept = frozenset(places)
        left = tuple(one for one in self.messages if one.place in kept)
        return Group(id=self.id, language=self.language, messages=left) if left else None


def grouped(messages: Iterable[Missed]) -> list[Group]:
    """Largest first. The order of the messages changes nothing but who stands for equal ones."""
    said: dict[str, dict[Key, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    places: dict[tuple[str, str], list[Missed]] = defaultdict(list)
    for one in messages:
        said[one.language][key_of(one.text)][one.text] += 1
        places[one.language, one.text].append(one)
    found = [
        _group(language, spellings, places)
        for language, texts in said.items()
        for spellings in gathered(texts)
    ]
    return sorted(found, key=lambda one: (-len(one.messages), one.language, one.id))


def _group(
    language: str, spellings: Sequence[Counter[str]], places: dict[tuple[str, str], list[Missed]]
) -> Group:
    texts = [text for counted in spellings for text, _ in counted.most_common()]
    name = hashlib.sha256(f"{language} {texts[0]}".encode()).hexdigest()[:16]
    messages = tuple(one for text in texts for one in places[language, text])
    return Group(id=name, language=language, messages=messages)
