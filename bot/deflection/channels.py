"""Contacts of the five channels: what share of the volume, and what share of the resources."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from bot.deflection.counts import FIVE, TRANSACTIONS, WRITTEN, Channel, ContactCell
from bot.deflection.figure import Figure, Gap, Words
from bot.deflection.money import Money, NoRate
from bot.deflection.prices import PriceList

NAMES: Final = {
    "self_service": Words("selvbetjening", "self-service"),
    "telephone": Words("telefon", "telephone"),
    "face_to_face": Words("personligt fremmøde", "face to face"),
    "email": Words("e-mail", "e-mail"),
    "letter": Words("brev", "letter"),
    "assistant": Words("assistenten", "the assistant"),
    "written": Words("skriftligt (e-mail og brev)", "written (e-mail and letter)"),
}
PRICED_ONLY: Final = Words(
    "Ressourcer er regnet af de kontakter, der har en pris; resten står som ikke medregnet.",
    "Resources are reckoned of the contacts that have a price; the rest stands as not counted.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """`priced` of the contacts have a handling cost; `resources` is theirs, None when none has one."""

    channel: str
    contacts: int
    priced: int = 0
    resources: Money | None = None
    sources: frozenset[str] = frozenset()
    refused: str | None = None  # why a price that is known could not be used

    def __add__(self, other: "Row") -> "Row":
        known = [money for money in (self.resources, other.resources) if money is not None]
        return Row(
            self.channel,
            self.contacts + other.contacts,
            self.priced + other.priced,
            sum(known[1:], start=known[0]) if known else None,
            self.sources | other.sources,
            self.refused or other.refused,
        )


@dataclass(frozen=True, slots=True)
class Table:
    """`total` is of the five, without the assistant's own conversations, which stand beside them."""

    rows: tuple[Row, ...]
    written: Row
    total: Row
    assistant: Row

    def volume_share(self, row: Row) -> Fraction | None:
        return Fraction(row.contacts, self.total.contacts) if self.total.contacts else None

    def resource_share(self, row: Row) -> Fraction | None:
        """None where the row has contacts and none of them a price: a gap, never a zero."""
        if not self.total.resources or not self.total.resources.minor:
            return None
        if row.resources is None:
            return None if row.contacts else Fraction(0)
        return row.resources.over(self.total.resources)

    def index(self, row: Row) -> Fraction | None:
        """Resource share to volume share, both of the contacts that have a price."""
        share = self.resource_share(row)
        return None if share is None or not row.priced else share / Fraction(row.priced, self.total.priced)


def table(cells: Iterable[ContactCell], prices: PriceList) -> Table:
    """Each contact at the handling cost of its own day, in the list's currency.

    >>> table([], PriceList((), "DKK")).total.contacts
    0
    """
    rows = {channel: Row(channel, 0) for channel in Channel}
    for cell in cells:
        rows[cell.channel] += _row(cell, prices)
    five = [rows[channel] for channel in FIVE]
    return Table(
        tuple(five),
        sum((rows[channel] for channel in sorted(WRITTEN)), start=Row("written", 0)),
        sum(five, start=Row("all", 0)),
        rows[Channel.ASSISTANT],
    )


def _row(cell: ContactCell, prices: PriceList) -> Row:
    row = Row(cell.channel, cell.count)
    price = prices.on(cell.channel, cell.day)
    if price is None or not cell.count or cell.channel is Channel.ASSISTANT:
        return row
    try:
        resources = prices.shown(price.amount.times(cell.count), cell.day)
    except NoRate as error:
        return replace(row, refused=str(error))
    return replace(row, priced=cell.count, resources=resources, sources=frozenset({price.source}))


