"""Every figure leaves the room in one shape, which JSON can hold without losing a minor unit."""

import json
from datetime import date
from fractions import Fraction

from bot.deflection.figure import Figure, Gap, Interval, Line, Words, to_json
from bot.deflection.money import Money

FIGURE = Figure(
    name="saving",
    sentence=Words("Det har vi sparet.", "What we saved."),
    formula="κ · verified · price",
    unit="money",
    value=Money(2862000, "USD"),
    numerator=1350,
    denominator=9000,
    interval=Interval(Fraction(1, 3), Fraction(3), "Wilson"),
    assumptions=(Words("Antaget.", "Assumed."),),
    sources=("Kristoffersen, futureGov, 18.11.2013",),
    not_counted=(Gap(Words("uden pris", "without a price"), 3), Gap(Words("ukendt", "not known"))),
    lines=(Line(Words("drift", "running cost"), None),),
    about={"service": "passport_renew"},
)


def test_a_figure_is_json_with_everything_that_explains_it() -> None:
    assert json.loads(json.dumps(to_json(FIGURE), ensure_ascii=False)) == {
        "name": "saving",
        "about": {"service": "passport_renew"},
        "sentence": {"da": "Det har vi sparet.", "en": "What we saved."},
        "formula": "κ · verified · price",
        "unit": "money",
        "value": {"minor": 2862000, "currency": "USD", "amount": "28620.00"},
        "numerator": 1350,
        "denominator": 9000,
        "interval": {"low": 1 / 3, "high": 3, "method": "Wilson"},
        "assumptions": [{"da": "Antaget.", "en": "Assumed."}],
        "sources": ["Kristoffersen, futureGov, 18.11.2013"],
        "not_counted": [
            {"what": {"da": "uden pris", "en": "without a price"}, "count": 3},
            {"what": {"da": "ukendt", "en": "not known"}, "count": None},
        ],
        "lines": [
            {
                "what": {"da": "drift", "en": "running cost"},
                "amount": None,
                "low": None,
                "high": None,
                "counted": True,
            }
        ],
    }


def test_what_is_not_known_is_null_and_a_month_is_its_first_day() -> None:
    unknown = Figure(name="month", sentence=Words("", ""), formula="", unit="month", value=None)
    assert to_json(unknown)["value"] is None
    known = Figure(name="month", sentence=Words("", ""), formula="", unit="month", value=date(2027, 3, 1))
    assert to_json(known)["value"] == "2027-03-01"
