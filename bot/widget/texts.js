/* What the chat itself says; what the bot says comes from the server. */

const TEXTS = {
  da: {
    subtitle: "Find den rigtige selvbetjening", close: "Luk chatten", language: "Sprog", log: "Samtalen",
    person: "Tal med et menneske", contactPage: "Kontakt", more: "Åbningstider og adresse",
    contactWaits: "Henter telefonnummer …", contactFailed: "Vi kan ikke hente telefonnummeret lige nu.",
    machine: "Du skriver med en maskine og ikke med et menneske. Skriv ikke CPR-nummer eller adgangskoder.",
    welcome: "Hvad vil du gerne ordne?",
    how: "Skriv det med dine egne ord, for eksempel »jeg skal flytte«. Så finder vi vejen til den rigtige formular.",
    label: "Din besked", hint: "Enter sender. Shift og Enter giver en ny linje.", send: "Send",
    you: "Du", latest: "Seneste svar", fresh: "Nyt svar", wait: "Finder et svar …",
    unsent: "Ikke sendt.", again: "Prøv igen", refused: "Beskeden blev ikke sendt.",
    empty: "Skriv, hvad du gerne vil, før du sender.",
    unreachable: "Vi kan ikke hente samtalen lige nu.", gone: "Den tidligere samtale findes ikke længere.",
    restart: "Begynd forfra", restarted: "Du er begyndt forfra.",
    erase: "Slet", eraseAsk: "Slet alt, hvad du har skrevet her?", eraseYes: "Ja, slet", eraseNo: "Behold",
    erased: "Samtalen er slettet.", eraseFailed: "Samtalen blev ikke slettet.",
    newTab: "åbner i et nyt faneblad", mitidYes: "Du skal bruge MitID", mitidNo: "Du skal ikke bruge MitID",
    prepare: "Hav dette klar", source: "Kilde:", chosen: "valgt", danger: "Vigtigt",
  },
  en: {
    subtitle: "Find the right self-service", close: "Close the chat", language: "Language", log: "Conversation",
    person: "Talk to a person", contactPage: "Contact us", more: "Opening hours and address",
    contactWaits: "Getting the telephone number …", contactFailed: "We cannot get the telephone number right now.",
    machine: "You are writing to a machine, not to a person. Please leave out CPR numbers and passwords.",
    welcome: "What would you like to get done?",
    how: "Say it in your own words, for example “I am moving house”. We will find the way to the right form.",
    label: "Your message", hint: "Enter sends. Shift and Enter make a new line.", send: "Send",
    you: "You", latest: "Latest answer", fresh: "New answer", wait: "Finding an answer …",
    unsent: "Not sent.", again: "Try again", refused: "Your message was not sent.",
    empty: "Write what you would like to do before you send.",
    unreachable: "We cannot get the conversation right now.", gone: "The earlier conversation no longer exists.",
    restart: "Start over", restarted: "You have started over.",
    erase: "Erase", eraseAsk: "Erase everything you have written here?", eraseYes: "Yes, erase", eraseNo: "Keep",
    erased: "The conversation has been erased.", eraseFailed: "The conversation was not erased.",
    newTab: "opens in a new tab", mitidYes: "You need MitID", mitidNo: "You do not need MitID",
    prepare: "Have this ready", source: "Source:", chosen: "chosen", danger: "Important",
  },
};

export const LANGUAGES = { da: "Dansk", en: "English" };

export const texts = (language) => TEXTS[language] ?? TEXTS.en;
