"""What the assistant did not understand in a period, grouped for the operators."""

from bot.catalogue.grouping import MOST_MESSAGES, Group, group
from bot.deflection.periods import Period
from bot.ledger.transaction import Reads
from bot.ledger.unanswered import unanswered


def misunderstood(conn: Reads, period: Period) -> list[Group]:
    """Similar masked messages together, largest group first; the newest MOST_MESSAGES of the period."""
    return group(unanswered(conn, period, MOST_MESSAGES))
