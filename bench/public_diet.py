"""DIET of stock Rasa 3.6.21 on one sample, in its own environment: `python bench/public_diet.py FOLDER`.

FOLDER has sample.json: {"language", "train": [[text, label]], "test": [text]}. It prints one JSON line: for
each test text the probability of every label, the seconds of the training, and the milliseconds of a message.
"""

import asyncio
import json
import os
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
WARM = 20  # messages before the clock runs


def main(folder: Path) -> int:
    import yaml
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    sample = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    config = {"recipe": "default.v1", "language": sample["language"], "assistant_id": "bench"}
    (folder / "config.yml").write_text(yaml.safe_dump({**config, "pipeline": PIPELINE}), encoding="utf-8")
    examples: dict = {}
    for text, label in sample["train"]:
        examples.setdefault(label, []).append({"text": text})
    nlu = {"version": "3.1", "nlu": [{"intent": label, "examples": each} for label, each in examples.items()]}
    (folder / "nlu.yml").write_text(yaml.safe_dump(nlu, allow_unicode=True), encoding="utf-8")
    started = time.monotonic()
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
    seconds = time.monotonic() - started
    agent = Agent.load(model)
    parsed, per_message = asyncio.run(read(agent, sample["test"]))
    print(json.dumps({"chances": parsed, "seconds": seconds, "milliseconds": per_message}))
    return 0


async def read(agent, texts):  # type: ignore[no-untyped-def]
    """Label → probability of each text, and the mean time."""
    for text in texts[:WARM]:
        await agent.parse_message(text)
    started = time.perf_counter()
    found = [await agent.parse_message(text) for text in texts]
    spent = (time.perf_counter() - started) * 1000 / len(texts)
    return [{i["name"]: i["confidence"] for i in one["intent_ranking"]} for one in found], spent


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
