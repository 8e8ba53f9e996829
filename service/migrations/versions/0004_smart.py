"""Remember launches under way, open sessions, and the cases to which cards link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Build the three tables."""
    op.create_table(
        "smart_launches",
        sa.Column("id", sa.Text),
        sa.Column("expires", sa.Float, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_smart_launches"),
    )
    op.create_table(
        "smart_sessions",
        sa.Column("id", sa.Text),
        sa.Column("expires", sa.Float, nullable=False),
        sa.Column("idle", sa.Float, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_smart_sessions"),
    )
    op.create_table(
        "smart_cases",
        sa.Column("id", sa.Text),
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("patient", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("expires", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_smart_cases"),
    )
    op.create_index("ix_smart_cases_expires", "smart_cases", ["expires"])


def downgrade() -> None:
    """Take the tables away: everybody is signed out."""
    op.drop_index("ix_smart_cases_expires", "smart_cases")
    op.drop_table("smart_cases")
    op.drop_table("smart_sessions")
    op.drop_table("smart_launches")
