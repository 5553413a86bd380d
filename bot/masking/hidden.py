"""Finds e-mail addresses, passwords and MitID user ids in folded text, in time linear in its length."""

import re
from functools import cache

from bot.masking.spans import Span

# Read backwards from the @.
LOCAL = re.compile(r" ?[\w.+%'~-]+")
DOMAIN = re.compile(r"@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){0,7}\.[^\W\d_]{2,24}(?![\w-])")

# "er", "is", ":" … between the word and the value; without one only a value that looks like a secret counts.
LINK = r"(?P<link>(?:[ \t]*(?:[:=]|->|(?<= )(?:er|var|is|was|hedder|lyder)(?![\w-]))){0,3})"
VALUE = r"[ \t]*(?![:=])(?P<value>\"[^\"\n]{1,64}\"|[^\s\x00]{1,128})"
# "koden til mit MitID er …", "the password for my account is …"
ABOUT = (
    r"(?:[ ](?:til|for|to|på|i|on|of)(?:[ ][\w-]{1,24}){1,3}?"
    r"(?=[ ](?:er|var|is|was|hedder|lyder)[ :]|[ ]?[:=]))?"
)
PASSWORD = re.compile(
    r"(?<![\w-])(?:(?<!zip )(?<!area )(?<!postal )(?<!post )code"
    r"|(?:kodeord|adgangskode|adgangsord|password|passord|passcode|passphrase|pw|pwd|pinkode|pin-kode|pin"
    r"|pin code|pinkod|engangskode|kode)(?:et|en|n|s)?)(?![^\W\d]|-)" + ABOUT + LINK + VALUE,
    re.IGNORECASE,
)
USER_ID = re.compile(
    r"(?<![\w-])(?:(?:mit[- ]?id[- ]?|nem[- ]?id[- ]?)?(?:bruger[- ]?id|brugernavn|user[- ]?id|user ?name"
    r"|bruger[- ]?nummer|bruger[- ]?nr\.?)(?:et)?|mit[- ]?id(?:[- ](?:nummer|nr\.?|number|id))?"
    r"|nem[- ]?id(?:[- ](?:nummer|nr\.?|number))?)(?![^\W\d]|-)" + ABOUT + LINK + VALUE,
    re.IGNORECASE,
)
# One of these is in every text that the patterns find something in; they are much quicker to look for.
PASSWORD_HINTS = ("kode", "code", "adgangs", "pass", "pw", "pin")
ID_HINTS = ("bruger", "user", "mit", "nem")
NAMED_ID = re.compile(r"bruger|user|nummer|number|nr", re.IGNORECASE)
DIGIT_GROUPS = re.compile(r"(?:[ -]\d{1,8}){1,9}(?!\w)")
TRAILING = ".,;:!?)]}'\""

# What people say of a password instead of telling it.
ORDINARY = """
ikke forkert glemt væk vaek udløbet udloebet spærret spaerret låst laast blevet stadig altid nu jo
da for en et den det de der som min mit mine din dit dine hvad hvor hvordan nødvendig ukendt gammel
gammelt ny nyt lang langt kort svær svært rigtig rigtigt korrekt ugyldig ugyldigt slettet mistet
stjålet hacket brugt til af på i og eller men hvis når så også noget nogen ingen kun helt wrong not
forgotten lost expired blocked locked incorrect invalid always still now the a an my your his her
its required needed unknown old new too long short correct right deleted stolen hacked used to of on
in and or but if when so also something what where how only no gone missing rejected accepted
working secret hemmelig hemmeligt that this it being very really
"""


def secrets(text: str) -> list[Span]:
    """In order, none inside another."""
    lowered = text.lower()
    spans = _emails(text)
    for hints, pattern, kind in ((PASSWORD_HINTS, PASSWORD, "password"), (ID_HINTS, USER_ID, "mitid")):
        if any(hint in lowered for hint in hints):
            spans += _values(text, pattern, kind)
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _emails(text: str) -> list[Span]:
    spans: list[Span] = []
    backwards = text[::-1] if "@" in text else ""
    at = text.find("@")
    while at >= 0:
        domain = DOMAIN.match(text, at)
        local = LOCAL.match(backwards, len(text) - at) if domain else None
        if local and domain:
            spans.append(Span(len(text) - local.end(), domain.end(), "email"))
        at = text.find("@", at + 1)
    return spans


def _values(text: str, pattern: re.Pattern[str], kind: str) -> list[Span]:
    spans = []
    match = pattern.search(text)
    while match:
        start, end = _value(text, match)
        secret = end > start and _is_secret(text[start:end], match, kind)
        if secret:
            spans.append(Span(start, end, kind))
        match = pattern.search(text, end if secret else match.start("value"))
    return spans


def _value(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Without closing punctuation, and with all groups of a number that is written in groups."""
    start, end = match.span("value")
    if match["value"][0] == '"' and match["value"][-1] == '"' and end - start > 2:
        return start + 1, end - 1
    while end > start and text[end - 1] in TRAILING:
        end -= 1
    more = DIGIT_GROUPS.match(text, end) if text[start:end].isdigit() else None
    return start, more.end() if more else end


def _is_secret(value: str, match: re.Match[str], kind: str) -> bool:
    if value.casefold() in _ordinary():
        return False
    odd = any(sign.isdigit() or sign in "_#$%&*!?+=@" for sign in value)
    if kind == "mitid" and not NAMED_ID.search(match[0][: match.start("link") - match.start()]):
        # "MitID: …" and "mit MitID er …" are often followed by plain words.
        return odd and len(value) >= 5 and any(sign.isalpha() for sign in value)
    return odd if not match["link"] else True


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(ORDINARY.split())
