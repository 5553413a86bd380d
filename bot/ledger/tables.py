"""Every table of the house, the same on SQLite and PostgreSQL."""

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
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
)

from bot.ledger import times

HEAD: Final = "0001"  # the migration that these tables belong to

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
)

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
    Index("deflection_offered", "offered_at", "id"),
    Index("deflection_service", "service", "offered_at", "id"),
    Index("deflection_state", "state", "offered_at", "id"),
    Index("deflection_language", "language", "offered_at", "id"),
    Index("deflection_service_state", "service", "state", "offered_at", "id"),
    Index("deflection_conversation", "conversation"),
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
)

feedback: Final = Table(
    "feedback",
    metadata,
    Column("conversation", KEY, primary_key=True),
    Column("helped", Boolean),
    Column("otherwise", KEY),  # how the citizen would have come to us without this: the counterfactual
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
    Column("action", KEY, nullable=False),
    Column("object", Words),
    Column("detail", Json),
    Index("audit_operator", "operator", "id"),
    Index("audit_object", "object", "id"),
)
