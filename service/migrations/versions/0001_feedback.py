"""Remember the cards that were shown, what became of them, and the key of the digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Build the three tables."""
    op.create_table(
        "secret_keys",
        sa.Column("name", sa.Text),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secret_keys"),
    )
    op.create_table(
        "shown_cards",
        sa.Column("client", sa.Text),
        sa.Column("card", sa.Text),
        sa.Column("shown_at", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("hook", sa.Text, nullable=False),
        sa.Column("indicator", sa.Text, nullable=False),
        sa.Column("topic", sa.Text),
        sa.Column("edition", sa.Text),
        sa.Column("rule", sa.Text),
        sa.Column("advice", sa.Text),
        sa.Column("order_classes", sa.Text),
        sa.Column("facts_digest", sa.Text),
        sa.PrimaryKeyConstraint("client", "card", name="pk_shown_cards"),
    )
    op.create_index("ix_shown_cards_facts", "shown_cards", ["client", "facts_digest"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite")),
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("outcome_at", sa.Text, nullable=False),
        sa.Column("outcome_timestamp", sa.Text, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.Column("accepted_suggestions", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("client", "card", "outcome", "outcome_at", "content", name="uq_feedback_report"),
    )


def downgrade() -> None:
    """Take the three tables away, with what they hold."""
    op.drop_table("feedback")
    op.drop_index("ix_shown_cards_facts", "shown_cards")
    op.drop_table("shown_cards")
    op.drop_table("secret_keys")
