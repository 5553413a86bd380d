"""Files that were uploaded, each in a folder of its own, until they are imported or thrown away."""

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from bot.intake import layout
from bot.intake.layout import PLAIN, Layout
from bot.intake.preview import Found
from bot.ledger.files import put

WAITS: Final = timedelta(hours=4)  # with citizens' numbers in it: as long as somebody is at work on it
KEPT: Final = timedelta(days=30)  # what was rejected, masked
_ID: Final = re.compile(r"[0-9a-f]{32}")


class Stage(StrEnum):
    """How far a file has come; in the first four nothing of it is booked."""

    COLUMNS = "columns"
    CODES = "codes"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """`total` is how far its reader will get, in bytes or rows. `error` says why it failed."""

    id: str
    by: str
    name: str
    source: str
    size: int
    at: datetime
    stage: Stage = Stage.COLUMNS
    described: bool = False  # by a mapping; else it has our own names
    total: int = 0
    found: Found | None = None
    digest: str = ""
    import_id: str | None = None
    error: str | None = None


class Shelf:
    """`folder` is readable by our user alone; each change of an upload is whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def claim(self, held: ExitStack) -> bool:
        """Whether this process looks after the shelf until `held` closes; another one may already."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600)
        held.callback(os.close, lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def new(self, *, by: str, name: str, source: str, at: datetime) -> Upload:
        """An empty one, that its content can be written to."""
        made = Upload(id=secrets.token_hex(16), by=by, name=name, source=source, size=0, at=at)
        self._place(made.id).mkdir(mode=0o700, parents=True)
        self.folder.chmod(0o700)
        os.close(os.open(self.content(made.id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return made

    def content(self, id: str) -> Path:
        return self._place(id) / "content"

    def rejects(self, id: str) -> Path:
        return self._place(id) / "rejects.csv"

    def mapping(self, id: str) -> Path:
        return self._place(id) / "mapping.yml"

    def layout(self, upload: Upload) -> Layout:
        """Raises MappingError."""
        found = layout.load(self.mapping(upload.id)) if upload.described else PLAIN
        return replace(found, source=upload.source)

    def describe(self, upload: Upload, form: Layout) -> Upload:
        """With a mapping, as the command line takes it."""
        write(self.mapping(upload.id), layout.dump(replace(form, source=upload.source)))
        return self.keep(upload, described=True)

    def keep(self, upload: Upload, **changed: Any) -> Upload:
        kept = replace(upload, **changed)
        told = {**asdict(replace(kept, found=None)), "at": kept.at.isoformat()}
        told["found"] = kept.found and kept.found.json()
        write(self._place(kept.id) / "state.json", json.dumps(told))
        return kept

    def find(self, id: str) -> Upload | None:
        if not _ID.fullmatch(id):
            return None
        try:
            told = json.loads((self._place(id) / "state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        found = Found.of(told["found"]) if told["found"] else None
        return Upload(
            **{
                **told,
                "found": found,
                "at": datetime.fromisoformat(told["at"]),
                "stage": Stage(told["stage"]),
            }
        )

    def all(self) -> list[Upload]:
        """The newest first."""
        found = [one for id in self._ids() if (one := self.find(id)) is not None]
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)

    def settle(self, id: str) -> None:
        """Throw the file itself away; what was rejected stays for a while."""
        self.content(id).unlink(missing_ok=True)

    def forget(self, id: str) -> None:
        shutil.rmtree(self._place(id), ignore_errors=True)

    def sweep(self, now: datetime, *, starting: bool = False) -> None:
        """Throw away what nobody goes on with; at a start that is all but what was being imported."""
        for id in self._ids():
            found = self.find(id)
            if found is None:
                if starting:
                    self.forget(id)
            elif found.stage is Stage.DONE:
                self.settle(id)
                if now - found.at > KEPT:
                    self.forget(id)
            elif found.stage is not Stage.IMPORTING and (starting or now - found.at > WAITS):
                self.forget(id)

    def _ids(self) -> Iterator[str]:
        if self.folder.is_dir():
            yield from (place.name for place in self.folder.iterdir() if _ID.fullmatch(place.name))

    def _place(self, id: str) -> Path:
        assert _ID.fullmatch(id)
        return self.folder / id


def write(path: Path, text: str) -> None:
    """Whole or not at all, also when the power fails; readable by our user alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    put(path, text.encode())
