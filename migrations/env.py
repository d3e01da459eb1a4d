"""Alembic's way in. `workflow.storage.migrate` brings the connection, its transaction and its lock."""

from alembic import context
from sqlalchemy import DateTime, String
from sqlalchemy.types import TypeDecorator

from workflow.models import metadata


def plain(kind, thing, _autogen):
    """Write a drafted revision in SQLAlchemy's own types: a revision has to read the same whatever SQLModel becomes."""
    if kind != "type" or not isinstance(thing, TypeDecorator):
        return False
    if isinstance(thing.impl_instance, DateTime):
        return "sa.DateTime(timezone=True)"
    return f"sa.String({thing.length or ''})" if isinstance(thing.impl_instance, String) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=plain,
    transactional_ddl=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
