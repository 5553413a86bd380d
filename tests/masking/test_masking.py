"""Personal numbers and secrets are hidden in every shape and context, other numbers are left alone."""

import random
import string
import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.masking import fold, mask
from bot.masking.numbers import can_be_date, luhn

# Nobody has these: the first has no valid check digit and a century that does not fit, the others no date.
CPR_SHAPES = [
    pytest.param("0101505111", id="plain"),
    pytest.param("010150-5111", id="dash"),
    pytest.param("010150 5111", id="blank"),
    pytest.param("010150\N{EN DASH}5111", id="en_dash"),
    pytest.param("010150\N{NON-BREAKING HYPHEN}5111", id="non_breaking_hyphen"),
    pytest.param("010150-\u200b5111", id="zero_width_space"),
    pytest.param("010150\N{SOFT HYPHEN}5111", id="soft_hyphen"),
    pytest.param("01 01 50 5111", id="pairs"),
    pytest.param("01.01.50-5111", id="dots"),
    pytest.param("010150 - 5111", id="dash_between_blanks"),
    pytest.param("０１０１５０－５１１１", id="full_width"),
    pytest.param(
        "0\u200b1\u200b0\u200b1\u200b5\u200b0\u200b5\u200b1\u200b1\u200b1", id="zero_width_everywhere"
    ),
    pytest.param("010150\N{MINUS SIGN}5111", id="minus"),
    pytest.param("010150\N{NO-BREAK SPACE}5111", id="no_break_space"),
    pytest.param("010150.5111", id="one_dot"),
    pytest.param("010150/5111", id="slash"),
    pytest.param("010150_5111", id="underscore"),
    pytest.param("010150\n5111", id="line_end"),
    pytest.param("01/01/50-5111", id="slashes"),
    pytest.param("01-01-50-5111", id="dashes"),
    pytest.param("01-01-1950-5111", id="year_in_full"),
    pytest.param("01011950-5111", id="eight_and_four"),
    pytest.param("0 1 0 1 5 0 5 1 1 1", id="single_digits"),
    pytest.param("01 01 50 51 11", id="all_pairs"),
    pytest.param("010150 51 11", id="six_and_pairs"),
    pytest.param("010 150 5111", id="threes"),
    pytest.param("610150-5111", id="replacement_number"),
    pytest.param("610150 5111", id="replacement_number_blank"),
    pytest.param("6101505111", id="replacement_number_plain"),
    pytest.param("990099-1234", id="impossible_date"),
    pytest.param("320150 5111", id="thirty_second_of_the_month"),
    pytest.param("٠١٠١٥٠-٥١١١", id="arabic_digits"),
    pytest.param("0️⃣1️⃣0️⃣1️⃣5️⃣0️⃣5️⃣1️⃣1️⃣1️⃣", id="keycap_emoji"),
    pytest.param("𝟎𝟏𝟎𝟏𝟓𝟎-𝟓𝟏𝟏𝟏", id="mathematical_bold"),
]
CONTEXTS = [
    pytest.param("{}", id="alone"),
    pytest.param("mit cpr er {}.", id="named"),
    pytest.param("hej, {} og jeg vil gerne flytte", id="in_a_sentence"),
    pytest.param("({})", id="in_parentheses"),
    pytest.param("cpr:{}", id="after_a_colon"),
    pytest.param("født {}, bor Nygade 4, 2100 København Ø", id="before_an_address"),
    pytest.param("sagsnummer {}", id="called_a_case"),
    pytest.param("linje 1\n{}\nlinje 3", id="on_its_own_line"),
    pytest.param("æøå 👩‍👧 {} ✓", id="among_wide_signs"),
    pytest.param("<b>{}</b>", id="in_markup"),
    pytest.param("x{}x", id="glued_to_letters"),
]


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("shape", CPR_SHAPES)
def test_a_cpr_number_is_masked_in_every_shape_and_context(shape: str, context: str) -> None:
    masked = mask(context.format(shape))
    assert masked.text == context.format("[CPR]")
    assert masked.found == ("cpr",)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("cpr 9999999999", id="before"),
        pytest.param("9999999999 er mit CPR-nummer", id="behind"),
        pytest.param("mit personnummer: 99999 99999", id="odd_groups"),
        pytest.param("my social security number is 99 9999 9999", id="english"),
        pytest.param("fødselsnummer 9999 999999", id="another_word"),
    ],
)
def test_ten_digits_near_a_word_for_it_are_masked_whatever_the_date(text: str) -> None:
    assert mask(text).found == ("cpr",)


