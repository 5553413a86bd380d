"""Who took an import back, and why; and imports found by when and by where from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("contact_import", sa.Column("undone_by", KEY))
    op.add_column("contact_import", sa.Column("undone_reason", sa.Text()))
    op.create_index("contact_import_started", "contact_import", ["started_at", "id"])
    op.create_index("contact_import_source", "contact_import", ["source", "started_at", "id"])
