"""The report over the invented year finds the truths that it was planned with, by other ways of counting."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from bot.catalogue import Catalogue, load
from bot.deflection.counts import Channel, ContactKind
from bot.deflection.figure import Figure
from bot.deflection.money import Money
from bot.deflection.periods import Period
from bot.demo_year import town, truths, year
from bot.demo_year.booking import Town
from bot.demo_year.lives import Life
from bot.demo_year.truths import Truth
from bot.ledger import Ledger, LedgerError, demo, wiping
from bot.ledger.pseudonyms import Pseudonyms
from bot.ledger.reading import reading
from bot.ledger.verify import verify
from bot.report.compose import sections, terms
from bot.report.gather import gather
from tests.ledger.helpers import offered

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime.now(UTC)
PLANNED = NOW - timedelta(days=120)  # so that no window closes while the test runs
SCALE = Fraction(1, 40)
PRICE = "written/2013-11-18/USD21.20"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(ROOT / "municipality")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="module")
def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'genvej.sqlite'}"


@pytest.fixture(scope="module")
def planned(catalogue: Catalogue, url: str, folder: Path) -> list[Life]:
    import asyncio

    place = Town(catalogue=catalogue, pseudonym=Pseudonyms(bytes(32)).of, price=lambda at: PRICE)

    async def book() -> list[Life]:
        ledger = await Ledger.open(url, folder=folder)
        try:
            return await year.book(ledger, place, PLANNED, SCALE, lambda count: None)
        finally:
            await ledger.close()

    return asyncio.run(book())


@pytest.fixture(scope="module")
def figures(planned: list[Life], catalogue: Catalogue, url: str) -> list[Figure]:
    months = town.months(PLANNED.date())
    period = Period(months[0].first(), months[-1].plus(1).first())
    said = terms(catalogue)
    with reading(url) as connection:
        material = gather(connection, period, said.prices)
    assert material.demo
    return [figure for section in sections(material, said, period, None) for figure in section.figures]


@pytest.fixture(scope="module")
def truth(planned: list[Life], catalogue: Catalogue) -> dict[str, Truth]:
    windows = {area.service: catalogue.services[area.service].follow_up_days for area in town.AREAS}
    return truths.of(planned, windows, NOW)


def found(figures: list[Figure], name: str, **about: str) -> Figure:
    return next(one for one in figures if one.name == name and about.items() <= one.about.items())


@pytest.mark.parametrize("area", town.AREAS, ids=lambda area: area.service)
def test_v_and_kappa_of_each_service_are_those_of_the_plan(
    figures: list[Figure], truth: dict[str, Truth], area: town.Area
) -> None:
    mine = truth[area.service]
    v = found(figures, "verified_rate", service=area.service)
    kappa = found(figures, "kappa", service=area.service)
    assert (v.numerator, v.denominator) == (mine.verified_of_assessable, mine.assessable)
    assert (kappa.numerator, kappa.denominator) == (mine.would_have_written, mine.answers)
    assert mine.verified_of_assessable > 0


def test_every_offer_stands_where_the_plan_left_it(figures: list[Figure], truth: dict[str, Truth]) -> None:
    planned: Counter[str] = Counter()
    for one in truth.values():
        planned.update(one.states)
    planned["assumed"] = planned.pop("offered", 0) + planned.pop("opened", 0)
    planned["evidenced"] = planned.pop("completed", 0)
    shown = {one.about["standing"]: one.value for one in figures if one.name == "deflections"}
    assert {state: count for state, count in shown.items() if count} == dict(+planned)


def test_the_saving_is_that_of_the_plan(figures: list[Figure], truth: dict[str, Truth]) -> None:
    """By hand: a service saves 21.20 × (written + κ · unknown) dollars, each rounded to cents, half even."""
    cents = Decimal(0)
    for one in truth.values():
        known = one.answers >= 30
        kappa = Decimal(one.would_have_written) / one.answers if known else Decimal(1)
        dollars = Decimal("21.20") * (one.written + kappa * one.unknown)
        cents += dollars.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    saving = found(figures, "saving")
    assert saving.value == Money(int(cents * 100), "USD")
    assert saving.interval is not None
    assert saving.interval.low <= saving.value <= saving.interval.high  # type: ignore[operator]


def test_the_channels_hold_every_contact_of_the_plan(figures: list[Figure], planned: list[Life]) -> None:
    contacts: Counter[str] = Counter(one.channel.value for one in town.contacts(PLANNED.date(), SCALE))
    months = town.months(PLANNED.date())
    after = months[-1].plus(1).first()
    wrote = [life for life in planned if life.wrote_at and life.wrote_at.date() < after]
    contacts.update("email" if life.number % 2 else "letter" for life in wrote)
    shares = {one.about["channel"]: one for one in figures if one.name == "volume_share"}
    assert {name: shares[name].numerator for name in contacts} == dict(contacts)
    assert shares["written"].numerator == contacts["email"] + contacts["letter"]


@pytest.mark.parametrize("area", town.AREAS, ids=lambda area: area.service)
def test_take_up_of_each_area_is_that_of_the_plan(
    figures: list[Figure], truth: dict[str, Truth], area: town.Area, catalogue: Catalogue
) -> None:
    cases = [
        one
        for one in town.contacts(PLANNED.date(), SCALE)
        if one.service == area.service and one.kind is ContactKind.NEW_CASE
    ]
    digital = sum(one.channel is Channel.SELF_SERVICE for one in cases)
    helped = truth[area.service].states.get("assisted", 0)
    shown = found(figures, "take_up", area=catalogue.services[area.service].area)
    assert (shown.numerator, shown.denominator) == (digital + helped, len(cases) + helped)


@pytest.mark.parametrize("language", ["da", "en"])
def test_who_was_left_behind_is_told_by_language(
    figures: list[Figure], planned: list[Life], language: str
) -> None:
    """Those whose conversation was over 30 days ago; who sent the form or was helped got through."""
    settled = NOW - timedelta(days=31)
    mine = [life for life in planned if life.language == language]
    through = [life for life in mine if life.evidence or life.assisted]
    behind = [life for life in mine if not (life.evidence or life.assisted) and life.offered_at < settled]
    shown = found(figures, "left_behind", dimension="language", group=language)
    assert (shown.numerator, shown.denominator) == (len(behind), len(behind) + len(through))


def test_english_speakers_are_left_behind_more_often(figures: list[Figure]) -> None:
    gap = found(figures, "gap_to_all", dimension="language", group="en")
    assert isinstance(gap.value, Fraction)
    assert gap.value > 0


def test_the_sums_hold_and_the_ledger_is_clean(figures: list[Figure], url: str) -> None:
    assert found(figures, "broken_sums").value == 0
    assert verify(url).findings == []


def test_nothing_of_a_citizen_is_kept_plain(planned: list[Life], folder: Path) -> None:
    kept = b"".join(path.read_bytes() for path in folder.glob("genvej.sqlite*"))
    assert b"example.com" not in kept


async def test_a_ledger_in_use_takes_no_invented_year(catalogue: Catalogue, tmp_path: Path) -> None:
    ledger = await Ledger.open(f"sqlite:///{tmp_path / 'genvej.sqlite'}", folder=tmp_path)
    await ledger.write(lambda tx: offered(tx, "c", "d"))
    place = Town(catalogue=catalogue, pseudonym=str, price=lambda at: None)
    with pytest.raises(demo.InUse, match="set GENVEJ_VAR to another folder"):
        await year.book(ledger, place, NOW, SCALE, lambda count: None)
    await ledger.close()


async def test_only_an_invented_ledger_is_wiped(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'genvej.sqlite'}"
    ledger = await Ledger.open(url, folder=tmp_path)
    await ledger.write(lambda tx: offered(tx, "c", "d"))
    await ledger.close()
    with pytest.raises(wiping.NotInvented):
        wiping.wipe(url, tmp_path)


async def test_a_wiped_ledger_starts_afresh(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'genvej.sqlite'}"
    ledger = await Ledger.open(url, folder=tmp_path)
    await ledger.write(lambda tx: demo.mark(tx, NOW, {}))
    with pytest.raises(LedgerError, match="already running"):
        wiping.wipe(url, tmp_path)
    await ledger.close()
    wiping.wipe(url, tmp_path)
    again = await Ledger.open(url, folder=tmp_path)
    assert not await again.read(demo.marked)
    await again.close()
    assert verify(url).findings == []
