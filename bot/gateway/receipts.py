"""What form engines send when a form is submitted: authenticated, and read no further than needed."""

from aiohttp import web

from bot.gateway.bodies import GenericReceipt
from bot.gateway.door import DOOR, RECEIPTS
from bot.http.forms import FORM_TYPE, read_form
from bot.http.problem import Problem, parse_json, too_many, validate
from bot.ledger import receipts
from bot.ledger.receipts import Receipt


async def receive(request: web.Request) -> web.Response:
    """200 also for a receipt that fits nothing, and the same again for a repeat: engines show our errors."""
    door = request.app[DOOR]
    source = request.match_info["source"]
    wait = await door.limiter.take(RECEIPTS, source)
    if wait:
        raise too_many("Too many receipts at once.", wait)
    body = validate(GenericReceipt, await _fields(request))
    receipt = Receipt(
        source=source,
        form=body.form,
        reference=body.reference,
        state=body.state,
        correlation=body.ref,
        at=door.clock(),
        submitted_at=body.submitted_at,
    )
    recorded = await door.ledger.write(lambda tx: receipts.record(tx, receipt))
    return web.json_response({"status": recorded.first, "confirmation_number": str(recorded.number)})


async def _fields(request: web.Request) -> object:
    if request.content_type == "application/json":
        return parse_json(await request.read())
    if request.content_type == FORM_TYPE:
        return await read_form(request, GenericReceipt.model_fields)
    raise Problem(415, "Unsupported media type", f"Send application/json or {FORM_TYPE}.")
