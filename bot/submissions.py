"""`genvej receipts`: how many forms were sent in a period, by engine and form, less those deleted since."""

import json
from dataclasses import asdict
from typing import TextIO

from bot.failure import CommandError
from bot.ledger import LedgerError, demo
from bot.ledger.reading import reading
from bot.ledger.receipts import Submissions, submissions
from bot.report.report import DEMO
from bot.reporting import period_of
from bot.settings import Settings

HEAD = ("source", "form", "sent", "led there by us")


def receipts(settings: Settings, days: tuple[str, str], as_json: bool, out: TextIO) -> int:
    """Of the days from the first to, and without, the second; raises CommandError."""
    begin, end = period_of(*days).instants()
    try:
        with reading(settings.database) as connection:
            found = submissions(connection, begin, end)
            invented = demo.marked(connection)
    except (LedgerError, OSError) as error:
        raise CommandError(str(error)) from error
    if as_json:
        told = {"demo": invented, "forms": [asdict(one) for one in found]}
        print(json.dumps(told, ensure_ascii=False, indent=2), file=out)
    else:
        print(*([DEMO.en] if invented else []), *map(_line, [HEAD, *map(_cells, found)]), sep="\n", file=out)
    return 0


def _cells(one: Submissions) -> tuple[str, ...]:
    return one.source, one.form, str(one.count), str(one.matched)


def _line(cells: tuple[str, ...]) -> str:
    source, form, count, matched = cells
    return f"{source:<20} {form:<40} {count:>8} {matched:>16}"
