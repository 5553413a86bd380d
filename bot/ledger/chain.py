"""The hash chain: what is hashed, how, and how a later reader computes it again."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import rfc8785

TAG: Final = b"genvej-event-v1\0"
GENESIS: Final = "0" * 64  # what the first event of a chain follows


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The last event of a writer's chain, or any place in it."""

    writer: str
    seq: int
    hash: str


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes; raises ValueError for NaN, integers beyond 2^53 and other ambiguous values."""
    return rfc8785.dumps(value)


def event_hash(writer: str, seq: int, prev: str, body: bytes) -> str:
    """SHA-256 over tag and fields, each with its length in eight bytes, so that no two rows read alike."""
    digest = hashlib.sha256(TAG)
    for part in (writer.encode(), str(seq).encode(), prev.encode(), body):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def root(heads: Iterable[Head]) -> str:
    """One hash over all chains' heads, sorted by writer."""
    leaves = [[head.writer, head.seq, head.hash] for head in sorted(heads)]
    return hashlib.sha256(b"genvej-heads-v1\0" + canonical(leaves)).hexdigest()
