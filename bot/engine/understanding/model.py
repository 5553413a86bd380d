"""What training leaves behind and a message is scored with; stored as JSON and .npz, never as a pickle."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.engine.understanding import calibration, features, linear, sentences, topics, vectors
from bot.engine.understanding.decide import NEW, OUT, SERVICE, Evidence, Ranking, Talk, Thresholds

# How much the whole message counts in reading a part of it, and how a clause that only tells stands back.
WHOLE, TOLD = 0.5, 0.6
# How much the service in hand counts in reading what is said about it ("nej, barnets").
IN_HAND = 0.5
# How much the sentence that stands out adds to the whole, and how far a sentence that only tells stands back
# behind one that asks. Found on unseen messages, plain ones and ones wrapped into letters.
SENTENCE, TELLING = 0.5, 0.4
# The margin from which on a machine that tells one label from the rest says that a message has it.
CLAIM = 0.0


Reader = Callable[[Sequence[str]], NDArray[Any]]  # tokens → one margin for each label


def reader(model: linear.Linear) -> Reader:
    return lambda tokens: model.scores(features.counts(tokens))


def margins(read: Reader, tokens: Sequence[str]) -> NDArray[Any]:
    """One margin for each label: of the whole message, helped by its clearest sentence."""
    whole = read(tokens)
    parts = sentences.sentences(tokens)
    if len(parts) < 2:
        return whole
    each = [read(part) - (0.0 if asks else TELLING) for part, asks in parts]
    return np.asarray((whole + SENTENCE * np.max(each, axis=0)) / (1.0 + SENTENCE))


def inside(model: linear.Linear, scores: NDArray[Any]) -> float:
    """By how much the best label beats out_of_scope."""
    if OUT not in model.labels:
        return float(scores.max())
    out = model.labels.index(OUT)
    return float(np.delete(scores, out).max() - scores[out])


@dataclass(frozen=True)
class Scored:
    """Margins of the whole message, and a row for each of its parts that could ask for a thing of its own."""

    whole: NDArray[Any]
    parts: NDArray[Any]
    weights: NDArray[Any]  # of the parts


def score(read: Reader, tokens: Sequence[str]) -> Scored:
    whole, parts = margins(read, tokens), sentences.matters(tokens)
    if len(parts) < 2:
        return Scored(whole, np.empty((0, len(whole)), dtype=np.float32), np.empty(0))
    rows = np.stack([read(part) for part, _ in parts])
    weights = np.asarray([1.0 if asked else TOLD for _, asked in parts])
    return Scored(whole, (rows + WHOLE * whole) / (1.0 + WHOLE), weights)


def readings(tokens: Sequence[str]) -> List[Sequence[str]]:
    """All that `score` reads of a message."""
    told, asked = sentences.sentences(tokens), sentences.matters(tokens)
    parts = [part for found in (told, asked) if len(found) > 1 for part, _ in found]
    return [tokens, *parts]


@dataclass(frozen=True)
class Understanding:
    """Model, temperature, thresholds, what words mean alone, and the report of the training.

    `about` has a row for each label: the margins of what the catalogue says about that service.
    """

    model: linear.Linear
    temperature: float
    thresholds: Thresholds
    about: NDArray[Any]
    topics: topics.Topics = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)

    def evidence(self, tokens: Sequence[str], talk: Talk = NEW) -> Evidence:
        scored = score(reader(self.model), tokens)
        alone = evidence(self.model, scored, self.temperature)
        return replace(
            alone,
            topic=topics.meant(tokens, self.topics),
            in_context=self._in_context(scored.whole, talk.in_hand),
            narrowed=self._among(scored.whole, talk.options),
        )

    def _in_context(self, scores: NDArray[Any], in_hand: Optional[str]) -> Ranking:
        """Services, as if the message were said about the one in hand."""
        label = SERVICE + (in_hand or "")
        if label not in self.model.labels:
            return []
        return self._ranked(scores + IN_HAND * self.about[self.model.labels.index(label)], self.model.labels)

    def _among(self, scores: NDArray[Any], options: Sequence[str]) -> Ranking:
        return self._ranked(scores, [SERVICE + option for option in options])

    def _ranked(self, scores: NDArray[Any], labels: Sequence[str]) -> Ranking:
        """The services among the labels, with probabilities among themselves."""
        places = [
            self.model.labels.index(x) for x in labels if x.startswith(SERVICE) and x in self.model.labels
        ]
        if not places:
            return []
        chances = calibration.probabilities(scores[places], self.temperature)
        return rank([self.model.labels[place] for place in places], chances)

    def files(self) -> Dict[str, bytes]:
        weights = io.BytesIO()
        words, meanings = vectors.pack(self.model.vocabulary.vectors)
        np.savez_compressed(
            weights,
            weights=self.model.weights.astype(np.float16),
            bias=self.model.bias,
            rarity=self.model.vocabulary.rarity,
            **meanings,
            about=self.about.astype(np.float16),
        )
        described = {
            "labels": self.model.labels,
            "features": self.model.vocabulary.names(),
            "words": words,
            "temperature": self.temperature,
            "thresholds": asdict(self.thresholds),
            "topics": self.topics,
        }
        return {
            "weights.npz": weights.getvalue(),
            "model.json": json.dumps(described, ensure_ascii=False).encode(),
            "report.json": json.dumps(self.report, ensure_ascii=False, indent=1).encode(),
        }

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> "Understanding":
        described = json.loads(files["model.json"])
        with np.load(io.BytesIO(files["weights.npz"]), allow_pickle=False) as stored:
            columns = {name: column for column, name in enumerate(described["features"])}
            tables = vectors.unpack(described["words"], stored)
            vocabulary = features.Vocabulary(columns, stored["rarity"], tables)
            weights = stored["weights"].astype(np.float32)
            model = linear.Linear(described["labels"], vocabulary, weights, stored["bias"])
            about = stored["about"].astype(np.float32)
        thresholds = Thresholds(**described["thresholds"])
        report = json.loads(files["report.json"])
        return cls(model, described["temperature"], thresholds, about, described["topics"], report)


def evidence(model: linear.Linear, scored: Scored, temperature: float) -> Evidence:
    ranking = rank(model.labels, calibration.probabilities(scored.whole, temperature))
    parts = calibration.probabilities(scored.parts, temperature) * scored.weights[:, np.newaxis]
    about = [place for place, label in enumerate(model.labels) if label.startswith(SERVICE)]
    nearest = float(scored.whole[about].max()) if about else float("-inf")
    names = [model.labels[place] for place in about] if len(parts) else []
    found = [best(names, row[about]) for row in parts] if about else []
    yes = sorted(np.nonzero(scored.whole >= CLAIM)[0].tolist(), key=lambda place: -scored.whole[place])
    claimed = [model.labels[place] for place in yes if model.labels[place].startswith(SERVICE)]
    own = [label[len(SERVICE) :] for label in claimed]
    return Evidence(ranking, inside(model, scored.whole), found, nearest, own)


def rank(labels: Sequence[str], chances: NDArray[Any]) -> Ranking:
    order = np.argsort(-chances, kind="stable")
    return [(labels[i], p) for i, p in zip(order.tolist(), chances[order].tolist(), strict=True)]


def best(labels: Sequence[str], chances: NDArray[Any]) -> Tuple[str, float]:
    place = int(chances.argmax())
    return labels[place], float(chances[place])
