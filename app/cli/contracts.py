"""Verbs about contracts: import them from a file, list them, remove one."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from app.cases.contract_lines import ContractReader, Line, Mistake, lines_of
from app.cases.contracts import Changes, Contracts
from app.cases.database import CaseBookUnavailable, Database
from app.cli.common import as_json, good_library, settings_of_environment
from app.config import Settings
from app.domain.contract import Contract
from app.factory import clock

MANY = 2000


@click.group()
def contracts() -> None:
    """Contracts of customers, by which their tier and incidents are known."""


@contracts.command(name="import")
@as_json
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Remove contracts of the same policies that the file does not name.")
@click.option("--dry-run", is_flag=True, help="Read and compare only; change nothing.")
def import_from(file: Path, replace: bool, dry_run: bool, as_json: bool) -> None:
    """Import contracts from a CSV file: all of them, or none where a line is wrong."""
    settings = settings_of_environment()
    reader = _reader(settings)
    found, mistakes = _read(reader, file.read_bytes())
    if mistakes:
        _refuse(mistakes, as_json=as_json)
    with _contracts(settings) as store:
        changes = store.put(found, clock(), replaces_all=replace, is_rehearsal=dry_run)
    warnings = list(filter(None, reader.warnings.values()))
    if as_json:
        click.echo(json.dumps({**asdict(changes), "dry_run": dry_run, "mistakes": [], "warnings": warnings}, indent=2))
        return
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(_summary(changes) + (". Nothing was changed: this was a dry run." if dry_run else ""))


@contracts.command(name="list")
@as_json
@click.option("--policy", help="Only those of this policy.")
def list_them(policy: str | None, as_json: bool) -> None:
    """List the contracts: policy, Support ID, organisation, tier, and how long they hold."""
    with _contracts(settings_of_environment()) as store:
        found = store.all(policy)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], indent=2, default=str))
        return
    today = clock().date()
    for each in found:
        until = f"until {each.ends_on}" if each.ends_on else "without end"
        over = "" if each.is_in_force(today) else ", not in force"
        click.echo(f"{each.policy}  {each.support_id}  {each.organisation}  {each.tier}, {until}{over}")
    click.echo(f"{len(found)} contracts")


@contracts.command()
@as_json
@click.argument("policy")
@click.argument("support_id")
def remove(policy: str, support_id: str, as_json: bool) -> None:
    """Remove the contract of a policy with a Support ID; what its holder was told of it ends at once."""
    with _contracts(settings_of_environment()) as store:
        is_gone = store.remove(policy, support_id)
    if as_json:
        click.echo(json.dumps({"removed": int(is_gone)}))
    else:
        click.echo("Removed" if is_gone else "There is no such contract: signpost contracts list shows those there are")
    sys.exit(0 if is_gone else 1)


def _reader(settings: Settings) -> ContractReader:
    library, today = good_library(settings, "not imported: the content has errors"), clock().date()
    current = {slug: library.current(slug, today) for slug in library.policies}
    return ContractReader({slug: version.policy for slug, version in current.items() if version}, today)


def _read(reader: ContractReader, file: bytes) -> tuple[list[Contract], list[Mistake]]:
    lines, mistakes = lines_of(file)
    found = [contract for line in _with_progress(lines) if (contract := reader.read(line))]
    return found, sorted([*mistakes, *reader.mistakes])


def _with_progress(lines: list[Line]) -> Iterator[Line]:
    label, is_hidden = "Reading contracts", len(lines) < MANY or not sys.stderr.isatty()
    with click.progressbar(lines, label=label, hidden=is_hidden, file=sys.stderr) as shown:
        yield from shown


def _refuse(mistakes: list[Mistake], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"mistakes": [each._asdict() for each in mistakes]}, indent=2))
    for mistake in mistakes if not as_json else ():
        click.echo(str(mistake), err=True)
    if not as_json:
        count = f"{len(mistakes)} mistake{'' if len(mistakes) == 1 else 's'}"
        click.echo(f"Nothing was imported: {count}.", err=True)
    sys.exit(1)


def _summary(changes: Changes) -> str:
    return ", ".join(f"{count} {name}" for name, count in asdict(changes).items())


@contextmanager
def _contracts(settings: Settings) -> Iterator[Contracts]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database.open(settings.database_url)
    try:
        database.create_tables()
        yield Contracts(database)
    except CaseBookUnavailable as error:
        raise click.ClickException(f"The database cannot be used: {error.cause}") from error
    finally:
        database.close()
