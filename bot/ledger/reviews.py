"""The sample that operators judge: drawn by rule, handed out to one at a time, some of it judged twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update

from bot.deflection.counts import PairCell, ReviewCell
from bot.deflection.lifecycle import State
from bot.deflection.periods import Period
from bot.deflection.review import Reason, Verdict
from bot.ledger import facets, jobs, times
from bot.ledger.errors import UnknownDeflection
from bot.ledger.tables import deflection, judgement, review, turn
from bot.ledger.transaction import Reads, Transaction

JOB: Final = "sample"
HELD: Final = timedelta(minutes=15)
SETTLED: Final = timedelta(minutes=10)  # by then whatever was offered has been booked, by every process
AT_ONCE: Final = 500
RANDOM: Final = 0.02
TWICE: Final = 0.2  # of the sample a second operator judges it too
LOW: Final = 0.5  # what the service that was chosen was sure of, 0…1
NOTE_SIGNS: Final = 500


class Taken(Exception):
    """Another operator is at work on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one operator said last; the note is masked before it comes here."""

    deflection: str
    operator: str
    verdict: Verdict
    note: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much of the sample is still to be judged, and of that a second time."""

    all: int
    second: int


def draw(tx: Transaction, limit: int = AT_ONCE) -> int:
    """Take what the rules name into the sample; how many deflections were looked at, 0 when none is left.

    A deflection is looked at once when it is new, and again when it is reversed.
    """
    reversed_now = _reversed(tx, limit)
    for id in reversed_now:
        _take(tx, id, Reason.REVERSED)
    last = jobs.last(tx, JOB)
    told = last.detail if last else {}  # without a place as long as there was nothing to look at
    done = (told.get("offered_at", ""), told.get("id", ""))
    new = _offered(tx, done, limit)
    for row in new:
        if reason := _why(tx, row):
            _take(tx, row.id, reason)
    if new:
        jobs.succeeded(tx, JOB, offered_at=times.to_text(new[-1].offered_at), id=new[-1].id)
    return len(reversed_now) + len(new)


def _reversed(tx: Transaction, limit: int) -> list[str]:
    drawn = exists().where(review.c.deflection == deflection.c.id)
    query = select(deflection.c.id).where(deflection.c.state == State.REVERSED.value, ~drawn)
    return list(tx.execute(query.limit(limit)).scalars())


def _offered(tx: Transaction, done: tuple[str, str], limit: int) -> Sequence[Any]:
    at, id = deflection.c.offered_at, deflection.c.id
    query = select(deflection.c.id, at, deflection.c.conversation, deflection.c.turn)
    if done[0]:
        since = times.from_text(done[0])
        query = query.where(at >= since, or_(at > since, id > done[1]))
    query = query.where(at < tx.now() - SETTLED).order_by(at, id).limit(limit)
    return tx.execute(query).all()


def _why(tx: Transaction, row: Any) -> Reason | None:
    if _lot(tx, "sample", row.id) < RANDOM:
        return Reason.RANDOM
    said = select(turn.c.understanding).where(turn.c.conversation == row.conversation)
    understood = tx.execute(said.where(turn.c.number == row.turn)).scalar()
    ranking = (understood or {}).get("ranking") or ()
    return Reason.LOW_CONFIDENCE if ranking and (ranking[0].get("confidence") or 0) < LOW else None


def _lot(tx: Transaction, purpose: str, id: str) -> float:
    """Uniform in [0, 1), and the same on every machine that has the key."""
    return int(tx.keyed(f"{purpose}:{id}")[:8], 16) / 2**32


def _take(tx: Transaction, id: str, reason: Reason) -> None:
    wanted = 2 if reason is not Reason.CHOSEN and _lot(tx, "second", id) < TWICE else 1
    tx.insert_new(review, deflection=id, reason=reason.value, drawn_at=tx.now(), wanted=wanted, judged=0)


def claim(tx: Transaction, operator: str, *, passing: str | None = None) -> str | None:
    """The deflection that this operator judges next, held for them alone; None when nothing waits.

    Who holds one gets it again, unless they are `passing` it on: then it goes back, behind all others.
    """
    now = tx.now()
    if passing is not None:
        # Others are asked before it comes up again.
        back = {"holder": None, "held_until": None, "drawn_at": now}
        tx.execute(update(review).where(_mine(operator, now), review.c.deflection == passing).values(back))
    held = tx.execute(select(review.c.deflection).where(_mine(operator, now)).limit(1)).scalar()
    found: str | None = held if held is not None else _next(tx, operator, now)
    if found is not None:
        _hold(tx, found, operator, now)
    return found


