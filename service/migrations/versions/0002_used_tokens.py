"""Remember which tokens were used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "used_tokens",
        sa.Column("issuer", sa.Text),
        sa.Column("jti", sa.Text),
        sa.Column("expires", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "jti", name="pk_used_tokens"),
    )
    op.create_index("ix_used_tokens_expires", "used_tokens", ["expires"])


def downgrade() -> None:
    """Take the table away; a token that is still valid could be used once more."""
    op.drop_index("ix_used_tokens_expires", "used_tokens")
    op.drop_table("used_tokens")
