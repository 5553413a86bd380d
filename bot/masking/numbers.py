"""Finds CPR numbers, payment cards and telephone numbers in folded text, in time linear in its length."""

import re
from collections.abc import Callable, Container, Iterator

from bot.masking.row import Row, Word
from bot.masking.spans import Span

NEAR, LABEL_REACH = 40, 40
CPR_WORD = Word(
    re.compile(
        r"cpr|person ?n(?:umme)?r|fødsels ?n(?:umme)?r|personal (?:id )?number|social security", re.IGNORECASE
    ),
    hints=("cpr", "person", "fødsels", "social"),
)
PHONE_WORD = Word(
    re.compile(
        r"(?<![a-zæøå])(?:tlf|telefon\w*|tel|mobil\w*|ring\w*|phone\w*|call\w*|sms|mob|cell\w*|whatsapp)"
        r"(?![a-zæøå])",
        re.IGNORECASE,
    ),
    hints=("tlf", "tel", "mob", "ring", "phone", "call", "sms", "cell", "whatsapp"),
)
COUNTRY = Word(re.compile(r"\+|00"), hints=("+", "00"))
# Words said right before a number that is something else; `nummer`, `er` … may stand between.
LABEL = re.compile(
    r"\w*(?:sag|journal|faktura|ordre|kunde|kvittering|konto|afgift|beløb|matrikel|ejendom|police|licens|dokument"
    r"|case|invoice|order|customer|account|receipt|ticket|policy|document|plade|stelnummer|stregkode|barcode"
    r"|artikel|vare|pakke|tracking|referenc|løbe)\w*"
    r"|cvr|ean|gln|se|p|j|ref|kr|dkk|eur|reg|bbr\w*|pas\w*|fine|amount|licen[cs]e|id|isbn|version|passport",
    re.IGNORECASE,
)
STORE_LABEL = re.compile("ean|gln", re.IGNORECASE)
BETWEEN = frozenset(("nummer", "nummeret", "nr", "number", "no", "plate", "er", "is", "id", "på"))
# Read backwards from the number.
WORD_BEFORE = re.compile(r"[ .:#=-]{0,3}([^\W\d_]+)")
AMOUNT_AFTER = re.compile(
    r" ?(?:kr\b|kroner|dkk|,-|,[0-9]{2}\b|eur|€|\$|usd|%|km\b|kwh|m2|m3|stk|pct)", re.IGNORECASE
)
# Glued to letters or a dash, as in EMN-12345678 or 12345678-01, it is part of another number.
GLUED_BEFORE = re.compile(r"(?:[^\W_]|#|\w[-/_])\Z")
GLUED_AFTER = re.compile(r"[^\W_]|[-_]\w")
TOWN_AFTER = re.compile(r" [A-ZÆØÅ]")
MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAYS = frozenset(
    f"{day:02}{month:02}" for month, days in enumerate(MONTH_DAYS, 1) for day in range(1, days + 1)
)
# Replacement numbers add 60 to the day.
CPR_DAYS = DAYS | {f"{int(day[:2]) + 60}{day[2:]}" for day in DAYS}
CARD_DIGITS = range(13, 20)
CARD_SHAPES = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), *((4, 4, 4, 4, rest) for rest in (1, 2, 3))}
CPR_SHAPES = {(10,), (6, 4), (2, 2, 2, 4)}
LONG_SHAPES = {(8, 4), (2, 2, 4, 4)}
DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
FOREIGN_DIGITS = range(7, 16)
PHONE_SHAPES = {(8,), (4, 4), (3, 2, 3), (2, 2, 2, 2)}

# Six digits, something odd, four digits: 010150,5111 and 010150 + 5111.
ODD_CPR = re.compile(r"(?<![0-9])([0-9]{6})([ \t]?[^\w\s\x00]{1,8}[ \t]?)([0-9]{4})(?![0-9])")

Reader = Callable[[Row, int], int | None]
"""The last group of the number that begins at the given group, or None."""


def numbers(text: str) -> list[Span]:
    """In order, none inside another. What is surest is read first, so that nothing else takes half of it."""
    row = Row(text)
    spans: list[Span] = []
    for reader, kind, begins, needs in READERS if row.groups else ():
        if needs is None or row.has(needs):
            starts = [place for place, length in enumerate(row.lengths) if length in begins]
            spans += _read(row, starts, reader, kind)
    return sorted(spans)


def _read(row: Row, starts: list[int], reader: Reader, kind: str) -> Iterator[Span]:
    for first in starts:
        last = None if row.taken[first] else reader(row, first)
        if last is not None:
            row.take(first, last)
            yield Span(_begin(row, first, kind), row.groups[last][1], kind)


def _begin(row: Row, first: int, kind: str) -> int:
    """Where the number begins: at the + before it, if a telephone number has one."""
    return row.groups[first][0] - (_plus(row, first) if kind == "phone" else 0)


