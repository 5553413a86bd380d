"""What the assistant said, as plain lines: a transcript shows words, never links that can be followed."""

from collections.abc import Iterable, Mapping
from typing import Any


def lines(reply: Mapping[str, Any]) -> list[str]:
    """Each reply type's words; one that we do not know is named, not hidden."""
    type = str(reply.get("type"))
    readers = {"text": _text, "card": _card, "choices": _choices, "contact": _contact, "notice": _notice}
    reader = readers.get(type)
    return [line for line in (reader(reply) if reader else [f"[{type}]"]) if line]


def _text(reply: Mapping[str, Any]) -> Iterable[str]:
    for block in reply.get("body", ()):
        if block.get("type") == "list":
            yield from (f"• {_inline(item)}" for item in block.get("items", ()))
        else:
            yield _inline(block.get("children", ()))


def _inline(pieces: Iterable[Mapping[str, Any]]) -> str:
    return "".join(str(piece.get("text", "")) for piece in pieces)


def _card(reply: Mapping[str, Any]) -> Iterable[str]:
    yield f"Card: {reply.get('title', '')}"
    yield str(reply.get("summary") or "")
    yield str(reply.get("notice") or "")
    link = reply.get("link")
    yield f"→ {link.get('label', '')} ({link.get('site') or link.get('kind', '')})" if link else "→ no form"


def _choices(reply: Mapping[str, Any]) -> Iterable[str]:
    yield str(reply.get("text") or "")
    yield from (f"○ {choice.get('label', '')}" for choice in reply.get("choices", ()))


def _contact(reply: Mapping[str, Any]) -> Iterable[str]:
    telephone = reply.get("telephone")
    yield f"Contact: {reply.get('heading', '')}"
    yield str(telephone.get("text", "")) if telephone else ""


def _notice(reply: Mapping[str, Any]) -> Iterable[str]:
    yield f"Notice: {reply.get('text', '')}"
