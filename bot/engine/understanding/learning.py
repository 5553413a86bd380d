"""Learns the model, and its temperature and thresholds on messages that the model had not seen."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.engine.understanding import calibration, linear, topics
from bot.engine.understanding.corpus import Corpus
from bot.engine.understanding.decide import (
    ASPECT,
    EMERGENCY,
    OUT,
    SERVICE,
    Evidence,
    Talk,
    Thresholds,
    decide,
    matters,
)
from bot.engine.understanding.model import Scored, Understanding, evidence, margins, reader, readings, score
from bot.engine.understanding.parallel import side_by_side
from bot.engine.understanding.vectors import Vectors


@dataclass(frozen=True)
class Example:
    """`tokens` are folded; what is not `spoken` is the catalogue's own text, on which nothing is measured."""

    tokens: List[str]
    label: str
    language: str
    spoken: bool = True


@dataclass(frozen=True)
class Aims:
    """What the thresholds are to hold on unseen messages; config.yml sets them."""

    strength: float = 1.0  # C of the linear machine
    folds: int = 3  # with the model that is kept an even number, since two cores share them
    turned_away: float = 0.04  # share of messages about a service that may be taken for out of scope
    far: float = 0.03  # share of all, within that, that may be taken for far from every service
    follow_up: float = 0.04  # share of questions about the service in hand that may be
    of_nothing: float = (
        0.3  # share of questions such as "what does it cost?" that may be, out of a conversation
    )
    right_card: float = 0.95  # share of lone cards that are the right service
    mass: float = 0.95  # of the probability that the choices of a question back hold
    false_alarm: float = 0.004  # share of messages about a service that may be taken for danger by statistics
    wrongly_two: float = 0.015  # share of single matters that may be taken for two


ABOUT = Talk(in_hand="a service")  # of which a question is asked
Unseen = List[Tuple[int, Scored]]  # place of the example, its margins


def learn(examples: Sequence[Example], aims: Aims, vectors: Tuple[Vectors, ...] = ()) -> Understanding:
    """Each fold, and the model that is kept, is learned beside the others."""
    words = topics.learn(examples)
    examples = topics.of_one_service(examples)
    texts = all_texts(examples)
    corpus = Corpus(texts, vectors)
    place = folds(examples, aims.folds)

    def work(number: int) -> Any:
        if number == 0:
            model = fit(corpus, range(len(examples)), examples, aims)
            return model, about(model, examples)
        return held_out(corpus, texts, examples, [p == number - 1 for p in place], aims)

    (model, told), *parts = side_by_side(work, aims.folds + 1)
    unseen: Unseen = [each for part in parts for each in part]
    right = [model.labels.index(examples[i].label) for i, _ in unseen]
    heat = calibration.fit_temperature(np.stack([scored.whole for _, scored in unseen]), right)
    shown = [(examples[i], evidence(model, scored, heat)) for i, scored in unseen]
    thresholds = find_thresholds(shown, aims)
    return Understanding(model, heat, thresholds, told, words, report(shown, thresholds, heat))


def all_texts(examples: Sequence[Example]) -> List[Sequence[str]]:
    """The examples' tokens, each in its example's place, and after them the parts that are read alone."""
    parts = dict.fromkeys(tuple(part) for e in examples if e.spoken for part in readings(e.tokens)[1:])
    return [*(example.tokens for example in examples), *parts]


def about(model: linear.Linear, examples: Sequence[Example]) -> NDArray[Any]:
    """A row for each label: the mean margins of what the catalogue says about that service; else zeros."""
    told: Dict[str, List[NDArray[Any]]] = {}
    for example in examples:
        if not example.spoken:
            told.setdefault(example.label, []).append(margins(reader(model), example.tokens))
    rows = np.zeros((len(model.labels), len(model.labels)), dtype=np.float32)
    for label, each in told.items():
        rows[model.labels.index(label)] = np.mean(each, axis=0)
    return rows


def fit(corpus: Corpus, rows: Sequence[int], examples: Sequence[Example], aims: Aims) -> linear.Linear:
    return linear.learn(corpus, rows, [examples[row].label for row in rows], aims.strength)


def held_out(
    corpus: Corpus,
    texts: Sequence[Sequence[str]],
    examples: Sequence[Example],
    out: Sequence[bool],
    aims: Aims,
) -> Unseen:
    """Scores the examples that are `out` by a model that was trained without them."""
    model = fit(corpus, [row for row, held in enumerate(out) if not held], examples, aims)
    if set(model.labels) != {example.label for example in examples}:
        raise ValueError("Each intent needs at least two examples.")
    asked = [row for row, held in enumerate(out) if held]
    wanted = {tuple(part) for row in asked for part in readings(examples[row].tokens)}
    rows = {text: row for row, text in enumerate(map(tuple, texts)) if text in wanted}
    margins_of = dict(
        zip(rows, model.all_scores(corpus.matrix(list(rows.values()), model.vocabulary)), strict=True)
    )
    return [(row, score(lambda tokens: margins_of[tuple(tokens)], examples[row].tokens)) for row in asked]


def folds(examples: Sequence[Example], count: int) -> List[int]:
    """Deals the spoken examples of each label out in turn; -1 for what is never held out."""
    dealt: Dict[str, int] = {}
    places = []
    for example in examples:
        if example.spoken:
            dealt[example.label] = dealt.get(example.label, -1) + 1
        places.append(dealt[example.label] % count if example.spoken else -1)
    return places


