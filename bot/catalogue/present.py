"""What the assistant says, as the replies that the widget and the pages draw: structure, never HTML."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bot.catalogue import hours
from bot.catalogue.folding import never_form
from bot.catalogue.model import FACTS, Block, Catalogue, Department, Fact, Language, NeverForm, Piece, Service

Reply = dict[str, Any]
ASPECT_FACTS = {
    "price": ("price",),
    "time": ("time", "deadline", "validity"),
    "eligibility": ("eligibility",),
    "where": ("where",),
    "hours": ("hours",),
}
MITID = {"yes": True, "no": False}
# A page about the matter helps unless the citizen has to come in person anyway.
CHANNELS_WITH_PAGE = ("telephone", "any", "elsewhere")


def text(lang: Language, *paragraphs: str | Sequence[str]) -> Reply:
    """A text of plain paragraphs; a sequence of strings becomes a list."""
    return {"type": "text", "lang": lang, "body": [_plain_block(part) for part in paragraphs]}


def _plain_block(part: str | Sequence[str]) -> Reply:
    if isinstance(part, str):
        return {"type": "paragraph", "children": [{"type": "text", "text": part}]}
    return {"type": "list", "items": [[{"type": "text", "text": item}] for item in part]}


def said(catalogue: Catalogue, lang: Language, *keys: str, **values: str) -> Reply:
    """The municipality's texts under `keys`, one after the other; `values` come from the catalogue only."""
    return {"type": "text", "lang": lang, "body": list(_blocks(catalogue, lang, keys, values))}


def _blocks(
    catalogue: Catalogue, lang: Language, keys: Iterable[str], values: dict[str, str]
) -> Iterable[Reply]:
    for key in keys:
        for block in catalogue.texts(lang)[key].blocks:
            yield _block(block, values)


def _block(block: Block, values: dict[str, str]) -> Reply:
    rows = [[_inline(piece, values) for piece in row] for row in block.rows]
    if block.kind == "list":
        return {"type": "list", "items": rows}
    return {"type": "paragraph", "children": rows[0]}


def _inline(piece: Piece, values: dict[str, str]) -> Reply:
    inline = {"type": piece.kind, "text": piece.text.format_map(values)}
    return inline | {"href": piece.href} if piece.href else inline


def notice(lang: Language, level: str, text: str) -> Reply:
    """`level` is info or danger."""
    return {"type": "notice", "lang": lang, "level": level, "text": text}


def choices(services: Iterable[Service], lang: Language, question: str) -> Reply:
    options = [
        {"id": service.id, "label": service.title.in_(lang), "hint": service.tells_apart.in_(lang)}
        for service in services
    ]
    return {"type": "choices", "lang": lang, "text": question, "choices": options}


def contact(
    department: Department | str, catalogue: Catalogue, lang: Language, now: datetime | None
) -> Reply:
    """Whom to talk to; without `now` (which must know its zone) nothing is said about being open."""
    who = catalogue.departments[department] if isinstance(department, str) else department
    texts = catalogue.texts(lang)
    return {
        "type": "contact",
        "lang": lang,
        "heading": who.name.in_(lang),
        "department": who.id,
        "telephone": {"text": who.telephone, "href": telephone_href(who.telephone)}
        if who.telephone
        else None,
        "hours": hours.week(who.hours, texts, lang) if who.hours else [],
        "open_now": hours.sentence(who.hours, now, texts, lang) if who.hours and now else None,
        "address": who.address,
        "page": {"label": who.page.label.in_(lang), "href": who.page.url} if who.page else None,
        "appointment": (
            {"label": who.appointment.label.in_(lang), "href": who.appointment.url}
            if who.appointment
            else None
        ),
        "unknown": [
            texts[f"unknown_{key}"].plain()
            for key in ("telephone", "hours", "address")
            if getattr(who, key) is None
        ],
    }


def telephone_href(number: str) -> str:
    return "tel:" + "".join(sign for sign in number if sign in "+0123456789")


def card(
    service: Service,
    catalogue: Catalogue,
    lang: Language,
    *,
    now: datetime | None = None,
    asked: str = "",
    offer_form: bool = True,
) -> Reply:
    """One service; a link with `href` None is the form's, for the gateway to fill in and to book.

    `asked` is what the citizen wrote, since some matters only sometimes have no form. With `offer_form`
    False (a citizen who cannot use digital services) there is no link at all.
    """
    rule = never_form(service, asked)
    human = contact(service.department, catalogue, lang, now)
    del human["type"]
    return {
        "type": "card",
        "lang": lang,
        "service": service.id,
        "title": service.title.in_(lang),
        "summary": service.summary.in_(lang),
        "link": _link(service, rule, catalogue, lang) if offer_form else None,
        "prepare": list(service.prepare[lang]) if offer_form and not (rule and rule.only_if) else [],
        "facts": [_fact(key, service.facts[key], catalogue, lang) for key in FACTS if key in service.facts],
        "notice": _notice(service, rule, catalogue, lang) if offer_form or rule else None,
        "human": human,
    }


