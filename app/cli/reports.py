"""Verbs that report what was counted of how the site is used."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click

from app.cli.common import as_json, settings_of_environment
from app.factory import clock
from app.insight.database import InsightDatabase, InsightUnavailable
from app.insight.search_report import report_lines, search_report
from app.insight.searches import Searches

days_back = click.option("--days", default=30, show_default=True, type=click.IntRange(1, 400), help="Days back.")


@click.group()
def report() -> None:
    """Report what was counted of how the site is used: numbers, and nothing of who used it."""


@report.command()
@as_json
@days_back
def search(as_json: bool, days: int) -> None:
    """What people searched most, what found nothing, and what was found and yet not opened."""
    with _counts() as database:
        found = search_report(Searches(database).since(clock().date() - timedelta(days=days)))
    click.echo(json.dumps(found.as_json(), indent=2) if as_json else "\n".join(report_lines(found)))


@contextmanager
def _counts() -> Iterator[InsightDatabase]:
    database = InsightDatabase.open(settings_of_environment().database_url)
    try:
        yield database
    except InsightUnavailable as error:
        raise click.ClickException(f"The counts cannot be read: {error.cause}") from error
    finally:
        database.close()
