"""`genvej ledger verify`: reads the ledger raw and names what was changed, removed, cut off or restored."""

from datetime import date
from pathlib import Path
from typing import TextIO

from bot.deflection.periods import start_of
from bot.failure import CommandError
from bot.ledger import checkpoints, keys
from bot.ledger.checkpoints import Checkpoint
from bot.ledger.verify import Report, verify
from bot.settings import Settings


def verify_ledger(
    settings: Settings, kept_elsewhere: Path | None, out: TextIO, *, since: str | None = None
) -> int:
    """0 clean, 1 findings; `since` is a day or the number of a checkpoint.

    Raises CommandError when there is nothing to read, or no such checkpoint.
    """
    if kept_elsewhere is not None and not kept_elsewhere.exists():
        raise CommandError(f"there is no checkpoint {kept_elsewhere}: name the file that was kept elsewhere.")
    folder, key_file = settings.var / "checkpoints", settings.var / "keys" / "checkpoint.key"
    try:
        key = keys.read(key_file) if key_file.exists() else None
        point = None if since is None else _point(since, folder, key)
        place = kept_elsewhere or (folder if folder.exists() else None)
        report = verify(settings.database, place, key, since=point)
    except (OSError, ValueError) as error:
        raise CommandError(f"there is no ledger to verify: {error}") from error
    _print(report, point, out)
    return 1 if report.findings else 0


def _point(since: str, folder: Path, key: bytes | None) -> Checkpoint:
    if key is None:
        raise CommandError("--since trusts a checkpoint, and without its key none can be trusted.")
    good = checkpoints.genuine(folder, key)
    if since.isdecimal():
        found = [point for point in good if point.number == int(since)]
        if not found:
            raise CommandError(f"there is no checkpoint {since} in {folder} with our signature.")
        return found[-1]
    try:
        start = start_of(date.fromisoformat(since))
    except ValueError:
        raise CommandError(
            f"--since takes a day such as 2026-11-23 or the number of a checkpoint, not {since!r}."
        ) from None
    found = [point for point in good if point.at <= start]
    if not found:
        raise CommandError(f"no checkpoint is as old as {since}: verify without --since.")
    return found[-1]


def _print(report: Report, point: Checkpoint | None, out: TextIO) -> None:
    for note in report.notes:
        print(f"note: {note}", file=out)
    for finding in report.findings:
        print(finding, file=out)
    count = len(report.findings)
    verdict = f"{count} finding{'s' if count > 1 else ''}" if count else "clean"
    read = f"{report.events} events in {report.chains} chains, {report.checkpoints} checkpoints"
    if point is not None:
        read += f", since checkpoint {point.number} of {point.at:%Y-%m-%d %H:%M} UTC"
    print(f"{read}: {verdict}", file=out)
    if point is not None:
        print("What is older, contacts and sums are only verified without --since.", file=out)
