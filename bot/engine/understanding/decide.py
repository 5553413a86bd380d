"""From probabilities, sentence by sentence, and signals to one intent: the whole of the routing, as pure functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

Ranking = List[Tuple[str, float]]  # label and probability, best first

SERVICE, ASPECT = "service/", "aspect/"
OUT, CLARIFY = "out_of_scope", "clarify"
MOST_OFFERED = 4
RANKED = 5
# A signal decides by itself, in this order: what must not depend on statistics.
FORCED = (("danger", "emergency"), ("no_digital", "no_digital"), ("human", "human"), ("write", "write"))


@dataclass(frozen=True)
class Thresholds:
    """Learned on messages the model had not seen; see learning.py for how."""

    in_scope: float = 0.0  # less than this for every label but out_of_scope: nothing is near
    sure: float = 0.5  # at least this: one card, no question back
    near: float = 0.1  # at least this: worth offering beside the best
    both: float = 2.0  # at least this in two parts: two matters in one message


@dataclass(frozen=True)
class Part:
    """A sentence, or the whole message."""

    ranking: Ranking
    asks: bool = True

    @property
    def best(self) -> Tuple[str, float]:
        return self.ranking[0]


@dataclass(frozen=True)
class Evidence:
    """All that is known of one message; `joined` are its parts cut at the ands too."""

    whole: Part
    sentences: Sequence[Part] = ()
    joined: Sequence[Part] = ()


@dataclass(frozen=True)
class Decision:
    """`candidates`: the services to offer."""

    intent: str
    confidence: float
    ranking: Ranking = field(default_factory=list)
    candidates: List[str] = field(default_factory=list)


def decide(evidence: Evidence, signals: Sequence[str], thresholds: Thresholds) -> Decision:
    ranking = combine(evidence, thresholds)
    near = services(ranking)
    for signal, intent in FORCED:
        if signal in signals:
            return Decision(intent, 1.0, near)
    label, confidence = ranking[0]
    pair = two(evidence, thresholds)
    if pair:
        return Decision(CLARIFY, confidence, near, pair)
    if label == OUT or max(p for name, p in ranking if name != OUT) < thresholds.in_scope:
        return Decision(OUT, dict(ranking).get(OUT, 1.0 - confidence), near)
    if not label.startswith(SERVICE):
        return Decision(label, confidence, near)
    return choose(near, thresholds)


def choose(near: Ranking, thresholds: Thresholds) -> Decision:
    """One service when it is sure or stands alone, else those that are near."""
    best, confidence = near[0]
    close = [name for name, p in near[:MOST_OFFERED] if p >= thresholds.near or name == best]
    if confidence >= thresholds.sure or len(close) < 2:
        return Decision(SERVICE + best, confidence, near, [best])
    return Decision(CLARIFY, confidence, near, close)


def services(ranking: Ranking) -> Ranking:
    """The services among the labels, by their ids."""
    return [(name[len(SERVICE):], p) for name, p in ranking if name.startswith(SERVICE)][:RANKED]  # fmt: skip


def combine(evidence: Evidence, thresholds: Thresholds) -> Ranking:
    """The whole message when it is clear; else the mean of it and of the clearest sentence that asks."""
    asking = [part for part in evidence.sentences if part.asks] or list(evidence.sentences)
    if len(evidence.sentences) < 2 or evidence.whole.best[1] >= thresholds.sure:
        return evidence.whole.ranking
    clearest = max(asking, key=lambda part: part.best[1])
    return mean([evidence.whole.ranking, clearest.ranking])


def mean(rankings: Sequence[Ranking]) -> Ranking:
    totals: Dict[str, float] = {}
    for ranking in rankings:
        for name, p in ranking:
            totals[name] = totals.get(name, 0.0) + p / len(rankings)
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))


def two(evidence: Evidence, thresholds: Thresholds) -> Optional[List[str]]:
    """The services of a message that asks for two to four things, in its own order."""
    whole = [SERVICE + name for name, _ in services(evidence.whole.ranking)]
    found: List[str] = []
    for part in evidence.joined:
        name, p = part.best
        if p >= thresholds.both and name in whole and name not in found:
            found.append(name)
    return [name[len(SERVICE):] for name in found[:MOST_OFFERED]] if len(found) > 1 else None  # fmt: skip


def from_json(values: Mapping[str, float]) -> Thresholds:
    return Thresholds(**{name: float(value) for name, value in values.items()})
