"""Learns the model, its temperature and its thresholds, the latter two on messages that the model had not seen."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Dict, List, Mapping, Sequence, Tuple

import numpy as np

from bot.engine.understanding import calibration, decide, features, linear, sentences
from bot.engine.understanding.decide import Evidence, Part, Ranking, Thresholds

Example = Tuple[List[str], str]  # folded tokens and label
KEPT = 12  # labels of a ranking that are kept


@dataclass(frozen=True)
class Understanding:
    """Everything that is stored: model, temperature, thresholds, and the report of the training."""

    model: linear.Linear
    temperature: float
    thresholds: Thresholds
    report: Mapping[str, Any] = field(default_factory=dict)

    def evidence(self, tokens: Sequence[str]) -> Evidence:
        parts = [(self._ranking(part), asks) for part, asks in sentences.sentences(tokens)]
        joined = [Part(self._ranking(part)) for part in sentences.joined(tokens)]
        return Evidence(Part(self._ranking(tokens)), [Part(r, asks) for r, asks in parts], joined)

    def _ranking(self, tokens: Sequence[str]) -> Ranking:
        chances = calibration.probabilities(self.model.scores(features.counts(tokens)), self.temperature)
        best = np.argsort(-chances, kind="stable")
        return [(self.model.labels[i], float(chances[i])) for i in best]

    def files(self) -> Dict[str, bytes]:
        weights = io.BytesIO()
        np.savez_compressed(
            weights, weights=self.model.weights, bias=self.model.bias, rarity=self.model.vocabulary.rarity
        )
        described = {
            "labels": self.model.labels,
            "features": self.model.vocabulary.names(),
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
            vocabulary = features.Vocabulary(columns, stored["rarity"])
            model = linear.Linear(described["labels"], vocabulary, stored["weights"], stored["bias"])
        thresholds = decide.from_json(described["thresholds"])
        return cls(model, described["temperature"], thresholds, json.loads(files["report.json"]))


def learn(examples: Sequence[Example], strength: float, folds: int) -> Understanding:
    counted = [features.counts(tokens) for tokens, _ in examples]
    labels = [label for _, label in examples]
    model = linear.learn(counted, labels, strength)
    return Understanding(model, 0.2, Thresholds())