def test_ten_digits_that_cannot_be_a_date_are_left_alone() -> None:
    assert mask("ordre 9999999999").found == ()


@pytest.mark.parametrize(
    ("before", "text", "found"),
    [
        pytest.param("mit nummer er 010150", "5111", ("cpr",), id="split_over_two"),
        pytest.param("010150-", "5111 er resten", ("cpr",), id="split_at_the_dash"),
        pytest.param("01.01.50", "-5111", ("cpr",), id="dots_and_a_dash"),
        pytest.param("010150", "51112", (), id="five_digits_are_no_half"),
        pytest.param("jeg bor i 2100", "5111", (), id="no_first_half"),
        pytest.param("", "5111", (), id="nothing_before"),
    ],
)
def test_a_number_split_over_two_messages_is_caught_in_the_second(
    before: str, text: str, found: tuple[str, ...]
) -> None:
    masked = mask(text, before=before)
    assert masked.found == found
    assert not found or "5111" not in masked.text


PHONES = [
    *("22345678", "22 34 56 78", "2234 5678", "223 45 678", "22-34-56-78", "22.34.56.78"),
    *(
        "+4522345678",
        "+45 22345678",
        "+45 22 34 56 78",
        "+45 2234 5678",
        "+45-22-34-56-78",
        "+ 45 22 34 56 78",
    ),
    *("004522345678", "0045 22 34 56 78", "00 45 22345678", "45 22 34 56 78"),
    *("+46 70 123 45 67", "+49 151 12345678", "+1 202 555 0143", "+447700900123", "+299 32 10 00"),
    *("２２３４５６７８", "22\u00a034\u00a056\u00a078", "22\u200b34\u200b56\u200b78"),
]
CARDS = [
    *("4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111"),
    *("5555555555554444", "378282246310005", "3782 822463 10005", "30569309025904", "3056 930902 5904"),
    *("6011111111111117", "5019717010103742", "4222222222222", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
    *(
        "41 11 11 11 11 11 11 11",
        "４１１１ １１１１ １１１１ １１１１",
        "4111–1111–1111–1111",
        "6304000000000000000",
    ),
]
EMAILS = [
    *("anna@example.dk", "a.b+c@sub.example.co.uk", "jens.ærø@blåbærgrød.dk", "ＡＮＮＡ＠example.dk"),
    *("anna @ example.dk", "o'brien@example.com", "a_b-c@example.museum", "x" * 100 + "@example.dk"),
]
OTHER_SECRETS = [(value, "phone") for value in PHONES]
OTHER_SECRETS += [(value, "card") for value in CARDS]
OTHER_SECRETS += [(value, "email") for value in EMAILS]
PLACEHOLDER = {"phone": "[phone]", "card": "[card]", "email": "[e-mail]", "password": "[password]"}


@pytest.mark.parametrize("context", ["{}", "hej {}, tak", "skriv til mig: {}", "nå\n{}\nså", "({})"])
@pytest.mark.parametrize(("value", "kind"), OTHER_SECRETS)
def test_phones_cards_and_addresses_are_masked(value: str, kind: str, context: str) -> None:
    masked = mask(context.format(value))
    assert masked.text == context.format(PLACEHOLDER[kind])
    assert masked.found == (kind,)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        pytest.param("mit kodeord er Sommer2024", "Sommer2024", id="kodeord"),
        pytest.param("adgangskoden er hemlig#1.", "hemlig#1", id="adgangskode"),
        pytest.param("password: hest", "hest", id="password"),
        pytest.param("pw=abc", "abc", id="pw"),
        pytest.param("min kode er 4711", "4711", id="kode"),
        pytest.param("kode 4711 virker ikke", "4711", id="kode_without_er"),
        pytest.param("koden er 12 34 56", "12 34 56", id="code_in_groups"),
        pytest.param("koden til mit MitID er 998877", "998877", id="about_something"),
        pytest.param('password "min hest 22"', "min hest 22", id="in_quotes"),
        pytest.param("my password is correcthorse", "correcthorse", id="english"),
        pytest.param("the password for my account is xyzzy", "xyzzy", id="english_about"),
        pytest.param("PASSWORD:hunter2", "hunter2", id="no_blank"),
        pytest.param("ｐａｓｓｗｏｒｄ：hunter2", "hunter2", id="full_width"),
        pytest.param("pinkode: 0000", "0000", id="pin"),
    ],
)
def test_a_password_after_its_word_is_masked(text: str, hidden: str) -> None:
    masked = mask(text)
    assert masked.found == ("password",)
    assert masked.text == text.replace(hidden, "[password]")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        pytest.param("MitID bruger-id: anna42", "anna42", id="bruger_id"),
        pytest.param("mit bruger id er annahansen", "annahansen", id="plain_word_after_er"),
        pytest.param("brugernavn annah77", "annah77", id="brugernavn"),
        pytest.param("my user ID is anna_h", "anna_h", id="english"),
        pytest.param("mit MitID er anna_hansen42", "anna_hansen42", id="mitid_er"),
        pytest.param("nemid-nummer: 123456789", "123456789", id="nemid"),
    ],
)
def test_a_mitid_user_id_after_its_word_is_masked(text: str, hidden: str) -> None:
    masked = mask(text)
    assert masked.found == ("mitid",)
    assert masked.text == text.replace(hidden, "[MitID]")


