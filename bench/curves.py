"""What each threshold does on the held-out sets, one moved at a time: `python -m bench.curves`.

Run by the engine's Python, on the model in use; `make bench-nlu` prints it below the page of bench.nlu.
"""

import argparse
import sys
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import spacy
import yaml

from bot.engine.understanding.decide import Decision, Evidence, Thresholds, decide
from bot.engine.understanding.fold import clean, fold_all
from bot.engine.understanding.model import Understanding
from bot.engine.understanding.signals import Spotter
from tests.nlu import sets
from tests.nlu.shares import Share, share

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "var" / "models"
CLASSIFIER, ROUTER = "LinearClassifier", "bot.engine.components.router.Router"
STEPS = (-0.4, -0.2, -0.1, 0.0, 0.1, 0.2, 0.4)  # added to a learned margin
CHANCES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
INTRODUCTION = """## Thresholds on the held-out messages

Of the three later sets, one threshold moved at a time; the row in use is marked. What the catalogue makes of
an intent afterwards (a person where a form is wrong) is not in these tables, so they differ a little from
those above."""
NAMES = {"da": "Danish", "en": "English"}
LATER = sets.EVERY[1:]  # the first was read so often that its curves are flat


@dataclass(frozen=True)
class Heard:
    """A held-out message, and what the model and the signals say of it."""

    case: sets.Message
    seen: Evidence
    signals: Sequence[str]


