"""What is compared on public data: our understanding, the plain linear floor, and DIET."""

import hashlib
import json
import math
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import spacy
import yaml

from bench.public_data import OUT, Row
from bench.public_parts import KEPT, ROOT
from bot.engine.understanding import decide
from bot.engine.understanding.fold import clean, fold_all
from bot.engine.understanding.learning import Aims, Example, learn

DIET = Path(__file__).with_name("public_diet.py")
STOCK = ROOT / ".tools" / "stock" / "bin" / "python"
T = TypeVar("T")
CLASSIFIER = "bot.engine.components.classifier.LinearClassifier"
LEAST = 1e-30  # probability, of which there is a logarithm
Scores = dict[str, float]  # label → score, of whatever scale; the best is the highest
System = Callable[[str, Sequence[Row], Sequence[str]], "Read"]  # of a language, trained, reading texts


class BenchError(Exception):
    """One of the systems did not run; the message is one line."""


@dataclass(frozen=True)
class Read:
    """For each test text its scores and whether it was turned away; milliseconds of the middle text."""

    scores: Sequence[Scores]
    away: Sequence[bool]
    milliseconds: float


def ours(language: str, train: Sequence[Row], texts: Sequence[str]) -> Read:
    """The tokenizer's, classifier's and router's own functions, with the aims of config.yml."""
    nlp = spacy.blank(language)

    def tokens(text: str) -> list[str]:
        return fold_all([token.text for token in nlp.make_doc(clean(text))])

    examples = [Example(tokens(text), ours_label(label), language) for text, label in train]
    model = learn(examples, aims())

    def read(text: str) -> tuple[Scores, bool]:
        seen = model.evidence(tokens(text))
        return _named(seen), decide.decide(seen, (), model.thresholds).intent == decide.OUT

    found, spent = on_one_core(read, texts)
    known = any(label == OUT for _, label in train)
    return Read([scores for scores, _ in found], [away and known for _, away in found], spent)


def on_one_core(read: Callable[[str], T], texts: Sequence[str]) -> tuple[list[T], float]:
    """What was read, and the milliseconds of the middle text."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, [min(cores)])
    found, spent = [], []
    try:
        for text in texts:
            started = time.perf_counter()
            found.append(read(text))
            spent.append((time.perf_counter() - started) * 1000)
    finally:
        os.sched_setaffinity(0, cores)
    return found, statistics.median(spent)


def aims() -> Aims:
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    given = next(entry for entry in config["pipeline"] if entry["name"] == CLASSIFIER)
    return Aims(**{name: value for name, value in given.items() if name in Aims.__dataclass_fields__})


def ours_label(label: str) -> str:
    return decide.OUT if label == OUT else decide.SERVICE + label


def _named(evidence: decide.Evidence) -> Scores:
    """Logarithms, whose differences are those of the margins: that is how far from out of scope we look."""
    return {
        OUT if name == decide.OUT else name[len(decide.SERVICE) :]: math.log(max(p, LEAST))
        for name, p in evidence.ranking
    }


def floor(machine: Callable[[], Any]) -> System:
    """Words and pairs, and pieces within words, by TF-IDF, as scikit-learn has them."""

    def run(language: str, train: Sequence[Row], texts: Sequence[str]) -> Read:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline, make_union

        grams = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        )
        model = make_pipeline(grams, machine())
        model.fit([text for text, _ in train], [label for _, label in train])
        found, spent = on_one_core(lambda text: model.decision_function([text])[0], texts)
        scores = [dict(zip(model.classes_, map(float, one), strict=True)) for one in found]
        return Read(scores, [best(one) == OUT for one in scores], spent)

    return run


def svm() -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(random_state=0)


def logistic() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=10, solver="liblinear", random_state=0)


def diet(language: str, train: Sequence[Row], texts: Sequence[str]) -> Read:
    """DIET as `rasa init` sets it up, in an environment of its own; what it trained is kept."""
    given = json.dumps({"language": language, "train": train, "test": texts})
    made_of = hashlib.sha256(given.encode() + DIET.read_bytes()).hexdigest()
    folder = KEPT / f"diet-{made_of[:16]}"
    if not (folder / "diet.tar.gz").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sample.json").write_text(given, encoding="utf-8")
        _stock("train", folder)
    found = json.loads(_stock("read", folder).splitlines()[-1])
    scores = found["chances"]
    return Read(scores, [best(one) == OUT for one in scores], found["milliseconds"])


def _stock(step: str, folder: Path) -> str:
    """What public_diet.py prints; raises BenchError."""
    command = [STOCK, "-W", "ignore", DIET, step, folder]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  ours
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BenchError(f"stock Rasa ended with {done.returncode}: {last}")
    return done.stdout


def best(scores: Scores) -> str:
    return max(scores, key=scores.__getitem__) if scores else OUT


SYSTEMS: dict[str, System] = {"ours": ours, "SVM": floor(svm), "logistic": floor(logistic), "DIET": diet}
