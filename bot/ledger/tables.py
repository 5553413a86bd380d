"""Every table of the house, the same on SQLite and PostgreSQL."""

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from bot.ledger import times

HEAD: Final = "0012"  # the migration that these tables belong to

# Bytewise order on both databases: SQLite compares so anyway, PostgreSQL by locale unless told.
KEY: Final = Text().with_variant(Text(collation="C"), "postgresql")


class Instant(TypeDecorator[datetime]):
    """An aware time, kept as UTC text with microseconds."""

    impl = KEY
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else times.to_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else times.from_text(value)


class Json(TypeDecorator[Any]):
    """A JSON value, kept as the text that we wrote."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, allow_nan=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Words(TypeDecorator[str]):
    """People's text; what only one of the databases could keep is refused on both."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise ValueError("Text with a null character or half a surrogate pair cannot be stored.")
        return value


metadata: Final = MetaData()


def partial(name: str, where: str, *columns: str) -> Index:
    """An index of those rows alone of which `where` is true."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


event: Final = Table(
    "event",
    metadata,
    Column("writer", KEY, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("prev", KEY, nullable=False),
    Column("hash", KEY, nullable=False),
    Column("body", Text, nullable=False),  # the canonical bytes that were hashed
    Column("kind", KEY, nullable=False),
    Column("at", KEY, nullable=False),
    Column("deflection", KEY),
    Column("conversation", KEY),
    PrimaryKeyConstraint("writer", "seq", name="event_place"),
    UniqueConstraint("writer", "prev", name="event_one_follower"),
    Index("event_deflection", "deflection"),
    Index("event_conversation", "conversation"),
    # A few hundred among millions.
    Index("event_bank", "kind", sqlite_where=text("kind = 'bank'"), postgresql_where=text("kind = 'bank'")),
)

# The order of the log, which each of its indexes gives too.
PLACE: Final = ("offered_at", "id")
KNOWN: Final = ("replaced", "arm", "doubtful")

deflection: Final = Table(
    "deflection",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("conversation", KEY),
    Column("turn", Integer),
    Column("service", KEY, nullable=False),
    Column("language", KEY, nullable=False),
    Column("subject", KEY),
    Column("state", KEY, nullable=False),
    Column("evidence", KEY, nullable=False),
    Column("step", Integer, nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("opened_at", Instant),
    Column("completed_at", Instant),
    Column("changed_at", Instant, nullable=False),
    Column("window_days", Integer, nullable=False),
    Column("due_at", Instant),
    Column("replaced", KEY),
    Column("basis", KEY),
    Column("price", KEY),
    Column("assessable", Boolean, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("doubtful", KEY),
    Column("arm", KEY),
    Index("deflection_due", "due_at", "id"),
    partial("deflection_subject", "subject IS NOT NULL", "subject", "service", "offered_at"),
    Index("deflection_offered", "offered_at", "id"),
    Index("deflection_service", "service", "offered_at", "id"),
    Index("deflection_state", "state", "offered_at", "id"),
    Index("deflection_language", "language", "offered_at", "id"),
    Index("deflection_conversation", "conversation"),
    Index("deflection_evidence", "evidence", *PLACE),
    *(partial(f"deflection_{name}", f"{name} IS NOT NULL", name, *PLACE) for name in KNOWN),
    partial("deflection_not_replaced", "replaced IS NULL", *PLACE),
    partial("deflection_doubted", "doubtful IS NOT NULL", *PLACE),
    partial("deflection_linked", "subject IS NOT NULL", *PLACE),
    partial("deflection_unlinked", "subject IS NULL", *PLACE),
)

# What the log is searched by beside the row of a deflection: one row each, made again by nothing.
FACETS: Final = (
    *("confidence", "model", "device", "age_band", "cannot"),
    *("ending", "outcome", "feedback", "verdict", "reversed_by"),
)
facet: Final = Table(
    "facet",
    metadata,
    Column("deflection", KEY, primary_key=True),
    Column("conversation", KEY),
    Column("offered_at", Instant, nullable=False),
    *(Column(name, KEY) for name in FACETS),
    Index("facet_conversation", "conversation"),
    *(partial(f"facet_{name}", f"{name} IS NOT NULL", name, "offered_at", "deflection") for name in FACETS),
    partial("facet_judged", "verdict IS NOT NULL", "offered_at", "deflection"),
    partial("facet_unjudged", "verdict IS NULL", "offered_at", "deflection"),
)

conversation: Final = Table(
    "conversation",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("token_hash", KEY, nullable=False),
    Column("language", KEY, nullable=False),
    Column("state", Json, nullable=False),
    Column("subject", KEY),
    Column("started_at", Instant, nullable=False),
    Column("erased_at", Instant),
    Column("next_turn", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("lease_owner", KEY),
    Column("lease_until", Instant),
    Column("seen_at", Instant),  # of the last message
    Column("origin", KEY),  # keyed hash of the address and the day: many receipts from one place are doubtful
    Column("device", KEY),
    Column("age_band", KEY),
    Column("arm", KEY),  # of a hold-out: treated | control
    Column("writing", Boolean),  # the citizen was about to write to us
    Column("cannot", Boolean),  # the citizen said that they cannot use digital self-service
    Column("outcome", KEY),
    Column("service", KEY),  # the last one in hand
    Column("counted", KEY),  # the cell of the rollup in which it stands
    Column("ended_at", Instant),
    Column("leaving", KEY),  # what the citizen said of how it went: done | gave_up | person
    Column("settled", Boolean),  # true once the window of its service has passed
    Index("conversation_open", "ended_at", "seen_at"),
    Index(
        "conversation_unsettled",
        "ended_at",
        "id",
        sqlite_where=text("settled IS NULL"),
        postgresql_where=text("settled IS NULL"),
    ),
    Index("conversation_origin", "origin"),
    Index("conversation_subject", "subject"),
)

turn: Final = Table(
    "turn",
    metadata,
    Column("conversation", KEY, nullable=False),
    Column("number", Integer, nullable=False),
    Column("client_id", KEY, nullable=False),
    Column("text", Words),
    Column("choice", Words),
    Column("language", KEY, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("kind", KEY),
    Column("services", Json),
    Column("replies", Json),
    Column("understanding", Json),
    Column("source", KEY),
    PrimaryKeyConstraint("conversation", "number", name="turn_place"),
    UniqueConstraint("conversation", "client_id", name="turn_client_id"),
    Index("turn_received", "received_at"),
)

feedback: Final = Table(
    "feedback",
    metadata,
    Column("conversation", KEY, primary_key=True),
    Column("helped", Boolean),
    Column("otherwise", KEY),  # how the citizen would have come to us without this: the counterfactual
    Column("leaving", KEY),
    Column("asked_at", Instant),  # the question was put, and is not put again
    Column("at", Instant, nullable=False),
)

identity: Final = Table(
    "identity",
    metadata,
    Column("pseudonym", KEY, primary_key=True),
    Column("subject", KEY, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("identity_subject", "subject"),
)

identity_use: Final = Table(
    "identity_use",
    metadata,
    Column("pseudonym", KEY, nullable=False),
    Column("conversation", KEY, nullable=False),
    PrimaryKeyConstraint("pseudonym", "conversation", name="identity_use_pair"),
    Index("identity_use_conversation", "conversation"),
)

link: Final = Table(
    "link",
    metadata,
    Column("token_hash", KEY, primary_key=True),
    Column("deflection", KEY, nullable=False),
    Column("conversation", KEY, nullable=False),
    Column("service", KEY, nullable=False),
    Column("url", Text, nullable=False),
    Column("reference", KEY),
    Column("expires_at", Instant, nullable=False),
    UniqueConstraint("reference", name="link_reference"),
    Index("link_conversation", "conversation"),
)

receipt: Final = Table(
    "receipt",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("source", KEY, nullable=False),
    Column("form", KEY, nullable=False),
    Column("reference", KEY, nullable=False),
    Column("reference_hashed", Boolean, nullable=False),
    Column("state", KEY, nullable=False),
    Column("correlation", KEY),
    Column("deflection", KEY),
    Column("at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("mark", KEY),  # future | late: kept, but no evidence
    UniqueConstraint("source", "form", "reference", "state", name="receipt_once"),
    Index("receipt_deflection", "deflection"),
)

contact: Final = Table(
    "contact",
    metadata,
    Column("source", KEY, nullable=False),
    Column("contact_id", KEY, nullable=False),  # keyed hash where it looks like a CPR number
    Column("at", Instant, nullable=False),
    Column("channel", KEY, nullable=False),
    Column("service", KEY, nullable=False),
    Column("kind", KEY),
    Column("handling_seconds", Integer),
    Column("group", KEY),
    Column("language", KEY),
    Column("pseudonym", KEY),  # erasable: not in the batch's digest
    Column("import", KEY, nullable=False),
    Column("batch", Integer, nullable=False),
    PrimaryKeyConstraint("source", "contact_id", name="contact_once"),
    Index("contact_batch", "import", "batch"),
    Index(
        "contact_citizen",
        "pseudonym",
        "at",
        sqlite_where=text("pseudonym IS NOT NULL"),
        postgresql_where=text("pseudonym IS NOT NULL"),
    ),
    Index(
        "contact_age",
        "at",
        sqlite_where=text("pseudonym IS NOT NULL"),
        postgresql_where=text("pseudonym IS NOT NULL"),
    ),
)

contact_import: Final = Table(
    "contact_import",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("source", KEY, nullable=False),
    Column("file_digest", KEY),  # of the file and its mapping: the same again is resumed
    Column("name", Words),
    Column("by", KEY),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("undone_at", Instant),
    Column("undone_by", KEY),
    Column("undone_reason", Words),
    Column("position", BigInteger, nullable=False),  # how many rows of the file are done
    Column("batches", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("repeated", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Index("contact_import_file", "file_digest"),
    Index("contact_import_started", "started_at", "id"),
    Index("contact_import_source", "source", "started_at", "id"),
)

# What a figure is made of, summed as events come: a report costs days x services, not events.
rollup: Final = Table(
    "rollup",
    metadata,
    Column("topic", KEY, nullable=False),  # deflection | contact | conversation
    Column("grain", KEY, nullable=False),  # day | month
    Column("start", KEY, nullable=False),  # the first local civil day
    Column("service", KEY, nullable=False),
    Column("cell", KEY, nullable=False),  # the other properties, a JSON array
    Column("count", Integer, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    Column("timed", Integer, nullable=False),  # how many of `count` the seconds are of
    PrimaryKeyConstraint("topic", "grain", "start", "service", "cell", name="rollup_place"),
    sqlite_with_rowid=False,  # its key is all that it is found by
)

# A letter waits until the mail server has taken it: waiting | sent | refused | unsure | by_hand.
_UNSENT: Final = text("state IN ('waiting', 'refused', 'unsure')")
letter: Final = Table(
    "letter",
    metadata,
    Column("number", KEY, primary_key=True),  # the receipt
    Column("conversation", KEY, nullable=False),
    Column("client_id", KEY, nullable=False),
    Column("digest", KEY, nullable=False),  # keyed, over what was written: a repeat is told from another
    Column("department", KEY, nullable=False),
    Column("service", KEY),
    Column("language", KEY, nullable=False),
    Column("sealed", Text),  # what was written; null as soon as it need not be sent any more
    Column("state", KEY, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tried_at", Instant),
    Column("settled_at", Instant),
    Column("owner", KEY),
    Column("lease_until", Instant),
    Column("passed", Boolean, nullable=False),  # handed over in this attempt: it may have arrived
    Column("error", KEY),  # the class of the last one, never what a mail server said
    UniqueConstraint("conversation", "client_id", name="letter_client_id"),
    Index("letter_due", "next_at", sqlite_where=_UNSENT, postgresql_where=_UNSENT),
    Index("letter_received", "received_at"),
)

job: Final = Table(
    "job",
    metadata,
    Column("name", KEY, primary_key=True),
    Column("succeeded_at", Instant, nullable=False),
    Column("detail", Json),
)

operator: Final = Table(
    "operator",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("name", Words, nullable=False),
    Column("name_key", KEY, nullable=False),
    Column("role", KEY, nullable=False),
    Column("password_hash", KEY, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    UniqueConstraint("name_key", name="operator_name"),
)

session: Final = Table(
    "session",
    metadata,
    Column("token_hash", KEY, primary_key=True),
    Column("operator", KEY, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("address", KEY, nullable=False, server_default="unknown"),
    Column("browser", KEY, nullable=False, server_default="unknown"),
    Index("session_operator", "operator"),
)

sign_in_attempt: Final = Table(
    "sign_in_attempt",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name_hash", KEY, nullable=False),  # people type passwords into the name field
    Column("address", KEY, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ok", Boolean, nullable=False),
    Index("sign_in_attempt_name", "name_hash", "at"),
    Index("sign_in_attempt_address", "address", "at"),
)

audit: Final = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("operator", KEY),
    Column("role", KEY),  # of the operator at that time
    Column("action", KEY, nullable=False),
    Column("object", Words),
    Column("detail", Json),
    *(Index(f"audit_{name}", name, "at", "id") for name in ("operator", "object", "action")),
    Index("audit_at", "at", "id"),
)

# The sample that operators judge. `judged` counts operators, not judgements.
review: Final = Table(
    "review",
    metadata,
    Column("deflection", KEY, primary_key=True),
    Column("reason", KEY, nullable=False),  # random | reversed | low_confidence | chosen
    Column("drawn_at", Instant, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("judged", Integer, nullable=False),
    Column("holder", KEY),
    Column("held_until", Instant),
    Index("review_holder", "holder"),
    Index(
        "review_open",
        "drawn_at",
        "deflection",
        sqlite_where=text("judged < wanted"),
        postgresql_where=text("judged < wanted"),
    ),
)

judgement: Final = Table(
    "judgement",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("deflection", KEY, nullable=False),
    Column("operator", KEY, nullable=False),
    Column("verdict", KEY, nullable=False),
    Column("note", Words),
    Column("at", Instant, nullable=False),
    Index("judgement_deflection", "deflection", "id"),
)

# What an operator looks at again and again: a filter of the log by its name.
view: Final = Table(
    "saved_view",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("operator", KEY, nullable=False),
    Column("name", Words, nullable=False),
    Column("name_key", KEY, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("fields", Json, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("operator", "name_key", name="saved_view_name"),
)

# What operators make of messages that were not understood: proposed | accepted | refused | aside | erased.
proposal: Final = Table(
    "proposal",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("conversation", KEY),  # null, as turn is, once the citizen has erased it
    Column("turn", Integer),
    Column("covered_by", KEY),  # of the same group as this other one, which speaks for it
    Column("language", KEY, nullable=False),
    Column("intent", KEY),
    Column("text", Words),
    Column("state", KEY, nullable=False),
    Column("by", KEY, nullable=False),
    Column("at", Instant, nullable=False),
    Column("decided_by", KEY),
    Column("decided_at", Instant),
    Column("reason", Words),
    UniqueConstraint("conversation", "turn", name="proposal_message"),
    Index("proposal_state", "state", "at", "id"),
    Index("proposal_covered", "covered_by"),
)
