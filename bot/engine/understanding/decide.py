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
MOST_OF = 0.5  # of the probability among the few services that were asked back
FOREIGN = 0.99  # probability of out_of_scope; at least this: no answer to what was asked back either
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
# Said around a matter, too; from this probability of a service on, that matter is what is answered.
COURTESIES, MATTER = frozenset({"greet", "thanks", "goodbye", "help", "affirm"}), 0.1
DOUBT = "human"  # who may be in danger, and may not: a person sees what statistics cannot
# Signal → services that are about just that: when one of them is what the message is about, it is offered.
Yields = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Thresholds:
    """Learned on messages that the model had not seen; learning.py says how."""

    inside: float = float("-inf")  # margin of the best label over out_of_scope; less: nothing is near
    follow_up: float = float("-inf")  # the same of a question about the service in hand
    far: float = float("-inf")  # margin of the best service alone; less: nothing in common with any
    of_nothing: float = float("-inf")  # and of one where none is in hand
    sure: float = 0.5  # probability among the services; at least this: one card and no question back
    mass: float = 0.95  # of the probability that the services of a question back must hold together
    alarm: float = 0.0  # probability; less, and no signal of danger: the statistics may be wrong
    both: float = 2.0  # probability in each of two parts; at least this: two matters in one message


@dataclass(frozen=True)
class Evidence:
    """What the model says of one message.

    `parts` are those that could ask for a thing of their own, each with its best service; `nearest` is the
    margin of the best service. `claimed` are the services whose own machine says yes, likeliest first.
    `topic` are the services that a message of a word or two may mean. The last two are services only: read
    as said about the service in hand, and among the services asked back.
    """

    ranking: Ranking
    inside: float
    parts: Sequence[Tuple[str, float]] = ()
    nearest: float = float("inf")
    claimed: Sequence[str] = ()
    topic: Sequence[str] = ()
    in_context: Ranking = field(default_factory=list)
    narrowed: Ranking = field(default_factory=list)


@dataclass(frozen=True)
class Talk:
    """What the conversation is about before a message: a service in hand, services asked back."""

    in_hand: Optional[str] = None
    others: Sequence[str] = ()  # that stood beside the one in hand
    options: Sequence[str] = ()


NEW = Talk()


@dataclass(frozen=True)
class Decision:
    """`ranking` and `candidates` are services: all that are near, and those to offer."""

    intent: str
    confidence: float
    ranking: Ranking = field(default_factory=list)
    candidates: List[str] = field(default_factory=list)
    several: bool = False  # things are asked for, rather than one of them


def decide(
    evidence: Evidence,
    signals: Collection[str],
    thresholds: Thresholds,
    *,
    talk: Talk = NEW,
    yields: Yields = MappingProxyType({}),
) -> Decision:
    ranking = [
        (n, p) for n, p in evidence.ranking if n != OUT and (n != EMERGENCY or HARMLESS not in signals)
    ]
    doubtful = ranking[0][0] == EMERGENCY and ranking[0][1] < thresholds.alarm
    if doubtful:
        ranking = ranking[1:]
    ranking = without_courtesy(ranking, evidence, thresholds)
    label, confidence = ranking[0]
    near = services(ranking)
    forced = first(FORCED, signals, label, yields)
    if forced:
        return Decision(forced, 1.0, near)
    if doubtful and evidence.inside >= thresholds.inside:
        return Decision(DOUBT, confidence, near)
    taken_back = instead(evidence, signals, thresholds, talk, ranking[0])
    if taken_back:
        return taken_back
    pair = two_matters(evidence, thresholds)
    if pair:
        return Decision(CLARIFY, confidence, near, pair, several=True)
    if evidence.topic and label.startswith(SERVICE):
        likeliest = [name for name, _ in services(ranking, None) if name in evidence.topic]
        return Decision(CLARIFY, confidence, near, likeliest)
    if len(evidence.claimed) > 1 and label.startswith(SERVICE):
        claimed = list(evidence.claimed[:MOST_OFFERED])
        return Decision(CLARIFY, confidence, near, claimed, several=len(evidence.parts) > 1)
    if not (label.startswith(SERVICE) and confidence >= thresholds.sure):
        hinted = first(HINTS, signals, label, yields)
        if hinted:
            return Decision(hinted, 1.0, near)
    if outside(evidence, label, thresholds, talk):
        unheard = first(FORCED, signals, OUT, yields)  # what yielded to a service that it is not about
        alone = Decision(unheard or OUT, dict(evidence.ranking).get(OUT, 0.0), near)
    elif not label.startswith(SERVICE):
        return Decision(label, confidence, near)
    else:
        alone = card_or_question(near, thresholds)
    return (
        with_what_was_said(evidence, thresholds, talk) or alone if alone.intent in (OUT, CLARIFY) else alone
    )


