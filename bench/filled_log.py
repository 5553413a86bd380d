"""Fills in, beside the facts of `filled`, what the console's log shows: conversations, words and facets."""

from typing import Final

from sqlalchemy import text

from bench.filled import DIALECTS, said
from bot.ledger import Transaction

MODEL: Final = "0123456789ab"
# One word in a hundred thousand messages, some in a few hundred, most in all of them.
TEXT: Final = """'Hej, jeg har tabt mit kort og skal bruge et nyt ord' || (n % 5000)
 || CASE n % 100000 WHEN 7 THEN ' sjælden' ELSE ' snart' END"""
CONFIDENCE: Final = "CASE n % 10 WHEN 0 THEN 'under_50' WHEN 1 THEN 'under_70' ELSE 'from_90' END"
ENDING: Final = "CASE WHEN n % 10 < 2 OR n % 10 >= 5 THEN 'form_evidenced' ELSE 'assumed' END"
OUTCOME: Final = "CASE WHEN n % 10 < 2 OR n % 10 >= 5 THEN 'success' ELSE 'left_behind' END"
DEVICE: Final = "CASE n % 3 WHEN 0 THEN 'phone' ELSE 'computer' END"
AGE: Final = "CASE n % 5 WHEN 0 THEN '75+' WHEN 1 THEN '18-29' ELSE '30-44' END"
SHARE: Final = "CASE n % 10 WHEN 0 THEN '0.31' WHEN 1 THEN '0.62' ELSE '0.95' END"

CONVERSATIONS: Final = """
INSERT INTO conversation (id, token_hash, language, state, started_at, next_turn, fence, seen_at, device,
 age_band, outcome, service, ended_at, settled)
 {numbers}
 SELECT {id}, '', {language}, '{{{{}}}}', {noon}, 2, 1, {noon}, {device}, {age}, {ending},
 name, {noon}, n >= 0
 FROM number JOIN service ON place = n / 5 % {services}"""
TURNS: Final = """
INSERT INTO turn (conversation, number, client_id, text, language, received_at, answered_at, kind, services,
 replies, understanding, source)
 {numbers}
 SELECT {id}, 1, 'bench', {text}, {language}, {noon}, {noon}, 'card', '["' || name || '"]', '[]',
 '{{{{"intent":"service/' || name || '","confidence":' || {share} || ',"ranking":[{{{{"service":"' || name
 || '","confidence":' || {share} || '}}}}],"signals":[],"model":"{model}"}}}}', 'engine'
 FROM number JOIN service ON place = n / 5 % {services}"""
FACETS: Final = """
INSERT INTO facet (deflection, conversation, offered_at, confidence, model, device, age_band, cannot, ending,
 outcome, feedback, verdict, reversed_by)
 {numbers}
 SELECT {id}, {id}, {noon}, {confidence}, '{model}', {device}, {age},
 CASE n % 400 WHEN 0 THEN 'cannot' END, {ending}, {outcome}, CASE n % 50 WHEN 0 THEN 'gave_up' END,
 CASE n % 200 WHEN 0 THEN 'right' END, CASE n % 10 WHEN 0 THEN 'letter' END
 FROM number JOIN service ON place = n / 5 % {services}"""
CELL: Final = """'["' || ending || '","' || language || '","' || device || '","' || age_band
 || '",false,true,null,"' || {outcome} || '",null,null]'"""
SUMS: Final = """
INSERT INTO rollup (topic, grain, start, service, cell, "count", seconds, timed)
 SELECT '{topic}', '{grain}', {start}, {service}, {cell}, count(*), 0, 0
 FROM conversation GROUP BY 3, 4, 5"""
TRAIL: Final = """
INSERT INTO audit (at, operator, role, action, object)
 {numbers}
 SELECT {noon}, 'bench', 'reviewer', 'read_transcript', {id}
 FROM number JOIN service ON place = n / 5 % {services}"""


def fill(tx: Transaction, services: list[str], count: int) -> None:
    """One conversation of one message for each deflection, and one line of the trail."""
    connection = tx.connection
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    words = said(DIALECTS[connection.dialect.name], services)
    more = {"text": TEXT, "share": SHARE, "model": MODEL, "confidence": CONFIDENCE}
    theirs = {"ending": ENDING, "outcome": OUTCOME, "device": DEVICE, "age": AGE}
    for statement in (CONVERSATIONS, TURNS, FACETS, TRAIL):
        made = statement.format(**words, **more, **theirs).replace("{{", "{").replace("}}", "}")
        connection.exec_driver_sql(*_of_driver(connection.dialect.name, made, count))
    _sum(tx)


def _of_driver(database: str, statement: str, count: int) -> tuple[str, tuple[int]]:
    """A colon in a JSON text is no parameter to the driver itself."""
    if database == "sqlite":
        return statement.replace(":count", "?"), (count,)
    return statement.replace("%", "%%").replace(":count", "%s"), (count,)


def _sum(tx: Transaction) -> None:
    evident = "CASE WHEN outcome = 'form_evidenced' THEN 'success' ELSE 'left_behind' END"
    cell = CELL.replace("ending", "outcome").format(outcome=evident)
    for topic, service, of in (("conversation", "service", cell), ("opening", "''", "'[]'")):
        for grain, start in (
            ("day", "substr(started_at, 1, 10)"),
            ("month", "substr(started_at, 1, 7) || '-01'"),
        ):
            made = SUMS.format(topic=topic, grain=grain, start=start, service=service, cell=of)
            tx.execute(text(made.replace(":", "\\:")))
