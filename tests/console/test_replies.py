"""What the assistant said, as plain lines."""

from typing import Any

import pytest

from bot.console import replies
from tests.console import seeding


@pytest.mark.parametrize(
    ("reply", "lines"),
    [
        pytest.param(seeding.text_reply("Hej", "Farvel"), ["Hej", "Farvel"], id="paragraphs"),
        pytest.param(
            {"type": "text", "body": [{"type": "list", "items": [[{"type": "text", "text": "pas"}]]}]},
            ["• pas"],
            id="list",
        ),
        pytest.param(
            seeding.card_reply("x", "Nyt kort"),
            ["Card: Nyt kort", "Du bestiller det selv på borger.dk.", "→ Start på borger.dk (borger.dk)"],
            id="card",
        ),
        pytest.param(
            {"type": "card", "title": "Fritagelse", "summary": "", "link": None},
            ["Card: Fritagelse", "→ no form"],
            id="card_without_form",
        ),
        pytest.param(
            {"type": "choices", "text": "Hvad mener du?", "choices": [{"id": "a", "label": "Pas"}]},
            ["Hvad mener du?", "○ Pas"],
            id="choices",
        ),
        pytest.param(
            {"type": "contact", "heading": "Ring", "telephone": {"text": "12 34", "href": "tel:1234"}},
            ["Contact: Ring", "12 34"],
            id="contact",
        ),
        pytest.param({"type": "notice", "text": "Pas på"}, ["Notice: Pas på"], id="notice"),
        pytest.param({"type": "hologram"}, ["[hologram]"], id="unknown_kinds_are_named"),
        pytest.param({}, ["[None]"], id="nothing"),
    ],
)
def test_each_reply_becomes_lines(reply: dict[str, Any], lines: list[str]) -> None:
    assert replies.lines(reply) == lines
