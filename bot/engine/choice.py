"""Which of the offered services a typed answer picks: by number, order or name, one or several of them."""

from __future__ import annotations

import re
from typing import Dict, FrozenSet, List, Mapping, Optional, Sequence

from bot.engine.understanding.fold import clean, spell, word_set

NONE = "none"  # the button beside the services of a question back
MOST_WORDS = 12
LEAST_STEM = 4  # letters two words must share to be forms of one

_WORDS = re.compile(r"[^\W_]+")
_ORDINALS: Dict[str, int] = {
    "foerste": 0, "first": 0, "1st": 0, "oeverste": 0, "top": 0, "former": 0,
    "anden": 1, "andet": 1, "second": 1, "2nd": 1,
    "tredje": 2, "trejde": 2, "third": 2, "3rd": 2,
    "fjerde": 3, "fourth": 3, "4th": 3,
    "sidste": -1, "nederste": -1, "last": -1, "bottom": -1, "latter": -1,
    "etteren": 0, "toeren": 1, "treeren": 2, "fireren": 3,
}  # fmt: skip
_NUMBERS: Dict[str, int] = {
    "en": 0, "et": 0, "one": 0, "to": 1, "two": 1, "tre": 2, "three": 2, "fire": 3, "four": 3,
}  # fmt: skip
_DIGIT = re.compile(r"(\d{1,2})['’]?er(?:en)?\b")  # "2'eren" is number 2
_MARKS = word_set("nr no number nummer mulighed valg option valgmulighed choice svar")
# What may stand beside "both" and "all"; "both" is said of two, "all" of any number.
_BOTH, _ALL = word_set("begge both"), word_set("alle allesammen all hele")
_OF_THEM = word_set(
    "skal d dele del to two tre three fire four dem them sammen these those services ting things"
)
_NEITHER = word_set("ingen intet hverken neither none")
_OF_NEITHER = word_set("af delene dele dem them these those eller nor nej naeh no nope tingene mulighederne")
_TOGETHER = word_set("og and samt plus")
# What may stand around a pick without making it something else.
_AROUND = word_set(
    """den det de der tak please one ones jeg vil gerne have tager tag vaelger vaelg i want would like take
    choose pick the ja yes jo ok okay saa mulighed er it is its s that this maa faa med mean mener mente
    meant til for to of helst naturligvis selvfoelgelig jep yep tror think lige bare just vaere be blive
    must"""
)
_QUESTION = word_set(
    """hvad hvordan hvor hvornaar hvem hvorfor hvilken hvilke hvilket kan skal koster what how where when
    who why which can cost costs does do"""
)
_EMPTY = word_set("og and or eller i in af of for til to med with en et a an the paa on fra from ved at")


def picks(text: str, options: Sequence[Mapping[str, str]]) -> List[str]:
    """Ids of the options that `text` picks, none for a new question; options in the order they were shown."""
    words = [spell(word) for word in _WORDS.findall(_DIGIT.sub(r"\1", clean(text)))]
    if not options or not 0 < len(words) <= MOST_WORDS:
        return []
    named = [option["id"] for option in options if _label(option) == words]
    if len(named) == 1:
        return named
    if "?" in text:
        return []
    if _says(words, _NEITHER, _OF_NEITHER):
        return [option["id"] for option in options if option["id"] == NONE]
    services = [option for option in options if option["id"] != NONE]
    every = _BOTH | _ALL if len(services) == 2 else _ALL
    if _says(words, every, _OF_THEM):
        return [option["id"] for option in services]
    if _QUESTION & set(words):
        return []
    one = _one(words, services)
    return [one] if one is not None else _joined(words, services)


def _says(words: Sequence[str], what: FrozenSet[str], beside: FrozenSet[str]) -> bool:
    """Whether the answer is one of these words, and nothing else that counts."""
    said = set(words)
    return bool(said & what) and said <= what | beside | _AROUND


def _one(words: Sequence[str], services: Sequence[Mapping[str, str]]) -> Optional[str]:
    place = _place(words, len(services))
    return services[place]["id"] if place is not None else _by_name(words, services)


def _joined(words: Sequence[str], services: Sequence[Mapping[str, str]]) -> List[str]:
    """Those of "the first and the third", when each part picks one and no two the same."""
    parts: List[List[str]] = [[]]
    for word in words:
        if word in _TOGETHER:
            parts.append([])
        else:
            parts[-1].append(word)
    found = [_one(part, services) for part in parts if part]
    distinct = [each for each in found if each is not None]
    return distinct if len(set(distinct)) == len(found) > 1 else []


def _label(option: Mapping[str, str]) -> List[str]:
    return [spell(word) for word in _WORDS.findall(clean(option["label"]))]


def _place(words: Sequence[str], count: int) -> Optional[int]:
    """The place that a number or an ordinal word names, when the answer is nothing else."""
    rest = [word for word in words if word not in _AROUND and word not in _MARKS]
    if len(set(rest)) == 1 and rest[0] in _ORDINALS:
        return _within(_ORDINALS[rest[0]], count)
    digits = [word for word in rest if word.isascii() and word.isdigit()]
    if digits and len(set(rest)) == 1 and len(digits[0]) <= 2:
        return _within(int(digits[0]) - 1, count) if int(digits[0]) > 0 else None
    spoken = [word for word in words if word in _NUMBERS]
    marked = bool(_MARKS & set(words)) or len(words) == 1
    others = [word for word in rest if word not in _NUMBERS]
    return _within(_NUMBERS[spoken[-1]], count) if spoken and marked and not others else None


def _within(place: int, count: int) -> Optional[int]:
    place = count - 1 if place == -1 else place
    return place if place < count else None


def _by_name(words: Sequence[str], options: Sequence[Mapping[str, str]]) -> Optional[str]:
    """The only option with a word that the others lack; every other word must be of a label too."""
    labels = [frozenset(_label(option)) - _EMPTY for option in options]
    picked = set()
    for word in words:
        if word in _AROUND or word in _EMPTY:
            continue
        having = [place for place, label in enumerate(labels) if _in(word, label)]
        if not having:
            return None
        if len(having) == 1:
            picked.add(having[0])
    return options[picked.pop()]["id"] if len(picked) == 1 else None


def _in(word: str, label: FrozenSet[str]) -> bool:
    return any(word == other or _forms(word, other) for other in label)


def _forms(first: str, second: str) -> bool:
    """Whether two words look like forms of one: adult and adults, boern and boernene."""
    shared = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= LEAST_STEM and shared >= 0.6 * max(len(first), len(second))
