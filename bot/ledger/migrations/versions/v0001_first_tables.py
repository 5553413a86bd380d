"""The first tables, and the triggers that keep events as they were written."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

SQLITE = (
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event"
    " BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event"
    " BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION event_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'events are never changed or deleted'; END $$",
    "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event"
    " FOR EACH ROW EXECUTE FUNCTION event_refuse()",
    "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event"
    " FOR EACH STATEMENT EXECUTE FUNCTION event_refuse()",
)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", KEY, nullable=False),
        sa.Column("operator", KEY),
        sa.Column("action", KEY, nullable=False),
        sa.Column("object", sa.Text()),
        sa.Column("detail", sa.Text()),
    )
    op.create_index("audit_object", "audit", ["object", "id"])
    op.create_index("audit_operator", "audit", ["operator", "id"])
    op.create_table(
        "conversation",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("token_hash", KEY, nullable=False),
        sa.Column("language", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("subject", KEY),
        sa.Column("started_at", KEY, nullable=False),
        sa.Column("erased_at", KEY),
        sa.Column("next_turn", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_owner", KEY),
        sa.Column("lease_until", KEY),
    )
    op.create_table(
        "deflection",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("conversation", KEY),
        sa.Column("turn", sa.Integer()),
        sa.Column("service", KEY, nullable=False),
        sa.Column("language", KEY, nullable=False),
        sa.Column("subject", KEY),
        sa.Column("state", KEY, nullable=False),
        sa.Column("evidence", KEY, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("offered_at", KEY, nullable=False),
        sa.Column("opened_at", KEY),
        sa.Column("completed_at", KEY),
        sa.Column("changed_at", KEY, nullable=False),
    )
    op.create_index("deflection_conversation", "deflection", ["conversation"])
    op.create_index("deflection_language", "deflection", ["language", "offered_at", "id"])
    op.create_index("deflection_offered", "deflection", ["offered_at", "id"])
    op.create_index("deflection_service", "deflection", ["service", "offered_at", "id"])
    op.create_index("deflection_service_state", "deflection", ["service", "state", "offered_at", "id"])
    op.create_index("deflection_state", "deflection", ["state", "offered_at", "id"])
    op.create_table(
        "event",
        sa.Column("writer", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("prev", KEY, nullable=False),
        sa.Column("hash", KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("at", KEY, nullable=False),
        sa.Column("deflection", KEY),
        sa.Column("conversation", KEY),
        sa.PrimaryKeyConstraint("writer", "seq", name="event_place"),
        sa.UniqueConstraint("writer", "prev", name="event_one_follower"),
    )
    op.create_index("event_conversation", "event", ["conversation"])
    op.create_index("event_deflection", "event", ["deflection"])
    op.create_table(
        "feedback",
        sa.Column("conversation", KEY, primary_key=True),
        sa.Column("helped", sa.Boolean()),
        sa.Column("otherwise", KEY),
        sa.Column("at", KEY, nullable=False),
    )
    op.create_table(
        "identity",
        sa.Column("pseudonym", KEY, primary_key=True),
        sa.Column("subject", KEY, nullable=False),
        sa.Column("created_at", KEY, nullable=False),
    )
    op.create_index("identity_subject", "identity", ["subject"])
    op.create_table(
        "identity_use",
        sa.Column("pseudonym", KEY, nullable=False),
        sa.Column("conversation", KEY, nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", "conversation", name="identity_use_pair"),
    )
    op.create_index("identity_use_conversation", "identity_use", ["conversation"])
    op.create_table(
        "link",
        sa.Column("token_hash", KEY, primary_key=True),
        sa.Column("deflection", KEY, nullable=False),
        sa.Column("conversation", KEY, nullable=False),
        sa.Column("service", KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("reference", KEY),
        sa.Column("expires_at", KEY, nullable=False),
        sa.UniqueConstraint("reference", name="link_reference"),
    )
    op.create_index("link_conversation", "link", ["conversation"])
    op.create_table(
        "operator",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("role", KEY, nullable=False),
        sa.Column("password_hash", KEY, nullable=False),
        sa.Column("created_at", KEY, nullable=False),
        sa.Column("disabled_at", KEY),
        sa.UniqueConstraint("name_key", name="operator_name"),
    )
    op.create_table(
        "receipt",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("source", KEY, nullable=False),
        sa.Column("form", KEY, nullable=False),
        sa.Column("reference", KEY, nullable=False),
        sa.Column("reference_hashed", sa.Boolean(), nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("correlation", KEY),
        sa.Column("deflection", KEY),
        sa.Column("at", KEY, nullable=False),
        sa.Column("submitted_at", KEY),
        sa.Column("mark", KEY),
        sa.UniqueConstraint("source", "form", "reference", "state", name="receipt_once"),
    )
    op.create_index("receipt_deflection", "receipt", ["deflection"])
    op.create_table(
        "session",
        sa.Column("token_hash", KEY, primary_key=True),
        sa.Column("operator", KEY, nullable=False),
        sa.Column("created_at", KEY, nullable=False),
        sa.Column("seen_at", KEY, nullable=False),
        sa.Column("expires_at", KEY, nullable=False),
    )
    op.create_index("session_operator", "session", ["operator"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name_hash", KEY, nullable=False),
        sa.Column("address", KEY, nullable=False),
        sa.Column("at", KEY, nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
    )
    op.create_index("sign_in_attempt_address", "sign_in_attempt", ["address", "at"])
    op.create_index("sign_in_attempt_name", "sign_in_attempt", ["name_hash", "at"])
    op.create_table(
        "turn",
        sa.Column("conversation", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("client_id", KEY, nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("choice", sa.Text()),
        sa.Column("language", KEY, nullable=False),
        sa.Column("received_at", KEY, nullable=False),
        sa.Column("answered_at", KEY),
        sa.Column("kind", KEY),
        sa.Column("services", sa.Text()),
        sa.Column("replies", sa.Text()),
        sa.Column("understanding", sa.Text()),
        sa.Column("source", KEY),
        sa.PrimaryKeyConstraint("conversation", "number", name="turn_place"),
        sa.UniqueConstraint("conversation", "client_id", name="turn_client_id"),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