def _plus(row: Row, first: int) -> int:
    """How far before the group its + stands; 0 when there is none."""
    before = row.before(first, 2)
    if before.endswith("+"):
        return 1
    return 2 if before == "+ " else 0


def plain_card(row: Row, first: int) -> int | None:
    """13 to 19 digits in a row."""
    return first if _card(row, first, first) else None


def printed_card(row: Row, first: int) -> int | None:
    """In groups as they stand on cards: 4-4-4-4, up to three more, 4-6-5 and 4-6-4."""
    for last in (first + 4, first + 3, first + 2):
        if row.shape(first, last) in CARD_SHAPES and row.free(first, last) and _card(row, first, last):
            return last
    return None


def other_card(row: Row, first: int) -> int | None:
    """Any other even grouping that nothing else is joined to, such as pairs or single digits."""
    last = row.run_end[first]
    card = row.count(first, last) in CARD_DIGITS and row.free(first, last) and _card(row, first, last)
    return last if card else None


def _card(row: Row, first: int, last: int) -> bool:
    if not luhn(row.digits(first, row.count(first, last))) or not row.even(first, last):
        return False
    return not (_plus(row, first) or _labelled(row, first, STORE_LABEL))


def odd_cprs(text: str) -> list[Span]:
    """With signs between that nobody foresaw: always where no blank is, else where it can be a date.

    A full stop and a blank may end a sentence, and `445566, 2100 Kbh` is an order and a town.
    """
    return [
        Span(match.start(), match.end(), "cpr")
        for match in ODD_CPR.finditer(text)
        if (match[2].strip() == match[2] or can_be_date(match[1])) and match[2].strip() not in ".!?"
    ]


def usual_cpr(row: Row, first: int) -> int | None:
    """Six digits, a separator and four, whatever the date; ten in a row that can be a date."""
    length = row.lengths[first]
    if length == 8:
        return _long_cpr(row, first)
    last = row.window(first, 10) if length in (2, 6, 10) else None
    if last is None or row.shape(first, last) not in CPR_SHAPES:
        return _long_cpr(row, first) if length == 2 else None
    gaps = row.gaps(first, last)
    if length == 2:
        return last if _dotted_cpr(row, last, gaps) else None
    sure = length == 6 and _one_separator(gaps[0])
    return last if sure or can_be_date(row.digits(first, 6)) else None


def _dotted_cpr(row: Row, last: int, gaps: list[str]) -> bool:
    """01.01.50-5111, but not a date and a postcode as in 12.05.24 2100 København."""
    if gaps[0] != gaps[1] or len(gaps[0]) > 1:
        return False
    return not (gaps[2].isspace() and not gaps[0].isspace() and TOWN_AFTER.match(row.after(last, 2)))


def _one_separator(gap: str) -> bool:
    """A full stop and a blank may part two sentences; other separators, repeated or not, are one."""
    return len(gap) == 1 or set(gap) <= set(" -_/\t\n\r")


def _long_cpr(row: Row, first: int) -> int | None:
    """The year in full, as in 01011950-5111 and 01-01-1950-5111."""
    last = row.window(first, 12)
    if last is None or row.shape(first, last) not in LONG_SHAPES or "-" not in row.gaps(first, last)[-1]:
        return None
    digits = row.digits(first, 12)
    return last if can_be_date(digits) and digits[4:6] in ("18", "19", "20") else None


def named_cpr(row: Row, first: int) -> int | None:
    """Any ten digits near a word for it."""
    last = row.window(first, 10)
    return last if last is not None and row.near(first, CPR_WORD, before=NEAR, after=NEAR) else None


def even_cpr(row: Row, first: int) -> int | None:
    """Ten digits grouped in another even way that begin with a date and have a seam after six."""
    if not can_be_date(row.digits(first, 4)):
        return None
    last, seam = row.window(first, 10), row.window(first, 6)
    if last is None or last == first:
        return None
    shape, gaps = row.shape(first, last), row.gaps(first, last)
    if seam is None or seam == last:
        # 01 01 505111: an invisible sign may have been the seam.
        return last if shape == (2, 2, 6) and gaps[0] == gaps[1] else None
    at_seam = gaps.pop(seam - first)
    even = len(set(gaps)) <= 1 and all(len(gap) == 1 and gap != ":" for gap in gaps)
    joined = at_seam in gaps or "-" in at_seam or set(shape) == {1}
    return last if even and joined and shape != (4, 2, 2, 2) else None


