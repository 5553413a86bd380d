"""The console's own words: what states, evidence, events, roles and kinds are called on screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.deflection import lifecycle
from bot.deflection.lifecycle import Evidence, State
from bot.deflection.review import Reason, Verdict
from bot.ledger import events, outbox


@dataclass(frozen=True)
class Word:
    label: str
    help: str


STATES: Final[Mapping[State, Word]] = {
    State.OFFERED: Word("Offered", "The assistant showed the form. Nobody is known to have opened it."),
    State.OPENED: Word("Opened", "Somebody followed the link. That alone proves nothing."),
    State.COMPLETED: Word("Completed", "The form was submitted, as its receipt or the citizen says."),
    State.VERIFIED: Word("Verified", "Completed, and no written contact followed within the window."),
    State.REVERSED: Word("Reversed", "The citizen wrote about the same service within the window."),
    State.EXPIRED: Word("Expired", "Nothing more was heard within the window."),
    State.ASSISTED: Word("Assisted", "A person helped instead of the form."),
    State.EXEMPT: Word("Exempt", "The form is wrong for this person or this matter."),
    State.OVERTURNED: Word("Overturned", "An operator took it back, with a reason."),
}

EVIDENCE: Final[Mapping[Evidence, str]] = {
    Evidence.OFFER: "form shown",
    Evidence.OPENING: "link followed",
    Evidence.RECEIPT: "receipt from the form engine",
    Evidence.STATED: "stated by the citizen",
    Evidence.WINDOW: "window went by",
    Evidence.CONTACT: "written contact",
    Evidence.CITIZEN: "the citizen's word",
    Evidence.OPERATOR: "an operator's decision",
    Evidence.RULE: "rule in the catalogue",
}

EVENTS: Final[Mapping[str, str]] = {
    events.STARTED: "Chain begun",
    events.STOPPED: "Chain ended",
    events.BEGUN: "Conversation begun",
    events.ASKED: "Citizen wrote",
    events.ANSWERED: "Assistant answered",
    events.RECEIPT: "Receipt arrived",
    events.FEEDBACK: "Citizen judged the help",
    events.ENDED: "Conversation ended",
    events.ERASED: "Words and identity erased",
    events.IMPORTED: "Contacts imported",
    events.UNDONE: "Import taken back",
    events.DEMO: "Invented figures begin",
    events.BANK: "Entry of the internal bank",
    events.WROTE: "Citizen sent a letter",
    events.TAUGHT: "Training example decided",
    lifecycle.LINKED: "Citizen recognised",
    lifecycle.REPLACED: "Replaced channel learned",
    lifecycle.DOUBTED: "Evidence doubted",
    lifecycle.MATURED: "Window went by",
    lifecycle.EVIDENCED: "Form submitted after all",
    lifecycle.REPEATED: "Counted once with another",
    lifecycle.FOLLOWED: "Link followed after all",
    lifecycle.RESTORED: "Reversal taken back",
    lifecycle.WITHDRAWN: "Form deleted by its engine",
    **{state.value: word.label for state, word in STATES.items()},
}

ROLES: Final[Mapping[str, str]] = {
    "reviewer": "judges the log and conversations, books that a person helped, proposes examples",
    "editor": "what a reviewer does, and accepts proposed examples, to improve the bot",
    "manager": "steers by the figures, imports contacts, proposes cases, reinvests; reads no conversation",
    "finance": "keeps the internal bank; reads no conversation",
    "administrator": "manages operators and sessions, answers citizens who ask what is known of them",
    "auditor": "reads everything, changes nothing",
}

KINDS: Final[Mapping[str, str]] = {
    "card": "one service",
    "clarify": "asked which service",
    "aspect": "a question about the service in hand",
    "assisted": "cannot use digital",
    "human": "a person",
    "emergency": "danger",
    "write": "wants to write",
    "smalltalk": "small talk",
    "out_of_scope": "not understood",
}

REASONS: Final[Mapping[Reason, str]] = {
    Reason.RANDOM: "drawn at random",
    Reason.REVERSED: "reversed: the citizen wrote after all",
    Reason.LOW_CONFIDENCE: "the assistant was not sure",
    Reason.CHOSEN: "chosen by an operator",
}

# In the order of the keys that give them.
VERDICTS: Final[Mapping[Verdict, Word]] = {
    Verdict.RIGHT: Word("Right", "The right service, and a form was the right way."),
    Verdict.WRONG_SERVICE: Word("Wrong service", "A form was the right way, but for another service."),
    Verdict.WRONG_ROUTE: Word("Wrong route", "The right service, but by another way than this form."),
    Verdict.BOTH_WRONG: Word("Both wrong", "Neither the service nor the way."),
    Verdict.NOT_TO_DEFLECT: Word("Should not be deflected", "This citizen or this matter needed a person."),
}

JUDGING_KEYS: Final = [
    *((str(place), word.label) for place, word in enumerate(VERDICTS.values(), 1)),
    ("t", "Take this deflection back, with a reason"),
]
LOG_KEYS: Final = [
    ("j", "The next one of this filter"),
    ("k", "The one before it"),
    ("l", "Back to the log, at this place"),
    ("c", "The whole conversation"),
    ("?", "These keys"),
]

LETTERS: Final[Mapping[str, Word]] = {
    outbox.WAITING: Word("Waiting", "It surely has not arrived, and is tried again by itself."),
    outbox.REFUSED: Word("Refused", "The mail server will not take it as it is; nobody tries it again."),
    outbox.UNSURE: Word(
        "Unsure",
        "It was handed over and the answer was lost. It may have arrived: look in the mailbox.",
    ),
}

# By how the error's class begins; the mail server's own words are kept nowhere, they may repeat the letter.
LETTER_ERRORS: Final[Mapping[str, str]] = {
    "NoMailbox": "No mailbox is known for this department. Enter one in contacts.yml or GENVEJ_MAIL_TO.",
    "OtherKey": "It was sealed with another key than ours. Bring the old letters.key back.",
    "sender died": "Genvej ended while it handed the letter over.",
    "SMTPAuthentication": "The mail server does not know our name and password (GENVEJ_SMTP_URL).",
    "SMTPSenderRefused": "The mail server takes no mail from GENVEJ_MAIL_SENDER.",
    "SMTPRecipient": "The mail server takes no mail for this mailbox.",
    "SMTPDataError": "The mail server did not take the letter itself.",
    "SSLCert": "The mail server's certificate is signed by nobody we know (GENVEJ_SMTP_AUTHORITIES).",
    "SSL": "No encrypted connection came about.",
    "SMTPConnect": "The mail server could not be reached.",
    "SMTPServerDisconnected": "The connection was lost.",
    "SMTPReadTimeout": "The mail server did not answer in time.",
    "SMTPTimeout": "The mail server did not answer in time.",
}

LANGUAGES: Final[Mapping[str, str]] = {"da": "Danish", "en": "English"}

SOURCES: Final[Mapping[str, str]] = {
    "engine": "the engine",
    "fallback": "the catalogue's search (the engine did not answer)",
}


def evidence(name: str) -> str:
    """As written in the ledger when we have no words for it."""
    return EVIDENCE[Evidence(name)] if name in set(Evidence) else name


def letter_error(error: str | None) -> str:
    """What is known to be wrong, in words, with the class and number that administrators search for."""
    if error is None:
        return "It has not been tried yet."
    told = next((words for name, words in LETTER_ERRORS.items() if error.startswith(name)), "It failed.")
    return f"{told} ({error})"


def event(kind: str) -> str:
    return EVENTS.get(kind, kind)


def kind(name: str) -> str:
    return KINDS.get(name, name)
