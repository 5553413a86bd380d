"""Finds signals in folded tokens with spaCy's matcher, from patterns in a small notation of our own."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, Sequence

from bot.engine.understanding.signal_patterns import GUARDS, SIGNALS

_GAP = re.compile(r"\.\.(\d+)")


def compile_pattern(pattern: str) -> List[Dict[str, Any]]:
    """`a|b` either, `a*` begins with a, `a?` may be missing, `..3` up to three words between."""
    steps: List[Dict[str, Any]] = []
    for piece in pattern.split():
        gap = _GAP.fullmatch(piece)
        if gap:
            steps.extend({"OP": "?"} for _ in range(int(gap.group(1))))
            continue
        optional = piece.endswith("?") and len(piece) > 1
        step = _word(piece[:-1] if optional else piece)
        steps.append({**step, "OP": "?"} if optional else step)
    return steps


def _word(piece: str) -> Dict[str, Any]:
    words = piece.split("|")
    if not any(word.endswith("*") for word in words):
        return {"ORTH": {"IN": words}}
    either = "|".join(re.escape(w[:-1]) + ".*" if w.endswith("*") else re.escape(w) for w in words)
    return {"ORTH": {"REGEX": f"^(?:{either})$"}}


class Spotter:
    """A match of a signal counts unless one of the signal's guards overlaps it."""

    def __init__(
        self, signals: Mapping[str, Sequence[str]] = SIGNALS, guards: Mapping[str, Sequence[str]] = GUARDS
    ) -> None:
        from spacy.matcher import Matcher
        from spacy.vocab import Vocab

        self._vocab = Vocab()
        self._matcher = Matcher(self._vocab)
        for kind, table in (("", signals), ("not ", guards)):
            for name, patterns in table.items():
                self._matcher.add(kind + name, [compile_pattern(pattern) for pattern in patterns])

    def spot(self, tokens: Sequence[str]) -> List[str]:
        from spacy.tokens import Doc

        if not tokens:
            return []
        spans: Dict[str, List[range]] = {}
        with self._vocab.memory_zone():  # else spaCy keeps every word that anybody ever types
            for key, start, end in self._matcher(Doc(self._vocab, words=list(tokens))):
                spans.setdefault(self._vocab.strings[key], []).append(range(start, end))
        return sorted(name for name in spans if not name.startswith("not ") and _unguarded(name, spans))


def _unguarded(name: str, spans: Mapping[str, Sequence[range]]) -> bool:
    guards = spans.get("not " + name, [])
    return any(not any(_overlap(span, guard) for guard in guards) for span in spans[name])


def _overlap(first: range, second: range) -> bool:
    return first.start < second.stop and second.start < first.stop
