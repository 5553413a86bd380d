"""`genvej pseudonymise`, and which key citizens' pseudonyms are made with."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TextIO

from bot.failure import CommandError
from bot.ledger import keys
from bot.ledger.pseudonyms import NoIdentifier, OtherKey, Pseudonyms
from bot.settings import Settings

DELIMITERS: Final = (",", ";", "\t", "|")


def pseudonyms_of(settings: Settings) -> Pseudonyms:
    """With the key that is set, else with the one in the folder, which is made when there is none.

    Raises CommandError for a key file that cannot be used.
    """
    if settings.secret_pseudonyms:
        return Pseudonyms(bytes.fromhex(settings.secret_pseudonyms))
    try:
        return Pseudonyms(keys.read_or_create(settings.var / "keys" / "pseudonyms.key"))
    except (OSError, ValueError) as error:
        raise CommandError(f"the key of the pseudonyms cannot be used: {error}") from error


def pseudonyms_with(key_file: Path) -> Pseudonyms:
    """With a copy of pseudonyms.key, or a file of 64 hexadecimal digits. Raises CommandError."""
    try:
        if key_file.stat().st_mode & 0o077:
            raise CommandError(f"{key_file} can be read by others; set its mode to 600.")
        content = key_file.read_bytes()
        key = content if len(content) == keys.SIZE else bytes.fromhex(content.decode("ascii"))
    except OSError as error:
        raise CommandError(f"{key_file}: {error.strerror}") from error
    except ValueError:
        key = b""
    if len(key) != keys.SIZE:
        raise CommandError(
            f"{key_file} is no key of {keys.SIZE} bytes or {2 * keys.SIZE} hexadecimal digits."
        )
    return Pseudonyms(key)


def pseudonymise(lines: TextIO, pseudonyms: Pseudonyms, column: str, out: TextIO, complaints: TextIO) -> int:
    """CSV in, CSV out with one column made pseudonyms; what names nobody is left out, and said so.

    0 when all was turned, 1 when something was left out. Raises CommandError.
    """
    try:
        return _pseudonymised(lines, pseudonyms, column, out, complaints)
    except UnicodeDecodeError:
        raise CommandError("the file is not UTF-8; turn it with: iconv -f latin1 -t utf-8") from None
    except csv.Error as error:
        raise CommandError(f"the file is no CSV: {error}") from error


def _pseudonymised(
    lines: Iterable[str], pseudonyms: Pseudonyms, column: str, out: TextIO, complaints: TextIO
) -> int:
    rows: Iterator[str] = iter(lines)
    first = next(rows, "").removeprefix("\ufeff")
    delimiter = max(DELIMITERS, key=lambda one: column in next(csv.reader([first], delimiter=one), []))
    header = next(csv.reader([first], delimiter=delimiter), [])
    if column not in header:
        raise CommandError(f"there is no column {column}; --column names the one to turn into pseudonyms")
    place, left_out = header.index(column), 0
    reader = csv.reader(rows, delimiter=delimiter, strict=True)
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    for row in reader:
        if len(row) not in (0, len(header)):
            raise CommandError(f"line {reader.line_num + 1} has {len(row)} values, the header {len(header)}")
        if row and row[place].strip():
            try:
                row[place] = pseudonyms.of(row[place].strip())
            except (NoIdentifier, OtherKey) as error:
                print(f"line {reader.line_num + 1}: {column}: {error}; left out", file=complaints)
                row[place], left_out = "", left_out + 1
        writer.writerow(row)
    return 1 if left_out else 0
