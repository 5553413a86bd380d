"""The figures of a period, by the report's own code, so that no number has two definitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from bot.catalogue import Catalogue
from bot.console import days
from bot.console.kept import Kept
from bot.console.shared import Clock
from bot.deflection.figure import Figure
from bot.deflection.periods import Period
from bot.ledger import Ledger
from bot.ledger.transaction import Reads
from bot.report import compose
from bot.report.gather import Material, gather
from bot.report.report import Report, Section

PATH: Final = "/figure"
MOST_KEPT: Final = 16
# By what a figure is told from others of its name; the rest of `about` only describes.
TOLD_APART: Final = (
    *("service", "area", "channel", "dimension", "group", "standing", "step", "class", "arm", "question"),
)


@dataclass(frozen=True)
class Told:
    """`material` are the counts that every figure of the report was reckoned from."""

    report: Report
    material: Material

    def section(self, id: str) -> Section:
        """Raises LookupError."""
        for section in self.report.sections:
            if section.id == id:
                return section
        raise LookupError(id)

    def figures(self, section: str, name: str) -> dict[str, Figure]:
        """Those of one name, by their identity."""
        return {identity(one): one for one in self.section(section).figures if one.name == name}

    def address(self, section: str, figure: Figure) -> str:
        """The page that says what the figure is made of."""
        period = self.report.period
        named = {"section": section, "name": figure.name, "of": identity(figure)}
        return f"{PATH}?{urlencode({**named, **query(period)})}"


def query(period: Period) -> dict[str, str]:
    return {"from": period.from_.isoformat(), "to": period.to.isoformat()}


def identity(figure: Figure) -> str:
    """What the figure is of, as an address has it: `language/en`; empty for all."""
    return "/".join(figure.about[name] for name in TOLD_APART if name in figure.about)


class Figures:
    """A page, its charts and its files show the same: what was read is kept for some seconds."""

    def __init__(self, ledger: Ledger, catalogue: Catalogue, clock: Clock, kept_seconds: float) -> None:
        self._ledger = ledger
        self._clock = clock
        self._kept = Kept(self._read, kept_seconds, MOST_KEPT)
        self.terms = compose.terms(catalogue)
        self.titles: Mapping[str, str] = {
            **{area.id: area.name.da for area in catalogue.areas()},
            **{service.id: service.title.da for service in catalogue},
        }

    async def of(self, period: Period) -> Told:
        """Raises LedgerError. Who asks while another is answered gets the same answer."""
        return await self._kept.of(period)

    async def _read(self, period: Period) -> Told:
        return await self._ledger.read(lambda conn: self._told(conn, period))

    def _told(self, conn: Reads, period: Period) -> Told:
        material = gather(conn, period, self.terms.prices, words=False)
        report = Report(
            period=period,
            service=None,
            made_at=days.local(self._clock()),
            demo=material.demo,
            seal=material.seal,
            sections=compose.sections(material, self.terms, period, None),
        )
        return Told(report, material)


def warm() -> None:
    """What figures are reckoned with takes a second to import: done while an operator signs in."""
    from bot.deflection.shares import wilson
    from bot.deflection.trend import quantile

    wilson(1, 2), quantile(4)
