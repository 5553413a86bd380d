"""Every route of the console and who may come through."""

from typing import Final

from aiohttp import web

from bot.console.callers import PASSWORD_PAGE, SAME_ORIGIN, SIGNED_IN, may, may_send_file
from bot.console.pages import ICON, SCRIPT, STYLE
from bot.console.rights import Right
from bot.console.views import (
    account,
    bank,
    booking,
    channels,
    charts,
    conversation,
    detail,
    export,
    figure,
    improve,
    inclusion,
    letters,
    log,
    operators,
    overview,
    printed,
    proposals,
    review,
    saved,
    sessions,
    signing,
    trail,
    upload,
)
from bot.http import dkfds
from bot.http.guards import PUBLIC, Guard, Handler, add

ADMINISTRATORS: Final = may(Right.OPERATORS)
JUDGES: Final = may(Right.JUDGE)
_CONVERSATION: Final = "/conversations/{id:[A-Za-z0-9_-]{1,80}}"
_DEFLECTION: Final = f"{log.PATH}/{{id:[A-Za-z0-9_-]{{1,80}}}}"
_VIEW: Final = f"{saved.PATH}/{{id:[A-Za-z0-9_-]{{1,80}}}}"
_ITEM: Final = "/review/{id:[A-Za-z0-9_-]{1,80}}"
_GROUP: Final = f"{improve.GROUP}/{{id:[0-9a-f]{{16,32}}}}"
_PROPOSAL: Final = f"{proposals.PATH}/{{id:[0-9a-f]{{32}}}}"
_CASE: Final = "/bank/cases/{id:[a-z0-9-]{1,40}}"
_LETTER: Final = f"{letters.PATH}/{{id:[A-Za-z0-9-]{{1,40}}}}"
_UPLOAD: Final = f"{upload.PLACE}/{{id:[0-9a-f]{{32}}}}"
# Their bodies are read as they come.
STREAMED: Final = frozenset({upload.PATH})
_OPERATOR: Final = "/operators/{id:[0-9a-f]{32}}"


_KEPT: Final = {"Cache-Control": "public, max-age=86400"}


