"""The verb that exports cases: as JSON or as a table, with the files of one case."""

import csv
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

import click

from app.cases.export import CaseExport, Record
from app.cases.export_table import table_header, table_row
from app.cli.case_book import case_book, read_reference
from app.cli.common import settings_of_environment
from app.config import Settings
from app.factory import file_store
from app.storage.backup import sync_folder

DAY = click.DateTime(["%Y-%m-%d"])
LONGEST_NAME = 100


@click.command()
@click.argument("reference", required=False)
@click.option("--since", type=DAY, help="Cases that came in on this day (UTC) or later.")
@click.option("--until", type=DAY, help="Cases that came in on this day (UTC) or before.")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True, help="Which.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Into this file, for the owner's eyes.")
@click.option("--files", "folder", type=click.Path(file_okay=False, path_type=Path), help="The files of the case, too.")
def export(
    reference: str | None, since: datetime | None, until: datetime | None, form: str, output: Path | None,
    folder: Path | None,
) -> None:  # fmt: skip
    """Export all cases, those of some days, or one: everything that is kept of them."""
    if reference and (since or until):
        raise click.UsageError("Name one case by its reference, or days.")
    if folder and not reference:
        raise click.UsageError("--files is for one case, named by its reference.")
    settings = settings_of_environment()
    with case_book(settings) as database:
        found = _asked(CaseExport(database), reference, since, until)
        try:
            with _target(output) as target:
                WRITERS[form](found, target)
            missing = _write_files(settings, next(iter(found)), folder) if folder else []
        except OSError as error:
            raise click.ClickException(
                f"{error.filename or 'The export'} cannot be written ({error.strerror})."
            ) from error
    for name in missing:
        click.echo(f"warning: the contents of “{name}” are not here", err=True)
    sys.exit(1 if missing else 0)


def _asked(
    reader: CaseExport, reference: str | None, since: datetime | None, until: datetime | None
) -> Iterable[Record]:
    if not reference:
        return reader.between(_from(since), _from(until, timedelta(days=1)))
    found = reader.one(read_reference(reference))
    if found is None:
        raise click.ClickException(f"There is no case {read_reference(reference)}.")
    return [found]


def _from(day: datetime | None, more: timedelta = timedelta(0)) -> datetime | None:
    return day.replace(tzinfo=UTC) + more if day else None


@contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that is there whole or not at all."""
    if output is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        yield sys.stdout
        return
    handle, name = tempfile.mkstemp(prefix=".export-", dir=output.absolute().parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(handle)
        Path(name).replace(output)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
    sync_folder(output.absolute().parent)


def _write_json(found: Iterable[Record], target: TextIO) -> None:
    """An array with each case on a line of its own: read as a whole, or line by line."""
    target.write("[")
    for number, record in enumerate(found):
        target.write(",\n" if number else "\n")
        target.write(json.dumps(record, ensure_ascii=False))
    target.write("\n]\n")


def _write_table(found: Iterable[Record], target: TextIO) -> None:
    writer = csv.writer(target)
    writer.writerow(table_header())
    writer.writerows(map(table_row, found))


WRITERS = {"json": _write_json, "csv": _write_table}


def _write_files(settings: Settings, record: Record, folder: Path) -> list[str]:
    """Writes the files of a case, none over another; the names of those whose contents are not here."""
    contents, missing = file_store(settings), []
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number, each in enumerate(record["files"], 1):
        path = contents.path(each["id"])
        if path is None:
            missing.append(each["name"])
            continue
        with path.open("rb") as source, (folder / f"{number:02}-{_plain(each['name'])}").open("xb") as copy:
            shutil.copyfileobj(source, copy)
    return missing


def _plain(name: str) -> str:
    """A name that is no more than a name on every disk."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)[-LONGEST_NAME:]
