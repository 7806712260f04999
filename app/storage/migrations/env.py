"""How Alembic reaches the database: by the connection that it is given, inside the transaction that is open there."""

from alembic import context

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=given.get("metadata"),
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
