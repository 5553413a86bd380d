"""What counts as a signal, and what only looks like one, from both sides of the border."""

import pytest
import spacy

from bot.engine.understanding import signals
from bot.engine.understanding.fold import clean

SPOTTER = signals.Spotter()
PIPELINES = {language: spacy.blank(language) for language in ("da", "en")}


def spot(text: str, language: str = "da") -> list[str]:
    return SPOTTER.spot([token.text for token in PIPELINES[language].make_doc(clean(text))])


DANGER = [
    "Min mand slår mig",
    "min mand slaar mig og børnene",
    "min kæreste har lige slået mig igen",
    "han truer med at slå mig ihjel",
    "min far banker min mor",
    "jeg bliver slået derhjemme",
    "jeg er bange for min mand",
    "min eks forfølger mig",
    "jeg vil ikke leve længere",
    "jeg har ikke lyst til at leve mere",
    "jeg har tænkt mig at tage mit eget liv",
    "jeg går med selvmordstanker",
    "jeg skærer i mig selv",
    "hun truer med at sætte ild til lejligheden og brænde os inde",
    "she shoved me against the wall last night",
    "my ex threatens to burn our house",
    "jeg kan ikke se nogen mening med livet",
    "I see no reason to carry on",
    "hun har taget alt for mange piller",
    "det brænder i min opgang",
    "der er gået ild i komfuret",
    "min mor er bevidstløs",
    "han trækker ikke vejret",
    "der lugter stærkt af gas",
    "ring 112",
    "112",
    "vi skal bruge en ambulance",
    "min søn på fem er forsvundet",
    "My husband hits me",
    "my boyfriend keeps hitting me",
    "He said he'll kill me",
    "I don't want to live anymore",
    "i dont want to live any more",
    "I want to die",
    "she wants to kill herself",
    "our house is on fire",
    "there's a fire in the kitchen",
    "my dad isn't breathing",
    "someone is breaking into my house",
    "please call an ambulance",
    "my daughter has gone missing",
    "he has a gun",
    "my mum collapsed and is unconscious",
]
HARMLESS = [
    "hvornår skal jeg slå græsset",
    "naboen slår græs søndag morgen",
    "jeg slår lige tiden ihjel",
    "kan I slå rotterne ihjel",
    "jeg dør af grin",
    "jeg er ved at dø af varme",
    "et brandvarmt tip",
    "jeg brænder for frivilligt arbejde",
    "det brænder på for mig med fristen",
    "må jeg have ild i grillen på altanen",
    "I truer mig med en bøde på 500 kr.",
    "mit MitID er blevet misbrugt",
    "festen er faldet i vandet",
    "min datters pas er forsvundet",
    "jeg vil slå mig ned i Odense",
    "jeg slog op med min kæreste",
    "min søster slår mig altid i skak",
    "afgiften er 112 kr.",
    "jeg vil ikke leve sammen med min kone mere og søger skilsmisse",
    "min mand er død",
    "fire in the grill, do I need a permit",
    "do I need a fire permit for a bonfire",
    "my back is killing me",
    "these fees are killing me",
    "my wife will kill me if I forget the bin",
    "this cake is to die for",
    "I'm dying to know when the pool opens",
    "how do I get an emergency passport",
    "he beats me at chess",
    "how do I get rid of rats, can you kill them",
    "someone hit my car in the car park",
    "hit me up when it's ready",
    "I don't want to live here anymore, how do I register a move",
    "how much does an ambulance driver earn",
]


@pytest.mark.parametrize("text", DANGER)
def test_danger_is_found(text: str) -> None:
    assert "danger" in spot(text)
    assert "danger" in spot(text.upper())


@pytest.mark.parametrize("text", [text for text in DANGER if text.isascii() and " " in text][-15:])
def test_danger_is_found_when_the_language_was_taken_for_the_other(text: str) -> None:
    assert "danger" in spot(text, "en")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_danger_is_not(text: str) -> None:
    assert "danger" not in spot(text)
    assert "danger" not in spot(text, "en")


def test_real_danger_beside_a_harmless_word_is_found() -> None:
    assert "danger" in spot("jeg ville slå græsset men min mand slår mig")
    assert "harmless" not in spot("jeg ville slå græsset men min mand slår mig")


def test_a_look_alike_is_named_so_that_statistics_do_not_fall_for_it() -> None:
    assert spot("hvornår må man slå græsset") == ["harmless"]


def test_no_pattern_reaches_across_the_end_of_a_sentence() -> None:
    assert "danger" in spot("min mand han slår mig")
    assert "danger" not in spot("Min mand arbejder. Klokken slår. Mig og børnene flytter.")


@pytest.mark.parametrize(
    "text",
    [
        "jeg kan ikke finde ud af det digitale",
        "min mor kan ikke bruge en computer",
        "jeg har ingen computer",
        "jeg har hverken computer eller internet",
        "min far har aldrig rørt en computer",
        "jeg kan ikke ansøge digitalt",
        "kan jeg få blanketten på papir",
        "jeg forstår mig ikke på computere",
        "jeg er for gammel til det internet",
        "I can't use a computer",
        "I cant do this online",
        "I have no internet",
        "my mother doesn't have a computer",
        "is there a paper form",
        "I don't know how to use the internet",
    ],
)
def test_who_cannot_use_digital_is_heard(text: str) -> None:
    assert "no_digital" in spot(text) + spot(text, "en")


