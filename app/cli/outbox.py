"""Verbs about the outbox: what waits, what was tried, and send again what was given up."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from app.cases.ledger import Attempt, HeldDesk, Ledger, Waiting
from app.cli.case_book import case_book, read_reference
from app.cli.common import as_json, settings_of_environment
from app.factory import clock


@click.group(invoke_without_command=True)
@click.pass_context
def outbox(context: click.Context) -> None:
    """What waits to be delivered and what was given up; send it again."""
    if context.invoked_subcommand is None:
        context.invoke(list_waiting)


@outbox.command(name="list")
@as_json
def list_waiting(as_json: bool = False) -> None:
    """List what waits and what was given up, and the desks that are left alone for now."""
    with _ledger() as ledger:
        waiting, held = ledger.waiting(), ledger.held(clock())
    if as_json:
        click.echo(_json({"waiting": [asdict(each) for each in waiting], "held": [asdict(each) for each in held]}))
        return
    for line in _waiting_lines(waiting, held):
        click.echo(line)


@outbox.command()
@as_json
@click.argument("reference")
def show(reference: str, as_json: bool) -> None:
    """Show every attempt at the messages of a case."""
    with _ledger() as ledger:
        attempts = ledger.attempts(read_reference(reference))
    if as_json:
        click.echo(_json([asdict(each) for each in attempts]))
        return
    for each in attempts:
        click.echo(_attempt_line(each))
    if not attempts:
        click.echo("Nothing was tried yet, or there is no such case.")


@outbox.command()
@as_json
@click.argument("reference", required=False)
@click.option("--all", "every", is_flag=True, help="Everything that was given up.")
def retry(reference: str | None, every: bool, as_json: bool) -> None:
    """Send again what was given up: of one case, or all."""
    if bool(reference) == every:
        raise click.UsageError("Name one case by its reference, or write --all.")
    with _ledger() as ledger:
        count = ledger.retry(read_reference(reference) if reference else None, clock())
    click.echo(_json({"put_back": count}) if as_json else f"{count} put back, to be sent by the next worker")


@contextmanager
def _ledger() -> Iterator[Ledger]:
    with case_book(settings_of_environment()) as database:
        yield Ledger(database)


def _waiting_lines(waiting: Sequence[Waiting], held: Sequence[HeldDesk]) -> Iterator[str]:
    for each in waiting:
        to = " ".join(filter(None, (each.destination, each.desk, each.queue)))
        due = "" if each.state == "given_up" else f", next at {_moment(each.next_attempt_at)}"
        error = f": {each.last_error}" if each.last_error else ""
        yield f"{each.reference}  {each.state:<9}  {to}, {each.attempts} attempts{due}{error}"
    for desk in held:
        name = desk.desk or "the site's own mail"
        yield f"{name} is left alone until {_moment(desk.until)}, after {desk.failures} failures in a row"
    if not waiting:
        yield "Nothing waits, and nothing was given up."


def _attempt_line(each: Attempt) -> str:
    ended = f" to {_moment(each.ended_at)}" if each.ended_at else ""
    to = " ".join(filter(None, (each.destination, each.desk)))
    told = "; ".join(filter(None, (each.detail, each.remote_reference and f"there it is {each.remote_reference}")))
    return f"{each.number:>3}  {_moment(each.started_at)}{ended}  {to}: {each.result}{f' ({told})' if told else ''}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z"


def _json(data: Any) -> str:
    return json.dumps(data, indent=2, default=datetime.isoformat)
