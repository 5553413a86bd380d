"""Letters of citizens, sealed until they are sent, and how far each has come."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UNSENT = sa.text("state IN ('waiting', 'refused', 'unsure')")


def upgrade() -> None:
    known = ("conversation", "client_id", "digest", "department")
    op.create_table(
        "letter",
        sa.Column("number", KEY, primary_key=True),
        *(sa.Column(name, KEY, nullable=False) for name in known),
        sa.Column("service", KEY),
        sa.Column("language", KEY, nullable=False),
        sa.Column("sealed", sa.Text()),
        sa.Column("state", KEY, nullable=False),
        sa.Column("received_at", KEY, nullable=False),
        sa.Column("next_at", KEY, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", KEY),
        sa.Column("settled_at", KEY),
        sa.Column("owner", KEY),
        sa.Column("lease_until", KEY),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("error", KEY),
        sa.UniqueConstraint("conversation", "client_id", name="letter_client_id"),
    )
    op.create_index("letter_due", "letter", ["next_at"], sqlite_where=UNSENT, postgresql_where=UNSENT)
    op.create_index("letter_received", "letter", ["received_at"])
