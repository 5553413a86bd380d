"""What several of the ledger's tests need: a clock, ids, and one citizen's way through the house."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.ledger import Ledger, Transaction, conversations, links, receipts
from bot.ledger.conversations import Accepted, Answer, NewConversation, Offer
from bot.ledger.receipts import Receipt, Recorded

A = TypeVar("A")
P = ParamSpec("P")
T = TypeVar("T")

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def later(seconds: float = 1, *, minutes: float = 0, days: float = 0) -> datetime:
    """So long after noon."""
    return NOON + timedelta(seconds=seconds, minutes=minutes, days=days)


def begun(tx: Transaction, /, id: str, *, at: datetime = NOON) -> None:
    conversations.start(tx, NewConversation(id=id, token_hash=f"hash-{id}", language="da", at=at))


def asked(
    tx: Transaction, /, id: str, client_id: str = "m1", text: str | None = "hej", **more: float
) -> Accepted:
    return conversations.accept(tx, id, client_id, text, None, "da", NOON, **more)


def answered(text: str = "svar", *, service: str | None = None, kind: str | None = None) -> Answer:
    services = [service] if service else []
    replies = [{"type": "text", "text": text}]
    return Answer(
        kind=kind or ("card" if service else "smalltalk"),
        services=services,
        replies=replies,
        state={"service": service},
        understanding={"intent": "greet"},
        source="engine",
    )


def offer(id: str, service: str = "passport_renew", language: str = "da", **more: Any) -> Offer:
    return Offer(
        deflection=id,
        service=service,
        language=language,
        token_hash=f"link-{id}",
        target="https://www.borger.dk/",
        reference=f"reference-{id}",
        expires_at=later(days=30),
        **more,
    )


def offered(tx: Transaction, /, conversation: str, id: str, *, at: datetime = NOON, **more: Any) -> None:
    """A conversation of one turn that ends with an offer."""
    begun(tx, conversation, at=at)
    turn = asked(tx, conversation)
    made = offer(id, **more)
    answer = answered(service=made.service)
    assert conversations.answer(tx, conversation, turn.turn, turn.fence, answer, [made], at)


def received(tx: Transaction, /, id: str, reference: str = "r1", **more: object) -> Recorded:
    """A receipt for the form that deflection `id` led to."""
    fields: dict[str, object] = {
        "source": "generic",
        "form": "pas",
        "reference": reference,
        "state": "completed",
        "correlation": f"reference-{id}",
        "at": later(60),
    }
    return receipts.record(tx, Receipt(**{**fields, **more}))  # type: ignore[arg-type]


async def whole_way(ledger: Ledger, name: str) -> None:
    """One citizen: asks, gets a form, opens it, submits it."""
    await ledger.write(lambda tx: offered(tx, f"c-{name}", f"d-{name}"))
    await ledger.write(lambda tx: links.opened(tx, f"link-d-{name}", later(30)))
    await ledger.write(lambda tx: received(tx, f"d-{name}", f"r-{name}"))


def bind(work: Callable[Concatenate[A, P], T], *args: P.args, **more: P.kwargs) -> Callable[[A], T]:
    """`work` with everything but its transaction or connection, with the values of now."""

    def bound(first: A) -> T:
        return work(first, *args, **more)

    return bound
