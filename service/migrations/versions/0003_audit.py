"""Keep the audit trail, and whom a shown card was about (keyed), so that one patient's rows can be erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NOTHING_BEFORE = "0" * 64


def upgrade() -> None:
    """Build the trail with its head, which stands before the first row."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "audit",
        sa.Column("number", number, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("client", sa.Text),
        sa.Column("patient", sa.Text),
        sa.Column("salt", sa.Text),
        sa.Column("content", sa.Text),
        sa.Column("commitment", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
        sa.UniqueConstraint("id", name="uq_audit_id"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_patient", "audit", ["patient"])
    head = op.create_table(
        "audit_head",
        sa.Column("name", sa.Text),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_audit_head"),
    )
    op.bulk_insert(head, [{"name": "head", "number": 0, "hash": NOTHING_BEFORE}])
    op.add_column("shown_cards", sa.Column("patient", sa.Text))
    op.create_index("ix_shown_cards_patient", "shown_cards", ["patient"])


def downgrade() -> None:
    """Take the trail away, with what it holds."""
    op.drop_index("ix_shown_cards_patient", "shown_cards")
    op.drop_column("shown_cards", "patient")
    op.drop_table("audit_head")
    op.drop_index("ix_audit_patient", "audit")
    op.drop_index("ix_audit_at", "audit")
    op.drop_table("audit")
