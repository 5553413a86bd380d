"""Citizens' words are found, on both databases alike, as long as they may be kept and not a day longer."""

import itertools
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.ledger import Ledger, Transaction, browsing, conversations, retention, schema, words
from bot.ledger.databases import database
from bot.ledger.filters import LogFilter
from bot.ledger.words import NoWords, parse
from bot.ledger.words import Term as T
from tests.ledger.helpers import NOON, answered, asked, begun, bind, later, offer, offered

SAID = {
    "a": "Jeg har tabt mit gule sundhedskort i Åen, hvad gør jeg?",
    "b": "I lost my yellow card; is it 70-80 kr? See borger.dk/kort",
    "c": "Hvor er mit sundhedskort? Øv! C# 100 % NEAR(a b) OR d AND",
    "d": "kortet gult",
}


def say(tx: Transaction, name: str, said: str, minutes: int = 0) -> None:
    at = later(minutes=minutes)
    begun(tx, f"c-{name}", at=at)
    turn = asked(tx, f"c-{name}", text=said)
    made = offer(f"d-{name}")
    assert conversations.answer(
        tx, f"c-{name}", turn.turn, turn.fence, answered(service=made.service), [made], at
    )


async def filled(ledger: Ledger) -> None:
    def fill(tx: Transaction) -> None:
        for number, (name, said) in enumerate(SAID.items()):
            say(tx, name, said, number)

    await ledger.write(fill)


async def found(ledger: Ledger, given: str) -> str:
    """The names of what is found, newest first."""
    filter = LogFilter(words=parse(given))
    page = await ledger.read(lambda conn: browsing.log(conn, filter))
    counts = await ledger.read(lambda conn: browsing.counts(conn, filter))
    assert sum(counts.by_state.values()) == len(page.rows)
    return "".join(row.id.removeprefix("d-") for row in page.rows)


SEARCHES = [
    ("sundhedskort", "ca"), ("SUNDHEDSKORT", "ca"), ("åen", "a"), ("øv", "c"), ("aen", ""),
    ("gule sundhedskort", "a"), ("sundhedskort gule", "a"), ('"sundhedskort gule"', ""),
    ('"gule sundhedskort"', "a"), ("kort", "b"), ("kort*", "db"), ("sundheds*", "ca"),
    ('"mit gule" tabt', "a"),
    ("70", "b"), ("80", "b"), ("borger.dk", "b"), ("100 %", "c"), ("c#", "c"), ("near(a b)", "c"),
    ("or d", "c"), ("AND", "c"), ("NOT gule", ""), ("nothing here", ""), ("i", "ba"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "names"), SEARCHES, ids=[given for given, _ in SEARCHES])
async def test_all_words_in_one_message_are_found_newest_first(
    given: str, names: str, ledger: Ledger
) -> None:
    await filled(ledger)
    assert await found(ledger, given) == names


@pytest.mark.parametrize(("given", "names"), SEARCHES, ids=[given for given, _ in SEARCHES])
async def test_words_that_too_many_have_are_found_by_reading_rows(
    given: str, names: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "COMMON", -1)
    await filled(ledger)
    assert await found(ledger, given) == names


HOSTILE = [
    *("' OR 1=1 --", '"gult', "text:kort", "^kort", "a NEAR/2 b", "{a b}: c", "kort -gult", "!gult"),
    *("gult | kort", "gult <-> kort", "gult:*A", ":a", "é" * 200, "%s %d", "æ ø å", "日本語", "gult & !"),
    *("a\u0301", "'gult' 'kort'", "1e5 0x1F 2nd", "a\u200db"),
]


@pytest.mark.parametrize("given", HOSTILE, ids=ascii)
async def test_no_sign_means_anything_to_the_database(given: str, ledger: Ledger) -> None:
    await filled(ledger)
    await found(ledger, given)


NOTHING = ["", "  ", '"', '""', "*", "%", '"" ""', "_", "(", ")", "\\", "$$", "😀", "a" * 201, "a " * 11]


@pytest.mark.parametrize("given", NOTHING, ids=ascii)
def test_nothing_to_search_for_is_said(given: str) -> None:
    with pytest.raises(NoWords, match=r"\.$"):
        parse(given)


def test_what_is_typed_is_taken_apart_into_words() -> None:
    assert parse('Gult "to ord" pas* x-y').terms == (
        T(("gult",)), T(("to", "ord")), T(("pas",), begun=True), T(("x", "y")),
    )  # fmt: skip


async def test_words_combine_with_every_other_filter(ledger: Ledger) -> None:
    await filled(ledger)
    for fields, count in (({"state": "offered"}, 2), ({"language": "en"}, 0), ({"ending": "open"}, 2)):
        filter = LogFilter(fields=fields, words=parse("sundhedskort"))
        assert len((await ledger.read(bind(browsing.log, filter))).rows) == count


