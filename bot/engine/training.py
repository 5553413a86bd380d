"""Trains a model from the files of the project, without Rasa's cache, telemetry and rewriting of config.yml."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any, Dict

REPORT = "report.json"  # what the classifier found out about itself


def say(line: str) -> None:
    print(line, flush=True)


def train(root: Path, out: Path) -> Dict[str, Any]:
    """Writes the archive and returns the summary: seconds, examples, labels, and measures on unseen examples."""
    started = time.monotonic()
    say("Reading the training data …")
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.training.graph_trainer import GraphTrainer
    from rasa.shared.data import TrainingType
    from rasa.shared.importers.importer import TrainingDataImporter  # noqa: F401

    from bot.engine.importer import MunicipalityImporter
    from bot.engine.packaging import ReproducibleStorage
    from bot.engine.recipe import PlainTextRecipe

    importer = MunicipalityImporter(str(root / "config.yml"))
    data = importer.get_nlu_data()
    say(f"{len(data.intent_examples)} examples, {len(importer.get_domain().responses)} services and aspects.")
    graph = PlainTextRecipe().graph_config_for_recipe(importer.get_config(), {}, TrainingType.BOTH)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        say("Learning …")
        trainer = GraphTrainer(ReproducibleStorage(Path(folder)), _NoCache(), DaskGraphRunner)
        trainer.train(graph, importer, out, force_retraining=True)
        report = next(Path(folder).glob(f"*/{REPORT}"))
        measures = json.loads(report.read_text(encoding="utf-8"))
    return {"model": str(out), "seconds": round(time.monotonic() - started, 1), **measures}


class _NoCache:
    """Rasa's cache would be a database in the project's folder; whether to train is decided before, by `web`."""

    def cache_output(self, *args: Any, **kwargs: Any) -> None:
        return None

    def get_cached_output_fingerprint(self, *args: Any, **kwargs: Any) -> None:
        return None

    def get_cached_result(self, *args: Any, **kwargs: Any) -> None:
        return None
