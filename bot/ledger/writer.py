"""The one thread that writes: what waits goes into one transaction, and is acknowledged after its commit."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection

from bot.ledger.databases import Verdict
from bot.ledger.errors import (
    LedgerBroken,
    LedgerBusy,
    LedgerClosed,
    LedgerError,
    LedgerFull,
    LedgerUnavailable,
)
from bot.ledger.transaction import Transaction

log = logging.getLogger(__name__)

T = TypeVar("T")

CAPACITY: Final = 1000
BATCH: Final = 64
ATTEMPTS: Final = 5

_REFUSED: Final = frozenset({Verdict.WORK, Verdict.AGAIN})  # of a work, while the transaction can go on


class Session(Protocol):
    """A connection on which this process has begun its chain."""

    connection: Connection

    def answers(self) -> bool: ...

    def transaction(self) -> Transaction: ...

    def committed(self, tx: Transaction) -> None: ...

    def close(self, *, orderly: bool) -> None: ...


class Place(Protocol):
    """Where sessions come from, and what their errors mean."""

    def open(self) -> Session: ...

    def verdict(self, error: BaseException) -> Verdict: ...

    def explain(self, error: BaseException) -> BaseException: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class Job:
    work: Callable[[Transaction], Any]
    future: "asyncio.Future[Any]"
    attempts: int = 0
    single: bool = False  # shares its transaction with nobody


Settled = tuple[Job, Any, BaseException | None]


class _BatchFailed(Exception):
    """The whole transaction is void."""

    def __init__(self, verdict: Verdict, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.verdict = verdict
        self.cause = cause


class Writer:
    """`on_broken` is called, in the writer's thread, when the process must be restarted."""

    def __init__(self, place: Place, *, on_broken: Callable[[LedgerBroken], None]) -> None:
        self._place = place
        self._on_broken = on_broken
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._again: deque[Job] = deque()
        self._session: Session | None = None
        self._refusal: LedgerError | None = None
        self._gate = threading.Lock()  # between `submit` and whatever ends the writer
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)

    def start(self) -> Future[None]:
        """Done when writing is possible; fails with what kept it from that."""
        self._thread.start()
        return self._ready

    def submit(self, work: Callable[[Transaction], T]) -> "asyncio.Future[T]":
        """Raises LedgerBusy when too much waits, LedgerBroken and LedgerClosed when no more is taken."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self._gate:
            if self._refusal is not None:
                raise self._refusal
            if self._queue.qsize() >= CAPACITY:
                raise LedgerBusy("Too much is waiting to be written; try again in a moment.")
            self._queue.put(Job(work, future))
        return future

    def stop(self) -> None:
        """Take no more, write what waits, end. Blocks."""
        self._refuse(LedgerClosed("The ledger is closed."))
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        try:
            self._session = self._place.open()
        except BaseException as error:
            self._place.close()
            self._ready.set_exception(self._place.explain(error))
            return
        self._ready.set_result(None)
        try:
            while (first := self._next()) is not None:
                self._batch(first)
            self._end_session(orderly=True)
        except LedgerBroken as error:
            self._end_session(orderly=False)
            self._give_up(error)
        finally:
            self._place.close()

    def _next(self) -> Job | None:
        return self._again.popleft() if self._again else self._queue.get()

    def _batch(self, first: Job) -> None:
        """One transaction; raises LedgerBroken when the process has to end."""
        jobs = self._waiting(first)
        done: list[Settled] = []
        try:
            self._transact(self._awake(), jobs, done)
        except BaseException as error:
            self._void(jobs, error)
            return
        _settle(done)

    def _awake(self) -> Session:
        """A session that answers: where the server was restarted meanwhile, nothing is lost by a new one."""
        if self._session is not None and not self._session.answers():
            self._end_session(orderly=False)
        if self._session is None:
            self._session = self._place.open()
        return self._session

    def _transact(self, session: Session, jobs: list[Job], done: list[Settled]) -> None:
        with session.connection.begin():
            tx = session.transaction()
            for job in jobs:
                if not job.future.cancelled():
                    self._one(tx, job, done)
            self._flush(tx)
        session.committed(tx)

    def _waiting(self, first: Job) -> list[Job]:
        """What is there already: a lone write never waits for company, and while one batch is being synced
        the next one gathers by itself. The sign to stop is left for the main loop."""
        jobs = [first]
        while len(jobs) < BATCH and not first.single:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                self._queue.put(None)
                break
            jobs.append(job)
        return jobs

    def _one(self, tx: Transaction, job: Job, done: list[Settled]) -> None:
        """Run one work as a piece of its own, so that its failure is nobody else's."""
        try:
            result = job.work(tx)
            tx.keep()
            done.append((job, result, None))
        except BaseException as error:
            verdict = self._place.verdict(error)
            if verdict not in _REFUSED:
                raise _BatchFailed(verdict, error) from error
            tx.undo()
            self._failed(job, error, verdict, done)

    def _flush(self, tx: Transaction) -> None:
        try:
            tx.flush()
        except BaseException as error:
            raise _BatchFailed(self._place.verdict(error), error) from error

    def _failed(
        self,
        job: Job,
        error: BaseException,
        verdict: Verdict,
        done: list[Settled],
    ) -> None:
        job.attempts += 1
        if verdict is Verdict.AGAIN and job.attempts < ATTEMPTS:
            # Not in this transaction: it may hold the very lock that the other side waits for.
            self._again.append(job)
        elif verdict is Verdict.AGAIN:
            done.append((job, None, LedgerBusy("Another process is in the way; try again in a moment.")))
        else:
            done.append((job, None, error))

    def _void(self, jobs: list[Job], error: BaseException) -> None:
        """Nothing of this batch counts: tell everyone, and go on only where that is honest."""
        verdict = error.verdict if isinstance(error, _BatchFailed) else self._place.verdict(error)
        cause = error.cause if isinstance(error, _BatchFailed) else error
        if isinstance(error, _BatchFailed) and verdict in _REFUSED:
            self._repeat(jobs, cause, verdict)
            return
        told = _told(verdict, cause)
        log.error("a batch of %d was not written: %s", len(jobs), type(cause).__name__)
        self._forget(jobs)
        _settle([(job, None, told) for job in jobs])
        if isinstance(told, LedgerBroken):
            raise told
        if verdict is Verdict.LOST:
            self._end_session(orderly=False)

    def _repeat(self, jobs: list[Job], cause: BaseException, verdict: Verdict) -> None:
        """What several had booked was refused when it was sent: each by itself, to find whose it was."""
        taken = [job for job in jobs if not job.future.cancelled()]
        self._forget(jobs)
        if len(taken) > 1:
            for job in taken:
                job.attempts += 1
                job.single = True
            self._again.extend(taken)
            return
        done: list[Settled] = []
        for job in taken:
            self._failed(job, cause, verdict, done)
        _settle(done)

    def _forget(self, jobs: list[Job]) -> None:
        """Whatever these were to do again belongs to a transaction that is void."""
        void = {id(job) for job in jobs}
        self._again = deque(job for job in self._again if id(job) not in void)

    def _give_up(self, error: LedgerBroken) -> None:
        self._refuse(error)
        waiting: list[Job | None] = list(self._again)
        while not self._queue.empty():
            waiting.append(self._queue.get_nowait())
        _settle([(job, None, error) for job in waiting if job is not None])
        self._on_broken(error)

    def _refuse(self, error: LedgerError) -> None:
        with self._gate:
            if not isinstance(self._refusal, LedgerBroken):
                self._refusal = error

    def _end_session(self, *, orderly: bool) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            session.close(orderly=orderly)


