"""Messages that were not understood, and what operators proposed to learn from them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("conversation", KEY),
        sa.Column("turn", sa.Integer()),
        sa.Column("covered_by", KEY),
        sa.Column("language", KEY, nullable=False),
        sa.Column("intent", KEY),
        sa.Column("text", sa.Text()),
        sa.Column("state", KEY, nullable=False),
        sa.Column("by", KEY, nullable=False),
        sa.Column("at", KEY, nullable=False),
        sa.Column("decided_by", KEY),
        sa.Column("decided_at", KEY),
        sa.Column("reason", sa.Text()),
        sa.UniqueConstraint("conversation", "turn", name="proposal_message"),
    )
    op.create_index("proposal_state", "proposal", ["state", "at", "id"])
    op.create_index("proposal_covered", "proposal", ["covered_by"])
