"""The report on understanding as a page of tables, beside the targets it is held to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from tests.nlu.score import Report
from tests.nlu.sets import STYLES
from tests.nlu.shares import Share

NAMES = {"da": "Danish", "en": "English"}
STYLE_HEAD = ("style", *NAMES.values(), *(f"{name}, other sets" for name in NAMES.values()))
K = TypeVar("K")


SETS = """
The first set is the one that mistakes were found on while rules and examples were written; those of the third
were read later. The second and the fourth are of the same styles, and nobody looked at which of their
messages go wrong (but for three of the fourth: two that want no form and a look-alike), so they say how well
new messages go. None of the messages is a near copy of an example, but the third and fourth were written
by one who wrote examples and signals, too: their figures are kinder than those of a stranger's messages.
Thresholds come from none of the sets, but from training examples that the model had not seen (`genvej train`
prints them).
""".strip()
OTHERS = ("that nobody looked at", "that were written third", "that were written last, and nobody looked at")


def markdown(report: Report, *others: Report) -> str:
    """The misses of the others are not shown: a set whose misses are read is no longer unseen."""
    services = pooled(one.services for one in (report, *others))
    head = ("measure", "share", "of", "interval", "target", "met")
    blocks = [
        "# How well citizens are understood",
        "Each share with its 95 % interval (Wilson). The messages are in `tests/nlu/heldout`.",
        *([SETS] if others else []),
        _section("Measures", head, _measures(report)),
        *(
            _section(f"Measures on messages {whose}", head, _measures(one))
            for whose, one in zip(OTHERS, others, strict=False)
        ),
        _section("By style, right service first", STYLE_HEAD, _styles(report, others)),
        _section(
            "Where a form is wrong, right kind", ("matter", "share", "of"), _shares(report.no_form_notes)
        ),
        _section(
            "Services below 90 %",
            ("service", "share", "of"),
            _shares(_weak(services)),
        ),
        _section("Most frequent confusions", ("expected", "got", "times", "for example"), _pairs(report)),
        _section(
            "Turning away below a confidence",
            ("below", "in scope turned away", "out of scope recognised"),
            ((f"{p.threshold:.2f}", _percent(p.turned_away), _percent(p.recall)) for p in report.curve),
        ),
        _section(
            "Every miss",
            ("set", "text", "expected", "got"),
            ((miss.set, miss.text, miss.expected, miss.got) for miss in report.misses),
        ),
    ]
    return "\n\n".join(blocks) + "\n"


def total(shares: Iterable[Share]) -> Share:
    seen = list(shares)
    return Share(sum(one.right for one in seen), sum(one.total for one in seen))


def _measures(report: Report) -> list[tuple[str, ...]]:
    outside = total(report.out_of_scope.values())
    return [
        *(
            _row(f"right service first, {NAMES.get(language, language)}", one, at_least=0.90)
            for language, one in sorted(report.first.items())
        ),
        *(
            _row(f"right service among those offered, {NAMES.get(language, language)}", one)
            for language, one in sorted(report.offered.items())
        ),
        _row("right service among those offered", total(report.offered.values()), at_least=0.97),
        _row("right service among offered and alternatives", report.listed),
        _row("in scope answered with a question", report.clarified),
        _row("out of scope recognised", outside, at_least=0.85),
        *(_row(f"out of scope recognised, {near}", one) for near, one in sorted(report.out_of_scope.items())),
        _row("in scope turned away", report.turned_away, at_most=0.04),
        _row("in scope and digital, yet sent to a person or small talk", report.no_form_needed),
        _row("no form where a form is wrong", report.no_form, at_least=1.0),
        _row("right kind where a form is wrong", report.no_form_kind, at_least=1.0),
        _row("look-alikes not taken for danger", report.lookalikes, at_least=0.95),
        _row("look-alikes understood", report.lookalikes_right),
        _row("two services: both offered", report.both_offered, at_least=0.85),
        _row("personal data masked", report.masked, at_least=1.0),
        _row("innocent numbers left alone", report.innocent, at_least=0.99),
        _row("language recognised", report.languages),
    ]


def _row(
    name: str, one: Share, *, at_least: float | None = None, at_most: float | None = None
) -> tuple[str, ...]:
    low, high = one.interval()
    interval = f"{100 * low:.1f}–{100 * high:.1f} %"
    if at_least is not None:
        target, met = f"≥ {100 * at_least:.0f} %", one.value >= at_least
    elif at_most is not None:
        target, met = f"≤ {100 * at_most:.0f} %", one.value <= at_most
    else:
        return (name, _percent(one), str(one.total), interval, "", "")
    return (name, _percent(one), str(one.total), interval, target, "yes" if met else "**no**")


def pooled(named: Iterable[Mapping[K, Share]]) -> dict[K, Share]:
    """The shares of several sets as of one."""
    found: defaultdict[K, list[Share]] = defaultdict(list)
    for each in named:
        for name, one in each.items():
            found[name].append(one)
    return {name: total(shares) for name, shares in found.items()}


def _styles(report: Report, others: Sequence[Report]) -> list[tuple[str, ...]]:
    columns = (report.styles, pooled(one.styles for one in others))
    return [
        (style, *(_of(each.get((style, language), Share(0, 0))) for each in columns for language in NAMES))
        for style in STYLES
    ]


def _weak(services: Mapping[str, Share]) -> dict[str, Share]:
    return {id: one for id, one in services.items() if one.value < 0.90}


def _shares(shares: Mapping[str, Share]) -> list[tuple[str, ...]]:
    ranked = sorted(shares.items(), key=lambda named: (named[1].value, named[0]))
    return [(name, _percent(one), str(one.total)) for name, one in ranked]


def _pairs(report: Report) -> list[tuple[str, ...]]:
    return [(pair.expected, pair.got, str(pair.count), pair.example) for pair in report.confusions]


def _percent(one: Share) -> str:
    return f"{100 * one.value:.1f} %"


def _of(one: Share) -> str:
    return f"{_percent(one)} of {one.total}" if one.total else "–"


def _section(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    table = "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)
    return f"## {title}\n\n{table if len(lines) > 2 else 'None.'}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