def figures(cells: Iterable[ContactCell], prices: PriceList) -> list[Figure]:
    """Volume, resources and index of each channel, of written ones together, and KOMHEN's two classes."""
    held = list(cells)
    found = table(held, prices)
    rows = (*found.rows, found.written)
    gaps = tuple(_gaps(found.rows))
    return [
        _contacts(found.total, "contacts"),
        _contacts(found.assistant, "assistant_conversations"),
        *(_volume(found, row) for row in rows if found.total.contacts),
        *(one for row in rows if row.contacts for one in _resources(found, row, gaps)),
        *_classes(held),
    ]


def _gaps(rows: Iterable[Row]) -> Iterator[Gap]:
    for row in rows:
        if row.contacts > row.priced:
            name, why = NAMES[row.channel], f": {row.refused}" if row.refused else ""
            what = Words(f"{name.da} uden pris{why}", f"{name.en} without a price{why}")
            yield Gap(what, row.contacts - row.priced)


def _contacts(row: Row, name: str) -> Figure:
    told = {
        "contacts": Words("Kontakter på de fem kanaler.", "Contacts on the five channels."),
        "assistant_conversations": Words(
            "Assistentens egne samtaler, ved siden af de fem kanaler.",
            "The assistant's own conversations, beside the five channels.",
        ),
    }
    return Figure(name=name, sentence=told[name], formula="Σ n", unit="count", value=row.contacts)


def _volume(found: Table, row: Row) -> Figure:
    name = NAMES[row.channel]
    return Figure(
        name="volume_share",
        about={"channel": row.channel},
        sentence=Words(f"Andel af alle kontakter: {name.da}.", f"Share of all contacts: {name.en}."),
        formula="n_k / Σ n",
        unit="share",
        value=found.volume_share(row),
        numerator=row.contacts,
        denominator=found.total.contacts,
    )


def _resources(found: Table, row: Row, gaps: tuple[Gap, ...]) -> Iterator[Figure]:
    name, about = NAMES[row.channel], {"channel": row.channel}
    share = Figure(
        name="resource_share",
        about=about,
        sentence=Words(f"Andel af ressourcerne: {name.da}.", f"Share of the resources: {name.en}."),
        formula="n_k·c_k / Σ n·c",
        unit="share",
        value=found.resource_share(row),
        numerator=row.resources,
        denominator=found.total.resources,
        not_counted=gaps,
        assumptions=(PRICED_ONLY,) if gaps else (),
        sources=tuple(sorted(row.sources)),
    )
    yield share
    yield replace(
        share,
        name="resource_index",
        sentence=Words(
            f"Ressourceandel i forhold til volumenandel: {name.da}.",
            f"Resource share to volume share: {name.en}.",
        ),
        formula="(n_k·c_k / Σ n·c) / (n_k / Σ n)",
        unit="index",
        value=found.index(row),
        numerator=found.resource_share(row),
        denominator=Fraction(row.priced, found.total.priced) if row.priced else None,
    )


def _classes(cells: Iterable[ContactCell]) -> Iterator[Figure]:
    """Transactions and information among the contacts whose type is known."""
    counts = {"transaction": 0, "information": 0, "unknown": 0}
    for cell in cells:
        if cell.channel in FIVE:
            kind = "transaction" if cell.kind in TRANSACTIONS else "information"
            counts[kind if cell.kind else "unknown"] += cell.count
    told = {
        "transaction": Words("Kontakter om en ny sag eller en ændring.", "Contacts on a case or a change."),
        "information": Words("Kontakter om oplysninger og hjælp.", "Contacts on information and help."),
    }
    untold = Gap(Words("kontakter uden type", "contacts without a type"), counts["unknown"])
    known = counts["transaction"] + counts["information"]
    for name, sentence in told.items():
        yield Figure(
            name="contact_class",
            about={"class": name},
            sentence=sentence,
            formula="n_class / Σ n of a known type",
            unit="share",
            value=Fraction(counts[name], known) if known else None,
            numerator=counts[name],
            denominator=known,
            not_counted=(untold,) if untold.count else (),
        )
