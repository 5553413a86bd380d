"""A deflection keeps the price of its day, whatever becomes of the price file afterwards."""

import shutil
from pathlib import Path

from bot.catalogue import Catalogue, load
from bot.deflection.figure import Figure
from bot.deflection.money import Money
from bot.ledger import windows
from tests.gateway.long_ago import Clock, reported, submits
from tests.gateway.town import MUNICIPALITY, Town, town

DEMO = "http://localhost:8082"
OURS = 'amount: "21.20"'


def with_price(folder: Path, amount: str) -> Catalogue:
    """The municipality's own files, but for what a written interaction costs."""
    copy = folder / f"municipality-{amount}"
    shutil.copytree(MUNICIPALITY, copy)
    prices = copy / "prices.yml"
    text = prices.read_text(encoding="utf-8")
    assert text.count(OURS) == 1
    prices.write_text(text.replace(OURS, f'amount: "{amount}"'), encoding="utf-8")
    return load(copy, demo_origin=DEMO)


async def saving(place: Town, clock: Clock, catalogue: Catalogue | None = None) -> Figure:
    while await place.ledger.write(windows.close):
        pass
    return (await reported(place, clock, catalogue))["saving"][0]


async def test_a_changed_price_changes_nothing_past(tmp_path: Path) -> None:
    """Two at US$ 21.20; then the file says 30.00, and one more comes: 2 × 21.20 + 30.00 = 72.40."""
    clock = Clock()
    async with town(tmp_path, clock=clock) as place:
        for _ in range(2):
            await submits(place, clock, after=60)
        assert (await saving(place, clock)).value == Money(4240, "USD")
    dearer = with_price(tmp_path, "30.00")
    async with town(tmp_path, clock=clock, change=lambda _: dearer) as place:
        assert (await saving(place, clock)).value == Money(4240, "USD")
        await submits(place, clock, after=60)
        told = await saving(place, clock)
        assert told.value == Money(7240, "USD")
        amounts = {line.what.en: line.amount for line in told.lines}
        assert amounts["bulky_waste à US$ 21.20"] == Money(4240, "USD")
        assert amounts["bulky_waste à US$ 30.00"] == Money(3000, "USD")