async def test_pages_of_a_search_hold_each_row_once(ledger: Ledger) -> None:
    await ledger.write(lambda tx: [say(tx, f"{n:02}", "mit pas", n // 3) for n in range(20)])
    filter, seen, after = LogFilter(words=parse("pas")), [], None
    for _ in itertools.repeat(None):
        page = await ledger.read(bind(browsing.log, filter, after, 3))
        seen += [row.id for row in page.rows]
        if (after := page.next) is None:
            break
    assert seen == [f"d-{n:02}" for n in reversed(range(20))]


async def test_an_erased_conversation_is_found_no_more(ledger: Ledger) -> None:
    await filled(ledger)
    await ledger.write(lambda tx: conversations.erase(tx, "c-a", later(99)))
    assert await found(ledger, "sundhedskort") == "c"
    assert await found(ledger, "tabt") == ""


async def test_what_retention_deletes_is_found_no_more(ledger: Ledger) -> None:
    await filled(ledger)
    old = text("UPDATE turn SET received_at = :at WHERE conversation = 'c-a'")
    long_ago = (NOON - timedelta(days=4000)).isoformat()
    await ledger.write(lambda tx: tx.execute(old, {"at": long_ago}) and None)
    assert await ledger.write(lambda tx: retention.forget_words(tx, 3650)) == 1
    assert await found(ledger, "tabt") == ""
    assert await found(ledger, "sundhedskort") == "c"


async def test_a_message_that_is_taken_back_is_not_in_the_index(ledger: Ledger) -> None:
    def fails(tx: Transaction) -> None:
        say(tx, "x", "kvalme")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ledger.write(fails)
    assert await found(ledger, "kvalme") == ""


async def test_nothing_of_erased_words_is_left_in_the_file(sqlite_ledger: Ledger, sqlite_url: str) -> None:
    """FTS5 only marks what is deleted: the job merges its pages, and SQLite overwrites what it frees."""
    ledger, path = sqlite_ledger, Path(sqlite_url.removeprefix("sqlite:///"))

    def bytes_of_it() -> bytes:
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob("genvej.db*")))

    for number in range(60):
        await ledger.write(bind(say, f"{number}", f"noget om kanariefugl{number} og mere", number))
    await ledger.write(bind(say, "secret", "zyxwvutsnavn boede her", 99))
    assert b"zyxwvutsnavn" in bytes_of_it()
    await ledger.write(lambda tx: conversations.erase(tx, "c-secret", later(minutes=99)))
    while await ledger.write(words.settle):
        pass
    assert b"zyxwvutsnavn" not in bytes_of_it()
    assert len(await found(ledger, "kanariefugl7")) > 0
    assert await ledger.write(words.settle) == 0


async def test_the_migration_indexes_what_was_said_before_it(empty_url: str) -> None:
    kind = database(empty_url)
    engine = kind.writer()
    with engine.connect() as connection:
        with connection.begin():
            schema._upgrade(connection, None, "0009")
            _as_before(connection)
        schema.migrate(connection, kind)
        with connection.begin():
            rows = connection.exec_driver_sql(
                "SELECT deflection, confidence, device, cannot, ending, outcome, feedback, verdict,"
                " reversed_by FROM facet ORDER BY deflection"
            ).all()
            hits = connection.execute(words.conversations(connection, parse("gule kort"))).scalars().all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [
        ("d1", "under_90", "phone", "cannot", "assumed", "left_behind", "gave_up", "both_wrong", "letter"),
        ("d2", None, None, None, None, None, None, None, None),
    ]
    assert list(hits) == ["c1"]


def _as_before(connection: Connection) -> None:
    cell = json.dumps(["assumed", "da", "phone", None, True, True, None, "left_behind", None, "gave_up"])
    ranking = {"ranking": [{"service": "ehic", "confidence": 0.75}]}
    values = {
        "counted": json.dumps(["2026-11-23", "ehic", cell]),
        "understood": json.dumps(ranking),
        "body": json.dumps({"data": {"channel": "letter"}}),
        "no": False,
    }
    for statement in (
        "INSERT INTO conversation (id, token_hash, language, state, started_at, next_turn, fence, counted)"
        " VALUES ('c1', '', 'da', '', '2026', 2, 0, :counted)",
        "INSERT INTO turn (conversation, number, client_id, text, language, received_at, understanding)"
        " VALUES ('c1', 1, 'm', 'mit gule kort', 'da', '2026', :understood)",
        *(
            "INSERT INTO deflection (id, conversation, turn, service, language, state, evidence, step,"
            f" offered_at, changed_at, window_days, assessable, repeated) VALUES ({talk}, 'ehic', 'da',"
            " 'reversed', 'contact', 2, '2026', '2026', 14, :no, :no)"
            for talk in ("'d1', 'c1', 1", "'d2', NULL, NULL")
        ),
        "INSERT INTO judgement (deflection, operator, verdict, at)"
        " VALUES ('d1', 'o', 'right', '2026'), ('d1', 'o', 'both_wrong', '2026')",
        "INSERT INTO event (writer, seq, prev, hash, body, kind, at, deflection)"
        " VALUES ('w', 1, 'p', 'h', :body, 'reversed', '2026', 'd1')",
    ):
        connection.execute(text(statement), values)


async def test_offers_of_other_conversations_stay_out(ledger: Ledger) -> None:
    await filled(ledger)
    await ledger.write(lambda tx: offered(tx, "other", "d-other"))
    assert await found(ledger, "tabt") == "a"