@pytest.mark.parametrize(
    "text",
    [
        "jeg kan ikke finde det på jeres hjemmeside",
        "hvordan bliver jeg fritaget for Digital Post",
        "hvor sorterer man pap og papir",
        "hvor afleverer jeg en gammel computer",
        "I can't find the form online",
        "how do I order online",
        "where do I throw out an old computer screen",
    ],
)
def test_who_asks_about_digital_things_can_use_them(text: str) -> None:
    assert "no_digital" not in spot(text) + spot(text, "en")


@pytest.mark.parametrize("text", ["jeg er fritaget for Digital Post", "I'm exempt from Digital Post"])
def test_who_is_exempt_says_so_in_a_signal_that_never_yields(text: str) -> None:
    assert spot(text) == ["exempt"]


@pytest.mark.parametrize(
    "text", ["hvordan får jeg MitID når jeg ikke har det", "I have no MitID, how do I get one"]
)
def test_who_wants_mitid_is_not_told_to_do_without(text: str) -> None:
    assert "no_mitid" not in spot(text)


@pytest.mark.parametrize(
    "text", ["jeg har ikke MitID", "kan det gøres uden MitID", "I don't have MitID", "no mitid"]
)
def test_no_mitid_is_a_signal_of_its_own(text: str) -> None:
    assert spot(text) == ["no_mitid"]


@pytest.mark.parametrize(
    "text",
    [
        "jeg vil tale med et menneske",
        "kan jeg snakke med nogen",
        "stil mig om til en medarbejder",
        "kan I ringe til mig",
        "hvad er jeres telefonnummer",
        "jeg gider ikke tale med en robot",
        "I want to speak to a real person",
        "let me talk to someone",
        "please call me back",
        "what's your phone number",
    ],
)
def test_a_wish_for_a_person_is_heard(text: str) -> None:
    assert "human" in spot(text) + spot(text, "en")


@pytest.mark.parametrize(
    "text",
    [
        "er du et rigtigt menneske",
        "taler jeg med en maskine",
        "are you a real person",
        "am I talking to a human",
        "skal man tale med en sagsbehandler først",
        "I have a new phone number",
        "kan jeg skifte mit telefonnummer i MitID",
    ],
)
def test_who_asks_about_persons_and_numbers_does_not_want_one(text: str) -> None:
    assert "human" not in spot(text) + spot(text, "en")


def test_whom_to_ring_is_only_a_hint() -> None:
    assert spot("hvem ringer jeg til om rotter") == ["maybe_human"]


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("hvad koster det", "aspect/price"),
        ("how much is it", "aspect/price"),
        ("hvor lang tid tager det", "aspect/time"),
        ("hvilke papirer skal jeg bruge", "aspect/papers"),
        ("am I eligible", "aspect/eligibility"),
        ("hvor skal jeg hen", "aspect/where"),
        ("hvornår har I åbent", "aspect/hours"),
        ("hvor langt er min sag", "aspect/status"),
    ],
)
def test_what_is_asked_about_a_service_is_heard(text: str, signal: str) -> None:
    assert signal in spot(text) + spot(text, "en")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I can't", "i can not"),
        ("it isn't", "it is not"),
        ("I'm blind", "i am blind"),
        ("e-mail", "email"),
        ("jeg ka ik", "jeg kan ikke"),
        ("they've gone", "they have gone"),
    ],
)
def test_contractions_are_undone(written: str, read: str) -> None:
    for language in ("da", "en"):
        tokens = [token.text for token in PIPELINES[language].make_doc(written)]
        assert " ".join(signals.plain(tokens)[1:-1]) == read


def test_nothing_has_no_signal() -> None:
    assert SPOTTER.spot([]) == []


def test_every_pattern_can_be_found_by_its_anchor() -> None:
    """A pattern whose anchor is too common or empty would be looked for always or never."""
    for table in (signals.SIGNALS, signals.GUARDS):
        for patterns in table.values():
            for pattern in patterns:
                assert signals.anchor(pattern)
                assert all(word.rstrip("*") for word in signals.anchor(pattern)), pattern


def test_patterns_are_written_as_words_are_spelled() -> None:
    """A pattern with æ or a capital could never match."""
    for table in (signals.SIGNALS, signals.GUARDS):
        for patterns in table.values():
            for pattern in patterns:
                assert signals.spell(pattern.replace(" ", "")[:60]) == pattern.replace(" ", "")[:60].lower()
                assert pattern == pattern.lower()
                assert pattern.isascii(), pattern


def test_every_pattern_matches_something() -> None:
    """Each pattern is met by the shortest text that it describes."""
    import re

    spotter = signals.Spotter
    for table in (signals.SIGNALS, signals.GUARDS):
        for name, patterns in table.items():
            for pattern in patterns:
                pieces = [piece for piece in pattern.split() if not re.fullmatch(r"\.\.\d+", piece)]
                needed = [p for p in pieces if not (p.endswith("?") and len(p) > 1)]
                words = [piece.split("|")[0].rstrip("*") for piece in needed if piece not in "^$"]
                assert spotter({name: [pattern]}, {}).spot(words) == [name], pattern


def test_memory_does_not_grow_with_what_is_typed() -> None:
    before = len(SPOTTER._vocab.strings)
    for number in range(300):
        spot(f"min mand slår mig ord{number}x")
    assert len(SPOTTER._vocab.strings) - before < 50
