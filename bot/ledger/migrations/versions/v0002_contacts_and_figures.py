"""Contacts of all channels, what a saving is made of, and the sums that reports read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CONTACT = ("source", "contact_id", "at", "channel", "service")
WITH_CITIZEN = sa.text("pseudonym IS NOT NULL")


def upgrade() -> None:
    _deflections()
    _conversations()
    _contacts()
    op.create_table(
        "rollup",
        *(sa.Column(name, KEY, nullable=False) for name in ("topic", "grain", "start", "service", "cell")),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("timed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "grain", "start", "service", "cell", name="rollup_place"),
    )
    op.create_table(
        "job",
        sa.Column("name", KEY, primary_key=True),
        sa.Column("succeeded_at", KEY, nullable=False),
        sa.Column("detail", sa.Text()),
    )


def _deflections() -> None:
    op.add_column("deflection", sa.Column("window_days", sa.Integer(), nullable=False, server_default="14"))
    op.add_column("deflection", sa.Column("due_at", KEY))
    op.add_column("deflection", sa.Column("replaced", KEY))
    op.add_column("deflection", sa.Column("basis", KEY))
    op.add_column("deflection", sa.Column("price", KEY))
    for name in ("assessable", "repeated"):
        op.add_column("deflection", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("deflection", sa.Column("doubtful", KEY))
    op.add_column("deflection", sa.Column("arm", KEY))
    op.create_index("deflection_due", "deflection", ["due_at", "id"])
    op.create_index("deflection_subject", "deflection", ["subject", "service", "offered_at"])


def _conversations() -> None:
    for name in ("seen_at", "origin", "device", "age_band", "arm", "outcome", "service", "counted"):
        op.add_column("conversation", sa.Column(name, KEY))
    op.add_column("conversation", sa.Column("writing", sa.Boolean()))
    op.add_column("conversation", sa.Column("cannot", sa.Boolean()))
    op.add_column("conversation", sa.Column("ended_at", KEY))
    op.create_index("conversation_open", "conversation", ["ended_at", "seen_at"])
    op.create_index("conversation_origin", "conversation", ["origin"])
    op.create_index("conversation_subject", "conversation", ["subject"])


def _contacts() -> None:
    op.create_table(
        "contact",
        *(sa.Column(name, KEY, nullable=False) for name in CONTACT),
        sa.Column("kind", KEY),
        sa.Column("handling_seconds", sa.Integer()),
        *(sa.Column(name, KEY) for name in ("group", "language", "pseudonym")),
        sa.Column("import", KEY, nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "contact_id", name="contact_once"),
    )
    op.create_index("contact_batch", "contact", ["import", "batch"])
    op.create_index(
        "contact_citizen",
        "contact",
        ["pseudonym", "service", "at"],
        sqlite_where=WITH_CITIZEN,
        postgresql_where=WITH_CITIZEN,
    )
    op.create_table(
        "contact_import",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("source", KEY, nullable=False),
        sa.Column("file_digest", KEY),
        sa.Column("name", sa.Text()),
        sa.Column("by", KEY),
        sa.Column("started_at", KEY, nullable=False),
        sa.Column("finished_at", KEY),
        sa.Column("undone_at", KEY),
        sa.Column("position", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("batches", "accepted", "repeated", "rejected")
        ),
    )
    op.create_index("contact_import_file", "contact_import", ["file_digest"])
