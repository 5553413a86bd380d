"""Finds the internal bank's few entries among all events."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OURS = sa.text("kind = 'bank'")


def upgrade() -> None:
    op.create_index("event_bank", "event", ["kind"], sqlite_where=OURS, postgresql_where=OURS)
