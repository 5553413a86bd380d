"""Who asks: the session behind a request, and the guards that routes name."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from aiohttp import MultipartReader, web

from bot.console import cookies, forms, passwords, shared, tokens
from bot.console.rights import RIGHTS, Right, roles_with
from bot.console.shared import Console
from bot.http.guards import Guard
from bot.http.problem import Problem
from bot.ledger import LedgerError, operators
from bot.ledger.operators import Operator, audit, sessions
from bot.ledger.sessions import Session
from bot.ledger.transaction import Reads, Transaction

TOUCH_SECONDS: Final = 60  # how stale "last seen" may be; else every page would cost a synced write
BEHIND: Final = timedelta(minutes=5)  # a clock that was set back further would let sessions live longer
PASSWORD_PAGE: Final = "/account/password"


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A signed-in operator; `form_token` belongs into each form, `must_change` lets them do nothing else."""

    operator: Operator
    token_hash: str
    form_token: str
    must_change: bool

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.operator.role]


CALLER: Final = web.RequestKey("caller", Caller)
PARTS: Final = web.RequestKey("parts", MultipartReader)
FORM: Final = web.RequestKey("form", dict[str, str])
NOTED: Final = web.RequestKey("noted", bool)  # on the trail, in more words than the address has


async def put_on_trail(
    request: web.Request, *, action: str, object: str | None = None, detail: Any = None
) -> None:
    """Put what this request reads on the trail, before anything of it is shown."""
    console, who = shared.of(request), request[CALLER].operator.id
    now = console.clock()
    await console.ledger.write(
        lambda tx: audit.write(tx, operator=who, action=action, object=object, detail=detail, at=now)
    )
    request[NOTED] = True


async def note_messages(
    request: web.Request, conversations: Collection[str], action: str = "read_message"
) -> None:
    """Put on the trail of each of these conversations that a message of it, or a line, is read here."""
    console, who = shared.of(request), request[CALLER].operator.id
    now = console.clock()

    def note(tx: Transaction) -> None:
        for id in sorted(conversations):
            audit.write(tx, operator=who, action=action, object=id, at=now)

    if conversations:
        await console.ledger.write(note)
        request[NOTED] = True


def may(right: Right) -> Guard:
    """Operators whose role has this right."""

    async def check(request: web.Request) -> None:
        _require(request, await _signed_in(request), right)

    return Guard(f"may {right}: {', '.join(roles_with(right))}", check)


async def _any_signed_in(request: web.Request) -> None:
    await _signed_in(request)


async def _own_origin(request: web.Request) -> None:
    _same_origin(request)
    request[FORM] = await forms.body(request)


SIGNED_IN: Final = Guard("signed in, also with a one-time password", _any_signed_in)
SAME_ORIGIN: Final = Guard("public, from our own page", _own_origin)


async def find(request: web.Request) -> Caller | None:
    """The caller of a request, whatever route it is for; notes that the session was used."""
    console = shared.of(request)
    token = cookies.session_token(request, console.settings)
    if not token:
        return None
    token_hash, now = tokens.digest(token), console.clock()

    def look(conn: Reads) -> tuple[Session | None, Operator | None]:
        found = sessions.find(conn, token_hash, now)
        return found, operators.find(conn, found.operator) if found else None

    session, operator = await console.ledger.read(look)
    if session is None or operator is None:
        return None
    if not await _still_used(console, session):
        return None
    return Caller(
        operator=operator,
        token_hash=token_hash,
        form_token=tokens.form_token(token),
        must_change=passwords.is_once(operator.password_hash),
    )


async def _still_used(console: Console, session: Session) -> bool:
    now = console.clock()
    unused = now - session.seen_at
    if unused >= timedelta(seconds=console.settings.session_idle_seconds) or unused <= -BEHIND:
        await console.ledger.write(lambda tx: sessions.end(tx, session.token_hash))
        return False
    if unused >= timedelta(seconds=TOUCH_SECONDS):
        try:
            await console.ledger.write(lambda tx: sessions.touch(tx, session.token_hash, now))
        except LedgerError:
            return True  # reading goes on when nothing can be written
    return True


def may_send_file(right: Right) -> Guard:
    """The same for a form with a file, whose parts are read as they come: its token is the first."""

    async def check(request: web.Request) -> None:
        caller = await _known(request)
        _require(request, caller, right)
        _same_origin(request)
        parts = request[PARTS] = await forms.parts(request)
        _require_token(await forms.text_part(parts, "form_token"), caller)

    return Guard(f"may {right}: {', '.join(roles_with(right))}", check)


def _require(request: web.Request, caller: Caller, right: Right) -> None:
    if caller.must_change:
        raise _elsewhere(request)
    if not caller.may(right):
        raise Problem(403, "Not for your role", "Your role does not open this page.")


def _require_token(given: str, caller: Caller) -> None:
    if not tokens.same(given, caller.form_token):
        raise Problem(403, "Not sent", "This form is from an earlier session. Open the page again.")


async def _signed_in(request: web.Request) -> Caller:
    caller = await _known(request)
    if request.method != "GET":
        _same_origin(request)
        form = request[FORM] = await forms.body(request)
        _require_token(form.pop("form_token", ""), caller)
    return caller


async def _known(request: web.Request) -> Caller:
    caller = await find(request)
    if caller is None:
        raise Problem(401, "Sign in", "You are not signed in, or your session is over.")
    request[CALLER] = caller
    return caller


def _same_origin(request: web.Request) -> None:
    settings = shared.of(request).settings
    if not forms.from_here(request, settings):
        where = f" Open the console at {settings.origin} and send it there." if settings.origin else ""
        raise Problem(403, "Not sent", f"This form was not sent from one of our own pages.{where}")


def _elsewhere(request: web.Request) -> Exception:
    if request.method == "GET":
        return web.HTTPSeeOther(PASSWORD_PAGE)
    return Problem(403, "Choose a password first", "A one-time password only lets you choose your own.")
