"""Signs, keeps and verifies model files; an engine starts only on one that passed."""

import hashlib
import hmac
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.ledger.files import put
from bot.model_archive import ModelError, look_into

__all__ = ["Model", "ModelError", "current", "inputs_hash", "publish", "verify"]

KEPT = 3  # newest archives; an engine may still be starting on the one before
_POINTER = "current"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CATALOGUE_TEXTS = ("title", "tells_apart", "summary")
_MOST_MANIFEST = 1024 * 1024  # bytes


@dataclass(frozen=True)
class Model:
    """A model that was verified. `inputs` is the inputs_hash it was trained from."""

    archive: Path
    digest: str
    inputs: str
    size: int

    def stale(self, inputs: str) -> bool:
        return self.inputs != inputs


def inputs_hash(root: Path) -> str:
    """One digest over all that training reads: the engine's code and lock, examples, catalogue texts."""
    total = hashlib.sha256()
    for name, content in _inputs(root):
        total.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
    return total.hexdigest()


def _inputs(root: Path) -> Iterator[tuple[str, bytes]]:
    fixed = [root / "config.yml", root / "bot" / "engine" / "uv.lock"]
    examples = [*_below(root / "nlu_data", ".yml"), *_below(root / "stories", ".yml")]
    for path in [*fixed, *examples, *_below(root / "bot" / "engine", ".py")]:
        if path.exists():
            yield path.relative_to(root).as_posix(), path.read_bytes()
    for path in sorted((root / "municipality" / "services").glob("*.yml")):
        yield path.stem, _texts(path.read_text(encoding="utf-8", errors="replace")).encode()


def _below(folder: Path, suffix: str) -> list[Path]:
    """Sorted files; the engine's environment and other hidden folders are not walked."""
    found: list[Path] = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        found += [Path(place, name) for name in files if name.endswith(suffix)]
    return sorted(found)


def _texts(service: str) -> str:
    """The blocks of a service's file that training reads, as they stand."""
    found = [
        re.search(rf"^{key}:.*(?:\n(?![A-Za-z_]).*)*", service, re.MULTILINE) for key in _CATALOGUE_TEXTS
    ]
    return "\n".join(match.group() if match else service for match in found)


def publish(archive: Path, folder: Path, key: bytes, inputs: str) -> Model:
    """Keeps the archive under its digest, signed, as the current one; raises ModelError if it is bad."""
    members = look_into(archive)
    digest, size = _digest(archive)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"version": 1, "sha256": digest, "bytes": size, "members": members, "inputs": inputs}
    signed = {"manifest": manifest, "hmac": _sign(manifest, key)}
    put(folder / f"{digest}.tar.gz", archive.read_bytes())
    put(folder / f"{digest}.json", json.dumps(signed, indent=1).encode())
    put(folder / _POINTER, digest.encode() + b"\n")
    _forget_old(folder, digest)
    return Model(folder / f"{digest}.tar.gz", digest, inputs, size)


def verify(folder: Path, key: bytes) -> Model:
    """The current model; raises ModelError when there is none or anything about it is wrong."""
    digest = _pointed(folder)
    if digest is None:
        raise ModelError(f"There is no model in {folder} yet.")
    manifest = _manifest(folder / f"{digest}.json", digest, key)
    archive = folder / f"{digest}.tar.gz"
    try:
        found = _digest(archive)
    except OSError as error:
        raise ModelError(f"The model {archive.name} cannot be read.") from error
    if found != (digest, manifest["bytes"]):
        raise ModelError(f"The model {archive.name} was changed: its digest is another.")
    if look_into(archive) != manifest["members"]:
        raise ModelError(f"The model {archive.name} does not hold the files that were signed.")
    return Model(archive, digest, manifest["inputs"], manifest["bytes"])


def current(folder: Path, key: bytes) -> Model | None:
    """The verified model; None when none was published; raises ModelError when it is not to be trusted."""
    return None if _pointed(folder) is None else verify(folder, key)


def _pointed(folder: Path) -> str | None:
    try:
        digest = (folder / _POINTER).read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    if not _DIGEST.fullmatch(digest):
        raise ModelError(f"{folder / _POINTER} does not name a model.")
    return digest


def _manifest(path: Path, digest: str, key: bytes) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MOST_MANIFEST:
            raise ModelError(f"The manifest {path.name} is too large.")
        signed = json.loads(path.read_bytes())
        manifest, signature = signed["manifest"], signed["hmac"]
        good = hmac.compare_digest(_sign(manifest, key).encode(), signature.encode())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"The manifest {path.name} is missing or cannot be read.") from error
    if not good:
        raise ModelError(f"The manifest {path.name} is not signed by this installation.")
    if manifest["sha256"] != digest:
        raise ModelError(f"The manifest {path.name} belongs to another model.")
    return dict(manifest)


def _sign(manifest: dict[str, Any], key: bytes) -> str:
    canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(key, canonical, hashlib.sha256).hexdigest()


def _digest(archive: Path) -> tuple[str, int]:
    with archive.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()


def _forget_old(folder: Path, digest: str) -> None:
    archives = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for archive in archives[KEPT:]:
        if archive.name != f"{digest}.tar.gz":
            archive.unlink(missing_ok=True)
            archive.with_name(archive.name.replace(".tar.gz", ".json")).unlink(missing_ok=True)
