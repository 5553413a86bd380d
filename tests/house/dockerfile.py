"""Reads a Dockerfile into its stages: as much of the format as ours use."""

import json
import re
import shlex
from dataclasses import dataclass, field

_FLAG = re.compile(r"--([a-z-]+)=(\S+)\s+")


@dataclass
class Step:
    """One instruction: `COPY --from=build a b` is word COPY, flags {from: build}, rest `a b`."""

    word: str
    flags: dict[str, str]
    rest: str

    @property
    def arguments(self) -> list[str]:
        """The exec form's list, or the words of the shell form."""
        if self.rest.startswith("["):
            return [str(part) for part in json.loads(self.rest)]
        return shlex.split(self.rest)


@dataclass
class Stage:
    base: str
    name: str | None
    steps: list[Step] = field(default_factory=list)

    def all(self, word: str) -> list[Step]:
        return [step for step in self.steps if step.word == word]

    def last(self, word: str) -> Step | None:
        found = self.all(word)
        return found[-1] if found else None

    def environment(self) -> dict[str, str]:
        return dict(
            pair.split("=", 1) for step in self.all("ENV") for pair in shlex.split(step.rest, posix=True)
        )


@dataclass
class Dockerfile:
    stages: list[Stage]

    @property
    def final(self) -> Stage:
        return self.stages[-1]

    @property
    def steps(self) -> list[Step]:
        return [step for stage in self.stages for step in stage.steps]


def parse(text: str) -> Dockerfile:
    """Raises ValueError for an instruction before the first FROM."""
    stages: list[Stage] = []
    for line in _logical_lines(text):
        word, _, rest = line.partition(" ")
        word, rest = word.upper(), rest.strip()
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            stages.append(Stage(base.strip(), name.strip() or None))
        elif not stages:
            raise ValueError(f"{word} stands before the first FROM")
        else:
            stages[-1].steps.append(_step(word, rest))
    return Dockerfile(stages)


def _step(word: str, rest: str) -> Step:
    flags = {}
    while word != "RUN" and (found := _FLAG.match(rest)):
        flags[found[1]] = found[2]
        rest = rest[found.end() :]
    return Step(word, flags, rest)


def _logical_lines(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\s*\n\s*", "", "\n".join(lines))
    return [line.strip() for line in joined.splitlines() if line.strip()]
