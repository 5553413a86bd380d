"""What each step of the understanding brings: `python -m bench.steps DICTIONARIES`, by the engine's Python.

Three models a step, each trained on three quarters of the examples: measured on the quarter that it has not
seen, and on the held-out sets. DICTIONARIES holds da_DK.aff and .dic, en_GB.aff and .dic, th_da_DK.dat and
th_en_US_v2.dat (Debian: hunspell-da, hunspell-en-gb, mythes-da, mythes-en-us).
"""

import argparse
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import spacy

from bench import dictionary
from bench.public_systems import aims
from bot.engine.importer import CATALOGUE, MunicipalityImporter
from bot.engine.understanding import features, linear, topics
from bot.engine.understanding.corpus import Corpus
from bot.engine.understanding.decide import SERVICE
from bot.engine.understanding.features import Counts, is_piece, words_and_pairs
from bot.engine.understanding.fold import clean, fold_all
from bot.engine.understanding.learning import Example, folds
from bot.engine.understanding.model import margins
from bot.engine.understanding.parallel import side_by_side
from tests.nlu import sets

ROOT = Path(__file__).resolve().parents[1]
QUARTERS, MEASURED = 4, 3
REPLACED = 0.3  # of the examples get a copy with a synonym
INTRODUCTION = """# What each step of understanding brings

Made by `make bench-steps`. The right service first, without any threshold: the mean of three models, each
trained on three quarters of the examples, and the least and the most of them. *Unseen quarter* is what a
model was not trained on, *first set* and *later sets* are those of `understanding.md`. What is tried is added
to all that is used, and stays out while what it brings lies within the spread. The dictionaries are Debian's:
hunspell-da and mythes-da (LGPL 2.1, GPL 2 or MPL 1.1), hunspell-en-gb (LGPL), mythes-en-us (WordNet).
"""
Tokens = Sequence[str]
Count = Callable[[Tokens], Counts]


@dataclass(frozen=True)
class Step:
    """How a message is counted and read, and which examples there are."""

    name: str
    used: bool
    count: Count = features.counts
    by_sentence: bool = True
    catalogue: bool = True
    more: Callable[[Example], list[Example]] = lambda _: []


@dataclass(frozen=True)
class Held:
    tokens: list[str]
    services: tuple[str, ...]
    later: bool


class Counted(Corpus):
    """A corpus of messages that a step has counted in its own way."""

    def __init__(self, messages: Sequence[Counts]) -> None:
        self._size, self._vectors, self._meanings = len(messages), (), None
        blocks = [block for message in messages for block in message]  # two for each message
        self._grams = sorted({gram for block in blocks for gram in block})
        number = {gram: place for place, gram in enumerate(self._grams)}
        self._single = np.asarray([not (is_piece(gram) or " " in gram) for gram in self._grams], dtype=bool)
        self._ids = np.asarray([number[gram] for block in blocks for gram in block], dtype=np.int32)
        self._counts = np.asarray([n for block in blocks for n in block.values()], dtype=np.float32)
        self._blocks = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.steps", description=__doc__)
    parser.add_argument("dictionaries", type=Path, help="folder with the six files")
    given = parser.parse_args(arguments)
    try:
        steps = all_steps(given.dictionaries)
    except OSError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print(INTRODUCTION)
    examples, held = read()
    for line in table(steps, examples, held):
        print(line, flush=True)
    return 0


def all_steps(folder: Path) -> list[Step]:
    lemma, words = dictionary.lemmas(folder), dictionary.known(folder)
    synonyms = dictionary.synonyms(folder)
    return [
        Step("words", True, lambda tokens: (Counter(tokens), Counter()), False, False),
        Step(
            "and pairs of words",
            True,
            lambda tokens: (Counter(words_and_pairs(tokens)), Counter()),
            False,
            False,
        ),
        Step("and pieces of words", True, by_sentence=False, catalogue=False),
        Step("and sentence by sentence", True, catalogue=False),
        Step("and the catalogue's words: what is used", True),
        Step(
            "tried: lemmas of inflected forms", False, with_words(lambda t: [lemma[t]] if t in lemma else [])
        ),
        Step("tried: parts of compounds", False, with_words(lambda t: dictionary.parts(t, words))),
        Step("tried: examples with synonyms", False, more=lambda e: with_synonym(e, synonyms)),
    ]


