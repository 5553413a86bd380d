"""FIGURES § 1: volume share against resource share, with the sums done by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.deflection import channels
from bot.deflection.counts import Channel, ContactCell, ContactKind
from bot.deflection.figure import Figure
from bot.deflection.money import Money, Rate
from bot.deflection.prices import Price, PriceList

DAY, LATER = date(2012, 6, 1), date(2012, 9, 1)


def price(channel: str, amount: str, currency: str = "GBP", valid_from: date = date(2012, 1, 1)) -> Price:
    return Price(
        channel=channel,
        amount=Money.parse(amount, currency),
        valid_from=valid_from,
        basis="average",
        cashable="unknown",
        source="Socitm 2012",
    )


SOCITM = PriceList(
    (price("telephone", "2.83"), price("face_to_face", "8.62"), price("self_service", "0.15")), "GBP"
)


def contacts(day: date = DAY, /, **counts: int) -> list[ContactCell]:
    return [
        ContactCell(day=day, service="a", channel=Channel(channel), count=count)
        for channel, count in counts.items()
    ]


def percent(share: Fraction | None) -> str:
    assert share is not None
    return f"{Decimal(share.numerator * 100) / share.denominator:.2f}"


def test_the_fixture_of_socitm() -> None:
    """Contacts a year × pounds.

    telephone     600,000 × 2.83 = 1,698,000.00   volume 600/980 = 61.22 %   resources 88.24 %
    face to face   20,000 × 8.62 =   172,400.00          20/980 =  2.04 %              8.96 %
    self-service  360,000 × 0.15 =    54,000.00         360/980 = 36.73 %              2.81 %
                  980,000          1,924,400.00
    """
    found = channels.table(contacts(telephone=600_000, face_to_face=20_000, self_service=360_000), SOCITM)
    rows = {row.channel: row for row in found.rows}
    assert found.total.resources == Money.parse("1924400.00", "GBP")
    shares = {
        channel: (percent(found.volume_share(rows[channel])), percent(found.resource_share(rows[channel])))
        for channel in ("telephone", "face_to_face", "self_service")
    }
    assert shares == {
        "telephone": ("61.22", "88.24"),
        "face_to_face": ("2.04", "8.96"),
        "self_service": ("36.73", "2.81"),
    }
    assert found.resource_share(rows["email"]) == 0  # no contacts: nothing is missing


def test_copenhagen_2009_written_contacts_take_almost_twice_their_share() -> None:
    """27 % of the volume, 51 % of the resources: 0.51 / 0.27 = 1.89.

    27 written at 51 each are 1,377; 73 others at 1323/73 each are 1,323; 1,377 / 2,700 = 0.51.
    In øre, to keep it whole: e-mail 20 and letter 7 at 51 × 73 = 3,723; telephone 73 at 49 × 27 = 1,323.
    """
    prices = PriceList(
        (price("email", "37.23"), price("letter", "37.23"), price("telephone", "13.23")), "GBP"
    )
    found = channels.table(contacts(email=20, letter=7, telephone=73), prices)
    assert found.volume_share(found.written) == Fraction(27, 100)
    assert found.resource_share(found.written) == Fraction(51, 100)
    assert percent(found.index(found.written)) == "188.89"


def test_a_channel_with_contacts_and_no_price_is_a_gap_and_never_a_zero() -> None:
    """100 telephone × 2.83 = 283.00 is all that is known; 50 letters have no price."""
    given_cells = contacts(telephone=100, letter=50)
    found = channels.table(given_cells, SOCITM)
    letter = next(row for row in found.rows if row.channel == "letter")
    assert (letter.resources, found.resource_share(letter), found.index(letter)) == (None, None, None)
    figure = one(channels.figures(given_cells, SOCITM), "resource_share", "telephone")
    assert [(gap.what.en, gap.count) for gap in figure.not_counted] == [("letter without a price", 50)]
    assert "have a price" in figure.assumptions[0].en
    assert one(channels.figures(given_cells, SOCITM), "resource_share", "letter").value is None
    assert found.volume_share(letter) == Fraction(1, 3)


def test_each_contact_costs_what_its_own_day_cost() -> None:
    """10 before at 2.00 and 10 after at 3.00 are 20 + 30 = 50; 4 before the first price are a gap."""
    prices = PriceList((price("telephone", "2.00"), price("telephone", "3.00", valid_from=LATER)), "GBP")
    early = contacts(date(2011, 12, 31), telephone=4)
    found = channels.table([*early, *contacts(telephone=10), *contacts(LATER, telephone=10)], prices)
    assert found.total.resources == Money.parse("50.00", "GBP")
    assert (found.total.contacts, found.total.priced) == (24, 20)


def test_a_price_in_another_currency_needs_a_rate() -> None:
    """10 × 75 DKK at 8.50 DKK a pound are 750 / 8.5 = 88.24; here the rate is 0.12 pounds a krone: 90.00."""
    prices = (price("face_to_face", "75.00", "DKK"),)
    cells = contacts(face_to_face=10)
    without = one(channels.figures(cells, PriceList(prices, "GBP")), "resource_share", "face_to_face")
    assert without.value is None
    assert "Two currencies without a rate: DKK and GBP" in without.not_counted[0].what.en
    rate = Rate(from_="DKK", to="GBP", rate=Fraction("0.12"), valid_from=date(2012, 1, 1), source="a bank")
    assert channels.table(cells, PriceList(prices, "GBP", (rate,))).total.resources == Money(9000, "GBP")


def test_the_assistants_own_conversations_stand_beside_the_five() -> None:
    found = channels.table(contacts(telephone=3, assistant=1000), SOCITM)
    assert (found.total.contacts, found.assistant.contacts) == (3, 1000)
    assert found.volume_share(found.rows[1]) == 1


def test_types_are_transactions_or_information_or_not_known() -> None:
    """Of 10 typed contacts 2 + 3 are transactions: 0.5; 7 more have no type."""
    counts: dict[ContactKind | None, int] = {
        ContactKind.NEW_CASE: 2, ContactKind.CHANGE_OF_STATUS: 3, ContactKind.CASE_INFORMATION: 1,
        ContactKind.ADVICE: 1, ContactKind.SELF_SERVICE_HELP: 1, ContactKind.MISDIRECTED: 2, None: 7,
    }  # fmt: skip
    cells = [
        ContactCell(day=DAY, service="a", channel=Channel.TELEPHONE, kind=kind, count=count)
        for kind, count in counts.items()
    ]
    classes = [figure for figure in channels.figures(cells, SOCITM) if figure.name == "contact_class"]
    assert [(f.about["class"], f.numerator, f.value) for f in classes] == [
        ("transaction", 5, Fraction(1, 2)),
        ("information", 5, Fraction(1, 2)),
    ]
    assert classes[0].not_counted[0].count == 7


def test_a_day_without_contacts_has_no_shares() -> None:
    assert [figure.name for figure in channels.figures([], SOCITM)] == [
        "contacts",
        "assistant_conversations",
        "contact_class",
        "contact_class",
    ]


def one(figures: list[Figure], name: str, channel: str) -> Figure:
    (found,) = [f for f in figures if f.name == name and f.about.get("channel") == channel]
    return found


cells_of = st.lists(
    st.builds(
        ContactCell,
        day=st.dates(date(2011, 1, 1), date(2013, 1, 1)),
        service=st.sampled_from("ab"),
        channel=st.sampled_from(Channel),
        kind=st.none() | st.sampled_from(ContactKind),
        count=st.integers(0, 10**6),
    )
)


@given(cells_of, st.randoms())
def test_shares_sum_to_one_and_no_order_changes_a_figure(cells: list[ContactCell], chance: Any) -> None:
    found = channels.table(cells, SOCITM)
    assert channels.figures(chance.sample(cells, len(cells)), SOCITM) == channels.figures(cells, SOCITM)
    assert sum(row.contacts for row in found.rows) == found.total.contacts
    if found.total.contacts:
        assert sum(found.volume_share(row) or 0 for row in found.rows) == 1
    if found.total.priced:
        assert sum(found.resource_share(row) or 0 for row in found.rows) == 1
