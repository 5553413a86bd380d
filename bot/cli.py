"""The command line: every command, its help, and one line instead of a traceback when something is wrong."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from bot import bank_options
from bot import settings as table
from bot.failure import CommandError
from bot.settings import Settings, SettingsError

WRONG_USE = 2


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 findings, 2 wrong use or something to mend first (one line on stderr)."""
    options = _parser().parse_args(arguments)
    # What fails in a command is said once, in its one line; where a house runs, its log has it as well.
    logging.getLogger("bot.ledger").addHandler(logging.NullHandler())
    command: Callable[[Settings, argparse.Namespace], int] = options.command
    try:
        return command(table.load(), options)
    except (CommandError, SettingsError) as error:
        print(f"genvej: {error}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return 130


class _Parser(argparse.ArgumentParser):
    """Wrong use is one line, as everything else that goes wrong; its commands are read by the same class."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = _Parser(
        prog="genvej",
        description="From a citizen's question to the right self-service form, with evidence.",
        epilog="Settings are environment variables: see docs/settings.md.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    run = commands.add_parser("run", help="start everything; Ctrl-C stops it")
    run.set_defaults(command=_run)

    train = commands.add_parser("train", help="train the model when its inputs changed")
    train.add_argument("--force", action="store_true", help="train also when nothing changed")
    train.set_defaults(command=_train)

    understand = commands.add_parser(
        "understand",
        help="understand messages from standard input, one a line, and print one JSON line each",
        description="Prints text, masked, language, kind, services, confidence and alternatives.",
    )
    understand.add_argument("--language", choices=("da", "en"), help="the language of all of them")
    understand.set_defaults(command=_understand)

    catalogue = commands.add_parser("catalogue", help="the municipality's services")
    check = catalogue.add_subparsers(metavar="COMMAND", required=True).add_parser(
        "check", help="check every file; say what the municipality must still confirm"
    )
    check.add_argument("--links", action="store_true", help="also try each link")
    check.set_defaults(command=_catalogue_check)

    _imports(commands.add_parser("import", help="contacts of all channels, from other systems"))
    _report_options(commands.add_parser("report", help="every figure of a period, with all that explains it"))
    _export_options(commands.add_parser("export", help="a table of the console as a file"))
    _receipts_options(commands.add_parser("receipts", help="how many forms were sent, as their engines say"))
    _demo_options(commands.add_parser("demo", help="an invented year in an empty ledger, marked DEMO"))

    pseudonymise = commands.add_parser(
        "pseudonymise",
        help="turn a column of CPR numbers, e-mail addresses or telephone numbers into pseudonyms",
        description="CSV in, CSV out: for a department that sends no identifiers. See docs/contacts.md.",
    )
    pseudonymise.add_argument("file", type=Path, nargs="?", metavar="FILE", help="default: standard input")
    pseudonymise.add_argument("--key-file", type=Path, metavar="FILE", help="a copy of pseudonyms.key")
    pseudonymise.add_argument("--column", default="citizen", metavar="NAME", help="default: citizen")
    pseudonymise.set_defaults(command=_pseudonymise)

    ledger = commands.add_parser("ledger", help="the log of what happened")
    verify = ledger.add_subparsers(metavar="COMMAND", required=True).add_parser(
        "verify", help="name any row that was changed, removed, cut off or restored"
    )
    verify.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="also against a checkpoint that was kept elsewhere"
    )
    verify.add_argument(
        "--since",
        metavar="DAY|NUMBER",
        help="only what was booked after the last checkpoint before that day, or after that checkpoint",
    )
    verify.set_defaults(command=_ledger_verify)

    operator = commands.add_parser("operator", help="people who work with the console")
    add = operator.add_subparsers(metavar="COMMAND", required=True).add_parser(
        "add", help="add an operator; prints a password for the first sign-in"
    )
    add.add_argument("name")
    add.add_argument(
        "--role",
        required=True,
        choices=("reviewer", "editor", "manager", "finance", "administrator", "auditor"),
    )
    add.set_defaults(command=_operator_add)
    jobs = commands.add_parser("jobs", help="what genvej run does every hour")
    once = jobs.add_subparsers(metavar="COMMAND", required=True).add_parser(
        "run", help="close the windows that are due, delete what is too old; prints how much of each"
    )
    once.set_defaults(command=_jobs_run)

    bank_options.add_to(commands)
    erase = commands.add_parser(
        "erase",
        help="forget a citizen, named by CPR number, e-mail or telephone on standard input",
        description="One identifier a line, all of the same citizen. Figures and the ledger's chain stay.",
    )
    erase.add_argument("--reason", help="kept in the ledger: write nothing personal")
    erase.set_defaults(command=_erase)
    deflection = commands.add_parser("deflection", help="one entry of the deflection log")
    overturn = deflection.add_subparsers(metavar="COMMAND", required=True).add_parser(
        "overturn", help="take a deflection back; it saves nothing any more"
    )
    overturn.add_argument("id")
    overturn.add_argument("--by", required=True, metavar="NAME", help="the operator who decided it")
    overturn.add_argument("--reason", required=True, help="kept in the ledger: write nothing personal")
    overturn.set_defaults(command=_overturn)
    return parser


def _overturn(settings: Settings, options: argparse.Namespace) -> int:
    from bot.overturn import overturn

    return asyncio.run(overturn(settings, options.id, options.by, options.reason, sys.stdout))


def _erase(settings: Settings, options: argparse.Namespace) -> int:
    from bot.erase import erase

    return asyncio.run(erase(settings, options.reason, sys.stdin, sys.stdout))


def _jobs_run(settings: Settings, _: argparse.Namespace) -> int:
    from bot.jobs import run

    return asyncio.run(run(settings, sys.stdout))


def _imports(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    contacts = commands.add_parser(
        "contacts",
        help="book the contacts in CSV, JSON Lines or Parquet files",
        description="Bad rows go to a file of rejects, with line and reason. See docs/contacts.md.",
    )
    contacts.add_argument("files", type=Path, nargs="+", metavar="FILE")
    contacts.add_argument("--source", metavar="NAME", help="the system they come from (default: import)")
    contacts.add_argument("--mapping", type=Path, metavar="FILE", help="its names of columns and codes")
    contacts.add_argument("--rejects", type=Path, metavar="FILE", help="default: FILE.rejects.csv")
    contacts.add_argument("--dry-run", action="store_true", help="check every row, book nothing")
    contacts.set_defaults(command=_import_contacts)

    undo = commands.add_parser("undo", help="let an import count no more; its contacts may come again")
    undo.add_argument("id", metavar="ID")
    undo.set_defaults(command=_import_undo)


def _import_contacts(settings: Settings, options: argparse.Namespace) -> int:
    from bot.imports import Wish, bring_contacts

    wish = Wish(
        files=tuple(options.files),
        source=options.source,
        mapping=options.mapping,
        rejects=options.rejects,
        dry_run=options.dry_run,
    )
    return asyncio.run(bring_contacts(settings, wish, sys.stdout))


def _import_undo(settings: Settings, options: argparse.Namespace) -> int:
    from bot.imports import undo

    return asyncio.run(undo(settings, options.id, sys.stdout))


def _period_options(parser: argparse.ArgumentParser) -> None:
    parser.description = "A period is half-open: --to names the day after the last one."
    parser.add_argument("--from", required=True, dest="from_", metavar="DAY", help="as 2026-01-01")
    parser.add_argument("--to", required=True, metavar="DAY", help="as 2027-01-01, not included")


def _receipts_options(receipts: argparse.ArgumentParser) -> None:
    _period_options(receipts)
    receipts.add_argument("--json", action="store_true", help="for a program to read")
    receipts.set_defaults(command=_receipts)


def _export_options(export: argparse.ArgumentParser) -> None:
    _period_options(export)
    export.add_argument("table", choices=("log", "figures", "contacts", "imports", "trail"))
    export.add_argument("--format", choices=("csv", "jsonl", "parquet"), default="csv")
    export.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    export.set_defaults(command=_export)


def _export(settings: Settings, options: argparse.Namespace) -> int:
    from bot.exporting import export, written

    period = (options.from_, options.to)
    if options.output is not None:
        return written(settings, options.table, period, options.format, options.output)
    return export(settings, options.table, period, options.format, sys.stdout.buffer)


def _receipts(settings: Settings, options: argparse.Namespace) -> int:
    from bot.submissions import receipts

    return receipts(settings, (options.from_, options.to), options.json, sys.stdout)


def _report_options(report: argparse.ArgumentParser) -> None:
    _period_options(report)
    report.add_argument("--service", metavar="ID", help="one service alone")
    form = report.add_mutually_exclusive_group()
    for name, what in (("json", "for programs"), ("csv", "for a spreadsheet"), ("html", "to print")):
        form.add_argument(
            f"--{name}", action="store_const", const=name, dest="form", default="text", help=what
        )
    report.add_argument("--language", choices=("da", "en"), default="en")
    report.set_defaults(command=_report)


def _demo_options(demo: argparse.ArgumentParser) -> None:
    demo.description = "Prints the truths that a report over the year must find again."
    demo.add_argument("--scale", default="1", metavar="PART", help="how much of the town, as 0.1; 1 is all")
    demo.add_argument("--remove", action="store_true", help="delete an invented ledger, and no other")
    demo.set_defaults(command=_demo)


def _pseudonymise(settings: Settings, options: argparse.Namespace) -> int:
    from bot.pseudonymise import pseudonymise, pseudonyms_of, pseudonyms_with

    made = pseudonyms_with(options.key_file) if options.key_file else pseudonyms_of(settings)
    if options.file is None:
        return pseudonymise(sys.stdin, made, options.column, sys.stdout, sys.stderr)
    try:
        with options.file.open(encoding="utf-8", newline="") as lines:
            return pseudonymise(lines, made, options.column, sys.stdout, sys.stderr)
    except OSError as error:
        raise CommandError(f"{options.file}: {error.strerror}") from error


def _run(settings: Settings, _: argparse.Namespace) -> int:
    import uvloop

    from bot.run import serve

    return uvloop.run(serve(settings))


def _train(settings: Settings, options: argparse.Namespace) -> int:
    from bot.training import ensure_model

    model = asyncio.run(ensure_model(settings, force=options.force))
    print(f"model {model.digest[:12]} is in {settings.var / 'models'}")
    return 0


def _understand(settings: Settings, options: argparse.Namespace) -> int:
    from bot.understand import understand

    return asyncio.run(understand(settings, sys.stdin.buffer, sys.stdout, options.language))


def _catalogue_check(settings: Settings, options: argparse.Namespace) -> int:
    from bot.catalogue.check import main_check

    return main_check(settings.municipality, options.links, sys.stdout)


def _report(settings: Settings, options: argparse.Namespace) -> int:
    from bot.reporting import report

    period = (options.from_, options.to)
    return report(settings, period, options.service, options.form, options.language, sys.stdout)


def _demo(settings: Settings, options: argparse.Namespace) -> int:
    from bot import demonstrating

    if options.remove:
        return demonstrating.remove(settings, sys.stdout)
    return asyncio.run(demonstrating.book(settings, options.scale, sys.stdout))


def _ledger_verify(settings: Settings, options: argparse.Namespace) -> int:
    from bot.verify import verify_ledger

    return verify_ledger(settings, options.checkpoint, sys.stdout, since=options.since)


def _operator_add(settings: Settings, options: argparse.Namespace) -> int:
    from bot.operators import add

    return asyncio.run(add(settings, options.name, options.role, sys.stdout))
