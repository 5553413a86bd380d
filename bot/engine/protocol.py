"""The shapes of a turn's request and answer, checked strictly; what is wrong is a sentence."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional

from bot.engine.importer import SLOTS

LANGUAGES = ("da", "en")
MAX_BODY = 64 * 1024  # bytes
MAX_ID = 200  # characters of a conversation or service id
MAX_TEXT = 10_000  # characters
MAX_OPTIONS = 10
MAX_SERVICES = 1000


class Refused(Exception):
    """A request that is not answered."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True)
class Turn:
    conversation: str
    turn: int
    text: Optional[str]
    choice: Optional[str]
    language: str
    state: Dict[str, Any] = field(default_factory=dict)


def read(body: bytes) -> Turn:
    """Raises Refused 400 (not JSON) or 422 (another shape)."""
    try:
        values = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not valid JSON.") from None
    if not isinstance(values, dict):
        raise Refused(422, "The body must be a JSON object.")
    _only(values, {"conversation", "turn", "text", "choice", "language", "state"}, "the body")
    turn = Turn(
        conversation=_text(values, "conversation", MAX_ID),
        turn=_whole(values, "turn", least=1),
        text=_text(values, "text", MAX_TEXT, least=0) if values.get("text") is not None else None,
        choice=_text(values, "choice", MAX_ID) if values.get("choice") is not None else None,
        language=_language(values),
        state=_state(values.get("state", {})),
    )
    if (turn.text is None) == (turn.choice is None):
        raise Refused(422, "Exactly one of text and choice must be given.")
    return turn


def _once(pairs: List[Any]) -> Dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a key is given twice")
    return values


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _only(values: Mapping[str, Any], known: "set[str]", where: str) -> None:
    unknown = sorted(set(values) - known)
    if unknown:
        raise Refused(422, f"Unknown key in {where}: {', '.join(unknown)[:100]}.")


def _text(values: Mapping[str, Any], key: str, most: int, least: int = 1) -> str:
    value = values.get(key)
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise Refused(422, f"{key} must be a text of {least} to {most} characters.")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise Refused(422, f"{key} is not valid Unicode.")
    return value


def _whole(values: Mapping[str, Any], key: str, least: int) -> int:
    value = values.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise Refused(422, f"{key} must be a whole number of {least} or more.")
    return value


def _language(values: Mapping[str, Any]) -> str:
    value = values.get("language")
    if value not in LANGUAGES:
        raise Refused(422, "language must be da or en.")
    return str(value)


def _state(state: Any) -> Dict[str, Any]:
    """The slots that are given, each of its type."""
    if not isinstance(state, dict):
        raise Refused(422, "state must be a JSON object.")
    _only(state, set(SLOTS), "state")
    if state.get("service") is not None:
        _text(state, "service", MAX_ID)
    for key in ("clarified", "no_digital"):
        if not isinstance(state.get(key, False), bool):
            raise Refused(422, f"{key} must be true or false.")
    if "misses" in state:
        _whole(state, "misses", least=0)
    if "language" in state:
        _language(state)
    _options(state.get("options", []))
    for key in ("no_form", "others"):
        _ids(key, state.get(key, []))
    return dict(state)


def _ids(key: str, ids: Any) -> None:
    if not isinstance(ids, list) or len(ids) > MAX_SERVICES:
        raise Refused(422, f"{key} must be a list of at most {MAX_SERVICES} services.")
    for id in ids:
        _text({key: id}, key, MAX_ID)


def _options(options: Any) -> None:
    if not isinstance(options, list) or len(options) > MAX_OPTIONS:
        raise Refused(422, f"options must be a list of at most {MAX_OPTIONS}.")
    for option in options:
        if not isinstance(option, dict):
            raise Refused(422, "Each option must be an object with id and label.")
        _only(option, {"id", "label"}, "an option")
        _text(option, "id", MAX_ID)
        _text(option, "label", MAX_ID)