def _link(service: Service, rule: NeverForm | None, catalogue: Catalogue, lang: Language) -> Reply | None:
    if service.link is None:
        return None
    if rule and (rule.only_if is not None or rule.channel not in CHANNELS_WITH_PAGE):
        return None
    site = site_name(service.link.url, catalogue)
    kind = "page" if rule else service.link.kind
    link = {"label": catalogue.texts(lang)[f"link_{kind}"].plain(site=site), "site": site, "kind": kind}
    if rule:
        return link | {"href": service.link.url, "needs_mitid": None, "book": False}
    return link | {"href": None, "needs_mitid": MITID.get(service.mitid)}


def _notice(service: Service, rule: NeverForm | None, catalogue: Catalogue, lang: Language) -> str | None:
    """What a citizen must know before they go on: why no form, what the link is, MitID's small print."""
    if rule:
        return rule.reason.in_(lang)
    texts = catalogue.texts(lang)
    if service.link is None:
        return texts["card_no_link"].plain(department=catalogue.department_of(service).name.in_(lang))
    parts = [] if service.link.kind == "self_service" else [texts["card_page_only"].plain()]
    parts += [service.mitid_note.in_(lang)] if service.mitid_note else []
    return " ".join(parts) or None


def _fact(key: str, fact: Fact, catalogue: Catalogue, lang: Language) -> Reply:
    label = catalogue.texts(lang)[f"fact_{key}"].plain()
    return {"name": key, "label": label, "text": fact.text.in_(lang), "source": source(fact)}


def source(fact: Fact) -> str:
    """Where a fact was read, as `odense.dk, 2023`."""
    host = (urlsplit(fact.source).hostname or fact.source).removeprefix("www.")
    return f"{host}, {fact.as_of}" if fact.as_of else host


def site_name(url: str, catalogue: Catalogue) -> str:
    host = urlsplit(url).hostname or ""
    return catalogue.hosts.get(host, host)


def aspect(service: Service, asked: str, catalogue: Catalogue, lang: Language) -> Reply:
    """The answer to a question about the service in hand; `asked` is the aspect, such as price or papers.

    What the catalogue does not know, it says it does not know, and who does.
    """
    names = {
        "title": service.title.in_(lang),
        "department": catalogue.department_of(service).name.in_(lang),
    }
    if asked == "status":
        return said(catalogue, lang, "aspect_status", **names)
    if asked == "papers" and service.prepare[lang]:
        answer = said(catalogue, lang, "aspect_papers", **names)
        return answer | {"body": [*answer["body"], _plain_block(service.prepare[lang])]}
    known = [service.facts[key] for key in ASPECT_FACTS.get(asked, ()) if key in service.facts]
    if not known:
        return said(catalogue, lang, f"aspect_unknown_{asked}", **names)
    blocks = [block for fact in known for block in _known(fact, names["title"], catalogue, lang)]
    return {"type": "text", "lang": lang, "body": blocks}


def _known(fact: Fact, title: str, catalogue: Catalogue, lang: Language) -> list[Reply]:
    texts = catalogue.texts(lang)
    remarks = [texts["aspect_source"].plain(source=source(fact))]
    remarks += [] if fact.confirmed else [texts["aspect_unconfirmed"].plain()]
    lead = {"type": "emphasis", "text": f"{title}:"}
    said_text = {"type": "text", "text": f" {fact.text.in_(lang)}"}
    return [{"type": "paragraph", "children": [lead, said_text]}, _plain_block(" ".join(remarks))]


def emergency(catalogue: Catalogue, lang: Language) -> list[Reply]:
    """112 in the first line, then every line for danger that the municipality has confirmed."""
    texts = catalogue.texts(lang)
    lines = [line for line in catalogue.danger if line.confirmed]
    first = next(line for line in lines if line.id == "life")
    numbers = [
        [
            _inline(piece, {"number": line.number, "name": line.name.in_(lang), "when": line.when.in_(lang)})
            for piece in texts["emergency_line"].blocks[0].rows[0]
        ]
        for line in lines
    ]
    body = [
        *_blocks(catalogue, lang, ["emergency_machine"], {}),
        {"type": "list", "items": numbers},
        *_blocks(catalogue, lang, ["emergency_after"], {}),
    ]
    return [
        notice(lang, "danger", texts["emergency_first"].plain(number=first.number)),
        {"type": "text", "lang": lang, "body": body},
    ]


def other_script(catalogue: Catalogue) -> list[Reply]:
    """The same in both languages, for somebody who wrote in an alphabet we do not know."""
    return [said(catalogue, "da", "other_script"), said(catalogue, "en", "other_script")]
