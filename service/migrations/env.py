"""Alembic runs this file on the connection that `service.migrations` opened, inside its transaction and lock."""

from __future__ import annotations

from alembic import context

from service.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # both databases undo a step that failed half-way
)
with context.begin_transaction():
    context.run_migrations()
