"""Packs a trained model so that the same inputs give the same bytes, and nothing goes in that is not used."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import json
import tarfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Union

import rasa
from rasa.engine.graph import GraphModelConfiguration, GraphSchema, SchemaNode
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.domain import Domain

COMPONENTS = "components"  # Rasa's own names
METADATA = "metadata.json"
# Rasa wants a time in the metadata; a fixed one keeps the archive a function of its inputs. When a model was
# published stands in its manifest.
ALWAYS = datetime(2026, 1, 1, tzinfo=timezone.utc).replace(tzinfo=None)


class ReproducibleStorage(LocalModelStorage):
    """Rasa's storage, with an archive of sorted files that carry no time, owner or random id."""

    def create_model_package(
        self,
        model_archive_path: Union[str, Path],
        model_configuration: GraphModelConfiguration,
        domain: Domain,
    ) -> ModelMetadata:
        files = {
            f"{COMPONENTS}/{path.relative_to(self._storage_path)}": path.read_bytes()
            for path in sorted(self._storage_path.rglob("*"))
            if path.is_file()
        }
        metadata = _metadata(model_configuration, domain, digest(files))
        files[METADATA] = json.dumps(metadata.as_dict(), sort_keys=True, ensure_ascii=False).encode()
        Path(model_archive_path).write_bytes(pack(files))
        return metadata


def _metadata(graph: GraphModelConfiguration, domain: Domain, model_id: str) -> ModelMetadata:
    return ModelMetadata(
        trained_at=ALWAYS,
        rasa_open_source_version=rasa.__version__,
        model_id=model_id,
        assistant_id=graph.assistant_id,
        domain=domain,
        train_schema=GraphSchema({}),  # an engine never trains, so it need not name those classes
        predict_schema=GraphSchema(
            {name: _settled(node) for name, node in graph.predict_schema.nodes.items()}
        ),
        training_type=graph.training_type,
        project_fingerprint=None,
        spaces=graph.spaces,
        language=graph.language,
        core_target=graph.core_target,
        nlu_target=graph.nlu_target,
    )


def _settled(node: SchemaNode) -> SchemaNode:
    """The node without the random fingerprint that Rasa gives its resource for a cache that is not used."""
    if node.resource is None:
        return node
    return dataclasses.replace(node, resource=Resource(node.resource.name, output_fingerprint=""))


def digest(files: Dict[str, bytes]) -> str:
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(files[name]).digest())
    return total.hexdigest()


def pack(files: Dict[str, bytes]) -> bytes:
    """A .tar.gz with its folders, in order."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        for folder in sorted({str(parent) for name in files for parent in Path(name).parents} - {"."}):
            tar.addfile(_member(folder, tarfile.DIRTYPE, 0o755))
        for name in sorted(files):
            member = _member(name, tarfile.REGTYPE, 0o644)
            member.size = len(files[name])
            tar.addfile(member, io.BytesIO(files[name]))
    return packed.getvalue()


def _member(name: str, kind: bytes, mode: int) -> Any:
    member = tarfile.TarInfo(name)
    member.type, member.mode = kind, mode
    return member
