"""Checks and imports uploaded files in the background, one at a time, and goes on after a restart."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from typing import Final, TypeVar

from bot.catalogue import Catalogue
from bot.console.shared import Clock
from bot.intake import apart, files, importing, sample
from bot.intake.direct import Direct
from bot.intake.files import File
from bot.intake.importing import Books
from bot.intake.layout import Layout, MappingError
from bot.intake.picking import FileRefused
from bot.intake.preview import Found, Preview
from bot.intake.reading import Recipe
from bot.intake.rows import REQUIRED, services
from bot.intake.sample import Codes, Sample
from bot.intake.shelf import Shelf, Stage, Upload
from bot.ledger import Ledger, LedgerError, contacts, threatening
from bot.ledger.contacts import Contact, kept_id
from bot.ledger.imports import BATCH_ROWS, NewImport
from bot.ledger.pseudonyms import Pseudonyms
from bot.ledger.transaction import Reads

T = TypeVar("T")
log = logging.getLogger(__name__)

READER_BYTES: Final = 1 << 30  # what a file may make its reader take
SWEEP_SECONDS: Final = 900
NOTHING: Final = Layout(columns={})


class Bringing:
    """`done` says how far a file is, in the unit of its `total`; `arriving` are those on their way."""

    def __init__(self, ledger: Ledger, catalogue: Catalogue, pseudonyms: Pseudonyms, clock: Clock) -> None:
        self.shelf = Shelf(ledger.folder / "uploads")
        self.done: dict[str, int] = {}
        self.arriving = 0
        self._samples: dict[str, Sample] = {}
        self._ledger = ledger
        self._services = services(catalogue)
        self._pseudonyms = pseudonyms
        self._clock = clock
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Semaphore(1)
        self._held = ExitStack()
        self._sweeper: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Throws away what was left, and goes on with what was being imported.

        Where several processes share the folder, the first of them does.
        """
        if not self.shelf.claim(self._held):
            return
        await asyncio.to_thread(self.shelf.sweep, self._clock(), starting=True)
        for upload in self.shelf.all():
            if upload.stage is Stage.IMPORTING:
                self._begin(upload, self._import)
        self._sweeper = asyncio.create_task(self._sweep())

    async def close(self) -> None:
        running = [*self._tasks.values(), *([self._sweeper] if self._sweeper else [])]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._held.close()

    async def look(self, upload: Upload) -> Sample:
        """Raises FileRefused and OSError."""
        if upload.id not in self._samples:
            file = await asyncio.to_thread(self._file, upload, NOTHING)
            self._samples[upload.id] = await self._apart(sample.look, file, NOTHING)
        return self._samples[upload.id]

    async def codes(self, upload: Upload, columns: Sequence[str]) -> dict[str, Codes]:
        """What stands in these columns. Raises FileRefused and OSError."""
        file = await asyncio.to_thread(self._file, upload, NOTHING)
        return await self._apart(sample.codes, file, NOTHING, columns)

    async def _apart(self, work: Callable[..., T], *given: object) -> T:
        return await asyncio.to_thread(partial(apart.call, work, *given, memory=READER_BYTES))

    def check(self, upload: Upload) -> Upload:
        """Count what it would do, and book nothing."""
        begun = self.shelf.keep(upload, stage=Stage.CHECKING, found=None, error=None)
        self._begin(begun, self._check)
        return begun

    def bring(self, upload: Upload) -> Upload:
        begun = self.shelf.keep(upload, stage=Stage.IMPORTING, error=None)
        self._begin(begun, self._import)
        return begun

    async def discard(self, upload: Upload) -> None:
        task = self._tasks.pop(upload.id, None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        self._samples.pop(upload.id, None)
        await asyncio.to_thread(self.shelf.forget, upload.id)

    def _begin(self, upload: Upload, work: Callable[[Upload], Awaitable[Upload]]) -> None:
        if upload.id not in self._tasks:
            self._tasks[upload.id] = asyncio.create_task(self._run(upload, work))

    async def _run(self, upload: Upload, work: Callable[[Upload], Awaitable[Upload]]) -> None:
        try:
            async with self._turn:
                await work(upload)
        except (FileRefused, MappingError, LedgerError) as error:
            self._fail(upload, f"The file {error}." if isinstance(error, FileRefused) else str(error))
        except Exception:
            log.exception("an uploaded file could not be dealt with")
            self._fail(upload, "Something went wrong here, not with the file. Try again.")
        finally:
            self._tasks.pop(upload.id, None)
            self.done.pop(upload.id, None)

    def _fail(self, upload: Upload, error: str) -> None:
        found = self.shelf.find(upload.id)
        if found is not None:
            self.shelf.keep(found, stage=Stage.FAILED, error=error)

    async def _check(self, upload: Upload) -> Upload:
        recipe = await asyncio.to_thread(self._recipe, upload)
        with ExitStack() as held:
            preview = Preview(self.shelf.content(upload.id).parent, held)
            parts = held.enter_context(closing(apart.parts(recipe, 0, BATCH_ROWS, memory=READER_BYTES)))
            while found := await importing.following(parts):
                part, self.done[upload.id] = found
                preview.rejected += part.rejected
                await self._count(upload, preview, part.rows)
            counted = await asyncio.to_thread(preview.found)
        return self.shelf.keep(upload, stage=Stage.CHECKED, found=counted, digest=recipe.file.digest)

    async def _count(self, upload: Upload, preview: Preview, rows: Sequence[Contact]) -> None:
        named = [(kept_id(row.contact_id, self._ledger.keyed), row) for row in rows]
        ids = {id for id, _ in named}

        def look(conn: Reads) -> tuple[set[str], set[str]]:
            known = contacts.counted(conn, upload.source, ids)
            return known, threatening.threatened(conn, (row for id, row in named if id not in known))

        known, threatened = await self._ledger.read(look)
        preview.threatened |= threatened
        await asyncio.to_thread(preview.add, named, known)

    async def _import(self, upload: Upload) -> Upload:
        recipe = await asyncio.to_thread(self._recipe, upload)
        new = NewImport(
            source=upload.source,
            at=self._clock(),
            name=upload.name,
            by=upload.by,
            file_digest=recipe.file.digest,
        )

        def show(done: int) -> None:
            self.done[upload.id] = done

        read = partial(apart.parts, recipe, memory=READER_BYTES)
        books: Books = Direct(self._ledger)
        sums = await importing.bring(read, books, new, show=show)
        found = Found(accepted=sums.accepted, repeated=sums.repeated, rejected=sums.rejected)
        done = self.shelf.keep(upload, stage=Stage.DONE, import_id=sums.id, found=found)
        await asyncio.to_thread(self.shelf.settle, upload.id)
        self._samples.pop(upload.id, None)
        return done

    def _recipe(self, upload: Upload) -> Recipe:
        form = self.shelf.layout(upload)
        return Recipe(
            file=self._file(upload, form),
            layout=form,
            services=self._services,
            pseudonyms=self._pseudonyms,
            now=self._clock,
            rejects=self.shelf.rejects(upload.id),
        )

    def _file(self, upload: Upload, form: Layout) -> File:
        mapping = self.shelf.mapping(upload.id)
        given = mapping.read_bytes() if upload.described and mapping.exists() else b""
        return files.look(self.shelf.content(upload.id), form, given)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await asyncio.to_thread(self.shelf.sweep, self._clock())


def plain(found: Sample) -> bool:
    """Whether the file has our own names, so that nobody need describe it."""
    return {*REQUIRED} <= {name.casefold() for name in found.columns}
