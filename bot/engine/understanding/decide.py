"""From scored labels and signals to one intent: the whole of the routing, as pure functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Collection, Dict, List, Mapping, Optional, Sequence, Tuple

Ranking = List[Tuple[str, float]]  # label and probability, best first

SERVICE, ASPECT = "service/", "aspect/"
OUT, CLARIFY = "out_of_scope", "clarify"
MOST_OFFERED = 4
RANKED = 5
EMERGENCY, HARMLESS = "emergency", "harmless"
# A signal decides by itself, in this order: what must not depend on statistics.
FORCED = (
    ("danger", EMERGENCY),
    ("exempt", "no_digital"),
    ("no_digital", "no_digital"),
    ("no_mitid", "no_digital"),
    ("human", "human"),
    ("write", "write"),
)
# A hint decides only where no service is sure.
HINTS = (("maybe_human", "human"),)
# Signal → services that are about just that: when one of them is what the message is about, it is offered.
Yields = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Thresholds:
    """Learned on messages that the model had not seen; learning.py says how."""

    inside: float = float("-inf")  # margin of the best label over out_of_scope; less: nothing is near
    follow_up: float = float(
        "-inf"
    )  # the same where a service is in hand and the best label is an aspect of it
    sure: float = 0.5  # probability among the services; at least this: one card and no question back
    mass: float = 0.95  # of the probability that the services of a question back must hold together
    alarm: float = 0.0  # probability; less, and no signal of danger: the statistics may be wrong
    both: float = 2.0  # probability in each of two parts; at least this: two matters in one message


@dataclass(frozen=True)
class Evidence:
    """What the model says of one message; `parts` are those that could ask for a thing of their own."""

    ranking: Ranking
    inside: float
    parts: Sequence[Tuple[str, float]] = ()


@dataclass(frozen=True)
class Decision:
    """`ranking` and `candidates` are services: all that are near, and those to offer."""

    intent: str
    confidence: float
    ranking: Ranking = field(default_factory=list)
    candidates: List[str] = field(default_factory=list)


def decide(
    evidence: Evidence,
    signals: Collection[str],
    thresholds: Thresholds,
    *,
    in_hand: bool = False,
    yields: Yields = MappingProxyType({}),
) -> Decision:
    """`in_hand`: the conversation is about a service already, so a question may be about that one."""
    ranking = [
        (n, p) for n, p in evidence.ranking if n != OUT and (n != EMERGENCY or HARMLESS not in signals)
    ]
    near = services(ranking)
    label, confidence = ranking[0]
    if label == EMERGENCY and confidence < thresholds.alarm:
        ranking = ranking[1:]
        near, (label, confidence) = services(ranking), ranking[0]
    forced = first(FORCED, signals, label, yields)
    if forced:
        return Decision(forced, 1.0, near)
    pair = two_matters(evidence, thresholds)
    if pair:
        return Decision(CLARIFY, confidence, near, pair)
    if not (label.startswith(SERVICE) and confidence >= thresholds.sure):
        hinted = first(HINTS, signals, label, yields)
        if hinted:
            return Decision(hinted, 1.0, near)
    needed = thresholds.follow_up if in_hand and label.startswith(ASPECT) else thresholds.inside
    if evidence.inside < needed:
        return Decision(OUT, dict(evidence.ranking).get(OUT, 0.0), near)
    if not label.startswith(SERVICE):
        return Decision(label, confidence, near)
    return card_or_question(near, thresholds)


def first(
    table: Sequence[Tuple[str, str]], signals: Collection[str], label: str, yields: Yields
) -> Optional[str]:
    """The intent of the first signal that is there and does not yield to the best label."""
    for signal, intent in table:
        if signal in signals and label.partition("/")[2] not in yields.get(signal, ()):
            return intent
    return None


def card_or_question(near: Ranking, thresholds: Thresholds) -> Decision:
    """One service when it is sure, else the two to four that hold most of the probability."""
    total = sum(p for _, p in near)
    best, confidence = near[0]
    if confidence >= thresholds.sure * total or len(near) < 2:
        return Decision(SERVICE + best, confidence, near, [best])
    offered, held = 0, 0.0
    while offered < 2 or (held < thresholds.mass * total and offered < min(MOST_OFFERED, len(near))):
        held += near[offered][1]
        offered += 1
    return Decision(CLARIFY, confidence, near, [name for name, _ in near[:offered]])


def services(ranking: Ranking) -> Ranking:
    """The services among the labels, by their ids, at most RANKED."""
    found = ((name.partition("/")[2], p) for name, p in ranking if name.startswith(SERVICE))
    return list(islice(found, RANKED))


def two_matters(evidence: Evidence, thresholds: Thresholds) -> Optional[List[str]]:
    """The services of a message that asks for several, likeliest first; None when it asks for one."""
    found = {name for name, p in matters(evidence) if p >= thresholds.both}
    ranked = [name for name, _ in services(evidence.ranking) if name in found]
    return ranked[:MOST_OFFERED] if len(ranked) > 1 else None


def matters(evidence: Evidence) -> Ranking:
    """The services that parts of the message are about and the whole is not far from, in its own order."""
    whole = {name for name, _ in services(evidence.ranking)}
    found: Dict[str, float] = {}
    for label, p in evidence.parts:
        kind, _, name = label.partition("/")
        if kind + "/" == SERVICE and name in whole:
            found[name] = max(p, found.get(name, 0.0))
    return list(found.items())
