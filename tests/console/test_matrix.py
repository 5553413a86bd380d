"""Every role on every route: who comes through is written here, and a route without a row fails."""

from typing import Final

import pytest
from aiohttp import ClientSession, DummyCookieJar, FormData, web

from bot.console import tokens
from bot.console.callers import SAME_ORIGIN, SIGNED_IN
from bot.http import dkfds, guards
from bot.ledger import Ledger, operators
from tests.console import seeding
from tests.console.conftest import Browser, Clock, operator

EVERYBODY: Final = frozenset(operators.ROLES)
ADMINISTRATOR: Final = frozenset({"administrator"})
PUBLIC: Final = frozenset({*EVERYBODY, "nobody"})
# Also for those who still have to replace a one-time password.
OPEN_AT_ONCE: Final = {
    "POST /sign-out",
    "GET /account/password",
    "POST /account/password",
    "POST /account/sessions",
    "POST /account/sessions/end",
}
MONEY: Final = frozenset({"manager", "finance"})
FINANCE: Final = frozenset({"finance"})
BANK: Final = MONEY | {"auditor"}
MANAGER: Final = frozenset({"manager"})
AUDIT: Final = frozenset({"administrator", "auditor"})
JUDGES: Final = frozenset({"reviewer", "editor"})
READERS: Final = JUDGES | {"auditor"}
EDITOR: Final = frozenset({"editor"})

ROWS: Final = {
    "GET /static/console.css": PUBLIC,
    "GET /static/icon.svg": PUBLIC,
    "GET /static/review.js": PUBLIC,
    f"GET {dkfds.base()}/{{file}}": PUBLIC,
    "GET /sign-in": PUBLIC,
    "POST /sign-in": PUBLIC,
    "POST /sign-out": EVERYBODY,
    "GET /": EVERYBODY,
    "GET /overview.{format}": EVERYBODY,
    "GET /figure": EVERYBODY,
    "GET /figure.{format}": EVERYBODY,
    "GET /report": EVERYBODY,
    "GET /charts/{id}.svg": EVERYBODY,
    "GET /log": EVERYBODY,
    "GET /log.{format}": frozenset({"manager", "finance", "auditor"}),
    "GET /log/views": EVERYBODY,
    "POST /log/views": EVERYBODY,
    "POST /log/views/{id}/rename": EVERYBODY,
    "POST /log/views/{id}/delete": EVERYBODY,
    "GET /log/{id}": EVERYBODY,
    "GET /conversations/{id}": EVERYBODY - {"manager", "finance"},
    "GET /review": JUDGES,
    "POST /review/next": JUDGES,
    "GET /review/{id}": JUDGES,
    "POST /review/{id}": JUDGES,
    "POST /review/{id}/overturn": JUDGES,
    "POST /conversations/{id}/assisted": frozenset({"reviewer", "editor"}),
    "GET /static/upload.js": PUBLIC,
    "GET /channels": EVERYBODY - JUDGES,
    "GET /channels/imports.{format}": EVERYBODY - JUDGES,
    "GET /channels/sums.{format}": EVERYBODY,
    "GET /channels/mappings/{source}.yml": MANAGER,
    "POST /channels/imports/{id}/undo": MANAGER,
    "POST /channels/upload": MANAGER,
    "GET /channels/uploads/{id}": MANAGER,
    "GET /channels/uploads/{id}/progress": MANAGER,
    "GET /channels/uploads/{id}/rejects.csv": MANAGER,
    "GET /channels/uploads/{id}/mapping.yml": MANAGER,
    "POST /channels/uploads/{id}/columns": MANAGER,
    "POST /channels/uploads/{id}/codes": MANAGER,
    "POST /channels/uploads/{id}/again": MANAGER,
    "POST /channels/uploads/{id}/import": MANAGER,
    "POST /channels/uploads/{id}/discard": MANAGER,
    "GET /improve": READERS,
    "GET /improve/groups/{id}": READERS,
    "POST /improve/groups/{id}": JUDGES,
    "GET /improve/proposals": READERS,
    "POST /improve/proposals/{id}/accept": EDITOR,
    "POST /improve/proposals/{id}/refuse": EDITOR,
    "GET /inclusion": EVERYBODY,
    "GET /inclusion.{format}": EVERYBODY,
    "POST /inclusion": MONEY,
    "GET /bank": BANK,
    "GET /bank.{format}": BANK,
    "GET /bank/books": BANK,
    "GET /bank/journal": BANK,
    "POST /bank/deposits": FINANCE,
    "GET /bank/propose": MONEY,
    "POST /bank/propose": MONEY,
    "POST /bank/entries/{number}/correct": FINANCE,
    "GET /bank/cases/{id}": BANK,
    "GET /bank/cases/{id}/quarters.svg": BANK,
    "GET /bank/cases/{id}/quarters.{format}": BANK,
    "POST /bank/cases/{id}/decide": FINANCE,
    "POST /bank/cases/{id}/refuse": FINANCE,
    "POST /bank/cases/{id}/invest": FINANCE,
    "POST /bank/cases/{id}/phase": MONEY,
    "POST /bank/cases/{id}/cut": FINANCE,
    "POST /bank/cases/{id}/repay": FINANCE,
    "POST /bank/cases/{id}/reinvest": MONEY,
    "GET /letters": AUDIT,
    "POST /letters/{id}/again": ADMINISTRATOR,
    "POST /letters/{id}/settle": ADMINISTRATOR,
    "GET /operators": ADMINISTRATOR,
    "POST /operators": ADMINISTRATOR,
    "POST /operators/{id}/role": ADMINISTRATOR,
    "POST /operators/{id}/password": ADMINISTRATOR,
    "POST /operators/{id}/disable": ADMINISTRATOR,
    "GET /account": EVERYBODY,
    "GET /account/password": EVERYBODY,
    "POST /account/password": EVERYBODY,
    "POST /account/sessions": EVERYBODY,
    "POST /account/sessions/end": EVERYBODY,
    "GET /sessions": ADMINISTRATOR,
    "POST /sessions/end": ADMINISTRATOR,
    "GET /audit": AUDIT,
    "GET /audit.{format}": AUDIT,
    "POST /audit/citizen": AUDIT,
    "GET /audit/copy": AUDIT,
    "GET /audit/copy.{format}": AUDIT,
}