@pytest.mark.parametrize(
    "text",
    [
        "jeg har glemt min adgangskode til MitID",
        "min kode er forkert",
        "my password is wrong",
        "koden er udløbet, hvad gør jeg",
        "password is not working",
        "mit MitID er spærret",
        "MitID: hvordan får jeg det",
        "hvad er et bruger-id",
        "mit postnummer er 2100",
        "zip code 2100",
        "jeg mangler kode",
        "how do I reset my password?",
        "kodeordet",
        "skriv @ mig",
        "anna@home",
        "10 @ 20 kr.",
    ],
)
def test_talking_of_secrets_is_not_telling_them(text: str) -> None:
    assert mask(text).text == text


INNOCENT_NUMBERS = {
    "sag {}": [
        "12345678",
        "23456789",
        "2023-001234",
        "24/012345",
        "20-123456",
        "2023123456",
        "99/1234567",
        "31234567",
    ],
    "sagsnummer: {}": ["22345678", "2024-12345", "87654321", "S2024-55555", "EMN-2023-012345", "00123456"],
    "sagsnr. er {}": ["45678901", "23-0012345", "2400123"],
    "case number {}": ["22334455", "2024-000123", "20244567"],
    "CVR {}": ["12345678", "25313763", "64942212", "29189641"],
    "CVR-nr. {}": ["22345678", "87654321"],
    "cvr-nummer er {}": ["31415926", "27182818"],
    "EAN {}": ["5798000420526", "5790001378769"],
    "EAN-nummer: {}": ["5798009876543", "5798000000007"],
    "faktura {}": ["20304050", "22334455", "2024123456"],
    "ordrenummer {}": ["99887766", "4567891"],
    "kundenummer {}": ["33445566", "71829"],
    "{} kr.": [
        "100",
        "1.250",
        "12.500",
        "125.000",
        "1.250.000",
        "12.345.678",
        "250000",
        "22334455",
        "99,95",
        "1250,50",
    ],
    "kr. {}": ["585,66", "225", "891", "22345678", "250.000", "1 250 000"],
    "DKK {}": ["225", "1,250,000", "99.95", "34345678"],
    "{} euro": ["500", "22345678"],
    "den {}": [
        "1.1.2024",
        "01.01.2024",
        "31/12-2023",
        "24-12-2023",
        "2023-12-24",
        "1/5 2024",
        "12.05.24",
        "05-06-26",
    ],
    "dato {}": ["20241231", "31122024", "01012024", "24122023", "20230101"],
    "fra {} til nu": ["2019", "1.5.2019", "maj 2020", "2012-12-01"],
    "i {}": ["2023", "2019-2023", "2023/2024", "2023 2024", "1998-2002", "2024, 2025 og 2026"],
    "den {} om aftenen": ["12.10.2023 14:30", "2023-12-10 14:30:00", "1.5.2024 kl. 8.30", "12.10.23 14:30"],
    "kl. {}": ["8", "08:30", "8.30-15.00", "10-14", "23:59:59", "8.00 til 15.30"],
    "{} København": ["2100", "1550", "2450", "1000-2999", "12.05.24 2100"],
    "{} Odense C": ["5000", "DK-5000", "Nygade 12, 5000", "Nygade 122, 3. tv, 5000"],
    "Nygade {}": ["4", "12", "122A", "4-6", "12, 3. th.", "17B, st. tv.", "1234", "2, 2100 København Ø"],
    "nummerplade {}": ["AB 12 345", "AB12345", "XY 99 999", "EL 22 334"],
    "bilen {}": ["BC 34 567", "DK12345"],
    "{} m2": ["50", "120", "1.250"],
    "{} %": ["55", "99,5", "100"],
    "ring {}": ["112", "114", "1813", "1888"],
    "stue {}": ["3", "12.4", "1-2-3"],
    "barnet er {} år": ["3", "14", "6 1/2", "0-2"],
    "blanket {}": ["04.063", "63", "2-1-7"],
    "lov nr. {}": ["742", "742 af 1/6 2015", "158/2013"],
    "§ {}": ["12", "12, stk. 7", "50(1)"],
    "side {}": ["12-14", "1 2 3", "100 101 102"],
    "version {}": ["3.6.21", "10.0.19045", "1.2.3.4"],
    "ip {}": ["192.168.10.20", "127.0.0.1", "10.0.0.1"],
    "vejer {} gram": ["3450", "3.450", "4100"],
    "løbenummer {}": ["12345678", "2024-17"],
    "matrikel {}": ["12a", "1234", "7000 b", "22345678"],
    "bolig {}": ["1-2-34", "12.345"],
    "linje {}": ["5C", "250S", "1A 2A 4A"],
    "afgift {}": ["12345678", "99887766", "1234-567"],
    "kvittering nr. {}": ["55667788", "20240001"],
    "konto {}": ["22345678", "1234567"],
    "vi er {} personer": ["2", "4-5", "12"],
    "vælg {}": ["1", "2 eller 3", "10 eller 12"],
    "om {} dage": ["14", "8-10", "30"],
    "{} timer": ["24", "37", "1.924"],
    "ISBN {}": ["12345678"],
    "pakke {}": ["33445566", "00370712345"],
    "reference {}": ["87654321", "REF-22334455"],
    "journalnr. {}": ["22334455", "2023-12-0042"],
    "EMN-{}": ["22334455", "2024-000001"],
    "billet {}": ["A12345678", "22334455-01"],
    "temperatur {}": ["-5", "36,8", "37.5"],
    "lotto {}": ["3 7 12 19 24 30 36"],
    "maj {}": ["1", "17", "2026"],
    "uge {}": ["42", "7-8", "42 2024"],
    "{} stk": ["500", "22345678"],
    "klasse {}": ["0", "9.b", "2023"],
    "hus {}": ["12 14 16", "101", "7-9-11"],
    "skat {}": ["37,8 %", "55 %", "8,00"],
    "størrelse {}": ["38", "44-46", "140x200", "600 x 1200"],
    "model {}": ["A380", "737-800", "3310"],
    "resultat {}": ["3-2", "21-19, 19-21", "0-0"],
    "koordinat {}": ["55.6761", "12,5683", "55.6761, 12.5683"],
    "score {}": ["100/100", "7 ud af 10"],
    "lejlighed {}": ["3. tv", "12-4", "0203"],
    "{} kWh": ["4.200", "12345678", "350"],
    "{} km": ["12", "12.500", "22345678"],
}
INNOCENT = [
    template.format(number) for template, numbers in INNOCENT_NUMBERS.items() for number in numbers
] + [
    f"min adresse er Vej {house}, {code} By" for house, code in product((1, 23, 145), range(1000, 9999, 180))
]


