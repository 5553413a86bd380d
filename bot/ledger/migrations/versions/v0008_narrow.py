"""Less to write for each contact: a narrower index, and on SQLite sums that lie in their own key."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WITH_CITIZEN = sa.text("pseudonym IS NOT NULL")
KEYS = ("topic", "grain", "start", "service", "cell")


def upgrade() -> None:
    op.drop_index("contact_citizen", "contact")
    op.create_index(
        "contact_citizen",
        "contact",
        ["pseudonym", "at"],
        sqlite_where=WITH_CITIZEN,
        postgresql_where=WITH_CITIZEN,
    )
    if op.get_bind().dialect.name == "sqlite":
        _sums_in_their_key()


def _sums_in_their_key() -> None:
    op.rename_table("rollup", "rollup_before")
    op.create_table(
        "rollup",
        *(sa.Column(name, sa.Text(), nullable=False) for name in KEYS),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("timed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*KEYS, name="rollup_place"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO rollup SELECT * FROM rollup_before")
    op.drop_table("rollup_before")
