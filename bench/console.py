"""Measure every page of the console: `python -m bench.console [sqlite|postgresql…]`, or `make bench-console`.

On a million deflections and ten million contacts; each part keeps its figures, and docs/console.md has all.
`--fill FOLDER` keeps the SQLite ledger that was filled there, and finds it again.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bench import filled, filled_log
from bot.catalogue import Catalogue, load
from bot.catalogue.search import Index
from bot.console import accounts, tokens
from bot.console.app import init_app
from bot.console.passwords import Passwords
from bot.console.routes import ROUTES
from bot.console.shared import ConsoleSettings
from bot.intake.layout import PLAIN
from bot.intake.preview import Found
from bot.intake.shelf import Shelf, Stage, Upload, write
from bot.ledger import Ledger, operators
from bot.ledger.databases import database
from bot.ledger.pseudonyms import Pseudonyms
from bot.teaching.examples import Library
from bot.teaching.workshop import Workshop
from tests.services import postgres

ROOT: Final = Path(__file__).resolve().parents[1]
TEXT: Final = Path(__file__).with_suffix(".md")
PAGE: Final = ROOT / "docs" / "console.md"
KEPT: Final = ROOT / "var" / "bench" / "console"
DEFLECTIONS: Final = 1_000_000
CONTACTS: Final = 10_000_000
REPEATS: Final = 9
NOW: Final = datetime(2026, 1, 1, 9, tzinfo=UTC)
KEY: Final = bytes(range(32))
ID: Final = "00000500"
UPLOAD: Final = f"{1:032x}"
LOG: Final = (
    "", "?state=verified", "?service=passport_renew&state=reversed", "?language=en&confidence=under_50",
    "?evidence=receipt", "?replaced=none&citizen=none", "?verdict=none&state=reversed", "?reversed_by=letter",
    "?model=0123456789ab&device=phone&age_band=75%2B", "?ending=form_evidenced&outcome=left_behind",
    "?state=expired&evidence=window", "?from=2025-06-01&to=2025-06-02", "?order=oldest&cannot=cannot",
    "?feedback=gave_up", "?words=sj%C3%A6lden", "?words=kort", "?words=ord4999&state=verified",
    "?words=findesikke", "?words=kort&state=expired&evidence=window",
)  # fmt: skip
FIGURE: Final = "?section=savings&name=saving&of="

# Every GET of the console, by the path in `routes`, with the addresses that are asked for.
ADDRESSES: Final[Mapping[str, Sequence[str]]] = {
    "/static/console.css": ("/static/console.css",),
    "/static/icon.svg": ("/static/icon.svg",),
    "/static/review.js": ("/static/review.js",),
    "/static/upload.js": ("/static/upload.js",),
    "/improve": ("/improve",),
    "/improve/groups/{id}": ("/improve/groups/0000000000000000",),
    "/improve/proposals": ("/improve/proposals",),
    "/sign-in": ("/sign-in",),
    "/": ("/",),
    "/overview.{format}": ("/overview.csv?section=funnel",),
    "/figure": (f"/figure{FIGURE}",),
    "/figure.{format}": (f"/figure.csv{FIGURE}",),
    "/charts/{id}.svg": ("/charts/funnel.svg",),
    "/log": tuple(f"/log{query}" for query in LOG),
    "/log/views": ("/log/views",),
    "/log/{id}": (f"/log/{ID}", f"/log/{ID}?state=verified&words=kort"),
    "/conversations/{id}": (f"/conversations/{ID}",),
    "/review": ("/review",),
    "/review/{id}": (f"/review/{ID}",),
    "/report": ("/report",),
    "/channels": ("/channels", "/channels?source=bench"),
    "/channels/sums.{format}": ("/channels/sums.csv",),
    "/channels/mappings/{source}.yml": ("/channels/mappings/bench.yml",),
    "/channels/uploads/{id}": (f"/channels/uploads/{UPLOAD}",),
    **{
        f"/channels/uploads/{{id}}/{name}": (f"/channels/uploads/{UPLOAD}/{name}",)
        for name in ("progress", "rejects.csv", "mapping.yml")
    },
    "/inclusion": ("/inclusion",),
    "/inclusion.{format}": ("/inclusion.csv",),
    "/bank": ("/bank",),
    "/bank.{format}": ("/bank.csv",),
    "/bank/books": ("/bank/books",),
    "/bank/journal": ("/bank/journal",),
    "/bank/propose": ("/bank/propose",),
    "/bank/cases/{id}": ("/bank/cases/bench",),
    "/bank/cases/{id}/quarters.svg": ("/bank/cases/bench/quarters.svg",),
    "/bank/cases/{id}/quarters.{format}": ("/bank/cases/bench/quarters.csv",),
    "/letters": ("/letters",),
    "/operators": ("/operators",),
    "/account": ("/account",),
    "/account/password": ("/account/password",),
    "/sessions": ("/sessions",),
    "/audit": ("/audit", f"/audit?about={ID}", "/audit?action=read_transcript"),
    "/audit/copy": (f"/audit/copy?about={ID}",),
    "/audit/copy.{format}": (f"/audit/copy.csv?about={ID}",),
}
# Of any size: how long until the first byte, and what memory the whole of it takes.
EXPORTS: Final = {
    "/log.{format}": "/log.csv",
    "/audit.{format}": "/audit.csv",
    "/channels/imports.{format}": "/channels/imports.csv",
}
ROLES: Final = ("auditor", "administrator", "reviewer", "manager")
HEAD: Final = ("| page | database | median | least–most | target |", "| --- | --- | --- | --- | --- |")
FILES: Final = (
    "| file | database | rows | first byte | whole | memory grew by |",
    "| --- | --- | --- | --- | --- | --- |",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    address: str
    seconds: Sequence[float]


def gets() -> list[str]:
    """The paths of the console's GET routes as they are named here: without patterns."""
    return [_plain(path) for method, path, *_ in ROUTES if method == "GET"]