def routes(app: web.Application) -> dict[str, guards.Guard]:
    return {
        f"{route.method} {route.resource.canonical}": route.handler.guard  # type: ignore[attr-defined]
        for route in app.router.routes()
        if route.resource is not None
    }


def test_every_route_has_a_guard_and_a_row(app: web.Application) -> None:
    assert guards.unguarded(app) == []
    assert set(routes(app)) == set(ROWS)


def test_a_new_route_without_a_row_is_seen(app: web.Application) -> None:
    async def planted(_: web.Request) -> web.Response:
        return web.Response()

    app.router.add_post("/planted", planted)
    assert guards.unguarded(app) == ["POST /planted"]


def test_only_the_way_in_is_open_to_the_world(app: web.Application) -> None:
    open_to_all = {name for name, guard in routes(app).items() if guard in (guards.PUBLIC, SAME_ORIGIN)}
    assert open_to_all == {name for name, allowed in ROWS.items() if "nobody" in allowed}
    assert {name for name, guard in routes(app).items() if guard is SIGNED_IN} == OPEN_AT_ONCE


class Actor:
    """Sends requests in a role, with a fresh session for each, so that signing out hinders nothing."""

    def __init__(self, browser: Browser, ledger: Ledger, clock: Clock, operator: str | None) -> None:
        self.browser, self.ledger, self.clock, self.operator = browser, ledger, clock, operator

    async def _token(self) -> str:
        token, now, who = tokens.new(), self.clock(), self.operator
        until = now.replace(year=now.year + 1)
        if who is not None:
            hashed = tokens.digest(token)
            await self.ledger.write(
                lambda tx: operators.sessions.start(
                    tx, token_hash=hashed, operator=who, at=now, expires_at=until
                )
            )
        return token

    @staticmethod
    def _data(path: str, fields: dict[str, str]) -> dict[str, str] | FormData:
        """As a browser would send it: a form with a file part by part."""
        return FormData(fields, default_to_multipart=True) if path == "/channels/upload" else fields

    async def status(self, name: str, id: str) -> int:
        method, path = name.split(" ")
        token = await self._token()
        fields = {} if path == "/sign-in" else {"form_token": tokens.form_token(token)}
        async with ClientSession(cookie_jar=DummyCookieJar()) as plain:
            response = await plain.request(
                method,
                self.browser.client.make_url(_address(path, id)),
                data=self._data(path, fields) if method == "POST" else None,
                headers={"Origin": self.browser.origin, "Cookie": f"genvej={token}"},
                allow_redirects=False,
            )
            await response.read()
            return response.status


def _address(path: str, id: str) -> str:
    # Imports are numbered by sixteen signs, everything else by more.
    given = id[:16] if path.startswith("/channels/imports/") else id
    return path.format(id=given, number="1", source="telephone", format="csv", file="")


@pytest.mark.parametrize("role", operators.ROLES)
async def test_a_role_opens_its_routes_and_no_other(
    role: str, browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    conversation = await seeding.one_completed(ledger)
    actor = Actor(browser, ledger, clock, await operator(ledger, "Rita", role, clock))
    for name, allowed in ROWS.items():
        status = await actor.status(name, conversation)
        assert (status not in (401, 403)) == (role in allowed), (name, status)
        assert status < 500


async def test_without_a_session_only_the_way_in_opens(
    browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    conversation = await seeding.one_completed(ledger)
    actor = Actor(browser, ledger, clock, None)
    for name, allowed in ROWS.items():
        status = await actor.status(name, conversation)
        assert (status != 401) == ("nobody" in allowed), (name, status)


async def test_a_disabled_operator_comes_through_nowhere(
    browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    conversation = await seeding.one_completed(ledger)
    id = await operator(ledger, "Rita", "administrator", clock)
    await ledger.write(lambda tx: operators.disable(tx, id, clock()))
    actor = Actor(browser, ledger, clock, id)
    for name, allowed in ROWS.items():
        if "nobody" not in allowed:
            assert await actor.status(name, conversation) == 401, name
