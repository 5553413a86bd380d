"""The log is searched by everything: facets, an index for each, the words of transcripts, saved views."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PLACE = ["offered_at", "id"]
FACETS = (
    *("confidence", "model", "device", "age_band", "cannot"),
    *("ending", "outcome", "feedback", "verdict", "reversed_by"),
)
# Signs that one of the databases would take for a part of a word.
SIGNS = r"""!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~"""


def upgrade() -> None:
    op.drop_index("deflection_service_state", "deflection")
    # Only citizens are looked for by it: what has none is found by the order of the log.
    op.drop_index("deflection_subject", "deflection")
    _partial("deflection_subject", "subject IS NOT NULL", "deflection", ["subject", "service", "offered_at"])
    op.create_index("deflection_evidence", "deflection", ["evidence", *PLACE])
    for name in ("replaced", "arm", "doubtful"):
        _partial(f"deflection_{name}", f"{name} IS NOT NULL", "deflection", [name, *PLACE])
    _partial("deflection_not_replaced", "replaced IS NULL", "deflection", PLACE)
    _partial("deflection_doubted", "doubtful IS NOT NULL", "deflection", PLACE)
    _partial("deflection_linked", "subject IS NOT NULL", "deflection", PLACE)
    _partial("deflection_unlinked", "subject IS NULL", "deflection", PLACE)
    _facets()
    if op.get_bind().dialect.name == "sqlite":
        _words_sqlite()
    else:
        _words_postgresql()
    _views()


def _take(text: str, *path: str | int) -> str:
    """What stands in a JSON text at a path of names and places."""
    if op.get_bind().dialect.name == "sqlite":
        steps = (f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
        return f"json_extract({text}, '${''.join(steps)}')"
    return f"(CAST({text} AS json) #>> '{{{','.join(map(str, path))}}}')"


def _partial(name: str, where: str, table: str, columns: list[str]) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _facets() -> None:
    op.create_table(
        "facet",
        sa.Column("deflection", KEY, primary_key=True),
        sa.Column("conversation", KEY),
        sa.Column("offered_at", KEY, nullable=False),
        *(sa.Column(name, KEY) for name in FACETS),
    )
    _fill()
    place = ["offered_at", "deflection"]
    op.create_index("facet_conversation", "facet", ["conversation"])
    for name in FACETS:
        _partial(f"facet_{name}", f"{name} IS NOT NULL", "facet", [name, *place])
    _partial("facet_judged", "verdict IS NOT NULL", "facet", place)
    _partial("facet_unjudged", "verdict IS NULL", "facet", place)


def _fill() -> None:
    """From what is known of every deflection so far; which model understood was not kept."""
    cell = _take("c.counted", 2)
    sure = f"CAST({_take('t.understanding', 'ranking', 0, 'confidence')} AS double precision)"
    cannot = f"CASE WHEN {_take(cell, 4)} IN ('true', '1') THEN 'cannot' END"
    if op.get_bind().dialect.name == "sqlite":
        cannot = f"CASE WHEN {_take(cell, 4)} THEN 'cannot' END"
    op.execute(f"""
        INSERT INTO facet (deflection, conversation, offered_at, confidence, device, age_band, cannot, ending,
                           outcome, feedback, verdict, reversed_by)
        SELECT d.id, d.conversation, d.offered_at,
               CASE WHEN {sure} < 0.5 THEN 'under_50' WHEN {sure} < 0.7 THEN 'under_70'
                    WHEN {sure} < 0.9 THEN 'under_90' WHEN {sure} >= 0.9 THEN 'from_90' END,
               {_take(cell, 2)}, {_take(cell, 3)}, {cannot}, {_take(cell, 0)},
               {_take(cell, 7)}, {_take(cell, 9)},
               (SELECT j.verdict FROM judgement j WHERE j.deflection = d.id ORDER BY j.id DESC LIMIT 1),
               CASE WHEN d.state = 'reversed' THEN
                 (SELECT {_take("e.body", "data", "channel")} FROM event e
                  WHERE e.deflection = d.id AND e.kind = 'reversed' ORDER BY e.at DESC LIMIT 1) END
        FROM deflection d
        LEFT JOIN conversation c ON c.id = d.conversation
        LEFT JOIN turn t ON t.conversation = d.conversation AND t.number = d.turn
    """)  # noqa: S608 - our own names


def _words_sqlite() -> None:
    """The index keeps no text, only where a word stands; a passage is a turn by a number that stays."""
    op.execute(
        "CREATE TABLE turn_passage (id INTEGER PRIMARY KEY,"
        " conversation TEXT NOT NULL, number INTEGER NOT NULL, UNIQUE (conversation, number))"
    )
    op.execute(
        "CREATE VIRTUAL TABLE turn_words USING fts5("
        "text, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(
        "INSERT INTO turn_passage (conversation, number)"
        " SELECT conversation, number FROM turn WHERE text IS NOT NULL ORDER BY received_at"
    )
    op.execute(
        "INSERT INTO turn_words (rowid, text) SELECT p.id, t.text FROM turn_passage p"
        " JOIN turn t ON t.conversation = p.conversation AND t.number = p.number"
    )
    passage = "FROM turn_passage WHERE conversation = {0}.conversation AND number = {0}.number"
    op.execute(f"""
        CREATE TRIGGER turn_words_new AFTER INSERT ON turn WHEN new.text IS NOT NULL BEGIN
          INSERT INTO turn_passage (conversation, number) VALUES (new.conversation, new.number);
          INSERT INTO turn_words (rowid, text) SELECT id, new.text {passage.format("new")};
        END""")  # noqa: S608
    op.execute(f"""
        CREATE TRIGGER turn_words_gone AFTER DELETE ON turn WHEN old.text IS NOT NULL BEGIN
          INSERT INTO turn_words (turn_words, rowid, text)
          SELECT 'delete', id, old.text {passage.format("old")};
          DELETE {passage.format("old")};
        END""")


def _words_postgresql() -> None:
    """A column that the database keeps; signs go, or its parser would read paths and signed numbers.

    A server without a locale makes only English letters small, unless it is told how.
    """
    spaces = " " * len(SIGNS.replace("''", "'"))
    known = op.get_bind().execute(sa.text("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'")).first()
    collation = ' COLLATE "und-x-icu"' if known else ""
    op.execute(
        "ALTER TABLE turn ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple',"
        f" translate(lower(coalesce(text, ''){collation}), '{SIGNS}', '{spaces}'))) STORED"
    )
    op.execute("CREATE INDEX turn_words ON turn USING gin (words)")


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("operator", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("changed_at", KEY, nullable=False),
        sa.UniqueConstraint("operator", "name_key", name="saved_view_name"),
    )
