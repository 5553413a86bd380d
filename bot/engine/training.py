"""Trains a model from the files of the project: Rasa's graph, without its cache and telemetry."""

from __future__ import annotations

import gc
import json
import tempfile
import time
from pathlib import Path
from typing import Any, Dict

REPORT = "report.json"  # what the classifier found out about itself


def say(line: str) -> None:
    print(line, flush=True)


def train(root: Path, out: Path) -> Dict[str, Any]:
    """Writes the archive and returns the summary: seconds, examples, and measures on unseen ones."""
    started = time.monotonic()
    gc.disable()  # it would look at a million tokens again and again, and the process ends with the training
    say("Reading the training data …")
    from rasa.engine.constants import PLACEHOLDER_IMPORTER
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.shared.data import TrainingType

    from bot.engine.importer import MunicipalityImporter
    from bot.engine.packaging import ReproducibleStorage
    from bot.engine.recipe import PlainTextRecipe

    importer = MunicipalityImporter(str(root / "config.yml"))
    say(f"{len(importer.get_nlu_data().intent_examples)} examples of {len(importer.services)} services.")
    graph = PlainTextRecipe().graph_config_for_recipe(importer.get_config(), {}, TrainingType.BOTH)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        say("Learning …")
        storage = ReproducibleStorage(Path(folder))
        runner = DaskGraphRunner.create(graph.train_schema, storage, ExecutionContext(graph.train_schema))
        runner.run(inputs={PLACEHOLDER_IMPORTER: importer})
        storage.create_model_package(out, graph, importer.get_domain())
        measures = json.loads(next(Path(folder).glob(f"*/{REPORT}")).read_text(encoding="utf-8"))
    return {"model": str(out), "seconds": round(time.monotonic() - started, 1), **measures}
