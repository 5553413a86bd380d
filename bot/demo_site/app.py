"""The demo site's routes: a list, and a form in steps for each service, up to its receipt."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from aiohttp import ClientSession, web
from jinja2 import Environment

from bot.catalogue import Catalogue, Language
from bot.catalogue.model import Service
from bot.demo_site import asking, pages
from bot.demo_site.asking import ACTION, LANGUAGE, LINK
from bot.demo_site.drafts import Draft, Drafts
from bot.demo_site.engines import Engine, Receipt, engines
from bot.demo_site.forms import Checked, check, limit_of
from bot.demo_site.pages import CheckPage, ContinuePage, IntroPage, ListPage, ReceiptPage, SavedPage, StepPage
from bot.demo_site.receipts import Sender
from bot.demo_site.steps import steps
from bot.http import dkfds, guards, server
from bot.http.guards import PUBLIC

CHECK, SAVED, RECEIPT = "check", "saved", "receipt"


@dataclass(frozen=True)
class Site:
    services: dict[str, Service]
    engines: Mapping[str, Engine]
    drafts: Drafts
    sender: Sender
    templates: Environment


SITE = web.AppKey("site", Site)


def init_app(
    catalogue: Catalogue, *, receipts_url: str, secrets: Mapping[str, str], client: ClientSession
) -> web.Application:
    """Receipts go to `<receipts_url>/<source>`, `secrets` are by source; `client` stays the caller's."""
    app = server.application()
    services = {service.id: service for service in catalogue if service.demo_form}
    app[SITE] = Site(
        services=services,
        engines=engines(list(services)),
        drafts=Drafts(),
        sender=Sender(client, receipts_url, secrets),
        templates=pages.environment(),
    )
    server.secure(app, pages.CSP)
    app.cleanup_ctx.append(_sending)
    draft = "/{service}/{code}"
    for method, path, handler in (
        ("GET", "/", _list),
        ("GET", "/static/demo.css", _style),
        ("GET", "/continue", _ask_code),
        ("POST", "/continue", _continue),
        ("GET", "/{service}", _intro),
        ("GET", "/{service}/login", _intro),
        ("POST", "/{service}/begin", _begin),
        ("GET", draft + r"/{step:\d\d?}", _step),
        ("POST", draft + r"/{step:\d\d?}", _fill),
        ("GET", f"{draft}/{CHECK}", _check),
        ("POST", f"{draft}/{CHECK}", _send),
        ("GET", f"{draft}/{SAVED}", _saved),
        ("GET", f"{draft}/{RECEIPT}", _receipt),
    ):
        guards.add(app, method, path, handler, PUBLIC)
    dkfds.add(app)
    return app


