"""The trail: what operators read and changed, found again, and the copy that a citizen gets."""

import csv
import io
import re

import pytest

from bot.ledger import Ledger, identities
from bot.ledger.operators import audit
from tests.console import seeding
from tests.console.conftest import PSEUDONYMS, Browser, Clock, operator
from tests.console.seeding import NOON

CPR = "010150-1234"


async def known_citizen(ledger: Ledger) -> str:
    """A conversation of a citizen whose CPR number was told; returns its id."""
    id = await seeding.one_completed(ledger)
    await ledger.write(lambda tx: identities.note(tx, id, PSEUDONYMS.of(CPR), NOON))
    return id


async def test_every_page_that_is_read_is_on_the_trail(auditor: Browser, ledger: Ledger) -> None:
    id = await seeding.one_completed(ledger)
    for path in ("/", "/log", f"/conversations/{id}", "/account"):
        await auditor.text(path)
    entries = await ledger.read(audit.newest)
    assert [(entry.action, entry.object, entry.role) for entry in entries[:4]] == [
        ("open_page", "/account", "auditor"),
        ("read_transcript", id, "auditor"),
        ("open_page", "/log", "auditor"),
        ("open_page", "/", "auditor"),
    ]


async def test_what_was_refused_was_not_read(auditor: Browser, ledger: Ledger) -> None:
    before = await ledger.read(audit.newest)
    assert (await auditor.get("/operators")).status == 403
    assert (await auditor.get("/conversations/nothing")).status == 404
    assert await ledger.read(audit.newest) == before


async def test_the_trail_is_searched_by_person_action_conversation_and_day(
    auditor: Browser, ledger: Ledger, clock: Clock
) -> None:
    id = await seeding.one_completed(ledger)
    await auditor.text(f"/conversations/{id}")
    page = await auditor.text(f"/audit?about={id}")
    assert page.count("Conversation read") == 2  # once in the list of actions
    assert "auditor" in page
    assert "Deflection log" in page
    for query in ("action=set_role", "about=elsewhere", "from=2026-11-24", "to=2026-11-23"):
        assert "Nothing on the trail fits" in await auditor.text(f"/audit?{query}"), query
    who = (await ledger.read(audit.newest))[0].operator
    assert "Conversation read</div>" in await auditor.text(f"/audit?operator={who}&action=read_transcript")


@pytest.mark.parametrize(
    "query",
    [
        "operator=nobody",
        "action=dance",
        "from=2026-13-01",
        "from=2026-11-02&to=2026-11-01",
        "citizen=Hansen",
        "after=x",
        f"about={'x' * 201}",
    ],
)
async def test_a_bad_search_is_a_page_with_a_sentence(auditor: Browser, query: str) -> None:
    page = await auditor.text(f"/audit?{query}", status=400)
    assert 'role="alert"' in page
    assert "Traceback" not in page


async def test_a_citizen_is_found_by_number_which_stays_nowhere(auditor: Browser, ledger: Ledger) -> None:
    id = await known_citizen(ledger)
    await auditor.text(f"/conversations/{id}")
    answer = await auditor.post("/audit/citizen", identifier=CPR)
    place = answer.headers["Location"]
    assert re.fullmatch(r"/audit\?citizen=[0-9a-f]{32}", place)
    page = await auditor.text(place)
    assert "Conversation read</div>" in page
    assert "Citizen looked up</div>" in page
    entries = await ledger.read(audit.newest)
    assert not any("0101501234" in str(entry) or CPR in str(entry) for entry in entries)


@pytest.mark.parametrize(
    ("identifier", "status"), [("Hansen", 422), ("020250-1234", 404)], ids=["no_number", "unknown"]
)
async def test_who_is_not_known_is_not_found(auditor: Browser, identifier: str, status: int) -> None:
    assert (await auditor.post("/audit/citizen", identifier=identifier)).status == status


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", ("revisor", "Samtale læst", "Kontrol af, om assistenten svarede rigtigt")),
        ("en", ("auditor", "Conversation read", "To check that the assistant answered rightly")),
    ],
)
async def test_the_citizens_copy_says_when_why_and_in_which_role_and_names_nobody(
    auditor: Browser, ledger: Ledger, clock: Clock, language: str, said: tuple[str, ...]
) -> None:
    id = await known_citizen(ledger)
    other = await operator(ledger, "Bodil Kollega", "reviewer", clock)
    await ledger.write(
        lambda tx: audit.write(tx, operator=other, action="read_transcript", object=id, at=clock())
    )
    await auditor.text(f"/conversations/{id}")
    page = await auditor.text(f"/audit/copy?about={id}&language={language}")
    for words in said:
        assert words in page
    main = page[page.index("<main") :]
    assert "Bodil" not in main
    text = (await (await auditor.get(f"/audit/copy.csv?about={id}&language={language}")).read()).decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == 1 + 3 + 1  # two readings, and this and the other copy
    assert "Bodil" not in text
    assert other not in text


async def test_a_copy_is_about_somebody(auditor: Browser) -> None:
    assert (await auditor.get("/audit/copy")).status == 400


async def test_the_houses_own_file_names_colleagues_and_is_itself_on_the_trail(
    auditor: Browser, ledger: Ledger
) -> None:
    id = await seeding.one_completed(ledger)
    await auditor.text(f"/conversations/{id}")
    text = (await (await auditor.get(f"/audit.csv?about={id}")).read()).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert (row["operator"], row["role"], row["action"]) == ("auditor", "auditor", "read_transcript")
    assert (await ledger.read(audit.newest))[0].action == "export_trail"
