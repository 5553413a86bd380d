"""The hash chain: what is hashed, how, and how a later reader computes it again."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any, Final

import rfc8785

TAG: Final = b"genvej-event-v1\0"
EXACT: Final = 2**53 - 1  # the largest integer that every reader of JSON keeps
GENESIS: Final = "0" * 64  # what the first event of a chain follows


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The last event of a writer's chain, or any place in it."""

    writer: str
    seq: int
    hash: str


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes; raises ValueError for NaN, integers beyond 2^53 and other ambiguous values."""
    try:
        return text_of(value).encode()
    except (_Unusual, UnicodeEncodeError, TypeError):
        return rfc8785.dumps(value)


def text_of(value: Any) -> str:
    """The same as text, for what nearly every event is made of; raises ValueError for everything else."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    if kind is dict:
        return f"{{{','.join([f'{_name(name)}:{text_of(value[name])}' for name in sorted(value)])}}}"
    if kind is int and -EXACT <= value <= EXACT:
        return str(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is list or kind is tuple:
        return f"[{','.join(map(text_of, value))}]"
    raise _Unusual


class _Unusual(ValueError):
    """Left to the library: floats above all, whose shortest form is an art."""


def _name(name: Any) -> str:
    """Beyond ASCII the order of names is that of UTF-16, which is not Python's."""
    if type(name) is str and name.isascii():
        return encode_basestring(name)
    raise _Unusual


def event_hash(writer: str, seq: int, prev: str, body: bytes) -> str:
    """SHA-256 over tag and fields, each with its length in eight bytes, so that no two rows read alike."""
    parts = [TAG]
    for part in (writer.encode(), str(seq).encode(), prev.encode(), body):
        parts += (len(part).to_bytes(8, "big"), part)
    return hashlib.sha256(b"".join(parts)).hexdigest()


def root(heads: Iterable[Head]) -> str:
    """One hash over all chains' heads, sorted by writer."""
    leaves = [[head.writer, head.seq, head.hash] for head in sorted(heads)]
    return hashlib.sha256(b"genvej-heads-v1\0" + canonical(leaves)).hexdigest()