async def _sending(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[SITE].sender.close()


async def _style(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(pages.STYLE, headers={"Cache-Control": "max-age=300"})


async def _list(request: web.Request) -> web.StreamResponse:
    return _listed(request, missing=False)


def _listed(request: web.Request, *, missing: bool) -> web.Response:
    page = ListPage(services=tuple(request.app[SITE].services.values()), missing=missing)
    return _drawn(request, page, path="/", status=404 if missing else 200)


async def _ask_code(request: web.Request) -> web.StreamResponse:
    return _drawn(request, ContinuePage(code="", wrong=False))


async def _continue(request: web.Request) -> web.StreamResponse:
    given = await asking.fields(request)
    language = asking.language(request, given.get(LANGUAGE))
    code = given.get("code", "")
    draft = request.app[SITE].drafts.find(code)
    if draft is None:
        page = ContinuePage(code=code[:60], wrong=True)
        return _drawn(request, page, language=language, status=422)
    raise _to(draft, _next_place(request, draft), language)


async def _intro(request: web.Request) -> web.StreamResponse:
    service = request.app[SITE].services.get(request.match_info["service"])
    if service is None:
        return _listed(request, missing=True)
    page = IntroPage(
        service=service,
        ref=asking.ref(request.query.get("ref")) or "",
        count=len(steps(service)) + 1,
        login=request.path.endswith("/login"),
    )
    return _drawn(request, page)


async def _begin(request: web.Request) -> web.StreamResponse:
    site = request.app[SITE]
    service = site.services.get(request.match_info["service"])
    if service is None:
        return _listed(request, missing=True)
    given = await asking.fields(request)
    reference = site.engines[service.id].reference()
    draft = site.drafts.new(service.id, reference, asking.ref(given.get(LINK)))
    raise _to(draft, 1, asking.language(request, given.get(LANGUAGE)))


async def _step(request: web.Request) -> web.StreamResponse:
    found = await _open(request)
    if isinstance(found, web.Response):
        return found
    return _step_drawn(request, *found, Checked(found[1].values, {}))


async def _fill(request: web.Request) -> web.StreamResponse:
    """Going on wants a step in order; going back and saving keep what can be kept as it stands."""
    found = await _open(request)
    if isinstance(found, web.Response):
        return found
    service, draft = found
    given = await asking.fields(request)
    language = asking.language(request, given.get(LANGUAGE))
    at, action = int(request.match_info["step"]), given.get(ACTION, "next")
    fields = steps(service)[at - 1].fields
    checked = check(fields, given, language)
    too_long = any(len(checked.values[field.name]) > limit_of(field) for field in fields)
    if too_long or (action == "next" and checked.errors):
        return _step_drawn(request, service, draft, checked, language, status=422)
    draft.values |= checked.values
    (draft.passed.discard if checked.errors else draft.passed.add)(at)
    if action == "back":
        raise _to(draft, max(at - 1, 1), language)
    raise _to(draft, SAVED if action == "save" else _after(service, at), language)


def _after(service: Service, at: int) -> int | str:
    return at + 1 if at < len(steps(service)) else CHECK


async def _check(request: web.Request) -> web.StreamResponse:
    found = await _open(request)
    if isinstance(found, web.Response):
        return found
    service, draft = found
    place = _next_place(request, draft)
    if place != CHECK:
        raise _to(draft, place, asking.language(request))
    return _drawn(request, CheckPage(service=service, draft=draft, steps=steps(service)))


async def _send(request: web.Request) -> web.StreamResponse:
    """A second click finds the form sent, and sends nothing."""
    found = await _open(request)
    if isinstance(found, web.Response):
        return found
    service, draft = found
    language = asking.language(request, (await asking.fields(request)).get(LANGUAGE))
    place = _next_place(request, draft)
    if place == CHECK:
        site, draft.sent = request.app[SITE], True
        draft.values.clear()
        receipt = Receipt(service.id, draft.reference, draft.ref, datetime.now(UTC))
        site.sender.send(site.engines[service.id], receipt)
        place = RECEIPT
    raise _to(draft, place, language)


async def _saved(request: web.Request) -> web.StreamResponse:
    found = await _open(request)
    if isinstance(found, web.Response):
        return found
    service, draft = found
    page = SavedPage(service=service, draft=draft, steps=steps(service), at=_next_place(request, draft))
    return _drawn(request, page)


async def _receipt(request: web.Request) -> web.StreamResponse:
    site = request.app[SITE]
    service = site.services.get(request.match_info["service"])
    draft = site.drafts.find(request.match_info["code"], request.match_info["service"])
    if service is None or draft is None or not draft.sent:
        return _listed(request, missing=True)
    again = "again" in request.query
    return _drawn(request, ReceiptPage(service=service, reference=draft.reference, again=again))


async def _open(request: web.Request) -> tuple[Service, Draft] | web.Response:
    """The form being filled in, else a page that there is none; one that was sent leads to its receipt."""
    site, name = request.app[SITE], request.match_info["service"]
    service, draft = site.services.get(name), site.drafts.find(request.match_info["code"], name)
    if service is None or draft is None:
        return _listed(request, missing=True)
    if not 1 <= int(request.match_info.get("step", 1)) <= len(steps(service)):
        return _listed(request, missing=True)
    if draft.sent:
        given = await asking.fields(request) if request.method == "POST" else {}
        raise _to(draft, RECEIPT, asking.language(request, given.get(LANGUAGE)), again="yes")
    return service, draft


def _next_place(request: web.Request, draft: Draft) -> int | str:
    """The first step that is not in order, else the check; for a sent form its receipt."""
    if draft.sent:
        return RECEIPT
    count = len(steps(request.app[SITE].services[draft.service]))
    return next((at for at in range(1, count + 1) if at not in draft.passed), CHECK)


def _step_drawn(
    request: web.Request,
    service: Service,
    draft: Draft,
    checked: Checked,
    language: Language | None = None,
    status: int = 200,
) -> web.Response:
    at = int(request.match_info["step"])
    page = StepPage(
        service=service,
        draft=draft,
        steps=steps(service),
        at=at,
        values=checked.values,
        errors=checked.errors,
    )
    return _drawn(request, page, language=language, status=status)


def _to(draft: Draft, place: int | str, language: Language, **query: str) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(
        f"/{draft.service}/{draft.code}/{place}?{urlencode({**query, 'language': language})}"
    )


def _drawn(
    request: web.Request,
    page: pages.Page,
    *,
    path: str | None = None,
    language: Language | None = None,
    status: int = 200,
) -> web.Response:
    mine = language or asking.language(request)
    ref = asking.ref(request.query.get("ref"))
    query = ({"ref": ref} if ref else {}) | {"language": "da" if mine == "en" else "en"}
    frame = pages.frame(mine, f"{path or request.path}?{urlencode(query)}")
    return pages.render(request.app[SITE].templates, frame, page, status=status)
