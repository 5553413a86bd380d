"""Keeps TensorFlow and other idle libraries out of the engine: rasa 3.6.21 imports them all at its start.

Why: TensorFlow takes two thirds of the engine's start and half of its memory, and is the larger part of the
frozen code that could hold a hole. Of what is left, the SDKs of messengers that nobody can reach us by take
a sixth, and scikit-learn, by which a model is learned but never used, another. What: an import hook,
installed before rasa is imported, hands out empty modules for them. Rasa's own components and channels that
need one can then be *defined* (their base classes and annotations are placeholders), but using one raises
at once and says why. For which version: the one below, and it refuses any other, because what rasa touches
while it is imported must be looked at again.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.metadata
import sys
from types import ModuleType
from typing import Any, FrozenSet, NoReturn, Optional, Sequence

RASA_VERSION = "3.6.21"
LEFT_OUT = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras", "jax"})
MESSENGERS = frozenset({"aiogram", "fbmessenger", "slack_sdk", "socketio", "twilio", "webexteamssdk"})
CONSOLE = frozenset({"questionary", "prompt_toolkit"})
LEARNERS = frozenset({"sklearn"})
# Called as decorators while rasa's modules are defined, which changes nothing until the class is used.
DECORATORS = frozenset({"tensorflow.function"})


class LeftOut(RuntimeError):
    """Something asked what is left out to do work."""


class _Placeholder(type):
    """The class of every placeholder: attributes are placeholders again, a call is refused."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return placeholder(f"{cls.__module__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.__module__ in DECORATORS and len(args) == 1 and callable(args[0]):
            return args[0]
        refuse(cls.__module__)


def refuse(name: str) -> NoReturn:
    raise LeftOut(f"{name} was asked for, but the engine runs without {name.partition('.')[0]}.")


def placeholder(name: str) -> type:
    """A class that can be a base class or an annotation; `name` is kept as its module for the error."""
    return _Placeholder(name.rpartition(".")[2], (), {"__module__": name})


class _EmptyModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return placeholder(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, names: FrozenSet[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]], target: Optional[ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        if fullname.partition(".")[0] not in self._names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: the module is empty."""


def install(*, learning: bool = True) -> None:
    """Runs before the first import of rasa; raises RuntimeError on another rasa or when it comes too late.

    An engine that is not `learning` has no use for what models are learned with.
    """
    found = importlib.metadata.version("rasa")
    if found != RASA_VERSION:
        raise RuntimeError(
            f"without_tensorflow.py knows rasa {RASA_VERSION}, but {found} is installed: check it again."
        )
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    names = LEFT_OUT | MESSENGERS | CONSOLE | (frozenset() if learning else LEARNERS)
    loaded = sorted(names & sys.modules.keys())
    if loaded:
        raise RuntimeError(f"Too late to leave out {', '.join(loaded)}: imported already.")
    sys.meta_path.insert(0, _Finder(names))
