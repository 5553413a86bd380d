"""How well citizens are understood: the held-out sets against what `genvej understand` printed."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.nlu import masks
from tests.nlu.sets import InScope, Sets, TwoServices
from tests.nlu.shares import Share, share

# Who asks for help with, or a way out of, the digital is answered by the help itself.
ANSWERED_BY_KIND = {"digital_selfservice_help": "assisted", "digital_post_exemption": "assisted"}
# Kinds that lead to a form; where a form is wrong none of them may come.
FORMS = frozenset({"card", "clarify", "aspect"})
# Matters that always end with a person: `never_form` without a condition in the catalogue.
NEVER_FORM = frozenset(
    {
        "digital_post_exemption",
        "digital_selfservice_help",
        "home_care_apply",
        "freedom_of_information_request",
        "hearing_aid",
        "disabled_parking_card",
    }
)
THRESHOLDS = tuple(step / 20 for step in range(20))
C = TypeVar("C")
K = TypeVar("K")


class AnswerError(Exception):
    """What was printed cannot be scored; the message says which line."""


@dataclass(frozen=True)
class Understood:
    text: str
    masked: str
    language: str
    kind: str
    services: tuple[str, ...]
    confidence: float
    alternatives: tuple[str, ...]

    @property
    def first(self) -> str | None:
        return self.services[0] if self.services else None


@dataclass(frozen=True)
class Confusion:
    expected: str
    got: str
    count: int
    example: str


@dataclass(frozen=True)
class Point:
    """Answers below the threshold turned away: what that costs in scope and catches out of scope."""

    threshold: float
    turned_away: Share
    recall: Share


@dataclass(frozen=True)
class Miss:
    set: str
    text: str
    expected: str
    got: str


@dataclass(frozen=True)
class Report:
    first: Mapping[str, Share]
    styles: Mapping[tuple[str, str], Share]
    services: Mapping[str, Share]
    offered: Mapping[str, Share]
    listed: Share
    clarified: Share
    languages: Share
    turned_away: Share
    no_form_needed: Share
    out_of_scope: Mapping[str, Share]
    no_form: Share
    no_form_kind: Share
    no_form_notes: Mapping[str, Share]
    lookalikes: Share
    lookalikes_right: Share
    both_offered: Share
    masked: Share
    innocent: Share
    confusions: tuple[Confusion, ...]
    curve: tuple[Point, ...]
    misses: tuple[Miss, ...]


def parse(line: str) -> Understood:
    """One JSON line; an alternative is an id or an object with a `service`."""
    try:
        entry = json.loads(line)
        return Understood(
            text=entry["text"],
            masked=entry["masked"],
            language=entry["language"],
            kind=entry["kind"],
            services=tuple(entry["services"]),
            confidence=float(entry["confidence"]),
            alternatives=tuple(map(_service, entry["alternatives"])),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise AnswerError(f"not an answer of `genvej understand`: {line[:80]!r} ({error!r})") from error


def _service(alternative: str | dict[str, Any]) -> str:
    return alternative if isinstance(alternative, str) else str(alternative["service"])


def right_first(wanted: Sequence[str], answer: Understood) -> bool:
    return answer.first in wanted or any(ANSWERED_BY_KIND.get(id) == answer.kind for id in wanted)


def right_offered(wanted: Sequence[str], answer: Understood) -> bool:
    return bool(set(wanted) & set(answer.services)) or right_first(wanted, answer)


def right_listed(wanted: Sequence[str], answer: Understood) -> bool:
    return right_offered(wanted, answer) or bool(set(wanted) & set(answer.alternatives))


def both_offered(case: TwoServices, answer: Understood) -> bool:
    """Two named services must both come; of three possible ones at least two."""
    return len(set(case.services) & set(answer.services)) >= 2


def score(sets: Sets, answers: Sequence[Understood]) -> Report:
    """`answers` in the order of `Sets.lines()`: first the messages, then the masking texts."""
    wanted = len(sets.messages()) + len(sets.masking)
    if len(answers) != wanted:
        raise AnswerError(f"{wanted} answers are wanted, {len(answers)} came")
    rest = iter(answers)
    inside = [(case, next(rest)) for case in sets.in_scope]
    outside = [(case, next(rest)) for case in sets.out_of_scope]
    no_form = [(case, next(rest)) for case in sets.no_form]
    alike = [(case, next(rest)) for case in sets.lookalikes]
    two = [(case, next(rest)) for case in sets.two_services]
    hidden = [(case, next(rest).masked) for case in sets.masking]
    masking = [(case, got, masks.right(case.text, case.masked, got)) for case, got in hidden]
    misses = [
        *(Miss("in scope", c.text, "|".join(c.services), _got(a)) for c, a in inside if not _first(c, a)),
        *(Miss("out of scope", c.text, "out_of_scope", _got(a)) for c, a in outside if not _turned(a)),
        *(Miss("no form", c.text, "|".join(c.kinds), _got(a)) for c, a in no_form if a.kind not in c.kinds),
        *(Miss("look-alike", c.text, "|".join(c.expected), _got(a)) for c, a in alike if _danger(a)),
        *(
            Miss("two services", c.text, "|".join(c.services), _got(a))
            for c, a in two
            if not both_offered(c, a)
        ),
        *(Miss("masking", case.text, case.masked, got) for case, got, right in masking if not right),
    ]
    return Report(
        first=_by(inside, lambda c: c.language, _first),
        styles=_by(inside, lambda c: (c.style, c.language), _first),
        services=_by(inside, lambda c: c.services[0], _first),
        offered=_by(inside, lambda c: c.language, lambda c, a: right_offered(c.services, a)),
        listed=share(right_listed(c.services, a) for c, a in inside),
        clarified=share(a.kind == "clarify" for _, a in inside),
        languages=share(a.language == c.language for c, a in [*inside, *outside, *no_form, *alike, *two]),
        turned_away=share(_turned(a) for _, a in inside),
        no_form_needed=share(
            a.kind not in FORMS and not _turned(a)
            for c, a in inside
            if not NEVER_FORM.intersection(c.services)
        ),
        out_of_scope=_by(outside, lambda c: "near" if c.near else "far", lambda _, a: _turned(a)),
        no_form=share(a.kind not in FORMS for _, a in no_form),
        no_form_kind=share(a.kind in c.kinds for c, a in no_form),
        no_form_notes=_by(no_form, lambda c: c.note, lambda c, a: a.kind in c.kinds),
        lookalikes=share(not _danger(a) for _, a in alike),
        lookalikes_right=share(a.kind in c.expected or right_offered(c.expected, a) for c, a in alike),
        both_offered=share(both_offered(c, a) for c, a in two),
        masked=share(right for case, _, right in masking if case.personal),
        innocent=share(right for case, _, right in masking if not case.personal),
        confusions=confusions(inside),
        curve=curve([a for _, a in inside], [a for _, a in outside]),
        misses=tuple(misses),
    )


def confusions(inside: Iterable[tuple[InScope, Understood]], limit: int = 25) -> tuple[Confusion, ...]:
    """The wrong pairs, most frequent first, each with its first example."""
    wrong = [(c.services[0], a.first or a.kind, c.text) for c, a in inside if not _first(c, a)]
    examples = {(expected, got): text for expected, got, text in reversed(wrong)}
    counts = Counter((expected, got) for expected, got, _ in wrong)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Confusion(*pair, count, examples[pair]) for pair, count in ranked[:limit])


def curve(inside: Sequence[Understood], outside: Sequence[Understood]) -> tuple[Point, ...]:
    return tuple(
        Point(
            threshold,
            share(_turned(answer) or answer.confidence < threshold for answer in inside),
            share(_turned(answer) or answer.confidence < threshold for answer in outside),
        )
        for threshold in THRESHOLDS
    )


def _by(
    cases: Iterable[tuple[C, Understood]], key: Callable[[C], K], right: Callable[[C, Understood], bool]
) -> dict[K, Share]:
    verdicts: defaultdict[K, list[bool]] = defaultdict(list)
    for case, answer in cases:
        verdicts[key(case)].append(right(case, answer))
    return {name: share(seen) for name, seen in verdicts.items()}


def _first(case: InScope, answer: Understood) -> bool:
    return right_first(case.services, answer)


def _turned(answer: Understood) -> bool:
    return answer.kind == "out_of_scope"


def _danger(answer: Understood) -> bool:
    return answer.kind == "emergency"


def _got(answer: Understood) -> str:
    return " ".join((answer.kind, *answer.services))
