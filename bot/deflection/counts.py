"""What the figures are reckoned from: counts that a rollup keeps a day and service, never rows."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bot.deflection.lifecycle import State


class Channel(StrEnum):
    SELF_SERVICE = "self_service"
    TELEPHONE = "telephone"
    FACE_TO_FACE = "face_to_face"
    EMAIL = "email"
    LETTER = "letter"
    ASSISTANT = "assistant"  # our own conversations: shown beside the five, never added to them


FIVE: Final = tuple(channel for channel in Channel if channel is not Channel.ASSISTANT)
WRITTEN: Final = frozenset({Channel.EMAIL, Channel.LETTER})


class ContactKind(StrEnum):
    """KOMHEN's types of contact."""

    NEW_CASE = "new_case"
    CHANGE_OF_STATUS = "change_of_status"
    CASE_INFORMATION = "case_information"
    ADVICE = "advice"
    SELF_SERVICE_HELP = "self_service_help"
    MISDIRECTED = "misdirected"


TRANSACTIONS: Final = frozenset({ContactKind.NEW_CASE, ContactKind.CHANGE_OF_STATUS})


class Replaced(StrEnum):
    """What the citizen would have done, had there been no form."""

    WRITTEN = "written"
    OTHER = "other"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """How we know it."""

    REVEALED = "revealed"  # they were writing to us and took the form
    STATED = "stated"  # one tap
    UNKNOWN = "unknown"


class Ending(StrEnum):
    """How a conversation ended, each in exactly one way."""

    EVIDENCED = "form_evidenced"
    ASSUMED = "assumed"
    HUMAN = "human"
    ASSISTED = "assisted"
    EMERGENCY = "emergency"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    OPEN = "open"


class Left(StrEnum):
    """What a citizen says when they leave. Silence is a count of its own, and never satisfaction."""

    DONE = "done"  # they sent the form, or got what they came for
    GAVE_UP = "gave_up"
    PERSON = "person"  # they went to a person: said so, or tapped a telephone number or an appointment
    SILENT = "silent"


class Arm(StrEnum):
    CONTROL = "control"  # the ordinary contact options first, the form after
    TREATED = "treated"


class Outcome(StrEnum):
    """What became of somebody who asked for something we serve."""

    SUCCESS = "success"  # evidenced, assisted, or reached a human
    LEFT_BEHIND = "left_behind"  # none of these within the window
    WAITING = "waiting"  # none of these yet, and the window is open


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCell:
    """Contacts of one day; `kind` None when the source does not say."""

    day: date
    service: str
    channel: Channel
    kind: ContactKind | None = None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeflectionCell:
    """Deflections that were offered on one day and stand alike.

    `evidenced`: a receipt came or the citizen said so, whatever came after. `assessable`: that was at
    least the window ago. `linked`: somebody can see whether the citizen wrote. `doubtful`: evidence too
    good to be true. `repeated`: another one of the same citizen and service is priced within the window
    (see `saving.priced`). `price`: the frozen price's id, None when none was known that day.
    """

    day: date
    service: str
    state: State
    evidenced: bool
    assessable: bool
    linked: bool
    doubtful: bool = False
    repeated: bool = False
    replaced: Replaced = Replaced.UNKNOWN
    basis: Basis = Basis.UNKNOWN
    price: str | None = None
    count: int

    def __post_init__(self) -> None:
        if (self.basis is Basis.UNKNOWN) != (self.replaced is Replaced.UNKNOWN):
            raise ValueError("What was replaced is known exactly when it is known how.")
        if self.assessable and not self.evidenced:
            raise ValueError("Without evidence there is nothing to assess.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationCell:
    """Conversations that were opened on one day."""

    day: date
    ending: Ending
    left: Left = Left.SILENT
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmCell:
    """Eligible conversations of one arm whose window has passed, by whether their citizen wrote within it."""

    day: date
    arm: Arm
    wrote: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCell:
    """`dimension` is language, age, device, service or said_they_cannot; `group` a value of it."""

    day: date
    dimension: str
    group: str
    outcome: Outcome
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCell:
    """Cases that an operator judged; `question` is service or route."""

    question: str
    right: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCell:
    """Cases that two operators judged, each without seeing what the other said."""

    question: str
    first: bool
    second: bool
    count: int