def _next(tx: Transaction, operator: str, now: datetime) -> str | None:
    said = exists().where(judgement.c.deflection == review.c.deflection, judgement.c.operator == operator)
    free = or_(review.c.holder.is_(None), review.c.held_until <= now)
    query = select(review.c.deflection).where(review.c.judged < review.c.wanted, free, ~said)
    first = query.order_by(review.c.drawn_at, review.c.deflection).limit(1)
    found: str | None = tx.execute(first.with_for_update(skip_locked=True)).scalar()
    return found


def _hold(tx: Transaction, id: str, operator: str, now: datetime) -> None:
    held = {"holder": operator, "held_until": now + HELD}
    tx.execute(update(review).where(review.c.deflection == id).values(held))


def _mine(operator: str, now: datetime) -> ColumnElement[bool]:
    return and_(review.c.holder == operator, review.c.held_until > now)


def judge(tx: Transaction, said: Judgement) -> None:
    """Keep what an operator said; whoever said something else before corrects it by a further row.

    A deflection that no rule drew is taken into the sample as chosen, apart from the figures. Raises Taken
    while another operator holds it, UnknownDeflection, and ValueError for a note that is too long.
    """
    if len(said.note or "") > NOTE_SIGNS:
        raise ValueError(f"A note has at most {NOTE_SIGNS} signs.")
    if tx.execute(select(deflection.c.id).where(deflection.c.id == said.deflection)).first() is None:
        raise UnknownDeflection(f"There is no deflection {said.deflection}.")
    _take(tx, said.deflection, Reason.CHOSEN)
    row = tx.execute(select(review).where(review.c.deflection == said.deflection).with_for_update()).one()
    if row.holder not in (None, said.operator) and row.held_until > tx.now():
        raise Taken
    again = by_operator(tx, said.deflection, said.operator) is not None
    tx.execute(
        insert(judgement).values(
            deflection=said.deflection,
            operator=said.operator,
            verdict=said.verdict.value,
            note=said.note or None,
            at=said.at,
        )
    )
    facets.tell(tx, said.deflection, verdict=said.verdict.value)
    free = {"holder": None, "held_until": None, "judged": row.judged + (not again)}
    tx.execute(update(review).where(review.c.deflection == said.deflection).values(free))


def judgements(conn: Reads, id: str) -> list[Judgement]:
    """What each operator said last, in the order in which they first spoke."""
    rows = conn.execute(select(judgement).where(judgement.c.deflection == id).order_by(judgement.c.id))
    last: dict[str, Judgement] = {}
    for row in rows:
        last[row.operator] = Judgement(
            deflection=id,
            operator=row.operator,
            verdict=Verdict(row.verdict),
            note=row.note,
            at=row.at,
        )
    return list(last.values())


def by_operator(conn: Reads, id: str, operator: str) -> Judgement | None:
    return next((one for one in judgements(conn, id) if one.operator == operator), None)


def reason(conn: Reads, id: str) -> Reason | None:
    """Why a deflection is in the sample; None where it is not."""
    found = conn.execute(select(review.c.reason).where(review.c.deflection == id)).scalar()
    return None if found is None else Reason(found)


def waiting(conn: Reads) -> Waiting:
    open_ = select(func.count()).select_from(review).where(review.c.judged < review.c.wanted)
    all = int(conn.execute(open_).scalar_one())
    return Waiting(all=all, second=int(conn.execute(open_.where(review.c.judged > 0)).scalar_one()))


def cells(conn: Reads, period: Period, service: str | None = None) -> tuple[list[ReviewCell], list[PairCell]]:
    """Of the deflections offered in `period`: what was said of the random sample, and by two of any."""
    start, end = period.instants()
    within = [deflection.c.offered_at >= start, deflection.c.offered_at < end]
    if service is not None:
        within.append(deflection.c.service == service)
    query = (
        select(review.c.deflection, review.c.reason, judgement.c.operator, judgement.c.verdict)
        .join(deflection, deflection.c.id == review.c.deflection)
        .join(judgement, judgement.c.deflection == review.c.deflection)
        .where(*within)
        .order_by(judgement.c.id)
    )
    said: dict[tuple[str, str], dict[str, Verdict]] = {}
    for row in conn.execute(query):
        said.setdefault((row.deflection, row.reason), {})[row.operator] = Verdict(row.verdict)
    single, pairs = Counter[tuple[str, bool]](), Counter[tuple[str, bool, bool]]()
    for (_, why), by in said.items():
        one, *others = by.values()
        for question, right in one.answers.items():
            single[question, right] += why == Reason.RANDOM
            if others:
                pairs[question, right, others[0].answers[question]] += 1
    return (
        [ReviewCell(question=q, right=r, count=count) for (q, r), count in sorted(single.items()) if count],
        [PairCell(question=q, first=a, second=b, count=n) for (q, a, b), n in sorted(pairs.items())],
    )
