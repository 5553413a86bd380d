"""One deflection within its filter: what is shown to whom, next and previous, judging from there."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from bot.ledger import Ledger
from bot.ledger.operators import audit
from tests.console import seeding
from tests.console.conftest import Browser, Clock, signed_in
from tests.console.seeding import NOON, understanding


@pytest.fixture
async def reviewer(ledger: Ledger, clock: Clock, browser: Browser) -> Browser:
    return await signed_in(ledger, clock, browser, "reviewer")


@pytest.fixture
async def finance(ledger: Ledger, clock: Clock, browser: Browser) -> Browser:
    return await signed_in(ledger, clock, browser, "finance")


async def three(ledger: Ledger) -> None:
    """Of one service, a minute apart; the middle one in English."""
    for number, language in enumerate(("da", "en", "da")):
        at = NOON + timedelta(minutes=number)
        await seeding.offers(ledger, 1, service="passport_renew", at=at, language=language)


def link(page: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else None


def first(page: str) -> str:
    """The address of the first row of the log."""
    found = re.search(r'href="(/log/[^"?]+[^"]*)"><time|href="(/log/[^"]+)">\s*<time', page)
    assert found
    return (found[1] or found[2]).replace("&amp;", "&")


async def test_next_and_previous_stay_within_the_filter(reviewer: Browser, ledger: Ledger) -> None:
    await three(ledger)
    newest = await reviewer.text(first(await reviewer.text("/log?language=da&service=passport_renew")))
    assert link(newest, "prev") is None
    below = link(newest, "next")
    assert below is not None
    assert below.endswith("?service=passport_renew&language=da")
    oldest = await reviewer.text(below)
    assert "T1200" in below
    assert link(oldest, "next") is None
    assert link(oldest, "prev") == first(await reviewer.text("/log?language=da&service=passport_renew"))


async def test_the_other_way_round_next_is_newer(reviewer: Browser, ledger: Ledger) -> None:
    await three(ledger)
    page = await reviewer.text(first(await reviewer.text("/log?order=oldest")))
    assert "T1201" in (link(page, "next") or "")


async def test_it_shows_words_understanding_evidence_money_and_history(
    reviewer: Browser, ledger: Ledger
) -> None:
    id = await seeding.one_completed(ledger)
    page = await reviewer.text(f"/log/{id}-1")
    for said in (
        "Jeg har tabt mit gule kort", "health_card_eu", "93%", "after 1.00 s", "14 days, to",
        "only verified ones are priced", "none on its day", "Link followed",
        "receipt from the form engine", "Take this deflection back",
    ):  # fmt: skip
        assert said in page, said


async def test_the_model_and_the_price_are_shown(reviewer: Browser, ledger: Ledger) -> None:
    def work(tx: seeding.Transaction) -> None:
        seeding.begin(tx, "talk", NOON)
        understood = {**understanding(("passport_renew", 0.4)), "model": "ab" * 32}
        seeding.say(tx, "talk", "pas", NOON, offer="passport_renew", understood=understood)

    await ledger.write(work)
    page = await reviewer.text("/log/talk-1?confidence=under_50&model=abababababab")
    assert "by model <code>abababababab</code>" in page


async def test_a_role_without_transcripts_sees_all_but_the_words(finance: Browser, ledger: Ledger) -> None:
    id = await seeding.one_completed(ledger)
    page = await finance.text(f"/log/{id}-1")
    assert "Jeg har tabt" not in page
    assert "Your role reads no conversation" in page
    assert "receipt from the form engine" in page
    assert "/overturn" not in page


async def test_judging_leads_to_the_next_of_the_filter(reviewer: Browser, ledger: Ledger) -> None:
    await three(ledger)
    here = first(await reviewer.text("/log?language=da"))
    page = await reviewer.text(here)
    back = re.search(r'name="back" value="([^"]+)"', page)
    assert back
    id = here.removeprefix("/log/").partition("?")[0]
    answer = await reviewer.post(
        f"/review/{id}", verdict="right", note="", back=back[1].replace("&amp;", "&")
    )
    assert answer.status == 303
    assert answer.headers["Location"] == link(page, "next")
    assert "1</dd>" in await reviewer.text("/log?verdict=right")


async def test_overturning_comes_back_to_the_page(reviewer: Browser, ledger: Ledger) -> None:
    id = f"{await seeding.one_completed(ledger)}-1"
    answer = await reviewer.post(f"/review/{id}/overturn", reason="A test of ours", back=f"/log/{id}")
    assert answer.headers["Location"] == f"/log/{id}"
    page = await reviewer.text(f"/log/{id}")
    assert "Overturned" in page
    assert "/overturn" not in page


async def test_nobody_is_led_away_from_the_console(reviewer: Browser, ledger: Ledger) -> None:
    id = f"{await seeding.one_completed(ledger)}-1"
    answer = await reviewer.post(f"/review/{id}", verdict="right", note="", back="//evil.example/")
    assert answer.headers["Location"] == "/"


async def test_reading_the_words_is_on_the_trail(reviewer: Browser, ledger: Ledger) -> None:
    id = await seeding.one_completed(ledger)
    await reviewer.text(f"/log/{id}-1")
    entries = await ledger.read(lambda conn: audit.newest(conn, object=id))
    assert [entry.action for entry in entries] == ["read_transcript"]


@pytest.mark.parametrize("path", ["/log/nothing", "/log/%00", "/log/x?state=nonsense", "/log/x?from=1"])
async def test_what_is_not_there_is_said(path: str, reviewer: Browser) -> None:
    assert (await reviewer.get(path)).status in (400, 404)


async def test_words_are_found_marked_and_the_reading_is_noted(reviewer: Browser, ledger: Ledger) -> None:
    id = await seeding.one_completed(ledger)
    page = await reviewer.text(f"/log?{urlencode({'words': 'gule kort'})}")
    assert "Jeg har tabt mit <mark>gule</mark> <mark>kort</mark>" in page
    entries = await ledger.read(lambda conn: audit.newest(conn))
    assert ("read_hit", id) in {(entry.action, entry.object) for entry in entries}
    detail = await reviewer.text(first(page))
    assert "<mark>gule</mark>" in detail


async def test_hostile_words_are_text_on_the_page_too(reviewer: Browser, ledger: Ledger) -> None:
    def work(tx: seeding.Transaction) -> None:
        seeding.begin(tx, "talk", NOON)
        seeding.say(tx, "talk", "<script>alert(1)</script> \u202e pas", NOON, offer="passport_renew")

    await ledger.write(work)
    page = await reviewer.text("/log?words=script+pas")
    assert "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;" in page
    assert "\u202e" not in page


@pytest.mark.parametrize("words", ["*", "%", '"', "a" * 201])
async def test_words_that_are_none_are_a_page_with_a_sentence(words: str, reviewer: Browser) -> None:
    assert "earch for" in await reviewer.text(f"/log?{urlencode({'words': words})}", status=400)


async def test_personal_data_is_not_searched_for_and_not_noted(reviewer: Browser, ledger: Ledger) -> None:
    page = await reviewer.text(f"/log?{urlencode({'words': '010150-5111'})}", status=400)
    assert "Personal data is masked" in page
    assert "010150" not in page
    entries = await ledger.read(lambda conn: audit.newest(conn))
    assert "010150" not in str(entries)


@pytest.mark.parametrize("path", ["/log?words=gule", "/log/x?words=gule", "/log.csv?words=gule"])
async def test_who_reads_no_words_cannot_ask_whether_they_stand_there(path: str, finance: Browser) -> None:
    assert (await finance.get(path)).status == 400