def with_words(of: Callable[[str], list[str]]) -> Count:
    """The usual counts, with what a token stands for counted as a word beside it."""

    def count(tokens: Tokens) -> Counts:
        grams, pieces = features.counts(tokens)
        grams.update(word for token in tokens for word in of(token))
        return grams, pieces

    return count


def with_synonym(example: Example, synonyms: dict[str, list[str]]) -> list[Example]:
    """A copy of some examples with one word replaced; the same copy each time."""
    chance = random.Random(" ".join(example.tokens))  # noqa: S311  no secret
    places = [n for n, token in enumerate(example.tokens) if token in synonyms and token not in topics.VAGUE]
    if not places or not example.spoken or chance.random() > REPLACED:
        return []
    place = chance.choice(places)
    said = [*example.tokens]
    said[place] = chance.choice(synonyms[said[place]])
    return [replace(example, tokens=said)]


def read() -> tuple[list[Example], list[Held]]:
    pipelines = {language: spacy.blank(language) for language in ("da", "en")}

    def tokens(text: str, language: str) -> list[str]:
        return fold_all([token.text for token in pipelines[language].make_doc(clean(text))])

    examples = []
    for message in MunicipalityImporter(str(ROOT / "config.yml")).get_nlu_data().intent_examples:
        about = (message.get("metadata") or {}).get("intent") or {}
        language = str(about["language"])
        label, spoken = str(message.get_full_intent()), about.get("source") != CATALOGUE
        examples.append(Example(tokens(message.get("text"), language), label, language, spoken))
    held = [
        Held(tokens(sets.as_line(case.text), case.language), case.services, folder != sets.HELDOUT)
        for folder in sets.EVERY
        for case in sets.load(folder).in_scope
    ]
    return topics.of_one_service(examples), held


def table(steps: Sequence[Step], examples: Sequence[Example], held: Sequence[Held]) -> Iterator[str]:
    head = ("", "unseen quarter", "first set", "later sets", "features", "seconds a model")
    yield line(head)
    yield line(["---"] * len(head))
    for step in steps:
        found = measured(step, examples, held)
        *shares, sizes, seconds = zip(*found, strict=True)
        told = [f"{statistics.fmean(sizes):,.0f}", f"{statistics.fmean(seconds):.0f}"]
        yield line([step.name, *map(spread, shares), *told])


def line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def spread(shares: Sequence[float]) -> str:
    return f"{statistics.fmean(shares):.1%} ({min(shares):.1%}–{max(shares):.1%})"


def measured(step: Step, examples: Sequence[Example], held: Sequence[Held]) -> list[list[float]]:
    """For each model: three shares, the number of features, and the processor's seconds."""
    kept = [each for each in examples if each.spoken or step.catalogue]
    place = folds(kept, QUARTERS)

    def work(quarter: int) -> list[float]:
        trained = [e for e, p in zip(kept, place, strict=True) if p != quarter]
        trained += [copy for example in trained for copy in step.more(example)]
        started = time.process_time()
        corpus = Counted([step.count(each.tokens) for each in trained])
        rows = range(len(trained))
        model = linear.learn(corpus, rows, [each.label for each in trained], aims().strength)
        spent = time.process_time() - started
        unseen = [
            Held(e.tokens, (e.label.removeprefix(SERVICE),), True)
            for e, p in zip(kept, place, strict=True)
            if p == quarter and e.label.startswith(SERVICE)
        ]
        groups = (unseen, [h for h in held if not h.later], [h for h in held if h.later])
        return [*(right(step, model, each) for each in groups), len(model.vocabulary.columns), spent]

    return side_by_side(work, MEASURED)


def right(step: Step, model: linear.Linear, held: Sequence[Held]) -> float:
    """Share of the messages whose best service is a right one."""
    places = [n for n, label in enumerate(model.labels) if label.startswith(SERVICE)]
    names = [model.labels[n].removeprefix(SERVICE) for n in places]

    def scores(tokens: Tokens) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
        return model.scores(step.count(tokens))

    read_all = (margins(scores, h.tokens) if step.by_sentence else scores(h.tokens) for h in held)
    return statistics.fmean(
        names[int(found[places].argmax())] in one.services for found, one in zip(read_all, held, strict=True)
    )


if __name__ == "__main__":
    sys.exit(main())
