"""The verb that erases cases: one at once, or those whose time is over."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from app.cases.database import Database
from app.cases.erasure import Eraser, Kept
from app.cases.retention import Retention
from app.cli.case_book import case_book, read_reference
from app.cli.common import as_json, settings_of_environment
from app.config import Settings
from app.factory import clock, eraser

OUT_OF_REACH = (
    "This command cannot reach: the desk's own copy, backups and copies of the database, "
    "and mails that were sent to the desk and to the customer."
)
NEVER = "SIGNPOST_RETENTION_DAYS is 0: cases are kept for good, and none is ever over its time."


@click.command()
@as_json
@click.argument("reference", required=False)
@click.option("--expired", is_flag=True, help="The cases whose time is over, by SIGNPOST_RETENTION_DAYS.")
@click.option("--yes", is_flag=True, help="Erase; without it, only show what would go.")
@click.option("--even-undelivered", is_flag=True, help="Also a case whose desk has not got it.")
def erase(reference: str | None, expired: bool, yes: bool, even_undelivered: bool, as_json: bool) -> None:
    """Erase a case everywhere on this site: rows, attached files and mails in the folder; for good."""
    if bool(reference) == expired:
        raise click.UsageError("Name one case by its reference, or write --expired.")
    if expired and even_undelivered:
        raise click.UsageError("--even-undelivered is for one case, named by its reference.")
    settings = settings_of_environment()
    with case_book(settings) as database:
        found = eraser(settings, database)
        try:
            if reference:
                said, lines = _one(found, read_reference(reference), yes=yes, even_undelivered=even_undelivered)
            else:
                said, lines = _expired(settings, database, found, yes=yes)
        except OSError as error:
            raise click.ClickException(
                f"{error.filename} cannot be removed ({error.strerror}): its case stays."
            ) from error
    click.echo(json.dumps(said, indent=2) if as_json else "\n".join(lines))
    sys.exit(0 if yes else 1)


def _one(found: Eraser, reference: str, *, yes: bool, even_undelivered: bool) -> tuple[dict[str, Any], list[str]]:
    kept = found.kept(reference)
    if kept is None:
        raise click.ClickException(f"There is no case {reference}.")
    if (kept.on_its_way or kept.given_up) and not even_undelivered:
        raise click.ClickException(_undelivered(kept))
    if yes:
        if found.erase(reference, even_undelivered=even_undelivered) is None:
            raise click.ClickException(f"{reference} is changed by somebody at this moment: try again.")
        found.sweep()
    end = OUT_OF_REACH if yes else "Nothing was erased yet. Write --yes to erase it."
    said = _data(kept) | {"erased": yes, "out_of_reach": OUT_OF_REACH}
    return said, [f"{reference}, {'erased' if yes else 'would go'}:", *_kept_lines(kept), end]


def _undelivered(kept: Kept) -> str:
    states = [(kept.on_its_way, "on its way"), (kept.given_up, "given up")]
    told = " and ".join(f"{count} {words}" for count, words in states if count)
    return (
        f"{kept.reference} has messages that did not arrive: {told} (signpost outbox show {kept.reference}). "
        "Deliver them first, or write --even-undelivered: the desk then never gets them."
    )


def _kept_lines(kept: Kept) -> Iterator[str]:
    yield f"  a case under the policy {kept.policy}, last added to at {kept.active_at:%Y-%m-%d %H:%MZ}"
    yield f"  {kept.messages} messages with their attempts, {kept.additions} additions"
    yield f"  {kept.files} attached files, {len(kept.mails)} mails in the folder"
    for each in dict.fromkeys(kept.at_desks):
        if each.remote_reference:
            yield f"  at the desk {each.desk or 'of the site'} it is {each.remote_reference}, and stays there"


def _data(kept: Kept) -> dict[str, Any]:
    return {
        "reference": kept.reference,
        "policy": kept.policy,
        "active_at": kept.active_at.isoformat(),
        "messages": kept.messages,
        "additions": kept.additions,
        "files": kept.files,
        "mails": [path.name for path in kept.mails],
        "at_desks": [each._asdict() for each in kept.at_desks],
    }


def _expired(settings: Settings, database: Database, found: Eraser, *, yes: bool) -> tuple[dict[str, Any], list[str]]:
    days = settings.retention_days
    if not days:
        raise click.ClickException(NEVER)
    retention, now = Retention(database, found, days), clock()
    if yes:
        done = retention.erase_expired(now)
        said = {"erased": done.erased, "given_up": list(done.given_up), "out_of_reach": OUT_OF_REACH}
        return said, [f"{done.erased} cases erased", *_given_up_lines(done.given_up), OUT_OF_REACH]
    references, given_up = list(retention.expired(now)), retention.given_up(now)
    lines = [*references, f"{len(references)} cases would go", *_given_up_lines(given_up)]
    end = "Nothing was erased yet. Write --yes to erase them."
    return {"would_go": references, "given_up": list(given_up), "erased": 0}, [*lines, end]


def _given_up_lines(references: tuple[str, ...]) -> Iterator[str]:
    for each in references:
        yield (
            f"warning: {each} stays, because a message was given up: send it again "
            f"(signpost outbox retry {each}) or erase it by its reference"
        )
