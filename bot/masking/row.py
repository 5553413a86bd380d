"""The groups of digits in a text and what joins them, looked up in constant time."""

import re
from bisect import bisect_left
from itertools import accumulate, pairwise
from typing import NamedTuple

DIGITS = re.compile(r"[0-9]+")
# Between the groups of one number: at most three signs, no word and no comma.
JOINING = frozenset(" \t\n\r.-/_:|\\()")
LONGEST_GAP = 3
SEPARATORS = frozenset((" ", "-", ".", " - "))


class Word(NamedTuple):
    """Something that is said; one of `hints` is in every text that says it, and is quickly looked for."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...]

    def places(self, text: str, lowered: str) -> list[int]:
        if not any(hint in lowered for hint in self.hints):
            return []
        return [match.start() for match in self.pattern.finditer(text)]


class Row:
    """Groups are named by their place; `first` and `last` are places, both inside."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.groups = [match.span() for match in DIGITS.finditer(text)]
        self.lengths = [end - start for start, end in self.groups]
        # Digits before each group, and in all.
        self.totals = [0, *accumulate(self.lengths)]
        self._at_total = {total: place for place, total in enumerate(self.totals)}
        self._all = "".join([text[start:end] for start, end in self.groups])
        self.run_end = self._run_ends()
        self.taken = bytearray(len(self.groups))
        self._lowered = text.lower()
        self._words: dict[Word, list[int]] = {}

    def _run_ends(self) -> list[int]:
        """For each group the last one that is joined to it without a break."""
        ends = list(range(len(self.groups)))
        for place in range(len(ends) - 2, -1, -1):
            here, there = self.groups[place][1], self.groups[place + 1][0]
            if there - here <= LONGEST_GAP and JOINING.issuperset(self.text[here:there]):
                ends[place] = ends[place + 1]
        return ends

    def window(self, first: int, digits: int) -> int | None:
        """The group at which a number of so many digits that begins here ends, if one does."""
        past = self._at_total.get(self.totals[first] + digits)
        return None if past is None or not self.free(first, past - 1) else past - 1

    def free(self, first: int, last: int) -> bool:
        """Whether the groups are joined and none of them belongs to a number already."""
        return last <= self.run_end[first] and self.taken.find(1, first, last + 1) < 0

    def take(self, first: int, last: int) -> None:
        self.taken[first : last + 1] = b"\x01" * (last - first + 1)

    def count(self, first: int, last: int) -> int:
        return self.totals[last + 1] - self.totals[first]

    def digits(self, first: int, count: int) -> str:
        """The next `count` digits from the group on, without what is between."""
        return self._all[self.totals[first] : self.totals[first] + count]

    def gaps(self, first: int, last: int) -> list[str]:
        return [self.text[one[1] : two[0]] for one, two in pairwise(self.groups[first : last + 1])]

    def even(self, first: int, last: int) -> bool:
        """Whether one short separator joins all groups."""
        gaps = self.gaps(first, last)
        return not gaps or (gaps[0] in SEPARATORS and gaps.count(gaps[0]) == len(gaps))

    def shape(self, first: int, last: int) -> tuple[int, ...]:
        return tuple(self.lengths[first : last + 1])

    def before(self, first: int, reach: int) -> str:
        start = self.groups[first][0]
        return self.text[max(0, start - reach) : start]

    def after(self, last: int, reach: int) -> str:
        end = self.groups[last][1]
        return self.text[end : end + reach]

    def near(self, first: int, word: Word, *, before: int, after: int) -> bool:
        """Whether a word begins so many characters before the group, or after."""
        if not self.has(word):
            return False
        places, start = self._words[word], self.groups[first][0]
        at = bisect_left(places, start - before)
        return at < len(places) and places[at] < start + after

    def has(self, word: Word) -> bool:
        if word not in self._words:
            self._words[word] = word.places(self.text, self._lowered)
        return bool(self._words[word])
