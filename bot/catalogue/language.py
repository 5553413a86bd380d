"""Which of our languages a message is in, learned from the catalogue's own words in both."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from bot.catalogue.folding import LONGEST_WORD
from bot.catalogue.model import LANGUAGES, Catalogue, Language

Detected = Literal["da", "en", "other"]

LETTERS = re.compile(r"[^\W\d_]+")
# What stands in a text for something else: {title} in ours, [phone] in a masked message.
PLACEHOLDER = re.compile(r"\{\w+\}|\[[\w-]{2,9}\]")
LONGEST_TEXT = 2000
GRAM_SIZES = (1, 2, 3, 4)
# Natural logs of odds. One word's letters alone never outweigh one function word, and the language the
# conversation is in stays until something speaks against it.
MOST_PER_WORD = 2.0
FUNCTION_WORD = 4.0
STAY = 0.8
SMOOTHING = 0.5

# Words that people use whatever they write about.
DANISH_WORDS = """
jeg du han hun vi mig dig ham os dem sig min mit mine din dit dine hans hendes vores jeres deres og eller
men fordi hvis når nar naar da som der den det de denne dette disse en et ei er var være vaere været
vaeret bliver blev blive har havde få fa faa får far faar fik fået faaet kan kunne skal skulle vil ville
må ma maa måtte gør gor goer gøre goere gjorde hvad hvordan hvor hvornår hvornar hvornaar hvem hvilken
hvilket hvilke hvorfor hva hvorn på paa til fra med uden af hos mod om under over efter før foer mellem
ved siden ikke ingen intet noget nogen nogle også ogsaa kun bare lige nu her igen væk vaek meget mere hej
goddag tak farvel ja nej jo venlig hilsen mvh vh hjælp hjaelp hjalp undskyld godmorgen søge soege søger
soeger bestille bestil skifte mangler penge ny nyt nye gammel gamle barn børn boern bor flytter flytte
gerne ønsker oensker koster kommer ud ind op ned hjem engelsk dansk datter søn soen mand kone kæreste
kaereste mor forældre foraeldre skat sin mistet tabt glemt stjålet
"""
ENGLISH_WORDS = """
i you he she we they me him us them my your his her our their mine yours its it im ive the a an and or
but because if when this that these those there is are was were be been being am has had have having do
does did doing done dont doesnt didnt can could cant should would will may might must shall what how
where who which why whose on to from with without of by about into after before between since at not no
none any some something anyone somebody someone also only just here english danish near again very more
hello hi thanks thank please goodbye bye yes yeah regards dear sorry help get got getting need want wants
like know apply order book change lost new old stolen child children live moving move moved new pay paid
cost costs much many come came out up home daughter son husband wife mother father parents lost forgot
"""
# Words of both languages, or of one and a common slip in the other: only their letters count.
SHARED_WORDS = "for her men fat in under over an to at i den van far fa nu da by me vi de ma en et mine"
# The same in both, as is every word that the catalogue uses in both: they say nothing.
NAMES = "ehic cpr mitid nemid nemkonto su sfo bbr gdpr eu id ok email"


class Detector:
    """Naive Bayes over the character 1–4-grams of words, with function words on top."""

    def __init__(self, catalogue: Catalogue) -> None:
        vocabularies = {language: Counter(_vocabulary(catalogue, language)) for language in LANGUAGES}
        counts = {language: _gram_counts(vocabularies[language]) for language in LANGUAGES}
        self._odds = _log_odds(counts["da"], counts["en"])
        self._common = {
            **dict.fromkeys(DANISH_WORDS.split(), FUNCTION_WORD),
            **dict.fromkeys(ENGLISH_WORDS.split(), -FUNCTION_WORD),
        }
        names = (vocabularies["da"].keys() & vocabularies["en"].keys()) - self._common.keys()
        self._common.update(dict.fromkeys(names, 0.0))
        for word in SHARED_WORDS.split():
            self._common.pop(word, None)
        self._common.update(dict.fromkeys(NAMES.split(), 0.0))

    def detect(self, text: str, default: Language) -> Detected:
        """`default` is where short and mixed texts fall; "other" is an alphabet that is not Latin."""
        plain = unicodedata.normalize("NFKC", PLACEHOLDER.sub(" ", text[:LONGEST_TEXT])).casefold()
        if _foreign(plain):
            return "other"
        score = STAY if default == "da" else -STAY
        score += sum(self._word(word) for word in _words(plain))
        return "da" if score > 0 else "en"

    def _word(self, word: str) -> float:
        """Above zero: Danish; below: English."""
        if word in self._common:
            return self._common[word]
        grams = _grams(word)
        odds = sum(self._odds.get(gram, 0.0) for gram in grams) / math.sqrt(len(grams))
        return max(-MOST_PER_WORD, min(MOST_PER_WORD, odds))


def _words(plain: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in LETTERS.findall(plain)]


def _grams(word: str) -> list[str]:
    framed = f"^{word}$"
    length = len(framed) + 1
    return [framed[place : place + size] for size in GRAM_SIZES for place in range(length - size)]


def _vocabulary(catalogue: Catalogue, language: Language) -> Iterable[str]:
    for service in catalogue:
        parts = [service.title, service.tells_apart, service.summary]
        parts += [fact.text for fact in service.facts.values()]
        texts = [part.in_(language) for part in parts] + list(service.prepare[language])
        yield from _words(" ".join(texts).casefold())
    for said in catalogue.texts(language).values():
        for block in said.blocks:
            for row in block.rows:
                spoken = PLACEHOLDER.sub(" ", " ".join(piece.text for piece in row))
                yield from _words(spoken.casefold())


def _gram_counts(words: Counter[str]) -> Counter[str]:
    """Grams of distinct words, a frequent word weighing a little more: cheap, and no topic dominates."""
    counts: Counter[str] = Counter()
    for weight in range(max(words.values(), default=0).bit_length()):
        for word, count in words.items():
            if count >> weight:
                counts.update(_grams(word))
    return counts


def _log_odds(danish: Counter[str], english: Counter[str]) -> dict[str, float]:
    # Grams of one size compete with each other only.
    totals = {size: [SMOOTHING, SMOOTHING] for size in GRAM_SIZES}
    for place, counts in enumerate((danish, english)):
        for gram, count in counts.items():
            totals[len(gram)][place] += count
    scales = {size: math.log(both[1] / both[0]) for size, both in totals.items()}
    return {
        gram: math.log((danish[gram] + SMOOTHING) / (english[gram] + SMOOTHING)) + scales[len(gram)]
        for gram in danish.keys() | english.keys()
    }


def _foreign(plain: str) -> bool:
    """Whether most letters are of another alphabet; marks such as emoji are no letters."""
    letters = [sign for sign in plain if sign.isalpha()]
    strange = sum(not _latin(sign) for sign in letters)
    return strange * 2 > len(letters)


def _latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter <= "\u1eff"