def _plain(path: str) -> str:
    resource = web.UrlDispatcher().add_resource(path)
    return resource.canonical


class House:
    """A console in this process, asked over loopback by an operator of each role."""

    def __init__(self, client: TestClient[web.Request, web.Application], sessions: Mapping[str, str]) -> None:
        self._client = client
        self._sessions = sessions

    async def measured(self, address: str) -> Measured:
        role = await self._role(address)
        return Measured(address=address, seconds=[await self._seconds(address, role) for _ in range(REPEATS)])

    async def export(self, address: str) -> tuple[int, float, float, float]:
        """Rows, seconds to the first byte and to the last, and by how many megabytes memory grew."""
        role = await self._role(address, whole=False)
        before, began = _megabytes(), time.perf_counter()
        first, rows = 0.0, -1
        async with self._client.get(address, headers=self._as(role)) as answer:
            async for block in answer.content.iter_any():
                first = first or time.perf_counter() - began
                rows += block.count(b"\n")
        return rows, first, time.perf_counter() - began, _megabytes() - before

    async def _role(self, address: str, *, whole: bool = True) -> str:
        """The first role that may; raises LookupError where nobody is answered."""
        for role in ROLES:
            async with self._client.get(address, headers=self._as(role), allow_redirects=False) as answer:
                if whole:
                    await answer.read()
                if answer.status < 400:
                    return role
        raise LookupError(f"{address} is answered to nobody: {answer.status}")

    async def _seconds(self, address: str, role: str) -> float:
        began = time.perf_counter()
        async with self._client.get(address, headers=self._as(role), allow_redirects=False) as answer:
            await answer.read()
        return time.perf_counter() - began

    def _as(self, role: str) -> dict[str, str]:
        return {"Cookie": f"genvej={self._sessions[role]}"}


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def measure(name: str, url: str, folder: Path) -> tuple[list[str], list[str]]:
    catalogue = load(ROOT / "municipality")
    ledger = await Ledger.open(url, folder=folder)
    try:
        sessions = {role: await _operator(ledger, role) for role in ROLES}
        await _case(ledger, catalogue)
        settings = ConsoleSettings(secure_cookies=False, key=KEY, pseudonyms=Pseudonyms(KEY))
        index = Index(catalogue)
        workshop = Workshop(
            library=Library(ROOT / "nlu_data"),
            search=lambda text, language: [hit.service.id for hit in index.search(text, language)],
        )
        app = init_app(ledger, catalogue, settings, lambda: NOW, _healthy, workshop)
        async with TestClient(TestServer(app)) as client:
            _upload(folder)
            return await _asked(House(client, sessions), name)
    finally:
        await ledger.close()


async def _asked(house: House, name: str) -> tuple[list[str], list[str]]:
    pages, files = [], []
    for address in (one for path in gets() if path not in EXPORTS for one in ADDRESSES[path]):
        took = sorted((await house.measured(address)).seconds)
        spread = f"{took[0] * 1000:.0f}–{took[-1] * 1000:.0f} ms"
        pages.append(f"| `{address}` | {name} | {median(took) * 1000:.0f} ms | {spread} | < 200 ms |")
        print(pages[-1], file=sys.stderr)
    for address in EXPORTS.values():
        rows, first, whole, grew = await house.export(address)
        files.append(
            f"| `{address}` | {name} | {rows:,} | {first * 1000:.0f} ms | {whole:.0f} s | {grew:.0f} MB |"
        )
        print(files[-1], file=sys.stderr)
    return pages, files