def test_there_are_at_least_300_innocent_numbers() -> None:
    assert len(set(INNOCENT)) >= 300


def test_fewer_than_1_in_100_other_numbers_are_masked() -> None:
    wrong = {text: mask(text).text for text in INNOCENT if mask(text).found}
    assert len(wrong) / len(INNOCENT) < 0.01, wrong


def test_fewer_than_1_in_100_random_numbers_are_masked() -> None:
    """Of up to seven digits, and of nine, eleven and twelve; ten can be a date, eight a telephone number."""
    lucky = random.Random(5)
    numbers = [
        "".join(lucky.choices(string.digits, k=length))
        for length in (*range(1, 8), 9, 11, 12)
        for _ in range(300)
    ]
    masked = [number for number in numbers if mask(f"mit nummer er {number} i dag").found]
    assert len(masked) / len(numbers) < 0.01, masked


LABELS = st.sampled_from(
    ["hej ", "jeg hedder Bo, ", "tlf. ", "æ\u0301 ", "👩‍👧: ", "(", "a\u00adb ", "1) ", ""]
)
TAILS = st.sampled_from(["", " tak", ", og så", ".\nMvh Bo", ") ", " 😀", "!?"])
SEPARATORS = st.sampled_from(["", "-", " ", "–", "\u2011", " - ", "\u00ad", "\u200b-\u200b", "/", ".", " – "])


