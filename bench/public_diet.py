"""DIET of stock Rasa 3.6.21 on one sample, in its own environment: `bench/public_diet.py train FOLDER`.

FOLDER has sample.json: {"language", "train": [[text, label]], "test": [text]}. After `train`, `read` prints
one JSON line: for each test text the probability of every label, and the milliseconds of the text in the
middle. It is a process of its own, so that it has one core from its start.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", LOG_LEVEL="ERROR")

# What `rasa init` sets up, without what only looks at its own threshold (FallbackClassifier) or at entities.
PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True, "random_seed": 1},
]
MODEL = "diet"
WARM = 20  # messages before the clock runs


def train(folder: Path) -> None:
    import yaml
    from rasa.model_training import train_nlu

    sample = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    config = {"recipe": "default.v1", "language": sample["language"], "assistant_id": "bench"}
    (folder / "config.yml").write_text(yaml.safe_dump({**config, "pipeline": PIPELINE}), encoding="utf-8")
    examples: dict = {}
    for text, label in sample["train"]:
        examples.setdefault(label, []).append({"text": text})
    nlu = {"version": "3.1", "nlu": [{"intent": label, "examples": each} for label, each in examples.items()]}
    (folder / "nlu.yml").write_text(yaml.safe_dump(nlu, allow_unicode=True), encoding="utf-8")
    train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder), fixed_model_name=MODEL)


def read(folder: Path) -> None:
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])  # before TensorFlow starts its threads
    from rasa.core.agent import Agent

    sample = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    agent = Agent.load(str(folder / f"{MODEL}.tar.gz"))
    chances, milliseconds = asyncio.run(parsed(agent, sample["test"]))
    print(json.dumps({"chances": chances, "milliseconds": milliseconds}))


async def parsed(agent, texts):  # type: ignore[no-untyped-def]
    """Label → probability of each text, and the median time."""
    for text in texts[:WARM]:
        await agent.parse_message(text)
    found, spent = [], []
    for text in texts:
        started = time.perf_counter()
        found.append(await agent.parse_message(text))
        spent.append((time.perf_counter() - started) * 1000)
    chances = [{i["name"]: i["confidence"] for i in one["intent_ranking"]} for one in found]
    return chances, statistics.median(spent)


if __name__ == "__main__":
    {"train": train, "read": read}[sys.argv[1]](Path(sys.argv[2]))
