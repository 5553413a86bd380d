"""What the demo site itself says, in each language; titles and fields come from the catalogue."""

from collections.abc import Mapping
from typing import Final

from bot.catalogue import Language

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "da": {
        "secret": "{label} – skriv ikke CPR-numre, kortnumre eller koder her. Demoen skal ikke bruge dem.",
        "intro_title": "Før du begynder",
        "intro_steps": "Formularen har {count} trin. Du kan gå tilbage, gemme og fortsætte senere.",
        "intro_keep": (
            "Brug opdigtede oplysninger. Det, du skriver, ligger i demoens hukommelse, til du sender,"
            " og forsvinder, når demoen stopper."
        ),
        "begin": "Begynd",
        "breadcrumbs": "Du er her",
        "login_title": "DEMO-log ind",
        "login_intro": (
            "I en rigtig selvbetjening ville du nu logge ind med MitID. Demoen spørger ikke om noget:"
            " her er ingen adgangskode, og du er ingen bestemt."
        ),
        "login_warning": "Skriv aldrig dit MitID eller en adgangskode i en demo.",
        "login_button": "Fortsæt som demoborger",
        "steps": "Trin i formularen",
        "step_of": "Trin {at} af {count}",
        "step_done": "udfyldt",
        "step_person": "Om dig",
        "step_matter": "Om sagen",
        "step_more": "Flere oplysninger",
        "step_check": "Kontrollér dine svar",
        "next": "Næste",
        "back": "Tilbage",
        "save": "Gem og fortsæt senere",
        "check_intro": "Se svarene igennem, før du sender. Du kan ændre hvert af dem.",
        "question": "Spørgsmål",
        "answer": "Svar",
        "change": "Ændr",
        "empty": "ikke udfyldt",
        "yes": "Ja",
        "no": "Nej",
        "saved_title": "Dine svar er gemt",
        "saved_intro": (
            "Skriv koden ned. Med den kan du fortsætte, til demoen stopper. Der skal ikke andet til, "
            "så giv den ikke til andre."
        ),
        "saved_code": "Din kode",
        "saved_on": "Fortsæt nu",
        "continue": "Fortsæt en gemt formular",
        "continue_hint": "12 tegn, for eksempel 2345-bcdf-ghjk",
        "continue_label": "Kode",
        "continue_button": "Fortsæt",
        "continue_wrong": (
            "Kode – den kender vi ikke. Se efter, om alle tegn er rigtige. Er demoen startet igen "
            "siden, er svarene væk."
        ),
        "receipt_again": "Formularen er allerede sendt. Den er kun sendt én gang, og dette er kvitteringen.",
        "receipt_print": "Vil du have den på papir, så vælg Udskriv i din browser.",
        "receipt_when": "Modtaget",
        "site": "Demo-selvbetjening",
        "demo": "DEMO. Det er ikke en rigtig myndighed. Brug opdigtede oplysninger.",
        "skip": "Gå til indholdet",
        "other": "English",
        "home": "Alle formularer",
        "home_title": "Prøv en formular",
        "home_intro": "Her kan du prøve hele vejen fra spørgsmål til kvittering.",
        "home_empty": "Ingen services har en demoformular.",
        "optional": "valgfrit",
        "choose": "Vælg",
        "send": "Send",
        "error": "Fejl",
        "summary": "Noget mangler eller er forkert",
        "required_note": "Alle felter skal udfyldes, undtagen dem, hvor der står valgfrit.",
        "required": "{label} – skal udfyldes.",
        "required_select": "{label} – vælg en mulighed.",
        "required_checkbox": "{label} – sæt kryds for at fortsætte.",
        "date": "{label} – skriv en dato, for eksempel 24-12-2027.",
        "email": "{label} – skriv en e-mailadresse, for eksempel navn@example.dk.",
        "tel": "{label} – skriv et telefonnummer med tal.",
        "select": "{label} – vælg en af mulighederne.",
        "too_long": "{label} – skriv højst {limit} tegn.",
        "unreadable": "{label} – der er tegn, som ikke kan bruges. Skriv det igen.",
        "receipt_title": "Tak. Demoen har taget imod din formular",
        "receipt_number": "Dit referencenummer",
        "receipt_note": "Det er en demo: intet er sendt til en myndighed, og det, du skrev, er slettet nu.",
        "receipt_next": "Du kan lukke fanen og vende tilbage til samtalen.",
        "missing_title": "Den formular findes ikke",
        "missing_intro": "Måske er adressen skrevet forkert. Her er de formularer, der findes.",
    },
    "en": {
        "secret": (
            "{label} – please leave out CPR numbers, card numbers and passwords. The demo does not need them."
        ),
        "intro_title": "Before you begin",
        "intro_steps": "The form has {count} steps. You can go back, save and continue later.",
        "intro_keep": (
            "Please use made-up details. What you write stays in the demo's memory until you send it,"
            " and is gone when the demo stops."
        ),
        "begin": "Begin",
        "breadcrumbs": "You are here",
        "login_title": "DEMO log-in",
        "login_intro": (
            "In a real self-service you would now log in with MitID. The demo asks for nothing: there"
            " is no password here, and you are nobody in particular."
        ),
        "login_warning": "Never type your MitID or a password in a demo.",
        "login_button": "Go on as a demo citizen",
        "steps": "Steps of the form",
        "step_of": "Step {at} of {count}",
        "step_done": "filled in",
        "step_person": "About you",
        "step_matter": "About the matter",
        "step_more": "Further details",
        "step_check": "Check your answers",
        "next": "Next",
        "back": "Back",
        "save": "Save and continue later",
        "check_intro": "Look through the answers before you send them. You can change each of them.",
        "question": "Question",
        "answer": "Answer",
        "change": "Change",
        "empty": "not filled in",
        "yes": "Yes",
        "no": "No",
        "saved_title": "Your answers are saved",
        "saved_intro": (
            "Write the code down. With it you can go on until the demo stops. Nothing else is needed,"
            " so do not give it to others."
        ),
        "saved_code": "Your code",
        "saved_on": "Go on now",
        "continue": "Continue a saved form",
        "continue_hint": "12 signs, for example 2345-bcdf-ghjk",
        "continue_label": "Code",
        "continue_button": "Continue",
        "continue_wrong": (
            "Code – we do not know it. Check that every sign is right. If the demo has been started "
            "again since, the answers are gone."
        ),
        "receipt_again": "The form has been sent already. It was sent only once, and this is its receipt.",
        "receipt_print": "If you want it on paper, choose Print in your browser.",
        "receipt_when": "Received",
        "site": "Demo self-service",
        "demo": "DEMO. This is not a real authority. Please use made-up details.",
        "skip": "Skip to the content",
        "other": "Dansk",
        "home": "All forms",
        "home_title": "Try a form",
        "home_intro": "Here you can try the whole way from question to receipt.",
        "home_empty": "No service has a demo form.",
        "optional": "optional",
        "choose": "Choose",
        "send": "Send",
        "error": "Error",
        "summary": "Something is missing or wrong",
        "required_note": "Every field must be filled in, except those marked optional.",
        "required": "{label} – please fill this in.",
        "required_select": "{label} – please choose one.",
        "required_checkbox": "{label} – please tick the box to go on.",
        "date": "{label} – write a date, for example 24-12-2027.",
        "email": "{label} – write an e-mail address, for example name@example.dk.",
        "tel": "{label} – write a telephone number in digits.",
        "select": "{label} – choose one of the options.",
        "too_long": "{label} – write at most {limit} characters.",
        "unreadable": "{label} – some characters cannot be used. Please write it again.",
        "receipt_title": "Thank you. The demo has received your form",
        "receipt_number": "Your reference number",
        "receipt_note": (
            "This is a demo: nothing was sent to an authority, and what you wrote has been erased now."
        ),
        "receipt_next": "You can close this tab and go back to the conversation.",
        "missing_title": "There is no such form",
        "missing_intro": "The address may be misspelt. These are the forms there are.",
    },
}