def without_courtesy(ranking: Ranking, evidence: Evidence, thresholds: Thresholds) -> Ranking:
    """A greeting with a matter in it ("Hello, jeg vil gerne melde flytning") is about the matter."""
    rest = [(name, p) for name, p in ranking if name not in COURTESIES]
    matter = rest and rest[0][0].startswith(SERVICE) and rest[0][1] >= MATTER
    polite = ranking[0][0] in COURTESIES and evidence.nearest >= thresholds.far
    return rest if matter and polite else ranking


def outside(evidence: Evidence, label: str, thresholds: Thresholds, talk: Talk) -> bool:
    """Whether what the message is most likely about is too far from it to be believed."""
    if label.startswith(ASPECT):
        return evidence.inside < (thresholds.follow_up if talk.in_hand else thresholds.of_nothing)
    return evidence.inside < thresholds.inside or (
        label.startswith(SERVICE) and evidence.nearest < thresholds.far
    )


def instead(
    evidence: Evidence,
    signals: Collection[str],
    thresholds: Thresholds,
    talk: Talk,
    best: Tuple[str, float],
) -> Optional[Decision]:
    """What is meant by somebody who takes the service in hand back: "nej, barnets", "the other one"."""
    if talk.in_hand is None or not {"correction", "other"}.intersection(signals):
        return None
    rest = services([(name, p) for name, p in evidence.in_context if name != SERVICE + talk.in_hand])
    if "other" in signals:
        others = [name for name in talk.others if name != talk.in_hand] or [name for name, _ in rest[:1]]
        known = [(name, 1.0 / len(others)) for name in others]
        return card_or_question(known, thresholds) if others else None
    label, confidence = best
    if label.startswith(SERVICE) and confidence >= thresholds.sure and label != SERVICE + talk.in_hand:
        return None
    if label.startswith(ASPECT) or evidence.nearest < thresholds.far or not rest:
        return None
    return card_or_question(rest, thresholds)


def with_what_was_said(evidence: Evidence, thresholds: Thresholds, talk: Talk) -> Optional[Decision]:
    """What is not understood alone may answer the question back, or be about the service in hand."""
    if evidence.nearest < thresholds.far or dict(evidence.ranking).get(OUT, 0.0) >= FOREIGN:
        return None
    for ranking, needed in ((evidence.narrowed, MOST_OF), (evidence.in_context, thresholds.sure)):
        if ranking and ranking[0][1] >= needed and ranking[0][0] != SERVICE + (talk.in_hand or ""):
            near = services(ranking)
            return Decision(ranking[0][0], near[0][1], near, [near[0][0]])
    return None


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


def services(ranking: Ranking, most: Optional[int] = RANKED) -> Ranking:
    """The services among the labels, by their ids, at most so many."""
    found = ((name.partition("/")[2], p) for name, p in ranking if name.startswith(SERVICE))
    return list(islice(found, most))


def two_matters(evidence: Evidence, thresholds: Thresholds) -> Optional[List[str]]:
    """The services of a message that asks for several, likeliest first; None when it asks for one."""
    found = {name for name, p in matters(evidence) if p >= thresholds.both}
    ranked = [name for name, _ in evidence.ranking if name in found]
    return [name.partition("/")[2] for name in ranked[:MOST_OFFERED]] if len(ranked) > 1 else None


def matters(evidence: Evidence) -> Ranking:
    """The services that parts of the message are about, each with its best probability."""
    found: Dict[str, float] = {}
    for label, p in evidence.parts:
        found[label] = max(p, found.get(label, 0.0))
    return list(found.items())
