"""The arguments of `genvej bank`."""

import argparse
import sys
from collections.abc import Callable
from datetime import date

from bot.settings import Settings

PHASES = ("changing", "reorganising", "closed")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    bank = commands.add_parser(
        "bank",
        help="the internal bank: finance first, change, and only then cut",
        description="Cases that are lent money, what they promised and what they realised. See docs/bank.md.",
    )
    parts = bank.add_subparsers(metavar="COMMAND", required=True)
    _reading(parts)
    _beginning(parts)
    _going_on(parts)


def _reading(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    returns = _part(parts, "returns", "what a promise brings in: simple return, payback, IRR, NPV")
    _promise(returns)
    returns.add_argument(
        "--years", type=int, nargs="+", metavar="N", help="one line for each number of years"
    )
    _json(returns)

    part = _part(parts, "list", "every case, and what the bank has to lend")
    _json(part)
    show = _part(parts, "show", "one case: promised against realised, quarter by quarter")
    show.add_argument("case", metavar="CASE")
    _json(show)
    _part(parts, "journal", "the books in beancount's syntax")


def _beginning(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    deposit = _part(parts, "deposit", "give the bank capital to lend", dated=True)
    deposit.add_argument("amount", metavar="AMOUNT", help="as 34000000.00")
    _currency(deposit)
    deposit.add_argument("--source", required=True, metavar="TEXT", help="where the capital comes from")

    propose = _part(parts, "propose", "propose a case", case=True, dated=True)
    propose.add_argument("--title", required=True, metavar="TEXT")
    propose.add_argument(
        "--services",
        required=True,
        nargs="+",
        metavar="SERVICE",
        help="the services, or areas of services, whose savings count",
    )
    _promise(propose)
    propose.add_argument("--years", type=int, metavar="N", help="the last saving is promised until year N")

    _part(parts, "decide", "approve or refuse a case by the rule", case=True, dated=True)
    refuse = _part(parts, "refuse", "refuse a case that the rule would allow", case=True, dated=True)
    _reason(refuse)
    _part(parts, "invest", "lend an approved case its investment", case=True, dated=True)


def _going_on(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    phase = _part(parts, "phase", "move a case to its next phase", case=True, dated=True)
    phase.add_argument("phase", choices=PHASES)

    cut = _part(parts, "cut", "cut a budget by an amount a year", case=True, dated=True)
    cut.add_argument("amount", metavar="AMOUNT", help="a year, in the currency of the case")
    repay = _part(parts, "repay", "pay a loan back, in part or whole", case=True, dated=True)
    repay.add_argument("amount", metavar="AMOUNT", help="in the currency of the case")

    reinvest = _part(parts, "reinvest", "spend freed resources on a group that lags", case=True, dated=True)
    reinvest.add_argument("amount", metavar="AMOUNT", help="in the currency of the case")
    reinvest.add_argument(
        "--group", required=True, metavar="GROUP", help="as language:en, or service:passport_renew"
    )
    reinvest.add_argument("--purpose", required=True, metavar="TEXT", help="what the money buys")

    correct = _part(parts, "correct", "take an entry back; it stays in the log", dated=True)
    correct.add_argument("number", type=int, metavar="NUMBER", help="of the entry, as show prints it")
    _reason(correct)


def _part(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    help: str,
    *,
    case: bool = False,
    dated: bool = False,
) -> argparse.ArgumentParser:
    part = parts.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
    part.set_defaults(command=_command(name))
    if case:
        part.add_argument("case", metavar="CASE", help="its name: small letters, digits and hyphens")
    if dated:
        part.add_argument(
            "--on", type=_day, metavar="DAY", help="when it happened, as 2026-11-25; today unless given"
        )
        part.add_argument(
            "--by", metavar="NAME", help="the operator who decided it; the account of the system unless given"
        )
    return part


def _command(name: str) -> Callable[[Settings, argparse.Namespace], int]:
    def command(settings: Settings, options: argparse.Namespace) -> int:
        from bot import bank

        return bank.run(name, settings, options, sys.stdout)

    return command


def _promise(part: argparse.ArgumentParser) -> None:
    part.add_argument("--investment", required=True, metavar="AMOUNT")
    part.add_argument(
        "--savings",
        required=True,
        nargs="+",
        metavar="AMOUNT",
        help="net, for each year; the last is at full effect",
    )
    _currency(part)


def _currency(part: argparse.ArgumentParser) -> None:
    part.add_argument("--currency", metavar="CODE", help="that of prices.yml unless given")


def _json(part: argparse.ArgumentParser) -> None:
    part.add_argument("--json", action="store_true", help="for a program to read")


def _reason(part: argparse.ArgumentParser) -> None:
    part.add_argument("--reason", required=True, metavar="TEXT")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-25.") from None
