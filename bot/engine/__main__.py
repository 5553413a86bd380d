"""Starts or trains the engine; this page is the protocol between `web` and the engine.

    bot/engine/.venv/bin/python -m bot.engine serve                          (from the project's root)
    bot/engine/.venv/bin/python -m bot.engine train --root . --out FILE.tar.gz

serve reads, then wipes from its environment (also from /proc/<pid>/environ):
    GENVEJ_ENGINE_MODEL        path of the model archive, verified by `web` before
    GENVEJ_ENGINE_SECRET       asked for in the header X-Genvej-Secret, and sent in it to the action server
    GENVEJ_ENGINE_ACTIONS_URL  where the actions are, http://127.0.0.1:5055/actions
    GENVEJ_ENGINE_HOST         default 127.0.0.1
    GENVEJ_ENGINE_PORT         default 0: the kernel chooses
It writes one line to stdout when it can be used, {"port": 40123, "model": "<sha256 of the archive>"}, and
nothing else there; logs go to stderr. It stops on SIGTERM, when the process that started it dies, and, where
stdin is a pipe, when that pipe is closed. Exit code 2 and one line on stderr: wrong settings.

POST /turn, header X-Genvej-Secret, JSON, at most 64 KB, no unknown keys:
    {"conversation": "c1",          1–200 characters
     "turn": 3,                     1 or more
     "text": "mit gule kort er væk", or null     at most 10,000 characters; the first 2,000 are understood
     "choice": null,                or the id of a service chosen by a button, or "none" for none of them;
                                    exactly one of text and choice
     "language": "da",              or "en"
     "state": {}}                   slots as the last answer gave them: service, options, clarified, misses,
                                    no_digital, no_form, others, language
200 {"kind": "card", "services": ["health_card_reorder"], "replies": [{...}],
     "state": {"service": "health_card_reorder", "options": [], "clarified": false, "misses": 0,
               "no_digital": false, "no_form": [], "others": [], "language": "da"},
     "understanding": {"intent": "service/health_card_reorder", "confidence": 0.93,
                       "ranking": [{"service": "health_card_reorder", "confidence": 0.93}], "signals": [],
                       "model": "<sha256>"}}
401 wrong or no secret; 400 not JSON; 413 too large; 422 wrong shape; 404 anything else; 500 and 502 (the
action server failed, or nothing was answered), each {"error": "one sentence"}.

GET /health, the same header: 200 {"ready": true, "model": "<sha256>"}.

What actions find in `tracker.latest_message["understanding"]`, always all keys:
    {"intent": "service/passport_renew",  one of service/<id>, aspect/<name>, clarify, choose, out_of_scope, …
     "confidence": 0.93,
     "ranking": [{"service": id, "confidence": float}, …],   at most 5, best first
     "candidates": [id, …],     clarify: the two to four services to offer; service: the one; choose: the one
                                or, of "both of them", those that were chosen
     "several": false,          true where all candidates are asked for, not one of them
     "aspect": "price" | null,  what is asked about the service in hand, or about the one that is named
     "signals": ["danger", …],
     "choice": id | null}       choose: what was chosen, of several the first
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from pathlib import Path
from typing import List, Optional


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.engine", description="Genvej's engine.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve a model on a loopback port; settings come from the environment")
    train = commands.add_parser("train", help="train a model from the files of the project")
    train.add_argument(
        "--root", type=Path, default=Path("."), help="folder of config.yml, nlu_data, stories, municipality"
    )
    train.add_argument("--out", type=Path, required=True, help="archive to write, FILE.tar.gz")
    given = parser.parse_args(arguments)
    if given.command == "train":
        fix_order()
    prepare(learning=given.command == "train")
    return run_train(given.root, given.out) if given.command == "train" else run_serve()


def fix_order() -> None:
    """Starts this command again without random hashing, which would store Rasa's sets in another order."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "bot.engine", *sys.argv[1:]])  # noqa: S606


def prepare(*, learning: bool = True) -> None:
    """Before the first import of Rasa: nothing is reported to anyone, and what is not used stays out."""
    from bot.engine import without_tensorflow

    os.environ.update(RASA_TELEMETRY_ENABLED="false", RASA_TELEMETRY_DEBUG="false")
    # A message is a product of some hundred numbers; threads for it cost more than they save.
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    quiet()
    without_tensorflow.install(learning=learning)


def quiet() -> None:
    """Logs to stderr from WARNING on; what Rasa and its old libraries say about themselves is left out."""
    import structlog

    os.environ["LOG_LEVEL"] = "ERROR"  # Rasa's progress bars
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def run_train(root: Path, out: Path) -> int:
    from rasa.shared.exceptions import RasaException

    from bot.engine.importer import DataError
    from bot.engine.training import train

    try:
        print(json.dumps(train(root, out), ensure_ascii=False))
    except (DataError, RasaException, OSError) as error:
        print(f"Training failed: {error}", file=sys.stderr)
        return 2
    return 0


def run_serve() -> int:
    from bot.engine import settings

    try:
        try:
            found = settings.read(os.environ)
        finally:
            settings.wipe()
        from bot.engine.serving import serve

        serve(found)
    except settings.SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
