"""Looks into a model archive before Rasa does: a model file is code, so only what ours needs may be in it."""

import gzip
import json
import tarfile
from pathlib import Path, PurePosixPath
from typing import Any

MOST_MEMBERS = 200
MOST_BYTES = 300 * 1024 * 1024  # unpacked
MOST_READ = 64 * 1024 * 1024  # at once; a header that asks for more is a trick
METADATA = "metadata.json"
FOLDER = "components"
KINDS = frozenset({".json", ".npz", ".yml"})  # numpy reads .npz without pickles, the others are text
CLASSES = frozenset(
    {
        "bot.engine.components.tokenizer.BlankSpacyTokenizer",
        "bot.engine.components.signals.Signals",
        "bot.engine.components.classifier.LinearClassifier",
        "bot.engine.components.router.Router",
        "rasa.core.policies.ensemble.DefaultPolicyPredictionEnsemble",
        "rasa.core.policies.rule_policy.RulePolicy",
        "rasa.graph_components.converters.nlu_message_converter.NLUMessageConverter",
        "rasa.graph_components.providers.domain_provider.DomainProvider",
        "rasa.graph_components.providers.rule_only_provider.RuleOnlyDataProvider",
    }
)
CALLS = frozenset(
    {
        "create",
        "load",
        "process",
        "convert_user_message",
        "provide",
        "provide_inference",
        "predict_action_probabilities",
        "combine_predictions_from_kwargs",
    }
)


class ModelError(Exception):
    """A model that must not be used; the message is one sentence."""


def look_into(archive: Path) -> dict[str, int]:
    """The files in the archive and their sizes in bytes; raises ModelError at the first that is not ours."""
    try:
        with gzip.open(archive) as unzipped:
            stream: Any = _Bounded(unzipped)
            with tarfile.open(fileobj=stream, mode="r:") as tar:
                return _members(tar)
    except (tarfile.TarError, gzip.BadGzipFile, OSError, EOFError, ValueError) as error:
        raise ModelError(
            f"The model {archive.name} is not a readable archive ({type(error).__name__})."
        ) from error


def _members(tar: tarfile.TarFile) -> dict[str, int]:
    files: dict[str, int] = {}
    seen: set[str] = set()
    total = 0
    while (member := tar.next()) is not None:
        if len(seen) >= MOST_MEMBERS:
            raise ModelError(f"The model has more than {MOST_MEMBERS} members.")
        total += member.size
        if total > MOST_BYTES:
            raise ModelError(f"The model unpacks to more than {MOST_BYTES >> 20} MB.")
        _check_member(member)
        if member.name in seen:
            raise ModelError(f"The model has {member.name[:80]!r} twice.")
        seen.add(member.name)
        if member.isreg():
            files[member.name] = member.size
        if member.name == METADATA:
            check_metadata(_read(tar, member))
    if METADATA not in files:
        raise ModelError(f"The model has no {METADATA}.")
    return files


def _check_member(member: tarfile.TarInfo) -> None:
    path = PurePosixPath(member.name)
    folder = member.type == tarfile.DIRTYPE
    if not folder and (member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or member.sparse is not None):
        raise ModelError(f"The model has {member.name[:80]!r}, which is neither a file nor a folder.")
    known = member.name == METADATA or path.parts[:1] == (FOLDER,)
    if not known or ".." in path.parts or "\\" in member.name or str(path) != member.name:
        raise ModelError(f"The model has {member.name[:80]!r}, which is outside {FOLDER}/ and {METADATA}.")
    if not folder and path.suffix not in KINDS:
        raise ModelError(f"The model has {member.name[:80]!r}; only {', '.join(sorted(KINDS))} are allowed.")


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if member.size > MOST_READ:
        raise ModelError(f"The model's {METADATA} is too large.")
    content = tar.extractfile(member)
    return content.read() if content is not None else b""


def check_metadata(raw: bytes) -> None:
    """Rasa imports and calls whatever the graph names; so it may name our parts only."""
    try:
        metadata = json.loads(raw)
        graphs = [metadata["train_schema"]["nodes"], metadata["predict_schema"]["nodes"]]
        nodes = [node for graph in graphs for node in graph.values()]
        for node in nodes:
            _check_node(node)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"The model's {METADATA} has not the shape that Rasa writes.") from error
    if _uses(metadata) != len(nodes):
        raise ModelError(f"The model's {METADATA} names a class outside its graph.")


def _check_node(node: dict[str, Any]) -> None:
    if node["uses"] not in CLASSES:
        raise ModelError(f"The model uses {str(node['uses'])[:80]!r}, which is not on the list.")
    for call in (node["constructor_name"], node["fn"]):
        if call not in CALLS:
            raise ModelError(f"The model calls {str(call)[:80]!r}, which is not on the list.")
    # A policy imports the class that its setting `featurizer` names.
    if any(not isinstance(value, str | int | float | None) for value in node["config"].values()):
        raise ModelError(f"The model has a setting of {node['uses']} that is more than a word or a number.")
    if "featurizer" in node["config"]:
        raise ModelError("The model names a featurizer of its own.")


def _uses(value: Any) -> int:
    """How often the key `uses` occurs at any depth."""
    if isinstance(value, dict):
        return ("uses" in value) + sum(_uses(each) for each in value.values())
    return sum(_uses(each) for each in value) if isinstance(value, list) else 0


class _Bounded:
    """A stream that gives at most MOST_BYTES and some headers, whatever the archive says of itself."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self._most = MOST_BYTES + MOST_MEMBERS * 4096

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MOST_READ:
            raise ModelError("The model has a header that is too large.")
        data = self._stream.read(size)
        self._bound()
        return data

    def seek(self, place: int, whence: int = 0) -> int:
        if place > self._most:
            raise ModelError(f"The model unpacks to more than {MOST_BYTES >> 20} MB.")
        place = self._stream.seek(place, whence)
        self._bound()
        return place

    def tell(self) -> int:
        return self._stream.tell()

    def _bound(self) -> None:
        if self._stream.tell() > self._most:
            raise ModelError(f"The model unpacks to more than {MOST_BYTES >> 20} MB.")