def _upload(folder: Path) -> None:
    """A file that was checked, with sums of a year beside which those of the ledger are shown."""
    shelf = Shelf(folder / "uploads")
    cells = tuple(((f"2025-{month:02}", "telephone", "passport_renew"), 1000) for month in range(1, 13))
    found = Found(accepted=12_000, rejected=1, cells=cells)
    made = Upload(id=UPLOAD, by="", name="bench.csv", source="bench", size=1, at=NOW, stage=Stage.CHECKED)
    described = shelf.describe(made, PLAIN)
    shelf.keep(described, found=found, digest="bench")
    write(shelf.rejects(UPLOAD), "line,reason\n2,at: is missing\n")
    write(folder / "mappings" / "bench.yml", shelf.mapping(UPLOAD).read_text(encoding="utf-8"))


async def _healthy() -> Iterable[Any]:
    return ()


async def _operator(ledger: Ledger, role: str) -> str:
    """A session's token of an operator who is called as the role is."""
    hasher, token = Passwords(memory_kib=64, passes=1), tokens.new()
    name = f"{role} {time.monotonic_ns()}"
    await accounts.add(ledger, name, role, lambda: NOW, hasher=hasher)
    stored = await hasher.hash("bench only, never used")
    hasher.close()
    found = await ledger.read(lambda conn: operators.by_name(conn, name))
    assert found is not None
    until = NOW + timedelta(hours=9)

    def begin(tx: Any) -> None:
        operators.set_password(tx, found.id, stored)
        operators.sessions.start(
            tx, token_hash=tokens.digest(token), operator=found.id, at=NOW, expires_at=until
        )

    await ledger.write(begin)
    return token


async def _case(ledger: Ledger, catalogue: Catalogue) -> None:
    """A case of the bank, once."""
    from bot.banking import drafts, terms
    from bot.banking.terms import Terms
    from bot.deflection.bank.returns import MINIMUM
    from bot.deflection.money import Money
    from bot.ledger import bank

    if await ledger.read(bank.entries):
        return
    given, on = Terms(catalogue=catalogue, minimum=MINIMUM), NOW.date() - timedelta(days=300)
    promise = terms.promise("1000", ["160"], 10, "USD")
    steps = (
        drafts.deposit(on, Money.parse("5000", "USD"), "Budget"),
        drafts.propose(given, on, "bench", "Bench", services=["passport_renew"], promise=promise),
        drafts.decide(given, on, "bench"),
        drafts.invest(on, "bench"),
    )
    await ledger.write(lambda tx: [drafts.book(tx, step, NOW, by="bench") for step in steps])


async def _filled(url: str, folder: Path) -> None:
    services = list(load(ROOT / "municipality").services)
    ledger = await Ledger.open(url, folder=folder)
    try:
        began = time.monotonic()
        await ledger.write(lambda tx: filled.fill(tx, services, contacts=CONTACTS, deflections=DEFLECTIONS))
        print(f"bench: facts in {time.monotonic() - began:.0f} s", file=sys.stderr)
        await ledger.write(lambda tx: filled_log.fill(tx, services, DEFLECTIONS))
        print(f"bench: filled in {time.monotonic() - began:.0f} s", file=sys.stderr)
    finally:
        await ledger.close()


def _vacuumed(url: str) -> None:
    """As PostgreSQL does by itself in the night after so many rows."""
    engine = database(url).writer()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def _on_sqlite(folder: Path) -> tuple[list[str], list[str]]:
    file = folder / "genvej.sqlite"
    done = folder / "filled"
    if not done.exists():
        asyncio.run(_filled(f"sqlite:///{file}", folder))
        done.touch()
    return asyncio.run(measure("SQLite", f"sqlite:///{file}", folder))


def _on_postgresql(folder: Path) -> tuple[list[str], list[str]]:
    with postgres.running() as server:
        url = server.create()
        asyncio.run(_filled(url, folder))
        _vacuumed(url)
        return asyncio.run(measure("PostgreSQL", url, folder))


PARTS: Final = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}


def page() -> str:
    kept = {part: (KEPT / part).read_text().split("\n\n") for part in PARTS if (KEPT / part).exists()}
    tables = [
        "\n".join([*head, *(rows[place] for rows in kept.values())])
        for place, head in enumerate((HEAD, FILES))
    ]
    told = (
        f"By `make bench-console`: {REPEATS} times each after a first that is not counted, over loopback, the"
        " browser in the same process. What figures are read from is kept for ten seconds, as in the house:"
        " the first page of a period after that waits for it to be read anew."
    )
    text = TEXT.read_text(encoding="utf-8").rstrip("\n")
    return "\n\n".join([text, "## Measured", told, *tables]) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--fill", type=Path, help="the folder in which a filled SQLite ledger is kept")
    given = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    for part in given.parts or PARTS:
        with tempfile.TemporaryDirectory() as temporary:
            folder = given.fill if given.fill and part == "sqlite" else Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            pages, files = PARTS[part](folder)
        (KEPT / part).write_text("\n\n".join("\n".join(rows) for rows in (pages, files)), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
