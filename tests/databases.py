"""What tests do to a database from outside, whichever it is: look into it, hold it, make it read-only."""

import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import MetaData, NullPool, create_engine, make_url, text

sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
postgresql_only = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def asked(url: str, question: str) -> list[tuple[Any, ...]]:
    """The rows that a statement gives; none for one that changes something."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        found = connection.execute(text(question))
        return [tuple(row) for row in found] if found.returns_rows else []


def contents(url: str, leaving_out: Sequence[str] = ("alembic_version",)) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in an order that does not change."""
    engine, found = create_engine(url, poolclass=NullPool), MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        tables = [table for name, table in sorted(found.tables.items()) if name not in leaving_out]
        return {table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in tables}


def read_only(url: str) -> str:
    """The address of the same database, for one who may not write."""
    if is_sqlite(url):
        return f"sqlite:///file:{url.removeprefix('sqlite:///')}?mode=ro&uri=true"
    options = {"options": "-c default_transaction_read_only=on"}
    return make_url(url).update_query_dict(options).render_as_string(hide_password=False)


@contextmanager
def held(url: str) -> Iterator[None]:
    """While another one keeps everybody from writing, as long as the block lasts."""
    engine = create_engine(url, poolclass=NullPool, **({"isolation_level": "AUTOCOMMIT"} if is_sqlite(url) else {}))
    with engine.connect() as connection:
        if is_sqlite(url):
            connection.execute(text("BEGIN IMMEDIATE"))
        else:
            for (table,) in connection.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ).all():
                connection.execute(text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))
        yield
        if is_sqlite(url):
            connection.execute(text("ROLLBACK"))


@contextmanager
def full_disk() -> Iterator[None]:
    """While no file of this process can grow, as on a disk without room, as long as the block lasts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
