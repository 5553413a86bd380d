"""What form engines send when a form is submitted: authenticated, and read no further than needed."""

import uuid
from typing import Any

from aiohttp import web

from bot.catalogue import ReceiptSource
from bot.gateway.adapters import ADAPTERS, FORM_FIELDS, Told
from bot.gateway.door import DOOR, RECEIPTS, Door
from bot.gateway.portal import of_all
from bot.gateway.sources import source_of
from bot.http.forms import FORM_TYPE, read_form
from bot.http.problem import Problem, parse_json, too_many
from bot.ledger import receipts
from bot.ledger.receipts import Receipt, Recorded

OBJECTS = "openforms-objects"


async def receive(request: web.Request) -> web.Response:
    """200 also for a receipt that fits nothing, and the same again for a repeat: engines show our errors."""
    source = source_of(request)
    recorded = await _record(request, source)
    if source.adapter == OBJECTS:
        return _object(request, source, str(_object_id(source, recorded)), status=201)
    return web.json_response({"status": recorded.first, "confirmation_number": str(recorded.number)})


async def paid(request: web.Request) -> web.Response:
    """Open Forms tells of a payment by changing its object: no receipt, and nothing of it is kept."""
    await _braked(request.app[DOOR], source_of(request))
    return _object(request, source_of(request), request.match_info["object"], status=200)


def _object(request: web.Request, source: ReceiptSource, id: str, *, status: int) -> web.Response:
    """What Open Forms must find in the answer, or it would try again."""
    url = f"{request.app[DOOR].base_url()}/api/receipts/{source.id}/objects/{id}"
    return web.json_response({"url": url, "uuid": id}, status=status)


def _object_id(source: ReceiptSource, recorded: Recorded) -> uuid.UUID:
    """The same for a repeat."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{source.id}/{recorded.number}")


async def _record(request: web.Request, source: ReceiptSource) -> Recorded:
    door = request.app[DOOR]
    await _braked(door, source)
    told = ADAPTERS[source.adapter](await _fields(request, source), source.field)
    receipt = _receipt(door, source, told)
    return await door.ledger.write(lambda tx: receipts.record(tx, receipt))


async def _braked(door: Door, source: ReceiptSource) -> None:
    wait = await door.limiter.take(RECEIPTS, source.id)
    if wait:
        raise too_many("Too many receipts at once.", wait)


def _receipt(door: Door, source: ReceiptSource, told: Told) -> Receipt:
    return Receipt(
        source=source.id,
        form=told.form,
        reference=told.reference,
        state=told.state,
        correlation=told.code,
        at=door.clock(),
        submitted_at=told.submitted_at,
        service=source.forms.get(told.form),
        citizen=next(iter(of_all([told.citizen or ""], door.pseudonyms)), None),
    )


async def _fields(request: web.Request, source: ReceiptSource) -> Any:
    if request.content_type == "application/json":
        return parse_json(await request.read())
    if request.content_type == FORM_TYPE and source.adapter in {"generic", "webform"}:
        # Drupal's remote post cannot say the state in its own fields; a URL for each state can.
        given = {"state": request.query["state"]} if "state" in request.query else {}
        return {**given, **await read_form(request, FORM_FIELDS | {source.field})}
    raise Problem(415, "Unsupported media type", f"Send application/json or {FORM_TYPE}.")
