"""What a file is before it is read: its format, its encoding, and a digest by which it is known again."""

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.intake.layout import Layout
from bot.intake.picking import FileRefused

_AT_ONCE: Final = 1 << 20
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS: Final = {
    b"PK": "a ZIP archive or a spreadsheet (.xlsx)",
    b"\x1f\x8b": "packed with gzip",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"(\xb5/\xfd": "packed with zstd",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet (.xls)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """`digest` is over the content and the mapping: the same file read otherwise is another one."""

    path: Path
    size: int
    format: str
    encoding: str
    digest: str


def look(path: Path, layout: Layout, mapping: bytes = b"") -> File:
    """Reads the file once. Raises FileRefused, and OSError where there is none."""
    sha, decoder, size, wrong = (
        hashlib.sha256(mapping + b"\0"),
        codecs.getincrementaldecoder("utf-8")(),
        0,
        None,
    )
    with path.open("rb") as file:
        head = file.read(_AT_ONCE)
        chunk = head
        while chunk:
            sha.update(chunk)
            if wrong is None:
                wrong = _undecodable(decoder, chunk, size)
            size += len(chunk)
            chunk = file.read(_AT_ONCE)
    format = layout.format or _format(head)
    encoding = "" if format == "parquet" else _encoding(head, layout, wrong)
    return File(path=path, size=size, format=format, encoding=encoding, digest=sha.hexdigest())


def _undecodable(decoder: codecs.IncrementalDecoder, chunk: bytes, before: int) -> int | None:
    """Where the first byte stands that is not UTF-8."""
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as error:
        return before + error.start
    return None


def _format(head: bytes) -> str:
    if head.startswith(b"PAR1"):
        return "parquet"
    for start, name in _OTHERS.items():
        if head.startswith(start):
            raise FileRefused(f"is {name}; give the CSV, JSON Lines or Parquet file itself")
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused("is no text and no Parquet file; export it as CSV")
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"["):
        raise FileRefused("is one JSON array; write one object a line (JSON Lines)")
    return "jsonl" if start.startswith(b"{") else "csv"


def _encoding(head: bytes, layout: Layout, wrong: int | None) -> str:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if layout.encoding == "utf-8" and wrong is not None:
        raise FileRefused(f"is not UTF-8 as its mapping says (byte {wrong})")
    return layout.encoding or ("utf-8" if wrong is None else "windows-1252")
