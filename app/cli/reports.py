"""Verbs that report what was counted of how the site is used."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import click

from app.cases.case_report import case_report
from app.cases.case_report_lines import report_lines as case_lines
from app.cli.case_book import case_book
from app.cli.common import as_json, good_library, settings_of_environment
from app.factory import clock
from app.insight.article_report import article_report
from app.insight.article_report import report_lines as article_lines
from app.insight.database import InsightDatabase, InsightUnavailable
from app.insight.deflection_report import deflection_report
from app.insight.deflection_report import report_lines as deflection_lines
from app.insight.deflections import Deflections
from app.insight.reads import Reads
from app.insight.search_report import report_lines, search_report
from app.insight.searches import Searches
from app.insight.votes import Votes

F = TypeVar("F", bound=Callable[..., Any])


def days_back(default: int) -> Callable[[F], F]:
    """The option that says over how many days to report."""
    return click.option("--days", default=default, show_default=True, type=click.IntRange(1, 400), help="Days back.")


@click.group()
def report() -> None:
    """Report what was counted of how the site is used: numbers, and nothing of who used it."""


@report.command()
@as_json
@days_back(30)
def search(as_json: bool, days: int) -> None:
    """What people searched most, what found nothing, and what was found and yet not opened."""
    with _counts() as database:
        found = search_report(Searches(database).since(clock().date() - timedelta(days=days)))
    click.echo(json.dumps(found.as_json(), indent=2) if as_json else "\n".join(report_lines(found)))


@report.command()
@as_json
@days_back(90)
def articles(as_json: bool, days: int) -> None:
    """How much articles are read, whether they helped and why not, worst first, and which are due for review."""
    library = good_library(settings_of_environment(), "not reported: the content has errors")
    today = clock().date()
    since = today - timedelta(days=days)
    with _counts() as database:
        reads, votes = Reads(database), Votes(database)
        found = article_report(library, reads.since(since), votes.since(since), votes.remarks_since(since), today)
    click.echo(json.dumps(found.as_json(), indent=2) if as_json else "\n".join(article_lines(found)))


@report.command()
@as_json
@days_back(30)
def cases(as_json: bool, days: int) -> None:
    """How many cases came in of which kind, how long desks took to have them, and what became of the rest."""
    with case_book(settings_of_environment()) as database:
        found = case_report(database, clock(), days)
    click.echo(json.dumps(found.as_json(), indent=2) if as_json else "\n".join(case_lines(found)))


@report.command()
@as_json
@days_back(90)
def deflection(as_json: bool, days: int) -> None:
    """How often articles made a case unnecessary: confirmed, presumed and failed, by product, outcome and article."""
    with _counts() as database:
        found = deflection_report(Deflections(database).since(clock().date() - timedelta(days=days)))
    click.echo(json.dumps(found.as_json(), indent=2) if as_json else "\n".join(deflection_lines(found)))


@contextmanager
def _counts() -> Iterator[InsightDatabase]:
    database = InsightDatabase.open(settings_of_environment().database_url)
    try:
        yield database
    except InsightUnavailable as error:
        raise click.ClickException(f"The counts cannot be read: {error.cause}") from error
    finally:
        database.close()
