"""The schema of the site's database: brought to this version by whoever comes first, whole or not at all."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, MetaData, NullPool, create_engine, event, inspect, text

from app.storage.waiting import is_sqlite, waiting

MIGRATIONS = Path(__file__).parent / "migrations"
SECONDS_TO_WAIT = 5.0
# The number of the lock under which a schema is changed on PostgreSQL: any, as long as it stays the same.
LOCK_NUMBER = 7_446_001_867
# Alembic keeps what it works on in one place of the process.
_one_at_a_time = threading.Lock()


class SchemaNewer(Exception):
    """The database was made by a newer version of Signpost, whose schema this one does not know."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"the database has schema {found} of a newer Signpost, and this one knows those up to {known}: "
            "start the newer version again, or restore a backup that was made before it"
        )
        self.found = found
        self.known = known


def revisions(migrations: Path = MIGRATIONS) -> tuple[str, ...]:
    """The schemas that this version knows, the oldest first: `m0002_words.py` makes 0002."""
    return tuple(sorted(path.stem[1:5] for path in (migrations / "versions").glob("m[0-9]*.py")))


def revision_of(connection: Connection) -> str | None:
    """The schema that a database has; None for an empty one, and for one of version 0.1.0."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def schema_in(engine: Engine, migrations: Path = MIGRATIONS) -> str | None:
    """The schema that a database has. Raises: SchemaNewer, or DBAPIError where it cannot be read now."""
    with engine.connect() as connection:
        return _known(revision_of(connection), revisions(migrations))


def bring_up(engine: Engine, wait_seconds: float = SECONDS_TO_WAIT, migrations: Path = MIGRATIONS) -> bool:
    """Brings a database to the newest schema; whether there was anything to do.

    Any number of processes may do so at once. One that is killed leaves the schema and all rows as they were.

    Raises:
        SchemaNewer: it is of a newer version.
        DBAPIError: it cannot be used now, or another process holds it for longer than `wait_seconds`.
    """
    known = revisions(migrations)
    if schema_in(engine, migrations) == known[-1]:
        return False
    with _alone(engine.url, wait_seconds) as connection:
        if _known(revision_of(connection), known) == known[-1]:
            return False
        _run(connection, migrations, "upgrade", "head")
    return True


def take_down(engine: Engine, revision: str, migrations: Path = MIGRATIONS) -> None:
    """Takes a database back to an older schema, for an older version of Signpost. Raises: as `bring_up`."""
    with _alone(engine.url, SECONDS_TO_WAIT) as connection:
        _known(revision_of(connection), revisions(migrations))
        _run(connection, migrations, "downgrade", revision)


def differences(connection: Connection, metadata: Sequence[MetaData]) -> list[Any]:
    """What the tables have that the models have not, and the reverse, in Alembic's words."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - for those who change the schema
    from alembic.migration import MigrationContext  # noqa: PLC0415

    context = MigrationContext.configure(connection, opts={"target_metadata": metadata, "compare_type": True})
    return list(compare_metadata(context, metadata))  # type: ignore[arg-type] # it takes several as well


def _known(found: str | None, known: Sequence[str]) -> str | None:
    if found is not None and found not in known:
        raise SchemaNewer(found, known[-1])
    return found


@contextmanager
def _alone(url: URL, wait_seconds: float) -> Iterator[Connection]:
    """A transaction of its own in which nobody else changes the schema, and on SQLite nobody else writes."""
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=waiting(url, wait_seconds))
    if is_sqlite(url):
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        if not is_sqlite(url):
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
        yield connection
        if is_sqlite(url) and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"the migration would leave {len(broken)} rows without the row that they belong to")


def _on_connect(connection: Any, _record: object) -> None:
    # The driver would begin and end transactions by itself, so that a change of the schema would not be all or nothing.
    connection.isolation_level = None
    # Lets readers go on while one writes. The file remembers it; it cannot be set inside a transaction.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # A table that is built anew is dropped first, and must not take with it what refers to it.
    connection.execute("PRAGMA foreign_keys = OFF")


def _run(connection: Connection, migrations: Path, command: str, target: str) -> None:
    # Alembic takes a while to load, and most starts have nothing for it to do.
    from alembic import command as commands  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _one_at_a_time:
        getattr(commands, command)(config, target)
