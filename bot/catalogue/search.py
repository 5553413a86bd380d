"""Search without a model, for the list of services and for answers while the engine is away."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

from bot.catalogue.folding import words
from bot.catalogue.model import LANGUAGES, Catalogue, Language, Service

# BM25 with a high saturation, since each service has many short texts about the same thing.
SATURATION = 5.0
LENGTH_SHARE = 0.5
# The grams of a word together say about as much as the word; they carry inflections, compounds and slips.
GRAM_WEIGHT = 0.25
GRAM = "#"
GRAM_SIZES = (3, 4, 5)
TITLE_WEIGHT, HINT_WEIGHT = 3, 2
LONGEST_QUERY_WORDS = 60
# Evidence in BM25's units (nats of rarity): where a long message is certain, where a word says anything.
MUCH_EVIDENCE, SOME_EVIDENCE = 80.0, 10.0
# Below this a hit is chance. Measured on sentences that were kept out of the index: nearly all small talk
# and half of what is about nothing we know stay below, and 1 in 100 questions about a service does.
LEAST_SCORE = 0.3
ENDINGS = ("ernes", "erne", "enes", "ene", "ens", "ets", "er", "en", "et", "es", "e", "s", "ing", "ed", "ly")
FEWEST_LETTERS = 3
# How alike a misspelt word and a known one are (difflib): a letter in seven wrong, missing or swapped.
ALIKE = 0.8
NEAREST_WORDS = 8  # each costs a look at every known word
# Letters that Danish puts between the halves of a compound: sygesikring-s-kort, gade-dør, jul-e-fri.
LINKING = "se"
EXAMPLE = re.compile(r"^ {4}- (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` is from 0 to 1, near 1 where the service's texts have what was asked for."""

    service: Service
    score: float


class Index:
    """Words, their stems, pairs and 3–5-grams of every service's texts, in both languages.

    With `examples` (a folder of <service>.yml in Rasa's format) the sentences there are further texts of
    their service. Nothing is built before the first search, or `warm`.
    """

    def __init__(self, catalogue: Catalogue, examples: Path | None = None) -> None:
        self._services = tuple(catalogue)
        self._examples = examples

    def warm(self) -> None:
        """Builds the index now, for a caller that has a thread to spare."""
        _ = self._built

    def search(self, query: str, lang: Language, limit: int = 5) -> list[Hit]:
        """The best first, equal ones by title in `lang`; both languages are searched, as people mix them."""
        tokens = words(query)[:LONGEST_QUERY_WORDS]
        features = {*_features(tokens), *(part for word in tokens for part in self._built.halves(word))}
        most = sum(self._built.most(feature) for feature in features)
        evidence: dict[int, float] = defaultdict(float)
        for feature in features:
            for place, weight in self._built.weights(feature):
                evidence[place] += weight
        hits = [Hit(self._services[place], _score(found, most)) for place, found in evidence.items()]
        good = [hit for hit in hits if hit.score >= LEAST_SCORE]
        return sorted(good, key=lambda hit: (-hit.score, hit.service.title.in_(lang)))[:limit]

    def nearest(self, query: str, lang: Language, limit: int = 5) -> list[Hit]:
        """As `search`, with each word that nobody knows read as the one that looks most like it."""
        read = [self._built.spelt(word) for word in words(query)[:NEAREST_WORDS]]
        return self.search(" ".join(read), lang, limit)

    @cached_property
    def _built(self) -> "_Postings":
        return _Postings([self._texts(service) for service in self._services])

    def _texts(self, service: Service) -> list[str]:
        texts = [text for language in LANGUAGES for text in _own_texts(service, language)]
        if self._examples:
            texts += _sentences(self._examples / f"{service.id}.yml")
        return texts


def _score(found: float, most: float) -> float:
    """Much evidence, as in a long message, or most of what few words can give."""
    share = found / most * (1 - math.exp(-found / SOME_EVIDENCE))
    return max(1 - math.exp(-found / MUCH_EVIDENCE), share)