@given(
    day=st.integers(1, 31),
    month=st.integers(1, 12),
    year=st.integers(0, 99),
    serial=st.integers(0, 9999),
    inner=st.sampled_from(["", " ", ".", "-", "/"]),
    seam=SEPARATORS,
    before=LABELS,
    after=TAILS,
)
@settings(max_examples=1000, deadline=None)
def test_any_date_and_serial_is_masked_and_nothing_beside_it(
    day: int, month: int, year: int, serial: int, inner: str, seam: str, before: str, after: str
) -> None:
    number = f"{min(day, 29):02}{inner}{month:02}{inner}{year:02}{seam or '-' * bool(inner)}{serial:04}"
    assert mask(before + number + after).text == f"{before}[CPR]{after}"


@given(st.text(st.sampled_from(string.digits), min_size=12, max_size=18), LABELS, TAILS, st.booleans())
@settings(max_examples=500, deadline=None)
def test_any_number_with_a_cards_check_digit_is_masked(
    digits: str, before: str, after: str, grouped: bool
) -> None:
    card = next(digits + last for last in string.digits if luhn(digits + last))
    written = (
        " ".join(card[place : place + 4] for place in range(0, 16, 4))
        if grouped and len(card) == 16
        else card
    )
    masked = mask(before + written + after)
    assert masked.text.startswith(before)
    assert masked.text.endswith(after)
    assert not any(sign.isdigit() for sign in masked.text[len(before) :])


MESSY = st.one_of(
    st.text(st.characters(), max_size=80),
    st.text(st.sampled_from("0123456789 -./:+@a\u200b\u00ad–０[]CPRphone\n"), max_size=80),
    st.lists(
        st.sampled_from(
            """010150-5111 22 34 56 78 4111 1111 +45 0045 cpr kode er is password: [CPR] [phone] [password]
            mitid bruger-id a@b.dk @ 12345678 sag cvr tlf - . , 2024 01 1 9999999999""".split()  # noqa: SIM905
        ),
        max_size=14,
    ).map(" ".join),
)


