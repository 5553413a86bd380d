"""Hunspell and MyThes dictionaries as tables, form → lemma and word → synonyms, all in folded spelling.

The Danish ones are Debian's hunspell-da and mythes-da (Stavekontrolden; LGPL 2.1, GPL 2 or MPL 1.1), the
English ones hunspell-en-gb (LGPL) and mythes-en-us (Princeton WordNet). None is part of Genvej.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.engine.understanding.fold import fold

LANGUAGES = (("da_DK", "th_da_DK.dat"), ("en_GB", "th_en_US_v2.dat"))
LEAST_HEAD, LEAST_TAIL, LEAST_WORD = 3, 4, 8  # letters of a compound's parts, and of a compound
JOINTS = ("", "s", "e")
MOST_SYNONYMS = 5


@dataclass(frozen=True)
class Suffix:
    strip: str
    add: str
    condition: "re.Pattern[str]"


def lemmas(folder: Path) -> dict[str, str]:
    """Inflected form → the shortest entry that it is a form of."""
    found: dict[str, str] = {}
    for name, _ in LANGUAGES:
        numbered, suffixes = affixes((folder / f"{name}.aff").read_text(encoding="utf-8-sig"))
        for word, flags in entries((folder / f"{name}.dic").read_text(encoding="utf-8-sig"), numbered):
            lemma = fold(word)
            for form in forms(word, flags, suffixes):
                if len(lemma) < len(found.get(form, form + " ")):
                    found[form] = lemma
    return found


def affixes(text: str) -> tuple[bool, dict[str, list[Suffix]]]:
    """Whether flags are numbers, and flag → its suffix rules."""
    rules: defaultdict[str, list[Suffix]] = defaultdict(list)
    for line in text.splitlines():
        parts = line.split()
        if len(parts) >= 5 and parts[0] == "SFX" and not (parts[2] in "YN" and parts[3].isdigit()):
            strip, add = parts[2].strip("0"), parts[3].partition("/")[0].strip("0")
            rules[parts[1]].append(Suffix(strip, add, re.compile(f"{parts[4]}$")))
    return "FLAG num" in text, rules


def entries(text: str, numbered: bool) -> Iterator[tuple[str, list[str]]]:
    for line in text.splitlines()[1:]:
        word, _, flags = line.split("\t")[0].partition("/")
        yield word, flags.split(",") if numbered else list(flags)


def forms(word: str, flags: Iterable[str], suffixes: Mapping[str, list[Suffix]]) -> Iterator[str]:
    for flag in flags:
        for rule in suffixes.get(flag, ()):
            if word.endswith(rule.strip) and rule.condition.search(word):
                yield fold(word[: len(word) - len(rule.strip)] + rule.add)


def known(folder: Path) -> set[str]:
    """The Danish entries: what a compound is made of."""
    text = (folder / "da_DK.dic").read_text(encoding="utf-8-sig")
    return {fold(word) for word, _ in entries(text, numbered=True)}


def parts(word: str, words: "set[str]") -> list[str]:
    """The two words that a long word is made of, with the longest tail; none when it is no compound.

    >>> parts("boligstoetteansoegning", {"bolig", "boligstoette", "ansoegning", "gning"})
    ['boligstoette', 'ansoegning']
    """
    if len(word) < LEAST_WORD:
        return []
    for cut in range(LEAST_HEAD, len(word) - LEAST_TAIL + 1):
        head, tail = word[:cut], word[cut:]
        if tail in words:
            for joint in JOINTS:
                stem = head.removesuffix(joint)
                if len(stem) >= LEAST_HEAD and stem in words:
                    return [stem, tail]
    return []


def synonyms(folder: Path) -> dict[str, list[str]]:
    """Single words for single words; none that are only wider, narrower or opposite."""
    found: dict[str, list[str]] = {}
    for _, name in LANGUAGES:
        lines = (folder / name).read_text(encoding="utf-8", errors="replace").splitlines()[1:]
        word = ""
        for line in lines:
            first, *rest = line.split("|")
            if rest and rest[0].isdigit():
                word = fold(first)
            elif word.isalpha():
                same = [fold(each) for each in rest if each.isalpha() and fold(each) != word]
                kept = [*found.get(word, []), *same]
                found[word] = list(dict.fromkeys(kept))[:MOST_SYNONYMS]
    return {word: same for word, same in found.items() if same}
