"""What operators judge, and what they said of it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPEN = sa.text("judged < wanted")


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("deflection", KEY, primary_key=True),
        sa.Column("reason", KEY, nullable=False),
        sa.Column("drawn_at", KEY, nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("holder", KEY),
        sa.Column("held_until", KEY),
    )
    op.create_index("review_holder", "review", ["holder"])
    place = ["drawn_at", "deflection"]
    op.create_index("review_open", "review", place, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        *(sa.Column(name, KEY, nullable=False) for name in ("deflection", "operator", "verdict")),
        sa.Column("note", sa.Text()),
        sa.Column("at", KEY, nullable=False),
    )
    op.create_index("judgement_deflection", "judgement", ["deflection", "id"])