def foreign_phone(row: Row, first: int) -> int | None:
    """A number with its country: +45 12 34 56 78, 0045…, +46 70 123 45 67."""
    start, end = row.groups[first]
    if not _plus(row, first):
        if not row.text.startswith("00", start):
            return None
        danish = row.digits(first, 4) == "0045" and (end - start >= 4 or row.lengths[first] == 2)
        return row.window(first, 12) if danish else None
    if row.text.startswith("45", start) and (danish_end := row.window(first, 10)) is not None:
        return danish_end
    # Groups are at most as many as digits, so this is a short walk.
    last = min(row.run_end[first], first + FOREIGN_DIGITS[-1] - 1)
    while last > first and (row.count(first, last) not in FOREIGN_DIGITS or not row.free(first, last)):
        last -= 1
    return last if row.count(first, last) in FOREIGN_DIGITS else None


def named_phone(row: Row, first: int) -> int | None:
    """Any eight digits after a word for it, unless they are said to be something else."""
    last = row.window(first, 8)
    if last is None or not row.near(first, PHONE_WORD, before=NEAR, after=0) or not row.even(first, last):
        return None
    return None if _something_else(row, first, last) else last


def phone(row: Row, first: int) -> int | None:
    """Eight digits as Danes group them, with a first digit that telephone numbers have; or in four pairs."""
    digits, last = row.digits(first, 8), row.window(first, 8)
    if last is not None and digits[0] in "01" and row.shape(first, last) != (2, 2, 2, 2):
        return None
    if last is None or row.shape(first, last) not in PHONE_SHAPES or not row.even(first, last):
        return None
    glued = GLUED_BEFORE.search(row.before(first, 2)) or GLUED_AFTER.match(row.after(last, 2))
    if glued or _looks_dated(digits, row.gaps(first, last)) or _something_else(row, first, last):
        return None
    return _whole_row(row, first, last)


def _whole_row(row: Row, first: int, last: int) -> int:
    """Past further groups of the same kind: in 20 22 34 56 78 nobody can tell which is not the number's."""
    if row.shape(first, last) not in ((4, 4), (2, 2, 2, 2)):
        return last
    length, gap = row.lengths[first], row.gaps(first, first + 1)
    while last < row.run_end[first] and row.lengths[last + 1] == length and not row.taken[last + 1]:
        if row.gaps(last, last + 1) != gap:
            break
        last += 1
    return last


def _looks_dated(digits: str, gaps: list[str]) -> bool:
    """20241231, 31122024, or two years beside each other."""
    if not gaps:
        return can_be_long_date(digits) or can_be_long_date(digits[4:] + digits[2:4] + digits[:2])
    return len(gaps) == 1 and (gaps != [" "] or (digits[:2] in ("19", "20") and digits[4:6] in ("19", "20")))


def long_phone(row: Row, first: int) -> int | None:
    """45 12 34 56 78, without the plus."""
    last = row.window(first, 10) if row.digits(first, 2) == "45" else None
    if last is None or row.shape(first, last) != (2, 2, 2, 2, 2):
        return None
    return last if row.even(first, last) else None


def _something_else(row: Row, first: int, last: int) -> bool:
    return bool(AMOUNT_AFTER.match(row.after(last, 10))) or _labelled(row, first, LABEL)


def _labelled(row: Row, first: int, label: re.Pattern[str]) -> bool:
    """Whether the word before the number says what it is, as in `sag nr. 12345678`."""
    backwards, place = row.before(first, LABEL_REACH)[::-1], 0
    while match := WORD_BEFORE.match(backwards, place):
        word = match[1][::-1]
        if label.fullmatch(word):
            return True
        if word.lower() not in BETWEEN:
            return False
        place = match.end()
    return False


def can_be_date(digits: str) -> bool:
    """DDMM… of a CPR number."""
    return digits[:4] in CPR_DAYS


def can_be_long_date(digits: str) -> bool:
    """YYYYMMDD of 1900 to 2099."""
    return digits[:2] in ("19", "20") and digits[6:8] + digits[4:6] in DAYS


def luhn(digits: str) -> bool:
    """The check digit of payment cards.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    backwards = digits.encode()[::-1]
    total = sum(backwards[::2]) + sum(backwards[1::2].translate(DOUBLED))
    return (total - ord("0") * len(digits)) % 10 == 0


ANY = range(1, 100_000)
# What finds, what it finds, how many digits the first group has, and what the text must hold somewhere.
READERS: tuple[tuple[Reader, str, Container[int], Word | None], ...] = (
    (plain_card, "card", CARD_DIGITS, None),
    (printed_card, "card", {4}, None),
    (usual_cpr, "cpr", {2, 6, 8, 10}, None),
    (other_card, "card", range(1, 13), None),
    (named_cpr, "cpr", range(1, 11), CPR_WORD),
    (even_cpr, "cpr", range(1, 7), None),
    (foreign_phone, "phone", ANY, COUNTRY),
    (long_phone, "phone", {2}, None),
    (phone, "phone", {2, 3, 4, 8}, None),
    (named_phone, "phone", range(1, 9), PHONE_WORD),
)
