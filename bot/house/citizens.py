"""The citizens' door: pages, chat API, links and receipts."""

import re
from fractions import Fraction
from typing import Any

from bot.catalogue import GENERIC
from bot.clock import now
from bot.failure import CommandError
from bot.gateway import tokens
from bot.gateway.app import init_app
from bot.gateway.door import Door, Limits
from bot.gateway.fallback import Fallback
from bot.gateway.holdout import Holdout
from bot.gateway.limits import Limit, Limiter
from bot.gateway.portal import Portal
from bot.gateway.rasa_clients import RasaClients
from bot.gateway.turns import Turns
from bot.house.house import House, warmed
from bot.house.post import open_post
from bot.intake.layout import source_name
from bot.pseudonymise import pseudonyms_of
from bot.settings import Settings

SECRET_CHARACTERS = 16  # fewer can be tried out
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?")
HS256_CHARACTERS = 32  # as many bytes as the hash has (RFC 7518, 3.2)


async def open_citizens(house: House) -> None:
    settings = house.settings
    fallback = Fallback(house.catalogue, house.index, now)
    links = tokens.Links(house.key("links"))
    shared = _shared(house)
    turns = Turns(
        house.ledger,
        house.catalogue,
        house.engine,
        fallback,
        links,
        base_url=lambda: house.public_url,
        clock=now,
        news=lambda conversation: _news(house, shared, conversation),
        holdout=Holdout(house.key("holdout"), Fraction(settings.holdout_percent) / 100),
    )
    house.office = open_post(house)
    door = Door(
        ledger=house.ledger,
        catalogue=house.catalogue,
        index=house.index,
        turns=turns,
        hub=house.hub,
        limiter=Limiter(shared),
        limits=Limits(
            conversations=Limit("conversations", settings.conversations_per_10_min, 600),
            messages=Limit("messages", settings.messages_per_min, 60),
            address_messages=Limit("address-messages", settings.address_messages_per_min, 60),
            letters=Limit("letters", settings.letters_per_hour, 3600),
        ),
        trusted_proxies=settings.trusted_proxies,
        shared_places=settings.shared_addresses,
        widget_origins=settings.widget_origins,
        receipt_secrets=secrets_of_sources(house),
        contact_secrets=contact_secrets(settings),
        pseudonyms=pseudonyms_of(settings),
        portal=portal_of(settings),
        origin_key=house.key("origins"),
        base_url=lambda: house.public_url,
        secure=settings.citizens_url.startswith("https:"),
        demo=settings.demo,
        kept_days=settings.transcript_days,
        office=house.office,
        clock=now,
        rasa=rasa_clients(settings, house.key("rasa")),
    )
    app = init_app(door)
    port = await house.listen(app, settings.public_host, settings.public_port, "GENVEJ_PUBLIC_PORT")
    house.public_url = settings.public_url.rstrip("/") or f"http://localhost:{port}"
    print(f"Citizens:   {house.public_url}", flush=True)
    house.background(warmed(house.index.warm))


def portal_of(settings: Settings) -> Portal | None:
    """Raises CommandError for a portal that is set up by halves."""
    key, audience, issuer = settings.secret_portal_key, settings.portal_audience, settings.portal_issuer
    if not key:
        return None
    if not audience or not issuer:
        raise CommandError("GENVEJ_SECRET_PORTAL_KEY needs GENVEJ_PORTAL_AUDIENCE and GENVEJ_PORTAL_ISSUER.")
    public = "PUBLIC KEY" in key
    if public is (settings.portal_algorithm == "HS256") or (not public and len(key) < HS256_CHARACTERS):
        raise CommandError(
            "GENVEJ_SECRET_PORTAL_KEY must be a public key in PEM for RS256 and EdDSA, and a secret of at "
            f"least {HS256_CHARACTERS} signs for HS256."
        )
    return Portal(settings.portal_algorithm, key, audience, issuer)


def secrets_of_sources(house: House) -> dict[str, str]:
    """By source; raises CommandError where a setting names no source, or a source has no secret."""
    own = {GENERIC.id: house.receipt_secret, **house.demo_secrets}
    given = own | by_source(house.settings.secret_receipts)
    if not given.keys() <= house.catalogue.sources.keys():
        raise CommandError("GENVEJ_SECRET_RECEIPTS takes source=secret, with the sources of receipts.yml.")
    for name, source in house.catalogue.sources.items():
        if name != GENERIC.id and source.secret and len(given.get(name, "")) < SECRET_CHARACTERS:
            raise CommandError(
                f"The source {name} of receipts.yml has no secret of at least {SECRET_CHARACTERS} signs: "
                f"give GENVEJ_SECRET_RECEIPTS={name}=…, or take it out."
            )
    return given


def contact_secrets(settings: Settings) -> dict[str, str]:
    return _one_each("GENVEJ_SECRET_CONTACTS", settings.secret_contacts)


def _one_each(setting: str, text: str) -> dict[str, str]:
    """Raises CommandError for a name that nobody can have, a secret that is short, and one of two."""
    given = by_source(text)
    for name, secret in given.items():
        if not source_name(name) or len(secret) < SECRET_CHARACTERS:
            raise CommandError(
                f"{setting} takes name=secret: a name of small letters, digits, _ and -, "
                f"and at least {SECRET_CHARACTERS} signs."
            )
    if len(set(given.values())) < len(given):
        raise CommandError(f"{setting}: each name needs a secret of its own.")
    return given


def rasa_clients(settings: Settings, secret: bytes) -> RasaClients:
    """Raises CommandError for a key as above, and for an origin that no browser sends or nobody's."""
    keys = _one_each("GENVEJ_SECRET_RASA_CLIENTS", settings.secret_rasa_clients)
    origins: dict[str, set[str]] = {name: set() for name in keys}
    for name, origin in _pairs(settings.rasa_client_origins):
        if name not in keys or not ORIGIN.fullmatch(origin):
            raise CommandError(
                "GENVEJ_RASA_CLIENT_ORIGINS takes client=origin, with the clients of "
                "GENVEJ_SECRET_RASA_CLIENTS and origins such as https://www.example.dk, no slash at the end."
            )
        origins[name].add(origin)
    return RasaClients(keys, {name: frozenset(found) for name, found in origins.items()}, secret)


def by_source(text: str) -> dict[str, str]:
    """What `source=secret, …` says; a part that names nothing is a source without a secret."""
    return dict(_pairs(text))


def _pairs(text: str) -> list[tuple[str, str]]:
    parts = (part.strip().partition("=") for part in text.replace("\n", ",").split(","))
    return [(name, value) for name, _, value in parts if name]


def _shared(house: House) -> Any:
    """Redis where a URL is set; imported only then, since it is slow to."""
    if not house.settings.redis_url:
        return None
    from bot.gateway.shared import SharedThroughRedis

    shared = SharedThroughRedis(house.settings.redis_url)
    house.stack.push_async_callback(shared.close)
    house.background(shared.listen(house.hub.wake))
    return shared


def _news(house: House, shared: Any, conversation: str) -> None:
    house.hub.wake(conversation)
    if shared is not None:
        house.soon(shared.wake(conversation))
