"""Messages of a word or two that name no one service: what "kort" or "something about parking" may mean."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import AbstractSet, Dict, Iterable, List, Mapping, Protocol, Sequence, Tuple, TypeVar

from bot.engine.understanding.decide import MOST_OFFERED, SERVICE
from bot.engine.understanding.fold import word_set

BARE = 2  # words of a message that is nothing but its subject ("child support")
CHARACTERISTIC = 0.05  # share of a service's examples that must have a word for it to be one of its own
LEAST = 0.3  # of the likeliest service's share: what is worth a button
MOST_SERVICES = 16  # a word that more of them share says nothing
CLEAR = 0.66  # share from which on a word does mean one service
# Words around a subject that do not say what is wanted with it; "apply", "renew" or "how" do.
VAGUE = word_set(
    """jeg vi min mit mine vores skal bruge vil gerne have har en et den det de der noget nogle med om til
    paa for hej goddag spoergsmaal angaaende vedroerende ang vedr info information hjaelp brug behov problem
    se snakke tak ja nej yes no
    i we my our the a an some something about need want would like have help with to for hi hello question
    regarding concerning information info please thing things stuff see us me . , ? ! : - \n"""
)

LEAST_PIECE, PIECE = 4, 0.5  # letters of a word within a word, and what it counts

Topics = Dict[str, Dict[str, float]]  # word → service → share of the service's examples that have the word


class Spoken(Protocol):
    """As much of an example as is needed here."""

    @property
    def tokens(self) -> List[str]: ...
    @property
    def label(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def spoken(self) -> bool: ...


S = TypeVar("S", bound=Spoken)


def learn(examples: Sequence[Spoken]) -> Topics:
    """Which words are characteristic of which services, in the language in which they are most so."""
    known = {word for example in examples for word in example.tokens if word.isalpha()} - VAGUE
    sizes: Counter[Tuple[str, str]] = Counter()
    having: Dict[Tuple[str, str], Dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for example in examples:
        if example.spoken and example.label.startswith(SERVICE):
            whose = (example.label[len(SERVICE) :], example.language)
            sizes[whose] += 1
            for word, weight in weighed(example.tokens, known).items():
                having[whose][word] += weight
    topics: Topics = {}
    for (service, language), words in having.items():
        for word, count in words.items():
            share = count / sizes[service, language]
            if share >= CHARACTERISTIC:
                of_word = topics.setdefault(word, {})
                of_word[service] = round(max(share, of_word.get(service, 0.0)), 3)
    telling = {word: services for word, services in topics.items() if len(services) <= MOST_SERVICES}
    return {**telling, **said_of_several(examples)}


def said_of_several(examples: Iterable[Spoken]) -> Topics:
    """Subjects that stand alone under several services ("something about cards"), equally of each."""
    found: Topics = {}
    for example in examples:
        words = subject(example.tokens)
        if example.spoken and example.label.startswith(SERVICE) and 0 < len(words) <= BARE:
            found.setdefault(" ".join(words), {})[example.label[len(SERVICE) :]] = 1.0
    return {words: services for words, services in found.items() if len(services) > 1}


def of_one_service(examples: Sequence[S]) -> List[S]:
    """Without the subjects that stand under several services: no classifier can tell them apart."""
    several = said_of_several(examples)
    return [e for e in examples if not (e.spoken and " ".join(subject(e.tokens)) in several)]


def subject(tokens: Sequence[str]) -> List[str]:
    """The words that say what the message is about, sorted."""
    return sorted(set(tokens) - VAGUE)


def weighed(tokens: Iterable[str], known: AbstractSet[str]) -> Dict[str, float]:
    """The words of a message, and with less weight the words that they are made of (Danish compounds)."""
    found: Dict[str, float] = {}
    for token in set(tokens) & known:
        for length in range(LEAST_PIECE, len(token)):
            for piece in {token[:length], token[-length:]} & known:
                found.setdefault(piece, PIECE)
    return {**found, **dict.fromkeys(set(tokens) & known, 1.0)}


def meant(tokens: Sequence[str], topics: Mapping[str, Mapping[str, float]]) -> List[str]:
    """The services to choose from, likeliest first; none when the message says more, or is clear."""
    words = subject(tokens)
    if 0 < len(words) <= BARE and " ".join(words) in topics:
        shares = topics[" ".join(words)]
    elif (
        words and len(words) <= (BARE if len(tokens) <= BARE else 1) and all(word in topics for word in words)
    ):
        shares = {name: min(topics[word].get(name, 0.0) for word in words) for name in topics[words[0]]}
    else:
        return []
    ranked = sorted(shares, key=lambda service: (-shares[service], service))
    most, total = shares[ranked[0]], sum(shares.values())
    near = [service for service in ranked if most and shares[service] >= LEAST * most]
    return near[:MOST_OFFERED] if len(near) > 1 and most < CLEAR * total else []
