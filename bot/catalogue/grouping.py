"""What was not understood, grouped: similar messages together, largest group first, without a model."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.catalogue.folding import words
from bot.catalogue.language import DANISH_WORDS, ENGLISH_WORDS, PLACEHOLDER
from bot.catalogue.model import Language
from bot.catalogue.search import stem

# Cosine from which on a message belongs to a group. Found on citizens' messages whose service is known:
# `make bench-groups` prints how pure and how whole the groups are.
ALIKE: Final = 0.34
# Bounds, so that memory and time grow with the messages and not with their squares.
MOST_MESSAGES: Final = 100_000
MOST_WORDS: Final = 60
MOST_FEATURES: Final = 12  # of a message: the weightiest that it shares with another one
MOST_LEADERS: Final = 24  # that share a feature and are compared: the most typical ones
EXAMPLES: Final = 4
MOST_SIGNS: Final = 300  # of a text that is shown

FEW_MESSAGES: Final = 200  # so many say little about how rare a word is
GRAM: Final = 4
GRAM_WEIGHT: Final = 1.0  # of all pieces of a word together, to that of its stem
FUNCTION_WEIGHT: Final = 0.15  # of words that people use whatever they write about
# They only say that something is asked, which all of these messages do.
ASKING_WORDS: Final = "lang længe tid tager brug bruge papirer long time take takes tell please use papers"
FUNCTION_WORDS: Final = frozenset(words(f"{DANISH_WORDS} {ENGLISH_WORDS} {ASKING_WORDS}"))
_NUMBER: Final = re.compile(r"\d+")

Key = tuple[str, ...]
Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`count` messages, repeats too; `text` is the most typical one, `examples` are a few others."""

    language: Language
    count: int
    text: str
    examples: tuple[str, ...] = ()


def group(messages: Iterable[tuple[Language, str]]) -> list[Group]:
    """Masked texts in groups, largest first; of more than MOST_MESSAGES the first ones are looked at.

    The order of the messages changes nothing.
    """
    said: dict[Language, dict[Key, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for language, text in islice(messages, MOST_MESSAGES):
        said[language][key_of(text)][text] += 1
    found = [_shown(language, each) for language, texts in said.items() for each in gathered(texts)]
    return sorted(found, key=lambda one: (-one.count, one.language, one.text))


def key_of(text: str) -> Key:
    """What is compared: folded words, numbers alike, without what was masked."""
    found = words(PLACEHOLDER.sub(" ", text))[:MOST_WORDS]
    return tuple(_NUMBER.sub("0", word) for word in found)


def gathered(texts: Mapping[Key, Counter[str]]) -> list[list[Counter[str]]]:
    """The spellings of each group's wordings, those of its leader first."""
    keys = sorted(texts)
    vectors = _vectors(keys)
    members: dict[int, list[Counter[str]]] = defaultdict(list)
    for place, leader in _led(vectors, _most_typical_first(vectors)):
        members[leader].append(texts[keys[place]])
    return list(members.values())


def _shown(language: Language, texts: Sequence[Counter[str]]) -> Group:
    """The leader comes first; of one wording in several spellings the most frequent stands for all."""
    usual = [max(sorted(spellings), key=spellings.__getitem__) for spellings in texts]
    text, *others = [_cut(one) for one in usual]
    often = sorted(zip(others, texts[1:], strict=True), key=lambda one: -one[1].total())
    examples = tuple(one for one, _ in often[:EXAMPLES])
    return Group(language=language, count=sum(one.total() for one in texts), text=text, examples=examples)


def _cut(text: str) -> str:
    if len(text) <= MOST_SIGNS:
        return text
    return text[:MOST_SIGNS].rsplit(" ", 1)[0] + " …"


def _vectors(keys: Sequence[Key]) -> list[Vector]:
    """The weightiest features that each message shares with another; the whole of it has length 1."""
    parts = {word: _parts(word) for word in {word for key in keys for word in key}}
    spread = Counter(feature for key in keys for feature in {name for word in key for name in parts[word]})
    many = len(keys) + FEW_MESSAGES
    rarity = {name: math.log(many / count) for name, count in spread.items()}
    shared = {name for name, count in spread.items() if count > 1}
    return [_vector(key, parts, rarity, shared) for key in keys]


def _vector(key: Key, parts: Mapping[str, Vector], rarity: Mapping[str, float], shared: Set[str]) -> Vector:
    weights: dict[str, float] = {}
    for word in dict.fromkeys(key):
        for name, weight in parts[word].items():
            weights[name] = max(weights.get(name, 0.0), weight * rarity[name])
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    alike = ((name, weight) for name, weight in weights.items() if name in shared)
    kept = sorted(alike, key=lambda one: (-one[1], one[0]))[:MOST_FEATURES]
    return {name: weight / length for name, weight in kept}


def _parts(word: str) -> Vector:
    """`=stem`, and the pieces of the word, which carry slips of the pen and compounds."""
    framed = f"^{word}$"
    pieces = {framed[at : at + GRAM] for at in range(max(len(framed) - GRAM + 1, 1))}
    scale = FUNCTION_WEIGHT if word in FUNCTION_WORDS else 1.0
    each = scale * GRAM_WEIGHT / math.sqrt(len(pieces))
    return {f"={stem(word)}": scale, **dict.fromkeys(sorted(pieces), each)}


def _most_typical_first(vectors: Sequence[Vector]) -> list[int]:
    """Who shares most with most others leads a group, and is not led by a stray."""
    spread = Counter(name for vector in vectors for name in vector)
    typical = [sum(weight * math.log(spread[name]) for name, weight in vector.items()) for vector in vectors]
    return sorted(range(len(vectors)), key=lambda place: (-typical[place], place))


def _led(vectors: Sequence[Vector], order: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Each message and the one that leads its group, leaders before those they lead."""
    leaders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place in order:
        alike: dict[int, float] = defaultdict(float)
        for name, weight in vectors[place].items():
            for leader, other in leaders.get(name, ()):
                alike[leader] += weight * other
        best = max(alike, key=alike.__getitem__, default=place)
        if alike and alike[best] >= ALIKE:
            yield place, best
            continue
        yield place, place
        for name, weight in vectors[place].items():
            if len(leaders[name]) < MOST_LEADERS:
                leaders[name].append((place, weight))
