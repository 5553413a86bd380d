"""What the door itself says to a citizen when something is refused, in both languages."""

from typing import Literal

Language = Literal["da", "en"]

_SENTENCES: dict[str, dict[Language, str]] = {
    "empty": {
        "da": "Skriv en besked først.",
        "en": "Please write a message first.",
    },
    "too_long": {
        "da": "Beskeden er for lang. Skriv højst {limit} tegn; det vigtigste er nok.",
        "en": "The message is too long. Write at most {limit} characters; the main point is enough.",
    },
    "unknown_choice": {
        "da": "Den mulighed er ikke længere blandt dem, du kan vælge. Skriv i stedet, hvad du har brug for.",
        "en": "That option is no longer among those you can choose. Please write what you need instead.",
    },
    "erased": {
        "da": "Samtalen er slettet.",
        "en": "The conversation has been erased.",
    },
    "restart": {
        "da": "Skriv /restart, så bliver samtalen slettet.",
        "en": "Write /restart to erase the conversation.",
    },
    "conflict": {
        "da": "Den besked er allerede sendt med en anden tekst. Send den igen som en ny besked.",
        "en": "That message was already sent with another text. Send it again as a new message.",
    },
    "too_many": {
        "da": "Det gik lidt stærkt. Vent {seconds} sekunder, og prøv igen, eller tal med en medarbejder.",
        "en": "That was a little fast. Wait {seconds} seconds and try again, or talk to a person.",
    },
    "busy": {
        "da": "Vi kan ikke gemme din besked lige nu. Prøv igen om lidt, eller kontakt kommunen.",
        "en": "We cannot save your message right now. Try again shortly, or contact the municipality.",
    },
    "waiting": {
        "da": "Din forrige besked er ikke besvaret endnu. Prøv igen om lidt.",
        "en": "Your previous message has not been answered yet. Try again shortly.",
    },
    "letter_empty": {
        "da": "Skriv dit brev først.",
        "en": "Please write your letter first.",
    },
    "name_too_long": {
        "da": "Navnet er for langt. Skriv højst {limit} tegn.",
        "en": "The name is too long. Write at most {limit} characters.",
    },
    "no_address": {
        "da": "E-mailadressen er ikke rigtig. Skriv den som navn@eksempel.dk, eller lad feltet være tomt.",
        "en": "The e-mail address is not right. Write it like name@example.dk, or leave the field empty.",
    },
    "no_form": {
        "da": "Der er ingen formular til det her. Du kan sende dit brev.",
        "en": "There is no online form for this. You can send your letter.",
    },
    "no_letters": {
        "da": "Du kan ikke skrive til kommunen herfra endnu. Kontakt en medarbejder i stedet.",
        "en": "You cannot write to the municipality from here yet. Please contact a member of staff instead.",
    },
    "gone": {
        "da": "Samtalen findes ikke, eller du har ikke adgang til den. Start en ny samtale.",
        "en": "The conversation does not exist, or you have no access to it. Start a new conversation.",
    },
}


def say(key: str, language: Language, **values: object) -> str:
    """`values` are numbers of ours, never a citizen's text."""
    return _SENTENCES[key][language].format_map(values)


def preferred(accept_language: str, default: Language = "da") -> Language:
    """The first of our languages in an Accept-Language header, read no further than 200 characters."""
    for part in accept_language[:200].lower().split(","):
        tag = part.split(";")[0].strip().split("-")[0]
        if tag == "en":
            return "en"
        if tag == "da":
            return "da"
    return default
