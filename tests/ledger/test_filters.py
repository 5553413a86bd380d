"""Every filter has an index that gives its rows in order; several together cost no more than a bound."""

import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import Connection, Select, text

from bot.deflection.counts import Left
from bot.deflection.review import Verdict
from bot.ledger import Ledger, Transaction, browsing, conversations, endings, facets, reviews
from bot.ledger.browsing import Walk
from bot.ledger.conversations import Word
from bot.ledger.filters import ANY, COLUMNS, NONE, Condition, LogFilter
from bot.ledger.reviews import Judgement
from bot.ledger.tables import FACETS
from tests.ledger.follow_up import deflected, wrote
from tests.ledger.helpers import NOON, answered, asked, begun, bind, later, offer, offered

# What the console offers beside plain values (bot/console/choices.py).
SPECIAL = [
    ("replaced", NONE), ("citizen", ANY), ("citizen", NONE), ("verdict", ANY), ("verdict", NONE),
    ("doubtful", ANY),
]  # fmt: skip
ALONE = [Condition(name, "x") for name in COLUMNS if name != "citizen"] + [
    Condition(name, value) for name, value in SPECIAL
]
PLACE = (NOON, "d1")


def plan(conn: Connection, query: Select[Any]) -> list[str]:
    """How the database would go about it, were the table large."""
    said = str(query.compile(conn, compile_kwargs={"literal_binds": True}))
    if conn.dialect.name == "sqlite":
        return [row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}")]
    for way in ("seqscan", "bitmapscan", "sort"):
        conn.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    return [row[0] for row in conn.exec_driver_sql(f"EXPLAIN (COSTS OFF) {said}")]


def by_index_in_order(steps: Iterable[str]) -> bool:
    """One index, entered at a place, and nothing to be sorted."""
    said = "\n".join(steps)
    inside = "SEARCH " in said or "Index Cond" in said
    return inside and not any(word in said for word in ("TEMP B-TREE", "Sort", "Seq Scan", "Filter:"))


def many(connection: Connection) -> None:
    """Facts enough that a plan is worth choosing: of each column one in fifty is x."""
    numbers = "WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 4999)"
    at = "'2026-11-2' || n % 10 || 'T12:00:00.000000Z'"
    x = "CASE WHEN n % 50 = 0 THEN 'x' ELSE 'y' END"
    seldom = "CASE n % 50 WHEN 0 THEN 'x' WHEN 1 THEN 'y' END"
    own = (
        "INSERT INTO deflection (id, service, state, evidence, language, replaced, arm, doubtful, subject,"
        f" step, offered_at, changed_at, window_days, assessable, repeated) {numbers}"
        f" SELECT 'd' || n, {x}, {x}, {x}, {x}, CASE WHEN n % 2 = 0 THEN {x} END, {seldom}, {seldom},"
        f" CASE WHEN n % 2 = 0 THEN 's' || n END, 1, {at}, {at}, 14, n < 0, n < 0 FROM number"
    )
    others = (
        f"INSERT INTO facet (deflection, offered_at, {', '.join(FACETS)}) {numbers}"
        f" SELECT 'd' || n, {at}, {', '.join([x] * 7)}, {', '.join([seldom] * 3)} FROM number"
    )
    for statement in (own, others):
        connection.execute(text(statement))
    connection.execute(text("ANALYZE"))


async def test_a_filter_alone_is_served_by_an_index_that_gives_the_order(ledger: Ledger) -> None:
    await ledger.write(lambda tx: many(tx.connection))

    def look(conn: Connection) -> None:
        for alone, newest_first in itertools.product(ALONE, (True, False)):
            filter = LogFilter(fields={alone.name: alone.value}, from_=NOON, to=later(days=9))
            walk = Walk(filter=filter, leading=alone, listed=False, newest_first=newest_first)
            steps = plan(conn, browsing.scanned(conn, walk, PLACE, 51))
            assert by_index_in_order(steps), (alone, steps)

    assert {one.name for one in ALONE} == set(COLUMNS)
    await ledger.read(look)