Row = tuple[str, ...]
Decide = Callable[[Heard, Thresholds], Decision]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.curves", description=__doc__)
    parser.add_argument("--model", type=Path, help="archive; else the one in use")
    given = parser.parse_args(arguments)
    try:
        model = Understanding.load(files(given.model or in_use(MODELS)))
    except (OSError, KeyError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print("\n\n".join(page(hear(model), model.thresholds)))
    return 0


def in_use(folder: Path) -> Path:
    return folder / f"{(folder / 'current').read_text(encoding='utf-8').strip()}.tar.gz"


def files(archive: Path) -> dict[str, bytes]:
    """What the classifier stored."""
    with tarfile.open(archive) as opened:
        members = [each for each in opened if each.isfile() and CLASSIFIER in each.name]
        read = [(Path(each.name).name, opened.extractfile(each)) for each in members]
        return {name: content.read() for name, content in read if content is not None}


def hear(model: Understanding) -> list[Heard]:
    pipelines = {language: spacy.blank(language) for language in NAMES}
    spotter = Spotter()
    heard = []
    for case in [case for folder in LATER for case in sets.load(folder).messages()]:
        tokens = [token.text for token in pipelines[case.language].make_doc(clean(sets.as_line(case.text)))]
        heard.append(Heard(case, model.evidence(fold_all(tokens)), spotter.spot(tokens)))
    return heard


def router() -> Decide:
    """Decides as config.yml has it."""
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    config = next(each for each in pipeline if each["name"] == ROUTER)
    yields = {name: str(config[f"{name}_yields_to"]).split() for name in ("no_digital", "no_mitid")}
    return lambda one, at: decide(one.seen, one.signals, at, yields=yields)


def page(heard: Sequence[Heard], at: Thresholds) -> Iterator[str]:
    route = router()
    yield INTRODUCTION
    yield cards(heard, at, route)
    yield questions(heard, at, route)
    yield scope(heard, at, route)
    yield two(heard, at, route)
    yield danger(heard, at, route)
    yield styles(heard, at, route)


def cards(heard: Sequence[Heard], at: Thresholds, route: Decide) -> str:
    """Coverage against error of the lone card."""
    rows = []
    for value in around(at.sure, CHANCES):
        made = [(one.case, route(one, replace(at, sure=value))) for one in of(heard, sets.InScope)]
        alone = [(case, made_of) for case, made_of in made if made_of.intent.startswith("service/")]
        rows.append(
            (
                marked(value, at.sure),
                percent(share(d.intent.startswith("service/") for _, d in made)),
                percent(share(d.candidates[0] in case.services for case, d in alone)),
                percent(share(d.intent == "clarify" for _, d in made)),
                percent(share(bool(set(d.candidates) & set(case.services)) for case, d in made)),
            )
        )
    head = ("card alone from", "one card", "of them right", "asked back", "right among those offered")
    return table("A card alone, or a question back", head, rows)


def questions(heard: Sequence[Heard], at: Thresholds, route: Decide) -> str:
    rows = []
    for value in around(at.mass, CHANCES):
        asked = [
            (one.case, made)
            for one in of(heard, sets.InScope)
            if (made := route(one, replace(at, mass=value))).intent == "clarify"
        ]
        count = sum(len(made.candidates) for _, made in asked) / max(1, len(asked))
        right = share(bool(set(made.candidates) & set(case.services)) for case, made in asked)
        rows.append((marked(value, at.mass), f"{count:.2f}", percent(right)))
    return table("The choices of a question back", ("hold together", "choices", "right among them"), rows)


def scope(heard: Sequence[Heard], at: Thresholds, route: Decide) -> str:
    rows = []
    for step in STEPS:
        moved = replace(at, inside=at.inside + step)
        away = {
            language: share(
                route(one, moved).intent == "out_of_scope"
                for one in of(heard, sets.InScope)
                if one.case.language == language
            )
            for language in NAMES
        }
        found = {
            near: share(
                route(one, moved).intent == "out_of_scope"
                for one in of(heard, sets.OutOfScope)
                if one.case.near is near
            )
            for near in (True, False)
        }
        cells = map(percent, (*away.values(), *found.values()))
        rows.append((marked(moved.inside, at.inside), *cells))
    head = (
        "margin below",
        "turned away, Danish",
        "turned away, English",
        "near recognised",
        "far recognised",
    )
    return table("Out of scope", head, rows)


def two(heard: Sequence[Heard], at: Thresholds, route: Decide) -> str:
    rows = []
    for value in around(at.both, (0.1, 0.2, 0.3, 0.5, 0.7, 0.9)):
        moved = replace(at, both=value)
        both = share(
            len(set(one.case.services) & set(route(one, moved).candidates)) >= 2
            for one in of(heard, sets.TwoServices)
        )
        wrongly = share(route(one, moved).several for one in of(heard, sets.InScope))
        rows.append((marked(value, at.both), percent(both), percent(wrongly)))
    head = ("both parts from", "two services both offered", "single matters taken for two")
    return table("Two matters in one message", head, rows)


def danger(heard: Sequence[Heard], at: Thresholds, route: Decide) -> str:
    meant = [one for one in of(heard, sets.NoForm) if one.case.kinds == ("emergency",)]
    rows = []
    for value in around(at.alarm, CHANCES):
        moved = replace(at, alarm=value)
        unsignalled = [route(replace(one, signals=()), moved).intent for one in meant]
        rows.append(
            (
                marked(value, at.alarm),
                percent(share(intent == "emergency" for intent in unsignalled)),
                percent(share(route(one, moved).intent == "emergency" for one in meant)),
                percent(share(route(one, moved).intent in ("emergency", "human") for one in meant)),
                percent(alarmed(of(heard, sets.InScope), moved, route)),
                percent(alarmed(of(heard, sets.LookAlike), moved, route)),
            )
        )
    head = (
        "believed from",
        "by statistics alone",
        "with signals",
        "or a person",
        "about a service, taken for danger",
        "look-alikes taken for danger",
    )
    return table("Danger", head, rows)


def alarmed(heard: Iterable[Heard], at: Thresholds, route: Decide) -> Share:
    return share(route(one, at).intent == "emergency" for one in heard)


def styles(heard: Sequence[Heard], at: Thresholds, route: Decide) -> str:
    """What a style costs: asked back, and the right one among those offered."""
    rows = []
    for style in sets.STYLES:
        made = [(one.case, route(one, at)) for one in of(heard, sets.InScope) if one.case.style == style]
        cells = []
        for language in NAMES:
            mine = [(case, d) for case, d in made if case.language == language]
            cells += [
                percent(share(d.intent == "clarify" for _, d in mine)),
                percent(share(bool(set(d.candidates) & set(case.services)) for case, d in mine)),
            ]
        rows.append((style, *cells))
    head = ("style", *(f"{what}, {name}" for name in NAMES.values() for what in ("asked back", "offered")))
    return table("Asked back and offered, by style", head, rows)


def of(heard: Iterable[Heard], kind: type) -> list[Heard]:
    return [one for one in heard if type(one.case) is kind]


def around(learned: float, others: Sequence[float]) -> list[float]:
    return sorted({*others, learned})


def marked(value: float, learned: float) -> str:
    return f"**{value:.2f}**" if value == learned else f"{value:.2f}"


def percent(one: Share) -> str:
    return f"{100 * one.value:.1f} %"


def table(title: str, head: Sequence[str], rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join([f"### {title}", "", *(f"| {' | '.join(cells)} |" for cells in lines)])


if __name__ == "__main__":
    sys.exit(main())
