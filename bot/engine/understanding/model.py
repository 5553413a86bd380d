"""What training leaves behind and a message is scored with; stored as JSON and .npz, never as a pickle."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Dict, Mapping, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.engine.understanding import calibration, features, linear, sentences, vectors
from bot.engine.understanding.decide import OUT, Evidence, Ranking, Thresholds

# How much the sentence that stands out adds to the whole, and how far a sentence that only tells stands back
# behind one that asks. Found on unseen messages, plain ones and ones wrapped into letters.
SENTENCE, TELLING = 0.5, 0.4


def margins(model: linear.Linear, tokens: Sequence[str]) -> NDArray[Any]:
    """One margin for each label: of the whole message, helped by its clearest sentence."""
    whole = model.scores(features.counts(tokens))
    parts = sentences.sentences(tokens)
    if len(parts) < 2:
        return whole
    each = [model.scores(features.counts(part)) - (0.0 if asks else TELLING) for part, asks in parts]
    return np.asarray((whole + SENTENCE * np.max(each, axis=0)) / (1.0 + SENTENCE))


def inside(model: linear.Linear, scores: NDArray[Any]) -> float:
    """By how much the best label beats out_of_scope."""
    if OUT not in model.labels:
        return float(scores.max())
    out = model.labels.index(OUT)
    return float(np.delete(scores, out).max() - scores[out])


def part_scores(model: linear.Linear, tokens: Sequence[str]) -> NDArray[Any]:
    """A row of margins for each part that could ask for a thing of its own; none when there is one part."""
    parts = sentences.matters(tokens)
    if len(parts) < 2:
        return np.empty((0, len(model.labels)), dtype=np.float32)
    return np.stack([model.scores(features.counts(part)) for part in parts])


@dataclass(frozen=True)
class Understanding:
    """Model, temperature, thresholds, and the report of the training."""

    model: linear.Linear
    temperature: float
    thresholds: Thresholds
    report: Mapping[str, Any] = field(default_factory=dict)

    def evidence(self, tokens: Sequence[str]) -> Evidence:
        scores = margins(self.model, tokens)
        parts = calibration.probabilities(part_scores(self.model, tokens), self.temperature)
        return evidence(self.model, scores, parts, self.temperature)

    def files(self) -> Dict[str, bytes]:
        weights = io.BytesIO()
        words, meanings = vectors.pack(self.model.vocabulary.vectors)
        np.savez_compressed(
            weights,
            weights=self.model.weights.astype(np.float16),
            bias=self.model.bias,
            rarity=self.model.vocabulary.rarity,
            **meanings,
        )
        described = {
            "labels": self.model.labels,
            "features": self.model.vocabulary.names(),
            "words": words,
            "temperature": self.temperature,
            "thresholds": asdict(self.thresholds),
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
        thresholds = Thresholds(**described["thresholds"])
        return cls(model, described["temperature"], thresholds, json.loads(files["report.json"]))


def evidence(model: linear.Linear, scores: NDArray[Any], parts: NDArray[Any], temperature: float) -> Evidence:
    """`parts` are probabilities, a row for each part."""
    ranking = rank(model.labels, calibration.probabilities(scores, temperature))
    return Evidence(ranking, inside(model, scores), [best(model.labels, row) for row in parts])


def rank(labels: Sequence[str], chances: NDArray[Any]) -> Ranking:
    return [(labels[i], float(chances[i])) for i in np.argsort(-chances, kind="stable")]


def best(labels: Sequence[str], chances: NDArray[Any]) -> Tuple[str, float]:
    place = int(chances.argmax())
    return labels[place], float(chances[place])
