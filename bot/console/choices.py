"""What the log can be filtered by, and the values to choose from, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.console import wording
from bot.deflection.counts import Arm, Channel, Ending, Left, Outcome, Replaced
from bot.deflection.lifecycle import Evidence
from bot.ledger import doubts
from bot.ledger.facets import CANNOT, Confidence
from bot.ledger.filters import ANY, NONE

Choices = Mapping[str, str]

LABELS: Final[Choices] = MappingProxyType(
    {
        "service": "Service",
        "area": "Service area",
        "state": "State",
        "evidence": "Shown by",
        "language": "Language",
        "confidence": "Confidence",
        "model": "Model",
        "replaced": "Took the place of",
        "citizen": "Citizen",
        "device": "Device",
        "age_band": "Age",
        "cannot": "Said they cannot",
        "arm": "Hold-out",
        "ending": "Conversation ended",
        "outcome": "Outcome",
        "feedback": "Citizen’s word",
        "verdict": "Judgement",
        "doubtful": "Doubt",
        "reversed_by": "Reversed by",
    }
)

# Those whose values are known beforehand; the others are what the catalogue and the ledger have.
CHOICES: Final[Mapping[str, Choices]] = MappingProxyType(
    {
        "state": {state.value: word.label for state, word in wording.STATES.items()},
        "evidence": {one.value: wording.EVIDENCE[one] for one in Evidence},
        "language": wording.LANGUAGES,
        "confidence": {
            Confidence.UNDER_50: "under 50 %",
            Confidence.UNDER_70: "50 to 70 %",
            Confidence.UNDER_90: "70 to 90 %",
            Confidence.FROM_90: "90 % and above",
        },
        "replaced": {
            Replaced.WRITTEN: "an e-mail or letter",
            Replaced.OTHER: "another channel",
            NONE: "not known",
        },
        "citizen": {ANY: "known", NONE: "not known"},
        "cannot": {CANNOT: "yes"},
        "arm": {Arm.TREATED: "form first", Arm.CONTROL: "contact first"},
        "ending": {
            Ending.EVIDENCED: "form submitted",
            Ending.ASSUMED: "form offered",
            Ending.HUMAN: "handed to a person",
            Ending.ASSISTED: "helped by a person",
            Ending.EMERGENCY: "danger",
            Ending.ANSWERED: "answered",
            Ending.ABANDONED: "abandoned",
            Ending.OPEN: "still open",
        },
        "outcome": {
            Outcome.SUCCESS: "got through",
            Outcome.LEFT_BEHIND: "left behind",
            Outcome.WAITING: "window open",
        },
        "feedback": {
            Left.DONE: "it is done",
            Left.GAVE_UP: "gave up",
            Left.PERSON: "went to a person",
        },
        "verdict": {
            ANY: "judged",
            NONE: "not judged",
            **{verdict.value: word.label for verdict, word in wording.VERDICTS.items()},
        },
        "doubtful": {
            ANY: "any",
            doubts.MANY: "many from one place",
            doubts.AT_ONCE: "link followed at once",
            doubts.NEVER: "link never followed",
        },
        "reversed_by": {Channel.EMAIL: "an e-mail", Channel.LETTER: "a letter"},
    }
)
# Whose values the ledger tells.
TOLD: Final = ("model", "device", "age_band")
# Those that stand open in the form; the others are folded away until one is in use.
USUAL: Final = ("service", "state", "language")


def shown(name: str, value: str) -> str:
    """A value in words, as written where we have none."""
    return CHOICES.get(name, {}).get(value, value)
