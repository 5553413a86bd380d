"""What can stand on the trail: each action in words, and why it is done, also for the citizen's copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.deflection.figure import Words

OPEN_PAGE: Final = "open_page"


@dataclass(frozen=True)
class Action:
    """`what` was done, and `why`: the purpose that the citizen is told."""

    what: Words
    why: Words


_ACCOUNTS: Final = Words("Styring af adgang til systemet.", "To control who may use the system.")
_QUALITY: Final = Words(
    "Kontrol af, om assistenten svarede rigtigt, og forbedring af den.",
    "To check that the assistant answered rightly, and to improve it.",
)
_CONTROL: Final = Words(
    "Tilsyn med, hvem der har læst og ændret hvad.", "To oversee who read and changed what."
)
_ACCESS: Final = Words(
    "Besvarelse af en anmodning om indsigt (artikel 15).", "To answer a request for access (article 15)."
)
_FIGURES: Final = Words("Styring efter tal; ingen borgere vises.", "To steer by figures; shows no citizen.")
_HELP: Final = Words(
    "Registrering af, at borgeren fik hjælp af en person.", "To note that a person helped the citizen."
)
_LETTERS: Final = Words("Levering af borgernes breve.", "To deliver citizens’ letters.")
_COUNTING: Final = Words("Optælling af sager og besparelser.", "To count cases and savings.")

ACTIONS: Final[Mapping[str, Action]] = MappingProxyType(
    {
        OPEN_PAGE: Action(Words("Side åbnet", "Page opened"), _FIGURES),
        "search_log": Action(Words("Søgning i loggen", "Log searched"), _COUNTING),
        "read_hit": Action(
            Words("Linje af samtale læst ved søgning", "Line of a conversation read"), _QUALITY
        ),
        "save_view": Action(Words("Visning af loggen gemt", "View of the log saved"), _COUNTING),
        "rename_view": Action(Words("Visning af loggen omdøbt", "View of the log renamed"), _COUNTING),
        "delete_view": Action(Words("Visning af loggen slettet", "View of the log deleted"), _COUNTING),
        "read_deflection": Action(Words("Besparelse åbnet", "Deflection opened"), _COUNTING),
        "export_log": Action(Words("Loggen taget ud som fil", "Log exported"), _COUNTING),
        "read_transcript": Action(Words("Samtale læst", "Conversation read"), _QUALITY),
        "judge": Action(Words("Samtale bedømt", "Conversation judged"), _QUALITY),
        "overturn": Action(Words("Besparelse taget tilbage", "Saving taken back"), _QUALITY),
        "read_message": Action(Words("Besked læst", "Message read"), _QUALITY),
        "propose_example": Action(Words("Eksempel foreslået", "Example proposed"), _QUALITY),
        "set_aside": Action(Words("Beskeder lagt til side", "Messages set aside"), _QUALITY),
        "accept_example": Action(Words("Eksempel godkendt", "Example accepted"), _QUALITY),
        "refuse_example": Action(Words("Eksempel afvist", "Example refused"), _QUALITY),
        "search_trail": Action(Words("Sporet gennemsøgt", "Trail searched"), _CONTROL),
        "export_trail": Action(Words("Sporet taget ud som fil", "Trail exported"), _CONTROL),
        "find_citizen": Action(Words("Borger fundet i registret", "Citizen looked up"), _ACCESS),
        "make_copy": Action(Words("Kopi lavet til borgeren", "Copy made for the citizen"), _ACCESS),
        "book_entry": Action(Words("Bogført i den interne bank", "Booked in the bank"), _COUNTING),
        "book_assisted": Action(Words("Bogført, at en person hjalp", "Help by a person booked"), _HELP),
        "send_letter_again": Action(Words("Brev sendt igen", "Letter sent again"), _LETTERS),
        "settle_letter": Action(Words("Brev afsluttet", "Letter seen to"), _LETTERS),
        "upload_contacts": Action(Words("Fil med henvendelser sendt", "Contact file sent"), _COUNTING),
        "import_contacts": Action(Words("Henvendelser indlæst", "Contacts imported"), _COUNTING),
        "export_imports": Action(Words("Indlæsninger taget ud som fil", "Imports exported"), _COUNTING),
        "undo_import": Action(Words("Indlæsning taget tilbage", "Import taken back"), _COUNTING),
        "take_rejects": Action(Words("Afviste rækker taget ud", "Rejected rows taken out"), _COUNTING),
        "sign_in": Action(Words("Logget ind", "Signed in"), _ACCOUNTS),
        "sign_in_failed": Action(Words("Forsøg på at logge ind", "Sign-in failed"), _ACCOUNTS),
        "sign_out": Action(Words("Logget ud", "Signed out"), _ACCOUNTS),
        "end_session": Action(Words("Session afsluttet", "Session ended"), _ACCOUNTS),
        "end_sessions": Action(Words("Sessioner afsluttet", "Sessions ended"), _ACCOUNTS),
        "change_password": Action(Words("Adgangskode skiftet", "Password changed"), _ACCOUNTS),
        "reset_password": Action(Words("Engangskode lavet", "One-time password made"), _ACCOUNTS),
        "add_operator": Action(Words("Medarbejder oprettet", "Operator added"), _ACCOUNTS),
        "disable_operator": Action(Words("Medarbejder lukket ude", "Operator disabled"), _ACCOUNTS),
        "set_role": Action(Words("Rolle ændret", "Role changed"), _ACCOUNTS),
    }
)

ROLES: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "reviewer": Words("kvalitetsmedarbejder", "reviewer"),
        "editor": Words("redaktør", "editor"),
        "manager": Words("leder", "manager"),
        "finance": Words("økonomimedarbejder", "finance officer"),
        "administrator": Words("administrator", "administrator"),
        "auditor": Words("revisor", "auditor"),
    }
)
NOBODY: Final = Words("ingen, der er logget ind", "nobody signed in")


def what(action: str) -> Words:
    """As written on the trail when we have no words for it."""
    return ACTIONS[action].what if action in ACTIONS else Words(action, action)


def why(action: str) -> Words:
    return ACTIONS[action].why if action in ACTIONS else Words("", "")


def role(name: str | None) -> Words:
    return ROLES.get(name or "", NOBODY)
