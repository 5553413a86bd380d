"""Who may what: each role has the rights that its work needs, and no others."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.ledger.operators import ROLES


class Right(StrEnum):
    """What a route asks of whoever comes through it."""

    FIGURES = "figures"
    LOG = "log"
    EXPORT_LOG = "export_log"
    SHARE_VIEWS = "share_views"
    TRANSCRIPTS = "transcripts"
    JUDGE = "judge"
    ASSIST = "assist"
    BANK = "bank"
    PROPOSE = "propose"
    BOOK = "book"
    REINVEST = "reinvest"
    CHANNELS = "channels"
    IMPORT = "import"
    IMPROVE = "improve"
    TEACH = "teach"
    EDIT = "edit"
    AUDIT = "audit"
    LETTERS = "letters"
    SEND_LETTERS = "send_letters"
    OPERATORS = "operators"
    ACCOUNT = "account"


TOLD: Final[Mapping[Right, str]] = MappingProxyType(
    {
        Right.FIGURES: "sees the overview, every figure and what it is made of",
        Right.LOG: "sees the deflection log, without citizens’ words",
        Right.EXPORT_LOG: "takes the log away as a file",
        Right.SHARE_VIEWS: "saves views of the log for everybody",
        Right.TRANSCRIPTS: "reads masked conversations",
        Right.JUDGE: "judges the sample, and takes a deflection back with a reason",
        Right.ASSIST: "books that a person helped a citizen",
        Right.BANK: "sees the internal bank, its cases and its books",
        Right.PROPOSE: "proposes cases to the bank and moves them through their phases",
        Right.BOOK: "decides cases, lends, cuts, repays and corrects",
        Right.REINVEST: "reinvests freed resources for a group",
        Right.CHANNELS: "sees which contacts were imported, by whom, and what was taken back",
        Right.IMPORT: "imports files of contacts, and takes an import back with a reason",
        Right.IMPROVE: "sees what was not understood, and which examples were proposed",
        Right.TEACH: "proposes training examples from messages that were not understood",
        Right.EDIT: "accepts proposed examples into the training data, or refuses them with a reason",
        Right.AUDIT: "reads and exports who read and changed what",
        Right.LETTERS: "sees which letters have not arrived, never what is in them",
        Right.SEND_LETTERS: "sends a letter again, or says that somebody has seen to it",
        Right.OPERATORS: "adds operators, gives roles, ends anybody’s sessions",
        Right.ACCOUNT: "sees and ends their own sessions, changes their own password",
    }
)

_EVERYBODY: Final = frozenset({Right.FIGURES, Right.LOG, Right.ACCOUNT})

# The administrator reads conversations to answer citizens who ask what is known of them, and to look into
# what went wrong; each reading is on the trail, which auditors read too.
RIGHTS: Final[Mapping[str, frozenset[Right]]] = MappingProxyType(
    {
        "reviewer": _EVERYBODY | {Right.TRANSCRIPTS, Right.JUDGE, Right.ASSIST, Right.IMPROVE, Right.TEACH},
        "editor": _EVERYBODY
        | {Right.TRANSCRIPTS, Right.JUDGE, Right.ASSIST, Right.SHARE_VIEWS}
        | {Right.IMPROVE, Right.TEACH, Right.EDIT},
        "manager": _EVERYBODY
        | {Right.EXPORT_LOG, Right.SHARE_VIEWS, Right.BANK, Right.PROPOSE, Right.REINVEST}
        | {Right.CHANNELS, Right.IMPORT},
        "finance": _EVERYBODY
        | {Right.EXPORT_LOG, Right.BANK, Right.PROPOSE, Right.BOOK, Right.REINVEST, Right.CHANNELS},
        "administrator": _EVERYBODY
        | {Right.TRANSCRIPTS, Right.SHARE_VIEWS, Right.AUDIT, Right.OPERATORS, Right.CHANNELS}
        | {Right.LETTERS, Right.SEND_LETTERS},
        "auditor": _EVERYBODY
        | {Right.EXPORT_LOG, Right.TRANSCRIPTS, Right.BANK, Right.AUDIT, Right.LETTERS, Right.CHANNELS}
        | {Right.IMPROVE},
    }
)


def roles_with(right: Right) -> tuple[str, ...]:
    """In the order in which roles are listed everywhere."""
    return tuple(role for role in ROLES if right in RIGHTS[role])