async def test_days_alone_are_served_by_the_order_itself(ledger: Ledger) -> None:
    await ledger.write(lambda tx: many(tx.connection))
    walk = Walk(filter=LogFilter(from_=NOON, to=later(days=9)), leading=None, listed=False)
    steps = await ledger.read(lambda conn: plan(conn, browsing.scanned(conn, walk, PLACE, 51)))
    assert by_index_in_order(steps), steps


async def test_a_filter_without_an_index_is_seen(ledger: Ledger) -> None:
    walk = Walk(filter=LogFilter(), leading=Condition("basis", "stated"), listed=False)
    with pytest.raises(KeyError):
        await ledger.read(lambda conn: plan(conn, browsing.scanned(conn, walk, PLACE, 51)))


PAIRS = list(itertools.combinations(ALONE, 2))


async def test_of_a_pair_one_leads_and_the_other_is_looked_at_row_by_row_within_the_bound(
    ledger: Ledger,
) -> None:
    """The leading index is scanned for at most so many rows; each is then found by its key."""
    await ledger.write(lambda tx: many(tx.connection))

    def look(conn: Connection) -> None:
        for one, other in PAIRS:
            if one.name == other.name:
                continue
            filter = LogFilter(fields={one.name: one.value, other.name: other.value})
            walk = Walk(filter=filter, leading=one, listed=False)
            inner = browsing.scanned(conn, walk, PLACE, browsing.SCANNED)
            assert by_index_in_order(plan(conn, inner)), (one, other)
            whole = browsing.looked_at(walk, inner.subquery("scanned"))
            steps = "\n".join(plan(conn, whole))
            assert "SCAN deflection" not in steps, steps
            assert "SCAN facet" not in steps, steps
            assert "Seq Scan" not in steps, steps
            assert f"LIMIT {browsing.SCANNED}" in str(inner.compile(compile_kwargs={"literal_binds": True}))

    assert len(PAIRS) > 250
    await ledger.read(look)


