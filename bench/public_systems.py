"""What is compared on public data: our understanding, the plain linear floor, and DIET."""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
import yaml

from bench.public_data import OUT, Row
from bot.engine.understanding import decide
from bot.engine.understanding.fold import clean, fold_all
from bot.engine.understanding.learning import Aims, Example, learn

ROOT = Path(__file__).resolve().parents[1]
STOCK = ROOT / ".tools" / "stock" / "bin" / "python"
CLASSIFIER = "bot.engine.components.classifier.LinearClassifier"
Scores = Mapping[str, float]  # label → score, of whatever scale; the best is the highest


class BenchError(Exception):
    """One of the systems did not run; the message is one line."""


@dataclass(frozen=True)
class Read:
    """For each test text its scores and whether it was turned away; milliseconds of one message."""

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
    started = time.perf_counter()
    seen = [model.evidence(tokens(text)) for text in texts]
    away = [decide.decide(one, (), model.thresholds).intent == decide.OUT for one in seen]
    spent = (time.perf_counter() - started) * 1000 / len(texts)
    known = any(label == OUT for _, label in train)
    return Read([_named(one) for one in seen], [turned and known for turned in away], spent)


def aims() -> Aims:
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    given = next(entry for entry in config["pipeline"] if entry["name"] == CLASSIFIER)
    return Aims(**{name: value for name, value in given.items() if name in Aims.__dataclass_fields__})


def ours_label(label: str) -> str:
    return decide.OUT if label == OUT else decide.SERVICE + label


def _named(evidence: decide.Evidence) -> Scores:
    return {OUT if name == decide.OUT else name[len(decide.SERVICE) :]: p for name, p in evidence.ranking}


def floor(machine: Callable[[], Any]) -> Callable[[str, Sequence[Row], Sequence[str]], Read]:
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
        started = time.perf_counter()
        found = [model.decision_function([text])[0] for text in texts]
        spent = (time.perf_counter() - started) * 1000 / len(texts)
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
    """DIET as `rasa init` sets it up, in an environment of its own."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"language": language, "train": train, "test": texts}
        Path(folder, "sample.json").write_text(json.dumps(given), encoding="utf-8")
        command = [STOCK, "-W", "ignore", Path(__file__).with_name("public_diet.py"), folder]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  ours
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BenchError(f"stock Rasa ended with {done.returncode}: {last}")
    found = json.loads(done.stdout.splitlines()[-1])
    scores = found["chances"]
    return Read(scores, [best(one) == OUT for one in scores], found["milliseconds"])


def best(scores: Scores) -> str:
    return max(scores, key=scores.__getitem__) if scores else OUT
