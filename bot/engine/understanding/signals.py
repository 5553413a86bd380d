"""Finds signals in folded tokens with spaCy's matcher, from patterns in a small notation of our own."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, Sequence, Set, Tuple

from bot.engine.understanding.fold import spell, word_set
from bot.engine.understanding.patterns import GUARDS, SIGNALS

_GAP = re.compile(r"\.\.(\d+)")
_ENDS = [".", "?", "!", "\n", "…"]  # no pattern reaches across the end of a sentence
# What is written in several ways, in one way; applied to the tokens joined by single blanks.
_WAYS = [
    (re.compile(pattern), ours)
    for pattern, ours in (
        (r"(?<=\w) - (?=\w)", "-"),
        (r"\be-(?=mail)", "e"),
        (r"\b(?:ca n't|ca nt|can't|cant|cannot)\b", "can not"),
        (r"\b(?:wo n't|wo nt|won't|wont)\b", "will not"),
        (r"\b(do|does|did|is|are|was|were|has|have|had|would|could|should) ?n'?t\b", r"\1 not"),
        (r"\b(i|he|she|they|we|you|there|it|that|who) ?'(?=s\b|m\b|re\b|ve\b)", r"\1 '"),
        (r"(?<= )'m\b", "am"),
        (r"\bim\b", "i am"),
        (r"\b(i|you|we|they) '(?:ve)\b", r"\1 have"),
        (r"\b(?:ikk|ik)\b", "ikke"),
        (r"\bka\b", "kan"),
        (r"\bmej\b", "mig"),
    )
]

GUARD = "not "
# Words that most messages have; a pattern is looked for by another of its words.
COMMON = word_set(
    """^ $ jeg min mit mig er har en et ikke kan i paa til om med at det den de der og vil skal hvor hvad
    hvem vi os ingen uden my i am is are the a to in on can not have has do for me you your it this with
    no how what which who had was been will would could she he they we an of"""
)
HARMLESS = "harmless"  # something looks like danger, and is known not to be


def plain(tokens: Sequence[str]) -> List[str]:
    """Spelled tokens with contractions undone, between a mark for the beginning and one for the end."""
    text = " ".join(spell(token) if token != "\n" else token for token in tokens)
    for pattern, ours in _WAYS:
        text = pattern.sub(ours, text)
    return ["^", *(word for word in text.split(" ") if word), "$"]


Step = Dict[str, Any]


def compile_pattern(pattern: str) -> List[Step]:
    """`a|b` either, `a*` begins with a, `a?` may be missing, `..3` up to three words, `^ $` the ends."""
    steps: List[Step] = []
    for piece in pattern.split():
        gap = _GAP.fullmatch(piece)
        if gap:
            steps.extend({"ORTH": {"NOT_IN": _ENDS}, "OP": "?"} for _ in range(int(gap.group(1))))
            continue
        optional = piece.endswith("?") and len(piece) > 1
        step = _word(piece[:-1] if optional else piece)
        steps.append({**step, "OP": "?"} if optional else step)
    return steps


def _word(piece: str) -> Step:
    words = piece.split("|")
    if not any(word.endswith("*") for word in words):
        return {"ORTH": {"IN": words}}
    either = "|".join(re.escape(w[:-1]) + ".*" if w.endswith("*") else re.escape(w) for w in words)
    return {"ORTH": {"REGEX": f"^(?:{either})$"}}


def anchor(pattern: str) -> List[str]:
    """The words of the step that is least often met: without one of them the pattern cannot match."""
    pieces = [piece for piece in pattern.split() if not _GAP.fullmatch(piece)]
    needed = [piece.split("|") for piece in pieces if not (piece.endswith("?") and len(piece) > 1)]
    return min(needed, key=lambda words: (sum(word in COMMON for word in words) > 0, len(words)))


class Spotter:
    """A match of a signal counts unless one of the signal's guards overlaps it."""

    def __init__(
        self, signals: Mapping[str, Sequence[str]] = SIGNALS, guards: Mapping[str, Sequence[str]] = GUARDS
    ) -> None:
        from spacy.vocab import Vocab

        self._vocab = Vocab()
        self._matchers: List[Tuple[str, Any]] = []
        self._by_word: Dict[str, List[int]] = {}
        self._by_beginning: Dict[str, List[int]] = {}
        for kind, table in (("", signals), (GUARD, guards)):
            for name, patterns in table.items():
                for pattern in patterns:
                    self._add(kind + name, pattern)

    def _add(self, name: str, pattern: str) -> None:
        from spacy.matcher import Matcher

        matcher = Matcher(self._vocab)
        matcher.add(name, [compile_pattern(pattern)])
        for word in anchor(pattern):
            index = self._by_beginning if word.endswith("*") else self._by_word
            index.setdefault(word.rstrip("*"), []).append(len(self._matchers))
        self._matchers.append((name, matcher))

    def spot(self, tokens: Sequence[str]) -> List[str]:
        """Names of the signals in a message, sorted; HARMLESS when something only looks like danger."""
        from spacy.tokens import Doc

        words = plain(tokens)
        possible = self._possible(words)
        if not possible:
            return []
        spans: Dict[str, List[range]] = {}
        with self._vocab.memory_zone():  # else spaCy keeps every word that anybody ever types
            doc = Doc(self._vocab, words=words)
            for name, matcher in (self._matchers[place] for place in possible):
                for _, start, end in matcher(doc):
                    spans.setdefault(name, []).append(range(start, end))
        return _meant(spans)

    def _possible(self, words: Sequence[str]) -> List[int]:
        """The few patterns whose anchor is in the message; matching all of them would cost milliseconds."""
        found: Set[int] = set()
        for word in set(words):
            found.update(self._by_word.get(word, ()))
            for length in range(2, len(word) + 1):
                found.update(self._by_beginning.get(word[:length], ()))
        return sorted(found)


def _meant(spans: Mapping[str, Sequence[range]]) -> List[str]:
    found = [name for name in spans if not name.startswith(GUARD) and _unguarded(name, spans)]
    if GUARD + "danger" in spans and "danger" not in found:
        found.append(HARMLESS)
    return sorted(found)


def _unguarded(name: str, spans: Mapping[str, Sequence[range]]) -> bool:
    guards = spans.get(GUARD + name, [])
    return any(not any(_overlap(span, guard) for guard in guards) for span in spans[name])


def _overlap(first: range, second: range) -> bool:
    return first.start < second.stop and second.start < first.stop
