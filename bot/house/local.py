"""The door for commands on the same machine: a socket in our own folder, which no other user can reach."""

import logging
from dataclasses import asdict
from typing import Final

from aiohttp import web
from pydantic import BaseModel

from bot.clock import now
from bot.house.house import House
from bot.http import guards, server
from bot.http.problem import Problem, read_json
from bot.ledger import Ledger, LedgerError, imports, times
from bot.ledger.contacts import Contact
from bot.ledger.imports import Import, Moved, NewImport, Part, UnknownImport
from bot.pseudonymise import pseudonyms_of

log = logging.getLogger(__name__)

SOCKET: Final = "genvej.sock"
BODY_BYTES: Final = 32 * 1024 * 1024  # one part of an import
OUR_USER: Final = guards.Guard("file mode of the socket", guards.PUBLIC.check)


class Begin(BaseModel):
    """`key` names the key of the command's pseudonyms, which must be ours."""

    source: str
    name: str | None
    file_digest: str | None
    key: str


class Rows(BaseModel):
    """Checked by the command, which has the file: the fields of Contact, with its time as we write them."""

    position: int
    rejected: int
    rows: list[tuple[str, str, str, str, str | None, int | None, str | None, str | None, str | None]]


async def open_local(house: House) -> None:
    """Only where no other process may write: elsewhere commands open the ledger themselves."""
    if not house.ledger.database.alone:
        return
    path = house.settings.var / SOCKET
    try:
        runner = await server.serve_file(init_app(house.ledger, pseudonyms_of(house.settings).key_id), path)
    except OSError as error:
        log.warning("commands cannot reach this server: %s: %s", path, error)
        return
    house.stack.push_async_callback(runner.cleanup)


def init_app(ledger: Ledger, key_id: str) -> web.Application:
    async def begin(request: web.Request) -> web.Response:
        body = await read_json(request, Begin)
        if body.key != key_id:
            raise Problem(409, "Conflict", "The server makes pseudonyms with another key than this command.")
        new = NewImport(source=body.source, at=now(), name=body.name, file_digest=body.file_digest)
        return _told(await ledger.write(lambda tx: imports.begin(tx, new)))

    async def advance(request: web.Request) -> web.Response:
        body = await read_json(request, Rows)
        rows = [Contact(row[0], times.from_text(row[1]), *row[2:]) for row in body.rows]
        part = Part(position=body.position, rows=rows, rejected=body.rejected)
        booked = await ledger.write(lambda tx: imports.advance(tx, request.match_info["id"], part))
        return web.json_response(
            {"accepted": booked.accepted, "repeated": booked.repeated, "channels": dict(booked.channels)}
        )

    async def finish(request: web.Request) -> web.Response:
        return _told(await ledger.write(lambda tx: imports.finish(tx, request.match_info["id"], now())))

    async def undo(request: web.Request) -> web.Response:
        undone = await ledger.write(lambda tx: imports.undo(tx, request.match_info["id"], at=now()))
        return web.json_response(asdict(undone))

    app = web.Application(client_max_size=BODY_BYTES)
    server.secure(app, "default-src 'none'")
    app.middlewares.append(_refused)
    guards.add(app, "POST", "/imports", begin, OUR_USER)
    for name, handler in (("parts", advance), ("finish", finish), ("undo", undo)):
        guards.add(app, "POST", f"/imports/{{id}}/{name}", handler, OUR_USER)
    return app


@web.middleware
async def _refused(request: web.Request, handler: guards.Handler) -> web.StreamResponse:
    """What the ledger refuses is told in its own words: whoever asks is an administrator."""
    try:
        return await handler(request)
    except UnknownImport as error:
        raise Problem(404, "Not found", str(error)) from None
    except Moved as error:
        raise Problem(409, "Conflict", str(error)) from None
    except LedgerError as error:
        raise Problem(503, "Service unavailable", str(error)) from None


def _told(found: Import) -> web.Response:
    names = ("id", "source", "position", "batches", "accepted", "repeated", "rejected")
    return web.json_response({name: getattr(found, name) for name in names})