def find_thresholds(shown: Sequence[Tuple[Example, Evidence]], aims: Aims) -> Thresholds:
    about = [seen for example, seen in shown if example.label.startswith(SERVICE)]
    follow_ups = [seen.inside for example, seen in shown if example.label.startswith(ASPECT)]
    others = Thresholds(
        far=float(np.quantile([seen.nearest for seen in about], aims.far)),
        follow_up=below(follow_ups, aims.follow_up),
        of_nothing=below(follow_ups, aims.of_nothing),
        sure=sure_enough(*lone_cards(shown), aims.right_card),
        mass=aims.mass,
        alarm=alarm_enough(shown, aims.false_alarm),
        both=both_enough(shown, aims.wrongly_two),
    )
    return replace(others, inside=near_enough(about, others, aims.turned_away))


def near_enough(about: Sequence[Evidence], others: Thresholds, share: float) -> float:
    """The margin below which so many are turned away that, with those of `others`, `share` of all are."""
    margins = [float("-inf") if decide(seen, (), others).intent == OUT else seen.inside for seen in about]
    return float(np.quantile(margins, share, method="lower"))


def below(values: Sequence[float], share: float) -> float:
    """The value that `share` of them are below; where there are none, nothing is below it."""
    return float(np.quantile(values, share)) if len(values) else float("-inf")


def lone_cards(shown: Sequence[Tuple[Example, Evidence]]) -> Tuple[NDArray[Any], NDArray[Any]]:
    """Probability of the best service among the services, and whether it is right, of messages about one."""
    chances, right = [], []
    for example, seen in shown:
        if example.label.startswith(SERVICE):
            ranked = [(name, p) for name, p in seen.ranking if name.startswith(SERVICE)]
            chances.append(ranked[0][1] / sum(p for _, p in ranked))
            right.append(ranked[0][0] == example.label)
    return np.asarray(chances), np.asarray(right)


def sure_enough(chances: NDArray[Any], right: NDArray[Any], share: float) -> float:
    """The least probability from which on at least `share` of the cards are right; 1 when there is none."""
    order = np.argsort(-chances, kind="stable")
    held = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.nonzero(held >= share)[0]
    return float(chances[order][enough[-1]]) if len(enough) else 1.0


def alarm_enough(shown: Sequence[Tuple[Example, Evidence]], share: float) -> float:
    """The probability of danger that only `share` of the messages about a service reach."""
    about = [seen for example, seen in shown if example.label.startswith(SERVICE)]
    return float(np.quantile([danger(seen) for seen in about], 1.0 - share))


def danger(seen: Evidence) -> float:
    """The probability of danger where it is what the message is most likely about; 0 elsewhere."""
    label, p = next((name, p) for name, p in seen.ranking if name != OUT)
    return p if label == EMERGENCY else 0.0


def second(seen: Evidence) -> float:
    """The probability of a message's second matter; 0 when it has one only."""
    found = sorted((p for _, p in matters(seen)), reverse=True)
    return found[1] if len(found) > 1 else 0.0


def both_enough(shown: Sequence[Tuple[Example, Evidence]], share: float) -> float:
    """The probability of a second matter that only `share` of the single matters reach."""
    single = [seen for example, seen in shown if example.label.startswith(SERVICE)]
    return float(np.quantile([second(seen) for seen in single], 1.0 - share))


def report(
    shown: Sequence[Tuple[Example, Evidence]], thresholds: Thresholds, temperature: float
) -> Dict[str, Any]:
    """Shares among unseen examples, as routed without signals; follow-ups with a service in hand.

    First is what is offered first, as in the held-out sets: what was turned away was not right.
    """
    decided = [
        (
            example,
            seen,
            decide(seen, (), thresholds, talk=ABOUT if example.label.startswith(ASPECT) else Talk()),
        )
        for example, seen in shown
    ]
    about = [(e, s, d) for e, s, d in decided if e.label.startswith(SERVICE)]
    first = {
        language: share(d.candidates[:1] == [named(e)] for e, _, d in about if e.language == language)
        for language in ("da", "en")
    }
    return {
        "examples": len(shown),
        "labels": len({example.label for example, _ in shown}),
        "temperature": round(temperature, 4),
        "thresholds": {name: round(value, 4) for name, value in asdict(thresholds).items()},
        "right_first_da": first["da"],
        "right_first_en": first["en"],
        "right_offered": share(named(e) in d.candidates for e, _, d in about),
        "asked_back": share(d.intent == "clarify" for _, _, d in about),
        "turned_away": share(d.intent == OUT for _, _, d in about),
        "out_of_scope_recognised": share(d.intent == OUT for e, _, d in decided if e.label == OUT),
        "everyday_right": share(
            d.intent == e.label for e, _, d in decided if e.label != OUT and not e.label.startswith(SERVICE)
        ),
    }


def named(example: Example) -> str:
    """The service of its label."""
    return example.label[len(SERVICE) :]


def share(hits: Any) -> float:
    """Rounded to thousandths; 0 of nothing."""
    found = [bool(hit) for hit in hits]
    return round(sum(found) / len(found), 3) if found else 0.0
