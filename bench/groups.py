"""How well and how fast unanswered messages are grouped: `python -m bench.groups`, by messages we know."""

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Hashable, Sequence

from bot.catalogue import grouping
from bot.catalogue.grouping import group
from tests.nlu.sets import InScope, load

MANY = 100_000


def main() -> int:
    sets = load()
    pure, whole, count = quality(sets.in_scope)
    print(f"{len(sets.in_scope)} held-out messages of known services: {count} groups.")
    print(f"A message's group is about its service to {pure:.1%}; of its service, {whole:.1%} are in it.")
    messages = many([message.text for message in sets.in_scope], MANY)
    started = time.process_time()
    found = group(("da", text) for text in messages)
    seconds = time.process_time() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{MANY:,} messages, {len(set(messages)):,} different: {len(found):,} groups in {seconds:.1f} s,")
    print(f"the process at most {most:.0f} MB.")
    return 0


def quality(messages: Sequence[InScope]) -> tuple[float, float, int]:
    """B-cubed precision and recall, and how many groups: messages are one matter when their service is."""
    led: dict[Hashable, Hashable] = {}
    for language in sorted({message.language for message in messages}):
        for number, members in enumerate(_members([m.text for m in messages if m.language == language])):
            led.update({(language, text): (language, number) for text in members})
    group_of = [led[m.language, m.text] for m in messages]
    matter_of = [(m.language, m.services[0]) for m in messages]
    groups, matters = Counter(group_of), Counter(matter_of)
    both = Counter(zip(group_of, matter_of, strict=True))
    pairs = list(zip(group_of, matter_of, strict=True))
    pure = sum(both[pair] / groups[pair[0]] for pair in pairs) / len(pairs)
    whole = sum(both[pair] / matters[pair[1]] for pair in pairs) / len(pairs)
    return pure, whole, len(groups)


def _members(texts: Sequence[str]) -> list[list[str]]:
    return [[text for one in members for text in one] for members in grouping.gathered(_counted(texts))]


def _counted(texts: Sequence[str]) -> dict[grouping.Key, Counter[str]]:
    counted: dict[grouping.Key, Counter[str]] = {}
    for text in texts:
        counted.setdefault(grouping.key_of(text), Counter())[text] += 1
    return counted


def many(texts: Sequence[str], count: int) -> list[str]:
    """Each with some words of another one, so that hardly two are the same."""
    dice = random.Random(20261125)  # noqa: S311  nobody has to guess it
    made = []
    for number in range(count):
        words = dice.choice(texts).split()
        start = dice.randrange(len(words))
        made.append(f"{texts[number % len(texts)]} {' '.join(words[start : start + dice.randint(1, 3)])}")
    return made


if __name__ == "__main__":
    sys.exit(main())
