"""Contacts of other systems as they happen: a batch at a time, from a source that shows its secret."""

from aiohttp import web

from bot.gateway import tokens
from bot.gateway.bodies import Contacts
from bot.gateway.door import BAD_TOKENS, DOOR, brake, language_of, who
from bot.gateway.limits import Limit
from bot.http.guards import Guard
from bot.http.problem import Problem, read_json, too_many
from bot.intake.moments import Refused
from bot.intake.rows import FIELDS, Checker, services
from bot.ledger import Transaction, imports
from bot.ledger.contacts import Booked, Contact
from bot.ledger.imports import NewImport, Part

BATCHES = Limit("contacts", 20, 1)
SOURCE = web.RequestKey("contact_source", str)


async def _from_a_source(request: web.Request) -> None:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    for source, secret in request.app[DOOR].contact_secrets.items():
        if kind in {"Bearer", "Token"} and tokens.matches(given, tokens.digest(secret)):
            request[SOURCE] = source
            return
    await brake(request, BAD_TOKENS, who(request), language_of(request))
    raise Problem(401, "Unauthorised", "The secret of a source of contacts is missing or not known here.")


CONTACT_SECRET = Guard("contact source's secret", _from_a_source)


async def receive(request: web.Request) -> web.Response:
    """200 with what became of each; good ones are booked although others are not, and only once."""
    door, source = request.app[DOOR], request[SOURCE]
    wait = await door.limiter.take(BATCHES, source)
    if wait:
        raise too_many("Too many batches at once.", wait)
    body = await read_json(request, Contacts)
    checker = Checker(services(door.catalogue), door.pseudonyms, door.clock)
    good: list[Contact] = []
    bad: list[dict[str, object]] = []
    for index, row in enumerate(body.contacts):
        try:
            good.append(checker.contact([getattr(row, name) for name in FIELDS]))
        except Refused as error:
            bad.append({"index": index, "reason": str(error)})
    new, part = NewImport(source=source, at=door.clock()), Part(position=0, rows=good, rejected=len(bad))
    id, booked = await door.ledger.write(lambda tx: _booked(tx, new, part))
    counts = {"accepted": booked.accepted, "repeated": booked.repeated}
    return web.json_response({"import": id, **counts, "rejected": bad})


def _booked(tx: Transaction, new: NewImport, part: Part) -> tuple[str, Booked]:
    made = imports.begin(tx, new)
    booked = imports.advance(tx, made.id, part)
    imports.finish(tx, made.id, new.at)
    return made.id, booked