async def style(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(STYLE, headers={**_KEPT, "Content-Type": "text/css; charset=utf-8"})


_SCRIPT: Final = {"Cache-Control": "no-cache", "Content-Type": "text/javascript; charset=utf-8"}


async def review_script(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(SCRIPT, headers=_SCRIPT)


async def upload_script(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(SCRIPT.with_name("upload.js"), headers=_SCRIPT)


async def icon(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(ICON, headers={**_KEPT, "Content-Type": "image/svg+xml"})


def _files(path: str) -> str:
    """The same table as CSV, JSON Lines and Parquet."""
    return path.removesuffix("csv") + "{format:csv|jsonl|parquet}"


ROUTES: Final[tuple[tuple[str, str, Handler, Guard], ...]] = (
    ("GET", "/static/console.css", style, PUBLIC),
    ("GET", "/static/icon.svg", icon, PUBLIC),
    ("GET", "/static/review.js", review_script, PUBLIC),
    ("GET", "/static/upload.js", upload_script, PUBLIC),
    ("GET", "/sign-in", signing.ask, PUBLIC),
    ("POST", "/sign-in", signing.sign_in, SAME_ORIGIN),
    ("POST", "/sign-out", signing.sign_out, SIGNED_IN),
    ("GET", overview.PATH, overview.show, may(Right.FIGURES)),
    ("GET", _files(overview.EXPORT_PATH), overview.send, may(Right.FIGURES)),
    ("GET", figure.PATH, figure.show, may(Right.FIGURES)),
    ("GET", _files(figure.EXPORT_PATH), figure.send, may(Right.FIGURES)),
    ("GET", printed.PATH, printed.show, may(Right.FIGURES)),
    ("GET", "/charts/{id:[a-z-]{1,40}}.svg", charts.show, may(Right.FIGURES)),
    ("GET", log.PATH, log.show, may(Right.LOG)),
    ("GET", _files(log.EXPORT_PATH), export.send, may(Right.EXPORT_LOG)),
    ("GET", saved.PATH, saved.show, may(Right.LOG)),
    ("POST", saved.PATH, saved.save, may(Right.LOG)),
    ("POST", f"{_VIEW}/rename", saved.rename, may(Right.LOG)),
    ("POST", f"{_VIEW}/delete", saved.remove, may(Right.LOG)),
    ("GET", _DEFLECTION, detail.show, may(Right.LOG)),
    ("GET", _CONVERSATION, conversation.show, may(Right.TRANSCRIPTS)),
    ("GET", review.PATH, review.show, JUDGES),
    ("POST", f"{review.PATH}/next", review.next, JUDGES),
    ("GET", _ITEM, review.item, JUDGES),
    ("POST", _ITEM, review.judge, JUDGES),
    ("POST", f"{_ITEM}/overturn", review.overturn, JUDGES),
    ("POST", f"{_CONVERSATION}/assisted", conversation.assist, may(Right.ASSIST)),
    ("GET", channels.PATH, channels.show, may(Right.CHANNELS)),
    ("GET", _files(channels.EXPORT_PATH), channels.send, may(Right.CHANNELS)),
    ("GET", _files(channels.SUMS_PATH), channels.sums, may(Right.FIGURES)),
    ("GET", "/channels/mappings/{source:[a-z0-9_-]{1,40}}.yml", channels.mapping, may(Right.IMPORT)),
    ("POST", "/channels/imports/{id:[0-9a-f]{16}}/undo", channels.undo, may(Right.IMPORT)),
    ("POST", upload.PATH, upload.receive, may_send_file(Right.IMPORT)),
    ("GET", _UPLOAD, upload.show, may(Right.IMPORT)),
    ("GET", f"{_UPLOAD}/progress", upload.progress, may(Right.IMPORT)),
    ("GET", f"{_UPLOAD}/rejects.csv", upload.rejects, may(Right.IMPORT)),
    ("GET", f"{_UPLOAD}/mapping.yml", upload.mapping, may(Right.IMPORT)),
    ("POST", f"{_UPLOAD}/columns", upload.describe, may(Right.IMPORT)),
    ("POST", f"{_UPLOAD}/codes", upload.decode, may(Right.IMPORT)),
    ("POST", f"{_UPLOAD}/again", upload.again, may(Right.IMPORT)),
    ("POST", f"{_UPLOAD}/import", upload.bring, may(Right.IMPORT)),
    ("POST", f"{_UPLOAD}/discard", upload.discard, may(Right.IMPORT)),
    ("GET", improve.PATH, improve.show, may(Right.IMPROVE)),
    ("GET", _GROUP, improve.group, may(Right.IMPROVE)),
    ("POST", _GROUP, improve.work, may(Right.TEACH)),
    ("GET", proposals.PATH, proposals.show, may(Right.IMPROVE)),
    ("POST", f"{_PROPOSAL}/accept", proposals.accept, may(Right.EDIT)),
    ("POST", f"{_PROPOSAL}/refuse", proposals.refuse, may(Right.EDIT)),
    ("GET", inclusion.PATH, inclusion.show, may(Right.FIGURES)),
    ("GET", _files(f"{inclusion.PATH}.csv"), inclusion.send, may(Right.FIGURES)),
    ("POST", inclusion.PATH, booking.reinvest_for_group, may(Right.REINVEST)),
    ("GET", bank.PATH, bank.show, may(Right.BANK)),
    ("GET", _files(f"{bank.PATH}.csv"), bank.cases_file, may(Right.BANK)),
    ("GET", "/bank/books", bank.show_books, may(Right.BANK)),
    ("GET", "/bank/journal", bank.show_journal, may(Right.BANK)),
    ("POST", "/bank/deposits", booking.deposit, may(Right.BOOK)),
    ("GET", "/bank/propose", booking.ask, may(Right.PROPOSE)),
    ("POST", "/bank/propose", booking.propose, may(Right.PROPOSE)),
    ("POST", "/bank/entries/{number:[0-9]{1,9}}/correct", booking.correct, may(Right.BOOK)),
    ("GET", _CASE, bank.show_case, may(Right.BANK)),
    ("GET", f"{_CASE}/quarters.svg", bank.picture, may(Right.BANK)),
    ("GET", _files(f"{_CASE}/quarters.csv"), bank.quarters_file, may(Right.BANK)),
    ("POST", f"{_CASE}/decide", booking.decide, may(Right.BOOK)),
    ("POST", f"{_CASE}/refuse", booking.refuse, may(Right.BOOK)),
    ("POST", f"{_CASE}/invest", booking.invest, may(Right.BOOK)),
    ("POST", f"{_CASE}/phase", booking.move, may(Right.PROPOSE)),
    ("POST", f"{_CASE}/cut", booking.cut, may(Right.BOOK)),
    ("POST", f"{_CASE}/repay", booking.repay, may(Right.BOOK)),
    ("POST", f"{_CASE}/reinvest", booking.reinvest, may(Right.REINVEST)),
    ("GET", letters.PATH, letters.show, may(Right.LETTERS)),
    ("POST", f"{_LETTER}/again", letters.again, may(Right.SEND_LETTERS)),
    ("POST", f"{_LETTER}/settle", letters.settle, may(Right.SEND_LETTERS)),
    ("GET", "/operators", operators.show, ADMINISTRATORS),
    ("POST", "/operators", operators.add, ADMINISTRATORS),
    ("POST", f"{_OPERATOR}/role", operators.set_role, ADMINISTRATORS),
    ("POST", f"{_OPERATOR}/password", operators.reset, ADMINISTRATORS),
    ("POST", f"{_OPERATOR}/disable", operators.disable, ADMINISTRATORS),
    ("GET", "/account", account.show, may(Right.ACCOUNT)),
    ("GET", PASSWORD_PAGE, account.ask_password, SIGNED_IN),
    ("POST", PASSWORD_PAGE, account.change_password, SIGNED_IN),
    ("POST", "/account/sessions", account.end_sessions, SIGNED_IN),
    ("POST", "/account/sessions/end", account.end_session, SIGNED_IN),
    ("GET", "/sessions", sessions.show, ADMINISTRATORS),
    ("POST", "/sessions/end", sessions.end, ADMINISTRATORS),
    ("GET", trail.PATH, trail.show, may(Right.AUDIT)),
    ("GET", _files(trail.EXPORT_PATH), trail.send, may(Right.AUDIT)),
    ("POST", trail.CITIZEN_PATH, trail.find_citizen, may(Right.AUDIT)),
    ("GET", trail.COPY_PATH, trail.copy, may(Right.AUDIT)),
    ("GET", _files(trail.COPY_FILE_PATH), trail.copy_file, may(Right.AUDIT)),
)


def install(app: web.Application) -> None:
    for method, path, handler, guard in ROUTES:
        add(app, method, path, handler, guard)
    dkfds.add(app)
