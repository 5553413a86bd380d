"""What citizens say when they leave, and that they are asked once; the sums tell it apart."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# Nobody said anything yet: a last null in each cell, also where a conversation's row repeats it as JSON.
SUMS = "UPDATE rollup SET cell = substr(cell, 1, length(cell) - 1) || ',null]' WHERE topic = 'conversation'"
ROWS = (
    """UPDATE conversation SET counted = substr(counted, 1, length(counted) - 3) || ',null]"]' """
    "WHERE counted IS NOT NULL"
)


def upgrade() -> None:
    op.add_column("conversation", sa.Column("leaving", KEY))
    op.add_column("feedback", sa.Column("leaving", KEY))
    op.add_column("feedback", sa.Column("asked_at", KEY))
    op.execute(SUMS)
    op.execute(ROWS)
