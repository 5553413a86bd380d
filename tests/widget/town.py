"""A municipality on real HTTP for the widget's tests: canned answers, and a page that embeds the chat."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from playwright.async_api import Locator, Page

from bot.widget import folder
from tests.widget import canned

Json = dict[str, Any]


@dataclass
class Request:
    method: str
    path: str
    body: Json | None
    token: str | None
    last: str | None  # the Last-Event-ID


@dataclass
class Town:
    """Everything that was asked of it, and what goes wrong next; `faults` are used up, oldest first."""

    requests: list[Request] = field(default_factory=list)
    faults: list[tuple[str, web.Response | None]] = field(default_factory=list)
    office: bool = True  # whether somebody can write to it
    form: Json = field(default_factory=lambda: canned.CARD)
    taken: list[str] = field(default_factory=list)
    letters: dict[str, Json] = field(default_factory=dict)
    told: dict[str, list[Json]] = field(default_factory=dict)
    seen: dict[str, Json] = field(default_factory=dict)
    greeting: list[Json] = field(default_factory=lambda: [canned.GREETING])
    contact: Json = field(default_factory=lambda: canned.CONTACT)
    ask: Json = field(default_factory=lambda: {"outcome": False, "otherwise": False})
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    origin: str = ""
    erased: set[str] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    ending: bool = False
    broken: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def turns(self) -> list[Json]:
        """Of the latest conversation."""
        return self.told[f"c{len(self.told)}"]

    @property
    def exists(self) -> bool:
        return not self.erased

    def erase(self) -> None:
        """Everything that was told so far."""
        self.erased.update(self.told)
        self.wake()

    def sent(self, path: str) -> list[Request]:
        """The requests so far whose path ends like this."""
        return [request for request in self.requests if request.path.endswith(path)]

    def fault(self, path: str, response: web.Response | None = None) -> None:
        """The next request to such a path gets `response`; None cuts the connection within the answer."""
        self.faults.append((path, response))

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._record])
        app.router.add_get("/widget.js", self._script)
        app.router.add_get("/widget/{name}", self._script)
        app.router.add_get("/{arabic:ar}/widget.js", self._script)
        app.router.add_get("/{arabic:ar}/widget/{name}", self._script)
        app.router.add_get("/api/contact", self._contact)
        app.router.add_post("/api/conversations", self._begin)
        app.router.add_post("/api/conversations/{id}/messages", self._message)
        app.router.add_get("/api/conversations/{id}", self._transcript)
        app.router.add_get("/api/conversations/{id}/events", self._events)
        app.router.add_post("/api/conversations/{id}/feedback", self._feedback)
        app.router.add_delete("/api/conversations/{id}", self._erase)
        app.router.add_get("/go/{token}", self._go)
        app.router.add_post("/api/conversations/{id}/letters", self._letter)
        app.router.add_post("/api/conversations/{id}/suggestions", self._suggest)
        app.router.add_post("/api/conversations/{id}/forms", self._take)
        app.router.add_route("OPTIONS", "/{rest:.*}", self._preflight)
        return app

    @web.middleware
    async def _record(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if request.method != "OPTIONS":
            body = await request.json() if request.body_exists else None
            bearer = request.headers.get("Authorization")
            last = request.headers.get("Last-Event-ID")
            self.requests.append(Request(request.method, request.path, body, bearer, last))
        fault = next((one for one in self.faults if request.path.endswith(one[0])), None)
        if fault is None or request.method == "OPTIONS":
            response: web.StreamResponse = await handler(request)
        else:
            self.faults.remove(fault)
            await self.gate.wait()
            response = fault[1] or await self._cut(request, handler)
        if not response.prepared:
            response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    async def _cut(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """The work is done, but the connection ends within the answer: the worst moment to lose it."""
        whole = await handler(request)
        assert isinstance(whole, web.Response)
        assert isinstance(whole.body, bytes)
        headers = {"Access-Control-Allow-Origin": "*", "Content-Length": str(len(whole.body))}
        half = web.StreamResponse(headers=headers)
        half.content_type = "application/json"
        await half.prepare(request)
        await half.write(whole.body[:40])
        if request.transport is not None:
            request.transport.close()
        return half

    async def _preflight(self, _: web.Request) -> web.Response:
        allowed = {"Access-Control-Allow-Headers": "authorization, content-type, last-event-id"}
        return web.Response(
            status=204, headers={**allowed, "Access-Control-Allow-Methods": "GET, POST, DELETE"}
        )

    async def _script(self, request: web.Request) -> web.Response:
        name = request.match_info.get("name", "widget.js")
        text = (folder() / name).read_text("utf-8")
        for known, more in ARABIC.get(name, ()) if "arabic" in request.match_info else ():
            assert known in text
            text = text.replace(known, more + known)
        return web.Response(text=text, content_type="text/javascript")

    async def _contact(self, request: web.Request) -> web.Response:
        language = request.query["language"]
        return web.json_response(
            {
                "contact": {**self.contact, "lang": language},
                "notice": canned.NOTICE[language],
                "letters": self.office,
            }
        )

    async def _begin(self, request: web.Request) -> web.Response:
        body = await request.json()
        id = f"c{len(self.told) + 1}"
        self.told[id] = []
        begun = {
            "conversation": id,
            "token": "secret",
            "language": body["language"],
            "replies": self.greeting,
        }
        return web.json_response(begun, status=201)

    def _refusal(self, request: web.Request) -> web.Response | None:
        id = request.match_info["id"]
        known = id in self.told and id not in self.erased
        if known and request.headers.get("Authorization") == "Bearer secret":
            return None
        return problem(404, "This conversation does not exist.")

    async def _message(self, request: web.Request) -> web.Response:
        if refusal := self._refusal(request):
            return refusal
        body = await request.json()
        await self.gate.wait()
        turns = self.told[request.match_info["id"]]
        if body["id"] not in self.seen:
            said = body.get("text", body.get("choice"))
            answer = {"turn": len(turns) + 1, **canned.answer(said)}
            self.seen[body["id"]] = answer
            asked = {name: body.get(name) for name in ("id", "text", "choice")}
            turns.append({**asked, **answer})
            self.wake()
        return web.json_response(self.seen[body["id"]])

    async def _transcript(self, request: web.Request) -> web.Response:
        if refusal := self._refusal(request):
            return refusal
        id = request.match_info["id"]
        body = {"conversation": id, "language": "da", "turns": self.told[id], "replies": self.greeting}
        body["ask"] = self.ask
        return web.json_response(body)

    async def _erase(self, request: web.Request) -> web.Response:
        if refusal := self._refusal(request):
            return refusal
        self.erased.add(request.match_info["id"])
        self.wake()
        return web.Response(status=204)

    async def _feedback(self, request: web.Request) -> web.Response:
        return self._refusal(request) or web.Response(status=204)

    async def _letter(self, request: web.Request) -> web.Response:
        if refusal := self._refusal(request):
            return refusal
        body = await request.json()
        await self.gate.wait()
        self.letters.setdefault(body["id"], body)
        number = list(self.letters).index(body["id"]) + 1
        said = canned.text(f"Vi har fået dit brev. Dit kvitteringsnummer er BREV-{number}.")
        receipt = {"number": f"BREV-{number}", "department": None, "service": None}
        return web.json_response({**receipt, "replies": [said, canned.CONTACT]}, status=201)

    async def _suggest(self, request: web.Request) -> web.Response:
        text = (await request.json())["text"]
        cards = [{**self.form, "link": {**self.form["link"], "href": None}}] if "gule kort" in text else []
        danger = [canned.DANGER] if "slår mig" in text else []
        return web.json_response({"cards": cards, "replies": danger, "department": None})

    async def _take(self, request: web.Request) -> web.Response:
        self.taken.append((await request.json())["service"])
        return web.json_response({"card": self.form})

    def wake(self) -> None:
        self.news.set()
        self.news = asyncio.Event()

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """As the gateway does: every turn above the last one seen, until the conversation is erased."""
        if refusal := self._refusal(request):
            return refusal
        headers = {"Content-Type": "text/event-stream", "Access-Control-Allow-Origin": "*"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        id, last = request.match_info["id"], int(request.headers.get("Last-Event-ID", "0"))
        broken = self.broken
        while id not in self.erased and not self.ending and broken == self.broken:
            news = self.news
            for turn in self.told[id][last:]:
                last = turn["turn"]
                data = f"id: {last}\nevent: turn\ndata: {json.dumps(turn)}\n\n"
                await response.write(data.encode())
            await news.wait()
        return response

    def break_streams(self) -> None:
        """Those that are open now end, as on a network that was lost."""
        self.broken += 1
        self.wake()

    def end(self) -> None:
        """So that the streams end, and the server can."""
        self.ending = True
        self.gate.set()
        self.wake()

    async def _go(self, request: web.Request) -> web.Response:
        return web.Response(text="the form", content_type="text/plain")


def problem(status: int, detail: str) -> web.Response:
    body = {"type": "about:blank", "title": "Problem", "status": status, "detail": detail}
    return web.json_response(body, status=status, content_type="application/problem+json")


def policy(origin: str) -> str:
    """The strictest policy under which the widget must work."""
    return (
        f"default-src 'none'; script-src {origin}; connect-src {origin}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def host_app(town: Town) -> web.Application:
    """Somebody else's site, on its own origin, with one line of ours in it."""

    def page(
        style: str = "", csp: str = "; style-src 'self'", language: str = "da"
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(_: web.Request) -> web.Response:
            headers = {"Content-Security-Policy": policy(town.origin) + csp}
            return web.Response(
                text=html(town.origin, style, language), content_type="text/html", headers=headers
            )

        return handler

    def sheet(text: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(_: web.Request) -> web.Response:
            return web.Response(text=text, content_type="text/css")

        return handler

    app = web.Application()
    app.router.add_get("/", page(csp=""))
    for language in ("en", "ar"):
        app.router.add_get(f"/{language}", page(csp="", language=language))
    for name, text in SHEETS.items():
        app.router.add_get(f"/{name}", page(f'<link rel="stylesheet" href="/{name}.css">'))
        app.router.add_get(f"/{name}.css", sheet(text))
    return app


# A test language that runs from the right, added as a translator would add it.
_AR = {
    "close": "إغلاق", "language": "اللغة", "log": "المحادثة", "person": "تحدث مع شخص",
    "contactPage": "اتصل بنا", "more": "المزيد", "contactFailed": "لا يوجد رقم",
    "machine": "أنت تكتب إلى آلة.", "welcome": "ماذا تريد أن تنجز؟", "how": "اكتب بكلماتك.",
    "label": "رسالتك", "hint": "Enter للإرسال.", "send": "إرسال", "you": "أنت", "latest": "آخر جواب",
    "fresh": "جواب جديد", "wait": "لحظة …", "unsent": "لم تُرسل.", "again": "حاول مرة أخرى",
    "refused": "رُفضت.", "empty": "اكتب أولا.", "tooLong": "طويلة.", "unreachable": "لا اتصال.",
    "gone": "انتهت.", "print": "طباعة", "save": "حفظ", "restart": "من جديد", "restarted": "من جديد.",
    "erase": "محو",
    "eraseAsk": "محو كل شيء؟", "eraseYes": "نعم", "eraseNo": "لا", "erased": "مُحي.", "eraseFailed": "لم يُمح.",
    "survey": "أخيرا", "outcome": "كيف سار الأمر؟", "outcomes": ["تم", "ساعدني", "إلى شخص", "توقفت"],
    "otherwise": "كيف كنت ستتصل؟", "otherwises": ["هاتف", "شخصيا", "بريد", "رسالة", "بنفسي", "لا"],
    "thanks": "شكرا.", "write": "اكتب لنا", "letter": "رسالتك إلينا",
    "letterHint": "ستحصل على رقم.", "email": "بريدك", "back": "رجوع",
    "newTab": "نافذة جديدة", "mitidYes": "MitID", "mitidNo": "بلا MitID",
    "prepare": "جهّز", "source": "المصدر:", "chosen": "مختار", "danger": "مهم", "dir": "rtl",
}  # fmt: skip
_BUTTON = {"ask": "اسأل", "opening": "…", "failed": "لم تُفتح.", "contact": "اتصل", "dir": "rtl"}
ARABIC = {
    "texts.js": [("  da: {", f"  ar: {json.dumps(_AR)},\n"), ('da: "Dansk"', 'ar: "العربية", ')],
    "widget.js": [("  da: {", f"  ar: {json.dumps(_BUTTON)},\n")],
}
HOSTILE = """
* { all: revert !important; display: none !important; color: red !important; font: 3px cursive !important;
    visibility: hidden !important; position: static !important; pointer-events: none !important;
    opacity: .01 !important; transform: scale(.1) !important; max-width: 3px !important; direction: rtl }
html, body { display: block !important; visibility: visible !important; opacity: 1 !important;
    font-size: 4px !important; max-width: none !important; transform: none !important }
button, a, textarea { display: none !important }
"""


def accent(ground: str, text: str) -> str:
    return f"genvej-chat {{ --genvej-accent: {ground}; --genvej-accent-text: {text}; }}"


SHEETS = {
    "hostile": HOSTILE,
    "town-colours": accent("#7a1f5c", "#fff"),
    "bright-colours": accent("#ffd400", "#111"),
    "faint-colours": accent("#9cf", "#fff"),
    "no-colours": accent("banana", "rgb(0 0 0 / .5)"),
}


def html(origin: str, style: str, language: str) -> str:
    folder = "/ar" if language == "ar" else ""
    paragraphs = "".join(f"<p>Afsnit {number} om affald, pas og flytning.</p>" for number in range(30))
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Kommunen</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{style}</head>
<body><main><h1>Velkommen til kommunen</h1>{paragraphs}</main>
<script type="module" src="{origin}{folder}/widget.js" data-language="{language}"></script></body></html>"""


@dataclass
class Visit:
    """One citizen on somebody's page, and everything the browser complained about meanwhile."""

    town: Town
    page: Page
    host: str
    complaints: list[str] = field(default_factory=list)

    @property
    def panel(self) -> Locator:
        return self.page.locator("genvej-chat section")

    @property
    def launcher(self) -> Locator:
        return self.page.locator("genvej-chat .launcher")

    @property
    def input(self) -> Locator:
        return self.page.locator("genvej-chat textarea")

    @property
    def answers(self) -> Locator:
        return self.page.locator("genvej-chat .theirs")

    async def go(self, path: str = "/") -> None:
        await self.page.goto(self.host + path)
        await self.launcher.or_(self.input).first.wait_for()

    async def open(self, path: str = "/") -> None:
        await self.go(path)
        await self.launcher.click()
        await self.panel.wait_for()

    async def say(self, words: str) -> None:
        """Sends and waits until the answer is there."""
        before = await self.answers.count()
        await self.input.fill(words)
        await self.input.press("Enter")
        await self.answers.nth(before).wait_for()


Visitor = Callable[..., Awaitable[Visit]]
