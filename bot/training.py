"""Trains the model in the engine's own Python when its inputs changed, and publishes it signed."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from bot import model
from bot.failure import CommandError
from bot.ledger import keys
from bot.settings import Settings

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[1]


def models_folder(settings: Settings) -> Path:
    return settings.var / "models"


def model_key(settings: Settings) -> bytes:
    return keys.read_or_create(settings.var / "keys" / "model.key")


async def ensure_model(settings: Settings, *, force: bool = False) -> model.Model:
    """The current model, verified; trained first when there is none, or its inputs changed."""
    inputs = await asyncio.to_thread(model.inputs_hash, ROOT)
    folder, key = models_folder(settings), model_key(settings)
    if not force:
        try:
            current = await asyncio.to_thread(model.verify, folder, key)
        except model.ModelError as error:
            log.info("%s Training one.", error)
        else:
            if current.inputs == inputs:
                return current
            log.info("What the model learns from has changed. Training a new one.")
    return await _train(settings, folder, key, inputs)


async def _train(settings: Settings, folder: Path, key: bytes, inputs: str) -> model.Model:
    python = ROOT / settings.engine_python
    if not python.exists():
        raise CommandError(f"{python} is missing: run make, or set GENVEJ_ENGINE_PYTHON.")
    with tempfile.TemporaryDirectory() as temporary:
        archive = Path(temporary) / "model.tar.gz"
        process = await asyncio.create_subprocess_exec(
            *(str(python), "-m", "bot.engine", "train", "--root", str(ROOT), "--out", str(archive)),
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"},
            # What a command prints itself stays its own, such as the JSON lines of understand.
            stdout=sys.stderr,
            # Ctrl-C in the terminal goes to us, and we stop it.
            start_new_session=True,
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if code != 0:
            raise CommandError(f"Training failed with exit code {code}; the lines above say why.")
        return await asyncio.to_thread(model.publish, archive, folder, key, inputs)
