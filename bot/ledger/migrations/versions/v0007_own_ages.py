"""Conversations remember that they are settled, and what citizens wrote and who wrote is found by its age."""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNSETTLED = sa.text("settled IS NULL")
WITH_CITIZEN = sa.text("pseudonym IS NOT NULL")
SETTLE = sa.text(
    "UPDATE conversation SET settled = :yes WHERE ended_at < :at OR (ended_at = :at AND id <= :id)"
)


def upgrade() -> None:
    op.add_column("conversation", sa.Column("settled", sa.Boolean()))
    _settle_what_was()
    for name, table, columns, where in (
        ("conversation_unsettled", "conversation", ["ended_at", "id"], UNSETTLED),
        ("contact_age", "contact", ["at"], WITH_CITIZEN),
        ("turn_received", "turn", ["received_at"], None),
    ):
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _settle_what_was() -> None:
    """How far the job came was kept beside it."""
    connection = op.get_bind()
    kept = connection.execute(sa.text("SELECT detail FROM job WHERE name = 'left-behind'")).scalar()
    place = json.loads(kept) if kept else None
    if place:
        connection.execute(SETTLE, {"yes": True, "at": place["ended_at"], "id": place["id"]})