@given(MESSY)
@settings(max_examples=1500, deadline=None)
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text
    assert mask(once.text).found == ()


@given(st.text(st.characters(exclude_categories=["Nd", "No", "Nl"], exclude_characters="@"), max_size=60))
def test_a_text_without_numbers_addresses_or_words_for_secrets_stays_as_it_is(text: str) -> None:
    if not any(
        word in fold(text)[0].lower()
        for word in ("kod", "pass", "pin", "pw", "id", "bruger", "user", "adgang")
    ):
        assert mask(text).text == text


def test_several_things_are_found_in_order() -> None:
    text = "010150-5111, ring 22 34 56 78, skriv til bo@example.dk. Kode: hest1, kort 4111 1111 1111 1111"
    masked = mask(text)
    assert masked.found == ("cpr", "phone", "email", "password", "card")
    assert masked.text == "[CPR], ring [phone], skriv til [e-mail]. Kode: [password], kort [card]"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Nygade 12 22 34 56 78", id="house_number_before_a_phone"),
        pytest.param("22 01 01 50 5111", id="pair_before_a_cpr"),
        pytest.param("cpr 1205 010150-5111", id="group_near_the_word"),
        pytest.param("2100 2234 5678", id="postcode_before_a_phone"),
        pytest.param("45 22 34 56 78", id="country_without_plus"),
        pytest.param("20 22 34 56 78", id="hour_before_a_phone"),
        pytest.param("010150-5111 22345678 010150-5111", id="three_in_a_row"),
    ],
)
def test_no_half_of_a_number_is_left_beside_others(text: str) -> None:
    left = mask(text).text
    assert "5111" not in left
    assert "78" not in left


HOSTILE = {
    "ones": "1 ",
    "nines": "9 ",
    "pairs": "99 ",
    "fours": "4111 ",
    "cards": "4111 1111 1111 1112 ",
    "addresses": "a@",
    "dots": "a@a.",
    "letters": "a",
    "digits": "1",
    "words": "kode ",
    "words_with_er": "kode er ",
    "about": "kode til a a a ",
    "plus": "+1 ",
    "blanks": " ",
    "zero_width": "\u200b",
    "wide": "９ ",
    "marks": "1\u0301",
    "cpr": "cpr 99 ",
    "tlf": "tlf 11 11 11 11 ",
    "user": "mitid bruger-id ",
    "brackets": "[CPR",
    "quotes": 'kode "',
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    """Ten times the text may take at most twenty times as long; a quadratic scan takes a hundred."""
    short, long = (unit * (size // len(unit)) for size in (4_000, 40_000))
    assert _seconds(long) < 20 * max(_seconds(short), 0.001)


def _seconds(text: str) -> float:
    best = 9.0
    for _ in range(3):
        begin = time.process_time()
        mask(text)
        best = min(best, time.process_time() - begin)
    return best


@pytest.mark.parametrize(
    ("digits", "date"),
    [
        ("010150", True),
        ("310950", False),
        ("290200", True),
        ("610150", True),
        ("920150", False),
        ("001250", False),
    ],
)
def test_a_date_is_told_from_a_number(digits: str, date: bool) -> None:
    assert can_be_date(digits) == date


def test_folding_keeps_the_map_back() -> None:
    folded, places = fold("a\u00adb９½")
    assert folded == "ab91\N{FRACTION SLASH}2"
    assert places == [0, 2, 3, 4, 4, 4]
    assert fold("plain") == ("plain", None)


@pytest.mark.parametrize("gap", [",", ";", "+", "·", "=", "~", "*", "----", " , ", " + ", "•"])
def test_a_separator_that_nobody_foresaw_hides_nothing(gap: str) -> None:
    assert mask(f"mit cpr er 010150{gap}5111 og tak").text == "mit cpr er [CPR] og tak"


@pytest.mark.parametrize("text", ["ordre 445566, 2100 København", "sag 123456. 2024 var et godt år"])
def test_two_numbers_beside_each_other_are_no_cpr_number(text: str) -> None:
    assert mask(text).text == text
