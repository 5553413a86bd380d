"""One part of the bench on public data, a system on a sample: measured, and kept until its inputs change."""

import hashlib
import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.public_data import OUT, PublicSet

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "bench" / "public"
TURNED = 0.04  # share of in-scope messages at which out-of-scope recall is compared
# What each system is made of, besides the data: where that changes, it is measured anew.
SHARED = ("bench/public_data.py", "bench/public_parts.py", "bench/public_systems.py")
MADE_OF = {
    "ours": ("config.yml", "bot/engine/understanding/*.py"),
    "SVM": (),
    "logistic": (),
    "DIET": ("bench/public_diet.py",),
}


@dataclass(frozen=True)
class Part:
    """`size` is the number of examples a class, None all of them; `seed` says which ones."""

    given: PublicSet
    size: int | None
    system: str
    seed: int

    @property
    def name(self) -> str:
        return f"{self.given.name}/{self.size or 'all'}/{self.system}/{self.seed}"

    @property
    def file(self) -> Path:
        return KEPT / f"{self.name.replace('/', '-')}.json"


@dataclass(frozen=True)
class Measured:
    """`shares` as in the function of that name; `milliseconds` of a message in the middle, on one core."""

    shares: Sequence[float]
    milliseconds: float


def kept(part: Part) -> Measured | None:
    """What it came to before, unless something of what it is made of has changed."""
    try:
        found = json.loads(part.file.read_text(encoding="utf-8"))
    except OSError:
        return None
    return Measured(**found["measured"]) if found["made_of"] == made_of(part) else None


def measure(part: Part) -> Measured:
    """Trains and reads, which takes minutes, and keeps what it came to; raises BenchError."""
    from bench.public_systems import SYSTEMS

    of = made_of(part)  # before, since the files may change meanwhile
    train = part.given.sample(part.size, part.seed)
    read = SYSTEMS[part.system](part.given.language, train, [text for text, _ in part.given.test])
    labels = [label for _, label in part.given.test]
    found = Measured(shares(labels, read.scores, read.away), read.milliseconds)
    keep(part, of, found)
    return found


def keep(part: Part, of: str, found: Measured) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    part.file.write_text(json.dumps({"made_of": of, "measured": asdict(found)}), encoding="utf-8")


def made_of(part: Part) -> str:
    """A digest of the data and of the files that the figures come from."""
    total = hashlib.sha256(part.given.digest.encode())
    for path in _sources(part.system):
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _sources(system: str) -> Iterator[Path]:
    for pattern in (*SHARED, *MADE_OF[system]):
        yield from sorted(ROOT.glob(pattern))


def shares(labels: Sequence[str], scores: Sequence[dict[str, float]], away: Sequence[bool]) -> list[float]:
    """Right first among the intents; where some are out of scope, four shares of that too."""
    firsts = [max((s for s in one if s != OUT), key=one.__getitem__, default=OUT) for one in scores]
    inside = [number for number, label in enumerate(labels) if label != OUT]
    outside = [number for number, label in enumerate(labels) if label == OUT]
    right = [firsts[number] == labels[number] for number in inside]
    if not outside:
        return [statistics.fmean(right)]
    near = [one.get(firsts[n], 0.0) - one.get(OUT, 0.0) for n, one in enumerate(scores)]
    least = sorted(near[number] for number in inside)[int(TURNED * len(inside))]
    stayed = [hit and not away[number] for hit, number in zip(right, inside, strict=True)]
    return [
        statistics.fmean(right),
        statistics.fmean(near[number] < least for number in outside),
        statistics.fmean(stayed),
        statistics.fmean(away[number] for number in inside),
        statistics.fmean(away[number] for number in outside),
    ]
