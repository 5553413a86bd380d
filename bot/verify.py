"""`genvej ledger verify`: reads the ledger raw and names what was changed, removed, cut off or restored."""

from pathlib import Path
from typing import TextIO

from bot.failure import CommandError
from bot.ledger import keys
from bot.ledger.verify import verify
from bot.settings import Settings


def verify_ledger(settings: Settings, kept_elsewhere: Path | None, out: TextIO) -> int:
    """0 clean, 1 findings; raises CommandError when there is nothing to read."""
    folder, key_file = settings.var / "checkpoints", settings.var / "keys" / "checkpoint.key"
    try:
        key = keys.read(key_file) if key_file.exists() else None
        report = verify(settings.database, kept_elsewhere or (folder if folder.exists() else None), key)
    except (OSError, ValueError) as error:
        raise CommandError(f"there is no ledger to verify: {error}") from error
    for note in report.notes:
        print(f"note: {note}", file=out)
    for finding in report.findings:
        print(finding, file=out)
    verdict = f"{len(report.findings)} findings" if report.findings else "clean"
    print(
        f"{report.events} events in {report.chains} chains, {report.checkpoints} checkpoints: {verdict}",
        file=out,
    )
    return 1 if report.findings else 0
