"""Prices and targets are dated, have a source, and what nobody knows or stands behind is said."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from bot.catalogue import Catalogue, CatalogueError, load, unconfirmed
from bot.catalogue.model import CURRENCIES
from bot.deflection import given
from bot.deflection.money import MINOR_DIGITS, Money
from bot.deflection.periods import Period
from tests.catalogue import town

DAY = date(2026, 11, 1)
RUNNING = (
    'running_costs:\n  - {amount: "110000.00", currency: DKK, from: 2027-01-01, to: 2028-01-01, source: us}'
)
RATES = 'rates:\n  - {from: USD, to: DKK, rate: "6.85", valid_from: 2027-01-01, source: a bank}'
OWN_TARGET = (
    '\n  - {area: passport, share: "0.95", by: 2027-12-31, source: us, confirmed: true}\n'
    '  - {area: nobody, share: "1", by: 2027-12-31, source: us, confirmed: true}\nareas:'
)


def test_the_shipped_prices_are_the_three_that_can_be_quoted(catalogue: Catalogue) -> None:
    assert [
        (price.channel, price.amount_minor, price.currency, price.basis, price.cashable, price.source)
        for price in catalogue.prices.prices
    ] == [
        ("written", 2120, "USD", "unknown", "unknown", "Kristoffersen, futureGov, 18.11.2013"),
        ("face_to_face", 7500, "DKK", "unknown", "unknown", KL),
        ("self_service", 2000, "DKK", "unknown", "unknown", f"{KL.replace('2011', '2011: ' + AUTOMATIC)}"),
    ]
    assert catalogue.prices.running_costs == ()
    assert catalogue.prices.rates == ()
    assert [(one.area, one.share) for one in catalogue.targets.targets] == [(None, Fraction(4, 5))]


KL = "KL, 78 municipalities, 2011 (digitaliser.dk/news/2274456)"
AUTOMATIC = "with automatic transfer"


def test_what_nobody_knows_or_stands_behind_is_listed(catalogue: Catalogue) -> None:
    found = {point.subject for point in unconfirmed(catalogue) if point.what in ("money", "target")}
    assert found == {
        "written from 2013-11-18",
        "face_to_face from 2011-01-01",
        "self_service from 2011-01-01",
        "assisted_digital (not known)",
        "telephone (not known)",
        "email (not known)",
        "letter (not known)",
        "running cost of the assistant (not known)",
        "USD to DKK (no rate)",
        "every area",
    }


def test_costs_and_rates_count_once_they_are_given(small: Path) -> None:
    town.change(small / "prices.yml", "running_costs: null", RUNNING)
    town.change(small / "prices.yml", "rates: null", RATES)
    catalogue = load(small)
    subjects = {point.subject for point in unconfirmed(catalogue)}
    assert not {"running cost of the assistant (not known)", "USD to DKK (no rate)"} & subjects
    (cost,) = given.running_costs(catalogue.prices)
    assert (cost.amount, cost.period.from_, cost.period.to) == (
        Money(11_000_000, "DKK"),
        date(2027, 1, 1),
        date(2028, 1, 1),
    )
    rate = given.price_list(catalogue.prices).rates[0]
    assert (rate.from_, rate.to, rate.rate) == ("USD", "DKK", Fraction("6.85"))


def test_the_figures_read_the_files_prices_and_freeze_that_of_the_day(catalogue: Catalogue) -> None:
    prices = given.price_list(catalogue.prices)
    frozen = prices.on("written", DAY)
    assert frozen is not None
    assert (frozen.id, frozen.amount) == ("written/2013-11-18/USD21.20", Money(2120, "USD"))
    assert prices.named(frozen.id) == frozen
    assert prices.on("written", date(2013, 11, 17)) is None
    assert prices.stretches(Period(date(2010, 1, 1), date(2012, 1, 1))) == [
        Period(date(2010, 1, 1), date(2011, 1, 1)),
        Period(date(2011, 1, 1), date(2012, 1, 1)),
    ]


def test_the_catalogue_and_the_figures_know_the_same_currencies() -> None:
    assert dict(CURRENCIES) == dict(MINOR_DIGITS)


def test_every_service_is_in_one_area_with_the_day_it_became_mandatory(catalogue: Catalogue) -> None:
    areas = {area.id: area for area in catalogue.areas()}
    counted = [service for area in areas.values() for service in area.services]
    assert sorted(counted) == sorted(catalogue.services)
    passports = areas["passport"]
    assert passports.services == {"passport_renew", "passport_child"}
    assert (passports.name.da, passports.since, passports.target) == (
        "Pas",
        date(2013, 12, 1),
        Fraction(4, 5),
    )
    assert areas["ehic"].name == catalogue.services["ehic"].title
    assert areas["pothole_report"].since is None
    assert [area.id for area in given.areas(catalogue.areas())] == sorted(areas)


def test_an_area_may_have_a_target_of_its_own(small: Path) -> None:
    path = small / "targets.yml"
    town.change(path, "\nareas:", OWN_TARGET.replace("nobody", "health_card"))
    targets = load(small).targets
    assert (targets.of("health_card").share, targets.of("passport").share) == (1, Fraction(19, 20))
    assert targets.of("any_other").share == Fraction(4, 5)


def test_a_renamed_service_is_found_under_the_id_it_had(small: Path) -> None:
    path = small / "services" / "health_card.yml"
    town.change(path, "kle: null", "kle: null\nformer_ids: [yellow_card, sygesikring]")
    assert load(small).renamed() == {"yellow_card": "health_card", "sygesikring": "health_card"}


PRICES, TARGETS = "prices.yml", "targets.yml"
AMOUNT = '    amount: "21.20"'
CASES = [
    pytest.param(PRICES, AMOUNT, "    amount: 21.20", "prices.0.amount", "must be text", id="no_quotes"),
    pytest.param(
        PRICES, AMOUNT, '    amount: "21,20"', "prices.0.amount", "amount in quotes", id="danish_comma"
    ),
    pytest.param(PRICES, AMOUNT, '    amount: "-1"', "prices.0.amount", "amount in quotes", id="below_zero"),
    pytest.param(PRICES, AMOUNT, '    amount: "21.205"', "prices.0.amount", "amount in", id="half_a_cent"),
    pytest.param(PRICES, "currency: USD", "currency: ISK", "prices.0.amount", "decimals", id="aurar"),
    pytest.param(PRICES, "currency: USD", "currency: XYZ", "prices.0.currency", "one of", id="money"),
    pytest.param(PRICES, "- channel: written", "- channel: fax", "prices.0.channel", "one of", id="fax"),
    pytest.param(PRICES, "2013-11-18", "soon", "prices.0.valid_from", "a date", id="no_day"),
    pytest.param(PRICES, "2013-11-18", "null", "prices.0.valid_from", "a date", id="empty_day"),
    pytest.param(PRICES, "basis: unknown", "basis: full", "prices.0.basis", "one of", id="basis"),
    pytest.param(PRICES, "cashable: unknown", "cashable: yes", "prices.0.cashable", "quotes", id="yes"),
    pytest.param(
        PRICES, "    source: Kristoffersen, futureGov, 18.11.2013\n", "", "prices.0.source",
        "is missing", id="a_price_without_a_source",
    ),
    pytest.param(
        PRICES, "channel: face_to_face", "channel: self_service", "prices.2.valid_from",
        "two prices from that day", id="two_prices_of_one_day",
    ),
    pytest.param(PRICES, "currency: DKK", "curency: DKK", "currency", "is missing", id="misspelt_key"),
    pytest.param(
        PRICES, "running_costs: null", RUNNING.replace("2028", "2027"), "running_costs.0.to",
        "the day after the last one", id="no_days",
    ),
    pytest.param(PRICES, "rates: null", RATES.replace("6.85", "0"), "rates.0.rate", "zero", id="zero"),
    pytest.param(
        PRICES, "rates: null", RATES.replace("USD", "DKK"), "rates.0.to", "another", id="same_currency"
    ),
    pytest.param(TARGETS, '"0.80"', '"80 %"', "targets.0.share", "from 0 to 1", id="per_cent"),
    pytest.param(TARGETS, '"0.80"', '"1.2"', "targets.0.share", "from 0 to 1", id="more_than_all"),
    pytest.param(
        TARGETS, "- area: null", "- area: passport", "targets", "needs one with area: null",
        id="no_target_for_all",
    ),
    pytest.param(TARGETS, "\nareas:", OWN_TARGET, "targets.2.area", "neither a service", id="no_area"),
    pytest.param(
        TARGETS, "\nareas:", OWN_TARGET.replace("nobody", "passport"), "targets.2.area",
        "has two targets", id="two_targets",
    ),
    pytest.param(
        "services/health_card.yml", "kle: null", "kle: null\narea: cards", "area", "not one of the areas",
        id="unknown_area",
    ),
    pytest.param(
        "services/health_card.yml", "kle: null", "kle: null\nformer_ids: [health_card]", "former_ids",
        "is already health_card", id="former_id_is_taken",
    ),
    pytest.param(
        "services/health_card.yml", "kle: null", "kle: null\nformer_ids: [Gult kort]", "former_ids",
        "small letters", id="former_id_is_none",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "field", "message"), CASES)
def test_each_mistake_is_named_at_its_place(
    small: Path, file: str, old: str, new: str, field: str, message: str
) -> None:
    town.change(small / file, old, new)
    with pytest.raises(CatalogueError) as caught:
        load(small)
    found = [one for one in caught.value.findings if one.field == field and message in one.message]
    assert found, caught.value.findings
    assert all(one.file.endswith(file) and one.line > 1 for one in found if file != "targets.yml")


def test_services_of_one_area_became_mandatory_on_one_day(small: Path) -> None:
    service = small / "services" / "health_card.yml"
    town.change(service, "kle: null", "kle: null\narea: passport")
    other = small / "services" / "other.yml"
    other.write_text(
        service.read_text(encoding="utf-8")
        .replace("id: health_card", "id: other")
        .replace("2012-12-01", "2013-12-01"),
        encoding="utf-8",
    )
    with pytest.raises(CatalogueError) as caught:
        load(small)
    assert [str(one) for one in caught.value.findings] == [
        f"{other}:32: mandatory.since: passport became mandatory on another day for health_card"
    ]


@pytest.mark.parametrize("file", ["prices.yml", "targets.yml"])
def test_a_missing_file_is_named(small: Path, file: str) -> None:
    (small / file).unlink()
    with pytest.raises(CatalogueError) as caught:
        load(small)
    assert any(one.file.endswith(file) and "cannot be read" in one.message for one in caught.value.findings)
