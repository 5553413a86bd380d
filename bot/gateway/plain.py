"""A conversation as plain text, for a file that a citizen keeps: each reply as the lines a person reads."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.catalogue import Language
from bot.catalogue.hours import local

Reply = dict[str, Any]
NAMES: dict[Language, dict[str, str]] = {
    "da": {"title": "Din samtale med Genvej", "saved": "Gemt", "you": "Du"},
    "en": {"title": "Your conversation with Genvej", "saved": "Saved", "you": "You"},
}


def conversation(turns: Sequence[dict[str, Any]], notice: str, language: Language, now: datetime) -> str:
    """With what was stored alone, so masked; ends in a newline and has a mark at which editors know UTF-8."""
    names = NAMES[language]
    saved = f"{names['saved']} {local(now):%Y-%m-%d %H:%M}"
    parts = [f"{names['title']}\n{saved}", notice]
    for turn in turns:
        said = turn["text"] or turn["choice_label"] or turn["choice"]
        parts.append(f"{names['you']}:\n{said}")
        parts.append("Genvej:\n" + "\n\n".join("\n".join(lines(reply)) for reply in turn["replies"]))
    return "\ufeff" + "\n\n".join(parts) + "\n"


def lines(reply: Reply) -> Iterator[str]:
    """One a paragraph or item; an address stands behind its link."""
    kind = reply["type"]
    if kind == "text":
        yield from (line for block in reply["body"] for line in _block(block))
    elif kind == "notice":
        yield reply["text"]
    elif kind == "choices":
        yield reply["text"]
        yield from (f"{place}. {one['label']}" for place, one in enumerate(reply["choices"], 1))
    elif kind == "card":
        yield from _card(reply)
    elif kind == "contact":
        yield from _contact(reply)


def _block(block: Reply) -> Iterator[str]:
    if block["type"] == "list":
        yield from (f"- {_inline(item)}" for item in block["items"])
    else:
        yield _inline(block["children"])


def _inline(pieces: Sequence[Reply]) -> str:
    return "".join(
        f"{piece['text']} ({piece['href']})" if piece.get("href") else piece["text"] for piece in pieces
    )


def _card(card: Reply) -> Iterator[str]:
    if card["notice"]:
        yield card["notice"]
    yield card["title"]
    yield card["summary"]
    if card["link"] and card["link"]["href"]:
        yield f"{card['link']['label']}: {card['link']['href']}"
    yield from (f"- {item}" for item in card["prepare"])
    yield from (f"{fact['label']}: {fact['text']} ({fact['source']})" for fact in card["facts"])
    if card["human"]:
        yield from _contact(card["human"])


def _contact(contact: Reply) -> Iterator[str]:
    yield contact["heading"]
    if contact["telephone"]:
        yield contact["telephone"]["text"]
    yield from contact["hours"]
    if contact["address"]:
        yield contact["address"]
    yield from (f"{page['label']}: {page['href']}" for page in _pages(contact))
    yield from contact["unknown"]


def _pages(contact: Reply) -> list[Reply]:
    return [contact[name] for name in ("appointment", "page") if contact[name]]
