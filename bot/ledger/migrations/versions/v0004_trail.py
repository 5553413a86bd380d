"""Sessions say from where, the trail says in which role; every search of the trail has an index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("session", sa.Column("address", KEY, nullable=False, server_default="unknown"))
    op.add_column("session", sa.Column("browser", KEY, nullable=False, server_default="unknown"))
    op.add_column("audit", sa.Column("role", KEY))
    for name in ("operator", "object"):
        op.drop_index(f"audit_{name}", "audit")
    for name in ("operator", "object", "action"):
        op.create_index(f"audit_{name}", "audit", [name, "at", "id"])
    op.create_index("audit_at", "audit", ["at", "id"])
