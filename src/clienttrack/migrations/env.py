"""Alembic's entry: runs the versions on the connection that was handed over, inside its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
