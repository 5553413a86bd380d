"""How conversations ended and where deflections stand: the terms of the two sums, as counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from bot.deflection.counts import ConversationCell, DeflectionCell, Ending, Left
from bot.deflection.figure import Figure, Gap, Words
from bot.deflection.reconcile import CONVERSATION_SUM, DEFLECTION_SUM, TERMS

STANDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "assumed": Words(
            "Tilbudt; mere vides ikke. Prissættes aldrig.", "Offered, no more known. Never priced."
        ),
        "evidenced": Words(
            "Gennemført; vinduet er åbent, eller borgeren er ikke kendt.",
            "Evidenced; the window is open, or the citizen is not known.",
        ),
        "verified": Words(
            "Bekræftet: ingen skriftlig henvendelse i vinduet.",
            "Verified: nothing written within the window.",
        ),
        "reversed": Words("Taget tilbage: borgeren skrev alligevel.", "Reversed: the citizen wrote anyway."),
        "expired": Words("Udløbet uden at blive gennemført.", "Expired without evidence."),
        "overturned": Words("Omstødt af en medarbejder.", "Overturned by an operator."),
        "assisted": Words("Hjulpet igennem; ingen besparelse.", "Assisted; no saving."),
        "exempt": Words("Undtaget fra digital; ingen besparelse.", "Exempt from digital; no saving."),
    }
)
ENDINGS: Final[Mapping[Ending, Words]] = MappingProxyType(
    {
        Ending.EVIDENCED: Words("Endte med en gennemført formular.", "Ended with a form evidenced."),
        Ending.ASSUMED: Words("Endte med et tilbud; mere vides ikke.", "Ended with an offer, no more known."),
        Ending.HUMAN: Words("Overdraget til et menneske.", "Handed to a human."),
        Ending.ASSISTED: Words("Hjulpet til selvbetjening.", "Assisted."),
        Ending.EMERGENCY: Words("Vist videre i en nødsituation.", "Emergency."),
        Ending.ANSWERED: Words("Besvaret uden formular.", "Answered without a form."),
        Ending.ABANDONED: Words("Forladt eller opgivet.", "Abandoned or given up."),
        Ending.OPEN: Words("Stadig åben.", "Still open."),
    }
)

LEAVING: Final[Mapping[Left, Words]] = MappingProxyType(
    {
        Left.DONE: Words(
            "Sagde, at formularen er sendt, eller at de fik det, de kom efter.",
            "Said that the form is sent, or that they got what they came for.",
        ),
        Left.GAVE_UP: Words("Sagde, at de gav op.", "Said that they gave up."),
        Left.PERSON: Words(
            "Gik til et menneske: sagde det, ringede op eller bestilte en tid.",
            "Went to a person: said so, or tapped the telephone number or the appointment.",
        ),
        Left.SILENT: Words(
            "Gik uden at sige noget. Tavshed er ikke tilfredshed.",
            "Left without a word. Silence is not satisfaction.",
        ),
    }
)
LEFT_SUM: Final = "ended, or told how it went = done + gave_up + person + silent"
STILL_OPEN: Final = Words("Stadig åben, og intet sagt endnu.", "Still open, and nothing said yet.")


def deflections(cells: Iterable[DeflectionCell]) -> list[Figure]:
    """Every term of the sum, also those that are nothing."""
    counts = Counter(dict.fromkeys(STANDS, 0))
    for cell in cells:
        counts[TERMS[cell.state]] += cell.count
    return [_figure("deflections", term, STANDS[term], counts) for term in STANDS]


def conversations(cells: Iterable[ConversationCell]) -> list[Figure]:
    """Every term of the sum, also those that are nothing."""
    counts = Counter(dict.fromkeys([ending.value for ending in Ending], 0))
    for cell in cells:
        counts[cell.ending.value] += cell.count
    return [_figure("conversations", ending.value, told, counts) for ending, told in ENDINGS.items()]


def leaving(cells: Iterable[ConversationCell]) -> list[Figure]:
    """What citizens said as they left; who is still here and has said nothing is no silence yet."""
    counts = Counter(dict.fromkeys([left.value for left in Left], 0))
    still = 0
    for cell in cells:
        if cell.ending is Ending.OPEN and cell.left is Left.SILENT:
            still += cell.count
        else:
            counts[cell.left.value] += cell.count
    waiting = (Gap(STILL_OPEN, still),) if still else ()
    return [
        Figure(
            name="leaving",
            about={"standing": left.value},
            sentence=told,
            formula=LEFT_SUM,
            unit="count",
            value=counts[left.value],
            denominator=counts.total(),
            not_counted=waiting if left is Left.SILENT else (),
        )
        for left, told in LEAVING.items()
    ]


def _figure(name: str, term: str, sentence: Words, counts: Counter[str]) -> Figure:
    return Figure(
        name=name,
        about={"standing": term},
        sentence=sentence,
        formula=DEFLECTION_SUM if name == "deflections" else CONVERSATION_SUM,
        unit="count",
        value=counts[term],
        denominator=counts.total(),
    )
