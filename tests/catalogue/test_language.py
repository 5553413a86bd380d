"""Danish or English, also when it is terse, spelt with ae/oe/aa, mixed or in another alphabet."""

import time

import pytest

from bot.catalogue import Catalogue, Language
from bot.catalogue.language import Detector

DANISH = """
nyt pas
jeg skal flytte til Aarhus
hvad koster et nyt koerekort
mit sygesikringskort er blevet vaek
hvordan faar jeg en plads i boernehaven
min cykel er stjålet
hvornår kommer mit valgkort
klage over p-bøde
boligstøtte
pasfornyelse
hej jeg vil gerne skifte læge
kan man faa hjaelp til digital post
skraldespanden er ikke tømt
der er rotter i kælderen
vi skal giftes på rådhuset
min mor er død hvad gør jeg
Undertegnede ønsker hermed at ansøge om beboerlicens
skilsmisse
skal min søn indskrives i skole
jeg kan ikke finde ud af det der MitID
tak for hjælpen
nej
hvor er i henne
må jeg bygge et skur uden tilladelse
ansøgning om folkepension
hvordan får jeg en driving licence
jeg har lost mit passport
kan jeg book et møde i borgerservice
mit girokort virker ikke
barselsdagpenge
"""
ENGLISH = """
new passport
i am moving to Copenhagen
how much is a driving licence
i lost my yellow card
my bike was stolen
where can I vote
help with housing
what is a CPR number
how do I get the gule kort
i need a sygesikring card
when do I get my residence permit
can my mother get home care
the bin was not emptied
there are rats in my kitchen
we want to get married at city hall
register my newborn
child benefit
parking permit
i want to complain about a decision
is it free
yes please
thank you very much
do you speak English
my husband and I are moving to Denmark in august, what should we do about the kommune
apply for boligstøtte
unemployed since monday
how long does it take
tax card
danish lessons for my wife
talk to a human
"""


@pytest.fixture(scope="module")
def detector(catalogue: Catalogue) -> Detector:
    return Detector(catalogue)


@pytest.mark.parametrize("default", ["da", "en"])
@pytest.mark.parametrize("text", DANISH.strip().splitlines())
def test_danish_is_danish_whatever_was_spoken_before(
    detector: Detector, text: str, default: Language
) -> None:
    assert detector.detect(text, default) == "da"


@pytest.mark.parametrize("default", ["da", "en"])
@pytest.mark.parametrize("text", ENGLISH.strip().splitlines())
def test_english_is_english_whatever_was_spoken_before(
    detector: Detector, text: str, default: Language
) -> None:
    assert detector.detect(text, default) == "en"


@pytest.mark.parametrize("default", ["da", "en"])
@pytest.mark.parametrize(
    "text", ["", "   ", "??", "12345678", "😀😀", "ehic", "ok", "MitID", "CPR", "[CPR]", "[phone] [password]"]
)
def test_what_is_neither_stays_in_the_language_of_the_conversation(
    detector: Detector, text: str, default: Language
) -> None:
    assert detector.detect(text, default) == default


@pytest.mark.parametrize(
    "text",
    [
        "كيف أحصل على جواز سفر",
        "Как получить паспорт?",
        "我要搬家",
        "חדש דרכון",
        "πού είναι το δημαρχείο",
        "паспорт MitID",
    ],
)
def test_another_alphabet_is_other(detector: Detector, text: str) -> None:
    assert detector.detect(text, "da") == "other"


@pytest.mark.parametrize("text", ["hvad betyder паспорт på dansk", "what is 护照 in Danish please"])
def test_a_foreign_word_in_a_sentence_is_not(detector: Detector, text: str) -> None:
    assert detector.detect(text, "da") in ("da", "en")


def test_the_catalogues_own_titles_are_told_apart(catalogue: Catalogue, detector: Detector) -> None:
    """Titles are short and share names; the neutral test is the summary of each service."""
    for service in catalogue:
        assert detector.detect(service.summary.da, "en") == "da", service.id
        assert detector.detect(service.summary.en, "da") == "en", service.id


def test_it_is_built_at_once_and_long_texts_cost_no_more(catalogue: Catalogue) -> None:
    begin = time.process_time()
    detector = Detector(catalogue)
    built = time.process_time() - begin
    begin = time.process_time()
    detector.detect("flytning " * 100_000, "da")
    assert time.process_time() - begin < 2
    assert built < 2
