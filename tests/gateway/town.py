"""A small town for the gateway's tests: real ledger, real catalogue, an engine that does as it is told."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession, web

from bot.catalogue import Catalogue, load, present
from bot.catalogue.search import Index
from bot.gateway import tokens
from bot.gateway.app import init_app
from bot.gateway.door import Door, Limits, Network
from bot.gateway.engine_client import EngineClient
from bot.gateway.fallback import Fallback
from bot.gateway.holdout import Holdout
from bot.gateway.limits import Limit, Limiter
from bot.gateway.portal import Portal
from bot.gateway.rasa_clients import NOBODY, RasaClients
from bot.gateway.turns import OFF, Turns
from bot.gateway.wake import Hub
from bot.http import guards, server
from bot.ledger import Ledger
from bot.ledger.pseudonyms import Pseudonyms
from bot.mail.office import Office
from bot.mail.sealing import Seal

ROOT = Path(__file__).parents[2]
MUNICIPALITY = ROOT / "municipality"
SECRET = "form engines know this"
TELEPHONE_SECRET = "telephone systems know this"
ENGINE_SECRET = "this start's secret"
Answering = Callable[[dict[str, Any]], Awaitable[web.StreamResponse]]


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class ToldEngine:
    """An engine over real HTTP that answers as `answering` says; `asked` holds what it was sent.

    `well` is set while it answers when it is asked how it is.
    """

    answering: Answering
    well: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def turn(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(json.loads(await request.text()))
        return await self.answering(self.asked[-1])

    async def health(self, _: web.Request) -> web.StreamResponse:
        await self.well.wait()
        return web.json_response({"ready": True})


def carding(catalogue: Catalogue, service: str = "bulky_waste") -> Answering:
    """Answers every message with the card of `service`."""

    async def answer(body: dict[str, Any]) -> web.StreamResponse:
        card = present.card(catalogue.services[service], catalogue, body["language"], now=now())
        return web.json_response(
            {
                "kind": "card",
                "services": [service],
                "replies": [card],
                "state": {"service": service, "turns": body["state"].get("turns", 0) + 1},
                "understanding": {"intent": f"service/{service}", "confidence": 0.9, "ranking": []},
            }
        )

    return answer


@dataclass
class Town:
    """`url` is the public door's."""

    url: str
    ledger: Ledger
    catalogue: Catalogue
    engine: EngineClient
    told: ToldEngine
    session: ClientSession

    def carding(self, service: str) -> Answering:
        return carding(self.catalogue, service)

    async def open(self, language: str = "da") -> tuple[str, dict[str, str]]:
        """A new conversation: its address and its headers."""
        async with self.session.post(
            f"{self.url}/api/conversations", json={"language": language}
        ) as response:
            body = await response.json()
            assert response.status == 201, body
        headers = {"Authorization": f"Bearer {body['token']}"}
        return f"{self.url}/api/conversations/{body['conversation']}", headers

    async def say(
        self, conversation: tuple[str, dict[str, str]], text: str, id: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        return await self.send(conversation, {"id": id or str(uuid.uuid4()), "text": text})

    async def send(
        self, conversation: tuple[str, dict[str, str]], body: object
    ) -> tuple[int, dict[str, Any]]:
        address, headers = conversation
        async with self.session.post(f"{address}/messages", json=body, headers=headers) as response:
            return response.status, await response.json()

    async def receipt(self, body: object, secret: str = SECRET, **given: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {secret}"}
        address = f"{self.url}/api/receipts/generic"
        async with self.session.post(address, json=body, headers=headers, **given) as response:
            return response.status, await response.json()

    async def contacts(self, body: object, secret: str = SECRET) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {secret}"}
        async with self.session.post(f"{self.url}/api/contacts", json=body, headers=headers) as response:
            return response.status, await response.json()

    async def follow(self, href: str, **headers: str) -> ClientResponse:
        async with self.session.get(href, allow_redirects=False, headers=headers) as response:
            return response


def office_of(catalogue: Catalogue, main: str = "post@example.dk") -> Office:
    return Office(catalogue=catalogue, seal=Seal(b"s" * 32), main=main, news=lambda: None)


@asynccontextmanager
async def town(
    folder: Path,
    url: str = "",
    *,
    limits: Limits | None = None,
    engine_seconds: float = 1.0,
    change: Callable[[Catalogue], Catalogue] = lambda same: same,
    secrets: dict[str, str] | None = None,
    portal: Portal | None = None,
    holdout: Holdout | None = None,
    origins: tuple[str, ...] = ("https://www.example.dk",),
    trusted_proxies: tuple[str, ...] = (),
    shared_places: tuple[Network, ...] = (),
    office: bool = True,
    rasa: RasaClients = NOBODY,
    clock: Callable[[], datetime] = now,
) -> AsyncIterator[Town]:
    """Everything but console, demo site and Rasa; `url` is the database's, SQLite in `folder` otherwise."""
    catalogue = change(load(MUNICIPALITY, demo_origin="http://localhost:8082"))
    ledger = await Ledger.open(url or f"sqlite:///{folder / 'genvej.sqlite'}", folder=folder)
    told = ToldEngine(carding(catalogue))
    told.well.set()
    engine_app = server.application()
    guards.add(engine_app, "POST", "/turn", told.turn, guards.PUBLIC)
    guards.add(engine_app, "GET", "/health", told.health, guards.PUBLIC)
    engine_runner, engine_port = await server.serve(
        engine_app, "127.0.0.1", 0, setting="TEST", shutdown_seconds=0.1
    )
    engine = EngineClient(engine_seconds)
    engine.connect(f"http://127.0.0.1:{engine_port}", ENGINE_SECRET)
    hub, at = Hub(), [""]
    links = tokens.Links(b"k" * 32)
    index = Index(catalogue)
    turns = Turns(
        ledger,
        catalogue,
        engine,
        Fallback(catalogue, index, now),
        links,
        base_url=lambda: at[0],
        clock=clock,
        news=hub.wake,
        holdout=holdout or OFF,
    )
    many = Limits(*(Limit(name, 10_000, 60) for name in ("conversations", "messages", "address", "letters")))
    door = Door(
        ledger=ledger,
        catalogue=catalogue,
        index=index,
        turns=turns,
        hub=hub,
        limiter=Limiter(),
        limits=limits or many,
        trusted_proxies=trusted_proxies,
        shared_places=shared_places,
        widget_origins=origins,
        receipt_secrets=secrets or {"generic": SECRET},
        contact_secrets={"journal": SECRET, "tel": TELEPHONE_SECRET},
        pseudonyms=Pseudonyms(b"p" * 32),
        portal=portal,
        origin_key=b"o" * 32,
        base_url=lambda: at[0],
        secure=False,
        demo=True,
        kept_days=180,
        office=office_of(catalogue) if office else None,
        clock=clock,
        rasa=rasa,
    )
    runner, port = await server.serve(init_app(door), "127.0.0.1", 0, setting="TEST")
    at[0] = f"http://127.0.0.1:{port}"
    async with ClientSession() as session:
        yield Town(at[0], ledger, catalogue, engine, told, session)
    await runner.cleanup()
    await engine.close()
    await engine_runner.cleanup()
    await ledger.close()


async def never(_: dict[str, Any]) -> web.StreamResponse:
    """An engine that hangs until its caller gives up."""
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


def clarifying(place: Town) -> Answering:
    """Two services to choose from, then the card of the one that was chosen."""
    catalogue = place.catalogue
    both = [catalogue.services[id] for id in ("ehic", "health_card_reorder")]
    card = place.carding("ehic")

    async def answer(body: dict[str, Any]) -> web.StreamResponse:
        if body["choice"]:
            return await card(body)
        choices = present.choices(both, body["language"], "Er det en af dem?")
        nothing: dict[str, Any] = {"intent": None, "confidence": 0.0, "ranking": []}
        kept = {
            "kind": "clarify",
            "services": [one.id for one in both],
            "state": {},
            "understanding": nothing,
        }
        return web.json_response({**kept, "replies": [choices]})

    return answer