def _own_texts(service: Service, language: Language) -> list[str]:
    weighted = [service.title] * TITLE_WEIGHT + [service.tells_apart] * HINT_WEIGHT + [service.summary]
    weighted += [fact.text for fact in service.facts.values()]
    known_as = [service.id.replace("_", " ")] * TITLE_WEIGHT
    return [*known_as, *(text.in_(language) for text in weighted), *service.prepare[language]]


def _sentences(path: Path) -> list[str]:
    """The example lines; the files' form is fixed, and a YAML parser would take longer than all the rest."""
    return EXAMPLE.findall(path.read_text(encoding="utf-8")) if path.exists() else []


class _Postings:
    """Which service uses which feature how often.

    Only whole words and pairs are counted when it is built; what a gram or a stem weighs is worked out from
    the words that have it when it is first asked for, and kept.
    """

    def __init__(self, documents: list[list[str]]) -> None:
        self._count = len(documents)
        self._found: dict[str, dict[int, int]] = defaultdict(dict)
        self._holders: dict[str, list[str]] = defaultdict(list)
        lengths = [self._add(place, texts) for place, texts in enumerate(documents)]
        average = max(sum(lengths) / max(len(lengths), 1), 1.0)
        self._norms = [
            SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / average) for length in lengths
        ]
        for word in [feature for feature in self._found if " " not in feature]:
            for part in _parts(word):
                self._holders[part].append(word)

    def _add(self, place: int, texts: Iterable[str]) -> int:
        counts: Counter[str] = Counter()
        for text in texts:
            tokens = words(text)
            counts.update(tokens)
            counts.update(_pairs(tokens))
        for feature, count in counts.items():
            self._found[feature][place] = count
        return counts.total()

    def weights(self, feature: str) -> list[tuple[int, float]]:
        """(place of the service, weight) for each service that has the feature."""
        found = self._counts(feature)
        scale = self.most(feature)
        return [(place, scale * count / (count + self._norms[place])) for place, count in found.items()]

    def most(self, feature: str) -> float:
        """What the feature would give at best, also one that no service has."""
        holders = len(self._counts(feature))
        rarity = math.log(1 + (self._count - holders + 0.5) / (holders + 0.5))
        return rarity * (SATURATION + 1) * (GRAM_WEIGHT if feature[0] == GRAM else 1.0)

    def halves(self, word: str) -> list[str]:
        """A compound that nobody has written before, taken apart at its most even known seam."""
        if word in self._found:
            return []
        seams = [
            (head, word[at:])
            for at in range(FEWEST_LETTERS, len(word) - FEWEST_LETTERS + 1)
            for head in (word[:at], word[: at - 1])
            if head in self._found and f"={stem(word[at:])}" in self._holders
            if head == word[:at] or word[at - 1] in LINKING
        ]
        best = max(seams, key=lambda seam: min(map(len, seam)), default=())
        return [feature for part in best for feature in (part, f"={stem(part)}")]

    def spelt(self, word: str) -> str:
        if word in self._found or len(word) <= FEWEST_LETTERS:
            return word
        known = [other for other in self._found if " " not in other and other[0] not in (GRAM, "=")]
        return next(iter(get_close_matches(word, known, n=1, cutoff=ALIKE)), word)

    def _counts(self, feature: str) -> dict[int, int]:
        found = self._found.get(feature, {})
        if not found and feature in self._holders:
            for word in self._holders[feature]:
                for place, count in self._found[word].items():
                    found[place] = found.get(place, 0) + count
            self._found[feature] = found
        return found


def _features(tokens: list[str]) -> list[str]:
    return [*tokens, *_pairs(tokens), *(part for token in tokens for part in _parts(token))]


def _pairs(tokens: list[str]) -> list[str]:
    """The stems of neighbours, as `stem stem`."""
    return [" ".join(pair) for pair in pairwise(map(stem, tokens))]


def _parts(token: str) -> list[str]:
    """`=stem` and every `#gram`."""
    framed = f"^{token}$"
    length = len(framed) + 1
    grams = [GRAM + framed[at : at + size] for size in GRAM_SIZES for at in range(length - size)]
    return [f"={stem(token)}", *grams]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Danish and English endings off, lightly."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= FEWEST_LETTERS:
            return word[: -len(ending)]
    return word
