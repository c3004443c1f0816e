"""What alembic runs: the steps, on the connection and in the transaction of `store.migrate`."""

from alembic import context
from sqlalchemy import Connection

from invigilate.store.migrate import every_table


def run(connection: Connection) -> None:
    """All steps in the transaction that is already open, on SQLite too."""
    context.configure(
        connection=connection,
        target_metadata=every_table(),
        transactional_ddl=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
