"""Verbs about the database: migrate, backup, restore."""

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from app.cases.database import CaseBookUnavailable, Database, db
from app.cli.common import as_json, settings_of_environment
from app.config import Settings
from app.factory import METADATA, clock
from app.storage.backup import ATTACHMENTS, Manifest, back_up
from app.storage.restore import NotRestored, restore
from app.storage.schema import MIGRATIONS, revisions

ON_POSTGRESQL = (
    "The database is PostgreSQL, which has its own tools: {command} (see “Backup” in docs/operations.md). "
    "Keep a copy of the attachments folder of the data folder beside it."
)


@click.command()
@as_json
@click.option("--check", is_flag=True, help="Change nothing; end with 1 unless the schema is that of this version.")
@click.option("--to", "revision", help="Go back to an older schema, for an older version of Signpost.")
@click.option("--new", "words", help="Write a migration that brings this database to the models, to read and mend.")
def migrate(as_json: bool, check: bool, revision: str | None, words: str | None) -> None:
    """Bring the database to the schema of this version; a start of the site does so too."""
    if revision is not None and revision not in revisions():
        raise click.BadParameter(f"write one of {', '.join(revisions())}", param_hint="--to")
    settings = settings_of_environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with _database(settings) as database:
        before = database.schema()
        if revision is not None:
            _take_down(database, before, revision)
        elif not check:
            database.create_tables()
        after = database.schema()
    if words:
        _write_migration(settings, words)
    if as_json:
        click.echo(json.dumps({"before": before, "now": after, "newest": revisions()[-1]}))
    else:
        click.echo(f"Schema {after or 'none'}" + (f", before {before or 'none'}" if before != after else ""))
    sys.exit(0 if after == (revision or revisions()[-1]) else 1)


def _take_down(database: Database, before: str | None, revision: str) -> None:
    if before is None or before < revision:
        raise click.BadParameter(f"the database has schema {before or 'none'}, which is older", param_hint="--to")
    if before != revision:
        database.take_down(revision)


def _write_migration(settings: Settings, words: str) -> None:
    from flask import Flask
    from flask_migrate import Migrate
    from flask_migrate import migrate as write

    def given(config: Any) -> Any:
        config.set_main_option("file_template", "m%%(rev)s_%%(slug)s")
        config.attributes.update(connection=connection, metadata=METADATA)
        return config

    app = Flask("migrations")
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    db.init_app(app)
    plans = Migrate(app, db, directory=str(MIGRATIONS))
    plans.configure(given)
    with app.app_context(), db.engine.connect() as connection:
        write(message=words, rev_id=f"{int(revisions()[-1]) + 1:04}")


@click.command()
@as_json
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path, as_json: bool) -> None:
    """Write database and attached files into one archive, while the site goes on."""
    settings = settings_of_environment()
    database = _file_of_sqlite(settings, "pg_dump --format=custom --file=signpost.dump signpost")
    try:
        manifest = back_up(database, settings.data_dir / ATTACHMENTS, file.absolute(), clock())
    except sqlite3.Error as error:
        raise click.ClickException(f"{database} cannot be read ({error}).") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be read or written ({error.strerror}).") from error
    _say(manifest, f"Written to {file}", as_json=as_json)


@click.command(name="restore")
@as_json
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Also while the database is in use, or from a newer version.")
def restore_backup(file: Path, as_json: bool, force: bool) -> None:
    """Put a backup in the place of the database, whole or not at all. Stop the site first."""
    settings = settings_of_environment()
    database = _file_of_sqlite(settings, "pg_restore --clean --if-exists --dbname=signpost signpost.dump")
    try:
        manifest = restore(file, database, settings.data_dir / ATTACHMENTS, revisions(), force=force)
    except NotRestored as error:
        raise click.ClickException(f"Not restored: {error}.") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be read or written ({error.strerror}).") from error
    _say(manifest, f"Restored from {file}, which was made at {manifest.made_at}", as_json=as_json)


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database.open(settings.database_url)
    try:
        yield database
    except CaseBookUnavailable as error:
        raise click.ClickException(f"The database cannot be used: {error.cause}.") from error
    finally:
        database.close()


def _file_of_sqlite(settings: Settings, command: str) -> Path:
    if not settings.database_url.startswith("sqlite:///"):
        raise click.ClickException(ON_POSTGRESQL.format(command=command))
    return Path(settings.database_url.removeprefix("sqlite:///"))


def _say(manifest: Manifest, sentence: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(manifest)))
        return
    megabytes = sum(entry.bytes for entry in manifest.entries) / 1e6
    click.echo(f"{sentence}: the database and {len(manifest.entries) - 1} files, {megabytes:,.1f} MB")
