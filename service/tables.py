"""What the service remembers, as tables. No table holds a name, an identifier or a date of a patient.

Instants are UTC text of one width (`2026-11-24T04:11:01.000000Z`): equal on SQLite and PostgreSQL, sortable, readable.
`migrations/versions` builds these tables; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, Table, Text, UniqueConstraint

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

secret_keys = Table(
    "secret_keys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Keys that all workers share. Leave this table out of a dump that is handed on."""

shown_cards = Table(
    "shown_cards",
    metadata,
    Column("client", Text, primary_key=True),  # issuer of the CDS client: a card belongs to the client that saw it
    Column("card", Text, primary_key=True),  # the card's uuid
    Column("shown_at", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("hook", Text, nullable=False),
    Column("indicator", Text, nullable=False),
    Column("topic", Text),
    Column("edition", Text),
    Column("rule", Text),
    Column("advice", Text),  # outcome code of the paper's algorithm
    Column("order_classes", Text),  # classes of rule J, each once, parted by a space
    Column("facts_digest", Text),  # keyed: the same patient with the same facts, without saying who
    Column("patient", Text),  # keyed: so that one patient's rows can be erased
    Index("ix_shown_cards_facts", "client", "facts_digest"),
    Index("ix_shown_cards_patient", "patient"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("client", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("card", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("outcome_at", Text, nullable=False),
    Column("outcome_timestamp", Text, nullable=False),  # as it was sent
    Column("received_at", Text, nullable=False),
    Column("accepted_suggestions", Text, nullable=False),  # JSON array of suggestion ids
    Column("reasons", Text, nullable=False),  # JSON array of {system, code, display, extension}
    Column("comment", Text),  # free text of the clinician: may name the patient, so guard exports
    Column("content", Text, nullable=False),  # SHA-256 of the three columns above: two reports of one instant differ
    UniqueConstraint("client", "card", "outcome", "outcome_at", "content", name="uq_feedback_report"),
)

used_tokens = Table(
    "used_tokens",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("jti", Text, primary_key=True),
    Column("expires", Float, nullable=False),  # seconds since the epoch; older rows are taken away
    Index("ix_used_tokens_expires", "expires"),
)
"""Token ids that were used, so that a copy of a token opens nothing, whichever worker it reaches."""

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),  # drawn when the call was answered: a record enters the chain once
    Column("at", Text, nullable=False),
    Column("client", Text),  # as in the content, to look up by
    Column("patient", Text),  # keyed; as in the content, to look up by
    Column("salt", Text),
    Column("content", Text),  # JSON; erased with salt and patient, while the three columns below stay
    Column("commitment", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("id", name="uq_audit_id"),
    Index("ix_audit_at", "at"),
    Index("ix_audit_patient", "patient"),
)
"""One row a call, chained (see `audit_chain`)."""

audit_head = Table(
    "audit_head",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)
"""The last row of the chain, one row named `head`; whoever appends holds its lock."""
smart_launches = Table(
    "smart_launches",
    metadata,
    Column("id", Text, primary_key=True),  # SHA-256 of the `state`
    Column("expires", Float, nullable=False),  # seconds since the epoch; older rows are taken away
    Column("sealed", Text, nullable=False),  # encrypted
)

smart_sessions = Table(
    "smart_sessions",
    metadata,
    Column("id", Text, primary_key=True),  # SHA-256 of what the browser holds
    Column("expires", Float, nullable=False),
    Column("idle", Float, nullable=False),
    Column("sealed", Text, nullable=False),  # encrypted: patient, user and token
)

smart_cases = Table(
    "smart_cases",
    metadata,
    Column("id", Text, primary_key=True),  # keyed digest of a card's `appContext`
    Column("client", Text, nullable=False),
    Column("patient", Text, nullable=False),  # keyed digest
    Column("user", Text, nullable=False),  # keyed digest
    Column("expires", Float, nullable=False),
    Index("ix_smart_cases_expires", "expires"),
)
"""SMART App Launch: launches under way, open sessions, and the cases to which cards link."""
