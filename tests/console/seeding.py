"""Conversations as the gateway would store them, in a real ledger."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.ledger import Ledger, conversations, links, receipts
from bot.ledger.conversations import Answer, NewConversation, Offer
from bot.ledger.receipts import Receipt
from bot.ledger.transaction import Transaction

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def understanding(*ranking: tuple[str, float], signals: Sequence[str] = ()) -> dict[str, Any]:
    top, confidence = ranking[0]
    return {
        "intent": f"service/{top}",
        "confidence": confidence,
        "ranking": [{"service": service, "confidence": share} for service, share in ranking],
        "signals": list(signals),
    }


def text_reply(*paragraphs: str) -> dict[str, Any]:
    body = [{"type": "paragraph", "children": [{"type": "text", "text": text}]} for text in paragraphs]
    return {"type": "text", "lang": "da", "body": body}


def card_reply(service: str, title: str) -> dict[str, Any]:
    return {
        "type": "card",
        "lang": "da",
        "service": service,
        "title": title,
        "summary": "Du bestiller det selv på borger.dk.",
        "link": {"label": "Start på borger.dk", "href": "/go/secret-link-token", "site": "borger.dk"},
        "prepare": [],
        "facts": [],
        "notice": None,
        "human": {"heading": "Borgerservice"},
    }


def begin(tx: Transaction, id: str, at: datetime, language: str = "da") -> None:
    conversations.start(tx, NewConversation(id=id, token_hash=f"hash-of-{id}", language=language, at=at))


def say(
    tx: Transaction,
    id: str,
    text: str,
    at: datetime,
    *,
    replies: Sequence[Mapping[str, Any]] = (),
    offer: str | None = None,
    understood: Mapping[str, Any] | None = None,
    source: str = "engine",
    language: str = "da",
) -> str:
    """One message and its answer a second later; the id of the deflection that `offer` (a service) begins."""
    accepted = conversations.accept(tx, id, f"client-{id}-{at.timestamp()}", text, None, language, at)
    deflection = f"{id}-{accepted.turn}"
    offers = [
        Offer(
            deflection=deflection,
            service=offer or "",
            language=language,
            token_hash=f"link-{deflection}",
            target="https://www.borger.dk/",
            reference=f"reference-{deflection}",
            expires_at=at + timedelta(days=30),
        )
    ]
    answer = Answer(
        kind="card" if offer else "out_of_scope",
        services=[offer] if offer else [],
        replies=list(replies) or [text_reply("Det ved jeg ikke.")],
        state={},
        understanding=understood,
        source=source,
    )
    made = offers if offer else []
    later = at + timedelta(seconds=1)
    assert conversations.answer(tx, id, accepted.turn, accepted.fence, answer, made, later)
    return deflection


def open_link(tx: Transaction, deflection: str, at: datetime) -> None:
    links.opened(tx, f"link-{deflection}", at)


def complete(tx: Transaction, deflection: str, at: datetime) -> None:
    receipts.record(
        tx,
        Receipt(
            source="generic",
            form="health-card",
            reference=f"case-{deflection}",
            state="completed",
            correlation=f"reference-{deflection}",
            at=at,
        ),
    )


async def one_completed(ledger: Ledger, id: str = "c" * 32, at: datetime = NOON) -> str:
    """A conversation that led to a completed form; returns its id."""

    def work(tx: Transaction) -> None:
        begin(tx, id, at)
        understood = understanding(("health_card_reorder", 0.93), ("health_card_eu", 0.04))
        replies = [card_reply("health_card_reorder", "Nyt sundhedskort (gult kort)")]
        made = say(
            tx,
            id,
            "Jeg har tabt mit gule kort",
            at + timedelta(seconds=5),
            replies=replies,
            offer="health_card_reorder",
            understood=understood,
        )
        open_link(tx, made, at + timedelta(seconds=30))
        complete(tx, made, at + timedelta(minutes=4))

    await ledger.write(work)
    return id


async def offers(ledger: Ledger, count: int, *, service: str, at: datetime, language: str = "da") -> None:
    """That many deflections, all offered at the very same moment."""

    def work(tx: Transaction) -> None:
        for number in range(count):
            id = f"{service}-{language}-{at:%dT%H%M}-{number}"
            begin(tx, id, at, language)
            say(tx, id, "hej", at, offer=service, language=language)

    await ledger.write(work)