def _settle(done: list[Settled]) -> None:
    """Tell those who wait, once a batch: waking their loop costs more than a row."""
    for loop, settled in groupby(done, key=lambda one: one[0].future.get_loop()):
        try:
            loop.call_soon_threadsafe(_tell, list(settled))
        except RuntimeError:
            log.warning("nobody waits any more for what was written")  # the loop is closed


def _tell(settled: list[Settled]) -> None:
    for job, result, failure in settled:
        if job.future.done():
            continue  # cancelled meanwhile
        if failure is None:
            job.future.set_result(result)
        elif isinstance(failure, StopIteration):
            job.future.set_exception(RuntimeError("a work ended with StopIteration"))  # no future takes it
        else:
            job.future.set_exception(failure)


def _told(verdict: Verdict, cause: BaseException) -> LedgerError:
    """What those who wait are told; it names no statement and no value."""
    match verdict:
        case Verdict.AGAIN:
            return LedgerBusy("Another process is in the way; try again in a moment.")
        case Verdict.FULL:
            return LedgerFull("The database has no room left or cannot store; nothing was booked.")
        case Verdict.LOST:
            return LedgerUnavailable("The database went away; repeat with the same id.")
    return LedgerBroken(f"Storage failed while writing ({type(cause).__name__}); restart the process.")
