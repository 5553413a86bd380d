"""What the engine does not use stays out, loudly."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def run(code: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, since an import cannot be taken back."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


INSTALL = "from bot.engine import without_tensorflow as w; w.install()\n"


def test_rasa_is_imported_whole_without_it() -> None:
    done = run(
        INSTALL + "import sys, rasa.core.agent, rasa.engine.recipes.default_recipe\n"
        "tf = sys.modules['tensorflow']\n"
        "assert not hasattr(tf, '__file__') or tf.__file__ is None\n"
        "assert not any(name.startswith('tensorflow.python') for name in sys.modules)\n"
        "print('whole')"
    )
    assert done.stdout == "whole\n", done.stderr


@pytest.mark.parametrize(
    "use",
    [
        "import tensorflow as tf; tf.constant(1)",
        "import tensorflow as tf; tf.keras.layers.Dense(5)",
        "from tensorflow.keras import Model; Model()",
        "import keras; keras.models.load_model('x')",
        "from rasa.utils.tensorflow.models import RasaModel; RasaModel()",
        "from rasa.core.channels.slack import SlackBot; SlackBot('token')._post_message('c')",
        "from rasa.core.channels.telegram import TelegramOutput; TelegramOutput('token')",
    ],
)
def test_using_it_fails_at_once_and_says_why(use: str) -> None:
    done = run(INSTALL + use)
    assert done.returncode == 1
    assert "was asked for, but the engine runs without" in done.stderr.splitlines()[-1]


def test_an_engine_that_serves_has_no_use_for_what_learns() -> None:
    done = run(
        "from bot.engine import without_tensorflow as w; w.install(learning=False)\n"
        "import sys, bot.engine.turn, bot.engine.components.classifier\n"
        "print([name for name in ('scipy.stats', 'sklearn.svm') if name in sys.modules])\n"
        "import sklearn.svm; sklearn.svm.LinearSVC()"
    )
    assert done.stdout == "[]\n", done.stderr
    assert "the engine runs without sklearn" in done.stderr.splitlines()[-1]


def test_another_rasa_is_refused() -> None:
    done = run("import importlib.metadata as m; m.version = lambda name: '3.6.22'\n" + INSTALL)
    assert done.returncode == 1
    assert "knows rasa 3.6.21, but 3.6.22 is installed" in done.stderr.splitlines()[-1]


def test_coming_too_late_is_refused() -> None:
    done = run("import sys, types; sys.modules['keras'] = types.ModuleType('keras')\n" + INSTALL)
    assert done.returncode == 1
    assert "Too late" in done.stderr.splitlines()[-1]


def test_installing_twice_is_once() -> None:
    done = run(
        INSTALL + "w.install()\nimport sys\nprint(sum(isinstance(f, w._Finder) for f in sys.meta_path))"
    )
    assert done.stdout == "1\n", done.stderr