async def test_more_than_a_page_may_look_at_is_gone_on_with(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of sixty one fits, the oldest: found on the fifth page, and each before says how far it looked."""
    monkeypatch.setattr(browsing, "STEPS", (2, 4, 8))
    monkeypatch.setattr(browsing, "SCANNED", 14)

    def fill(tx: Transaction) -> None:
        for number in range(60):
            at, language = later(number), "en" if number == 0 else "da"
            offered(tx, f"c{number}", f"d{number:02}", at=at, language=language)

    await ledger.write(fill)
    filter = LogFilter(fields={"language": "en", "state": "offered"})
    # Both lead alike; the state is taken, which all have.
    monkeypatch.setattr(browsing, "led_by", lambda *_: Condition("state", "offered"))
    after, pages = None, []
    while True:
        page = await ledger.read(bind(browsing.log, filter, after, 10))
        pages.append(page)
        if (after := page.next) is None:
            break
    assert [len(page.rows) for page in pages] == [0, 0, 0, 0, 1]
    assert [page.looked_to is not None for page in pages] == [True, True, True, True, False]
    counted = await ledger.read(lambda conn: browsing.counts(conn, filter))
    assert not counted.whole


async def test_the_filter_with_the_fewest_rows_leads(ledger: Ledger) -> None:
    def fill(tx: Transaction) -> None:
        for number in range(20):
            offered(tx, f"c{number}", f"d{number}", at=later(number), language="en" if number < 3 else "da")

    await ledger.write(fill)
    filter = LogFilter(fields={"state": "offered", "language": "en", "ending": "open"})
    led = await ledger.read(lambda conn: browsing.led_by(conn, filter))
    assert led == Condition("language", "en")
    assert len((await ledger.read(lambda conn: browsing.log(conn, filter))).rows) == 3


async def found(ledger: Ledger, **fields: str) -> list[str]:
    page = await ledger.read(lambda conn: browsing.log(conn, LogFilter(fields=fields)))
    return [row.id for row in page.rows]


async def test_several_services_of_an_area_are_one_filter_in_order(ledger: Ledger) -> None:
    def fill(tx: Transaction) -> None:
        for number in range(9):
            offered(tx, f"c{number}", f"d{number}", at=later(number), service="abc"[number % 3])

    await ledger.write(fill)
    filter = LogFilter(fields={"service": ("a", "c"), "state": "offered"})
    rows = (await ledger.read(lambda conn: browsing.log(conn, filter))).rows
    assert [row.id for row in rows] == ["d8", "d6", "d5", "d3", "d2", "d0"]


@pytest.mark.parametrize(
    ("sure", "band"),
    [(0.0, "under_50"), (0.49, "under_50"), (0.5, "under_70"), (0.7, "under_90"), (0.9, "from_90")],
)
def test_confidence_falls_in_one_band(sure: float, band: str) -> None:
    assert facets.confidence({"ranking": [{"service": "a", "confidence": sure}]}) == band


@pytest.mark.parametrize("nothing", [None, {}, {"ranking": []}, {"ranking": [{"service": "a"}]}])
def test_without_a_ranking_there_is_no_confidence(nothing: dict[str, Any] | None) -> None:
    assert facets.confidence(nothing) is None


async def test_what_was_understood_and_by_which_model_is_found(ledger: Ledger) -> None:
    def work(tx: Transaction) -> None:
        begun(tx, "c1")
        turn = asked(tx, "c1")
        told = {"ranking": [{"service": "passport_renew", "confidence": 0.62}], "model": "0123456789abcdef"}
        answer = conversations.Answer(
            kind="card",
            services=["passport_renew"],
            replies=[],
            state={},
            understanding=told,
            source="engine",
        )
        assert conversations.answer(tx, "c1", turn.turn, turn.fence, answer, [offer("d1")], NOON)

    await ledger.write(work)
    assert await found(ledger, confidence="under_70", model="0123456789ab") == ["d1"]
    assert await found(ledger, confidence="under_90") == []
    assert await ledger.read(lambda conn: facets.known(conn, "model")) == ["0123456789ab"]


async def test_how_the_conversation_stands_follows_it(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    assert await found(ledger, ending="open", outcome="waiting") == ["d1"]
    await ledger.write(lambda tx: conversations.feedback(tx, "c1", Word(left=Left.PERSON), later(60)))
    assert await found(ledger, feedback="person") == ["d1"]
    await ledger.write(endings.close_silent)
    assert await found(ledger, ending="human", outcome="success") == ["d1"]
    assert await found(ledger, ending="open") == []


async def test_a_second_form_of_a_conversation_has_its_word_too(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    await ledger.write(lambda tx: conversations.feedback(tx, "c1", Word(left=Left.GAVE_UP), later(60)))

    def again(tx: Transaction) -> None:
        turn = asked(tx, "c1", "m2")
        made = offer("d2", "bulky_waste")
        assert conversations.answer(
            tx, "c1", turn.turn, turn.fence, answered(service="bulky_waste"), [made], later(90)
        )

    await ledger.write(again)
    assert await found(ledger, feedback="gave_up") == ["d2", "d1"]


async def test_what_was_judged_is_found_by_the_last_word(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    assert await found(ledger, verdict=NONE) == ["d1"]
    for verdict in (Verdict.RIGHT, Verdict.WRONG_SERVICE):
        said = Judgement(deflection="d1", operator="o1", verdict=verdict, note=None, at=NOON)
        await ledger.write(bind(reviews.judge, said))
    assert await found(ledger, verdict=ANY) == await found(ledger, verdict="wrong_service") == ["d1"]
    assert await found(ledger, verdict=NONE) == await found(ledger, verdict="right") == []


async def test_what_reversed_it_is_found(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=40, completed=39, citizen="anna"))
    await ledger.write(bind(wrote, "m1", days=38, citizen="anna"))
    rows = (await ledger.read(lambda conn: browsing.log(conn, LogFilter()))).rows
    assert rows[0].state == "reversed"
    channels = await ledger.read(lambda conn: facets.known(conn, "reversed_by"))
    assert len(channels) == 1
    assert await found(ledger, reversed_by=channels[0], citizen=ANY) == [rows[0].id]
