"""Parts of a message: its sentences, which of them asks for something, and what is joined by an and."""

from __future__ import annotations

from typing import List, Sequence, Tuple

from bot.engine.understanding.fold import word_set

MAX_PARTS = 24  # a message of 2,000 characters has fewer; what comes after is read as one part
LEAST_WORDS = 2  # a shorter part is read together with its neighbour

ENDS = frozenset({".", "?", "!", "\n", ";", "...", "…", "?!", "??", "!!"})
CLAUSES = ENDS | {",", ":", "-", "–", "(", ")"}
JOINS = word_set("og samt eller desuden derudover ogsaa plus and or also & + /")
ASKING = word_set(
    """? hvordan hvor hvad hvem hvornaar hvilken hvilket hvilke hvorfor gerne oensker oensket behov brug
    bruge mangler soege soeger ansoege ansoeger bestille bestiller anmelde anmelder melde klage forny
    forlaenge skifte faa hjaelp hjaelpe anmoder anmode kunne maa how where what who when which why want
    wants need needs like wish apply order report request renew change get help could can may please
    looking ask asking register book complain"""
)


def words(tokens: Sequence[str]) -> List[str]:
    return [token for token in tokens if any(c.isalnum() for c in token)]


def split(tokens: Sequence[str], ends: "frozenset[str]" = ENDS) -> List[List[str]]:
    """Sentences of folded tokens; an end mark stays with its sentence, too short ones join the next."""
    parts: List[List[str]] = [[]]
    for token in tokens:
        if token in ends and len(parts) < MAX_PARTS:
            parts[-1].append(token)
            if len(words(parts[-1])) >= LEAST_WORDS:
                parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) > 1 and len(words(parts[-1])) < LEAST_WORDS:
        parts[-2:] = [parts[-2] + parts[-1]]
    return parts


def asks(part: Sequence[str]) -> bool:
    """Whether the sentence asks for something, rather than tells how things are."""
    return any(token in ASKING for token in part)


def matters(tokens: Sequence[str]) -> List[Tuple[List[str], bool]]:
    """Parts of a message that could each ask for a thing of its own, and whether they ask.

    What an "and" joins to a clause that asks is asked for too ("nyt pas og skifte læge").
    Where no clause asks, all of them do.
    """
    clauses = [(joined(clause), asks(clause)) for clause in split(tokens, CLAUSES)]
    any_asks = any(asked for _, asked in clauses)
    return [(part, asked or not any_asks) for parts, asked in clauses for part in parts]


def joined(clause: Sequence[str]) -> List[List[str]]:
    """What stands between the joining words; one word that says something is enough ("pas eller id-kort")."""
    parts: List[List[str]] = [[]]
    for token in clause:
        if token in JOINS and tells(parts[-1]) and len(parts) < MAX_PARTS:
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) > 1 and not tells(parts[-1]):
        parts[-2:] = [parts[-2] + parts[-1]]
    return parts


def tells(part: Sequence[str]) -> bool:
    return any(len(word) > 2 for word in words(part))


def sentences(tokens: Sequence[str]) -> List[Tuple[List[str], bool]]:
    return [(part, asks(part)) for part in split(tokens)]
