"""The demo site's routes: a list, a form for each service that has one, and its receipt."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from aiohttp import ClientSession, web
from jinja2 import Environment

from bot.catalogue import LANGUAGES, Catalogue, Language
from bot.catalogue.model import Service
from bot.demo_site import pages
from bot.demo_site.forms import check
from bot.demo_site.pages import FormPage, Frame, ListPage, ReceiptPage, render
from bot.demo_site.receipts import PAUSES_SECONDS, Receipt, Sender
from bot.demo_site.references import References
from bot.http import guards, server
from bot.http.guards import PUBLIC
from bot.http.problem import Problem

REF = re.compile(r"[A-Za-z0-9_-]{1,200}")
FIELDS_MOST = 100
# Fields of ours beside the catalogue's; a catalogue field's name never begins with an underscore.
LANGUAGE, REFERENCE, LINK = "_language", "_reference", "_ref"


@dataclass(frozen=True)
class Site:
    services: dict[str, Service]
    references: References
    sender: Sender
    templates: Environment


SITE = web.AppKey("site", Site)


def init_app(
    catalogue: Catalogue,
    *,
    receipt_url: str,
    receipt_secret: str,
    client: ClientSession,
    pauses_seconds: Sequence[float] = PAUSES_SECONDS,
) -> web.Application:
    """`pauses_seconds` lie between attempts to deliver a receipt; `client` stays the caller's to close."""
    app = server.application()
    app[SITE] = Site(
        services={service.id: service for service in catalogue if service.demo_form},
        references=References(receipt_secret),
        sender=Sender(client, receipt_url, receipt_secret, pauses_seconds),
        templates=pages.environment(),
    )
    server.secure(app, pages.CSP)
    app.cleanup_ctx.append(_sending)
    guards.add(app, "GET", "/", _list, PUBLIC)
    guards.add(app, "GET", "/static/demo.css", _style, PUBLIC)
    guards.add(app, "GET", "/{service}", _form, PUBLIC)
    guards.add(app, "POST", "/{service}", _submit, PUBLIC)
    guards.add(app, "GET", "/{service}/receipt/{reference}", _receipt, PUBLIC)
    return app


async def _sending(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[SITE].sender.close()


async def _style(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(pages.STYLE, headers={"Cache-Control": "max-age=300"})


async def _list(request: web.Request) -> web.StreamResponse:
    return _listed(request, missing=False)


def _listed(request: web.Request, *, missing: bool) -> web.Response:
    site = request.app[SITE]
    page = ListPage(services=tuple(site.services.values()), missing=missing)
    return render(site.templates, _frame(request, "/"), page, status=404 if missing else 200)


async def _form(request: web.Request) -> web.StreamResponse:
    site = request.app[SITE]
    service = site.services.get(request.match_info["service"])
    if service is None:
        return _listed(request, missing=True)
    ref = _ref(request.query.get("ref"))
    hidden = {REFERENCE: site.references.new(service.id)} | ({LINK: ref} if ref else {})
    page = FormPage(service=service, values={}, errors={}, hidden=hidden)
    query = {"ref": ref} if ref else {}
    return render(site.templates, _frame(request, f"/{service.id}", query), page)


async def _submit(request: web.Request) -> web.StreamResponse:
    site = request.app[SITE]
    service = site.services.get(request.match_info["service"])
    if service is None:
        return _listed(request, missing=True)
    given = await _fields(request)
    language = _language(request, given.get(LANGUAGE))
    checked = check(service.demo_form, given, language)
    ref = _ref(given.get(LINK))
    # The form carries its reference, so that a second click is the same submission.
    sealed = given.get(REFERENCE, "")
    if site.references.read(service.id, sealed) is None:
        sealed = site.references.new(service.id)
    if checked.errors:
        hidden = {REFERENCE: sealed} | ({LINK: ref} if ref else {})
        page = FormPage(service=service, values=checked.values, errors=checked.errors, hidden=hidden)
        query = {"ref": ref} if ref else {}
        return render(site.templates, _frame(request, f"/{service.id}", query, language), page, status=422)
    reference = sealed.partition(".")[0]
    site.sender.send(Receipt(service.id, reference, ref, datetime.now(UTC)))
    raise web.HTTPSeeOther(f"/{service.id}/receipt/{sealed}?{urlencode({'language': language})}")


async def _receipt(request: web.Request) -> web.StreamResponse:
    site = request.app[SITE]
    service = site.services.get(request.match_info["service"])
    sealed = request.match_info["reference"]
    reference = site.references.read(service.id, sealed) if service else None
    if service is None or reference is None:
        return _listed(request, missing=True)
    page = ReceiptPage(service=service, reference=reference)
    return render(site.templates, _frame(request, f"/{service.id}/receipt/{sealed}"), page)


async def _fields(request: web.Request) -> dict[str, str]:
    """The form's fields, the first of each name; raises Problem on anything but a web form."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise Problem(415, "Unsupported media type", "Send the form as a browser does.")
    text = (await request.read()).decode("utf-8", errors="replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MOST)
    except ValueError:
        raise Problem(400, "Bad request", "The form has too many fields.") from None
    return dict(reversed(pairs))


def _ref(given: str | None) -> str | None:
    """What the link carried, if it looks like a reference of ours; anything else is dropped."""
    return given if given and REF.fullmatch(given) else None


def _language(request: web.Request, given: str | None) -> Language:
    """What was asked for, else the browser's own language, else Danish."""
    accepted = request.headers.get("Accept-Language", "")[:200].lower().split(",")
    wanted = [given, *(tag.strip()[:2] for tag in accepted)]
    return next((language for tag in wanted for language in LANGUAGES if tag == language), "da")


def _frame(
    request: web.Request, path: str, query: dict[str, str] | None = None, language: Language | None = None
) -> Frame:
    mine = language or _language(request, request.query.get("language"))
    other: Language = "da" if mine == "en" else "en"
    return Frame(
        language=mine,
        other_language=other,
        other_href=f"{path}?{urlencode({**(query or {}), 'language': other})}",
    )
