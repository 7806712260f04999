"""Verbs about cases: deliver."""

import json
import logging
import threading
from dataclasses import asdict

import click

from app.cases.database import CaseBookUnavailable
from app.cases.worker import deliver_due, run_forever
from app.cli.common import as_json, ready_settings, refuse_newer_schema
from app.factory import clock, outbox, routes


@click.command()
@as_json
@click.option("--once", is_flag=True, help="Deliver what is due now, then end.")
def deliver(as_json: bool, once: bool) -> None:
    """Deliver waiting cases and confirmations until ended; any number of these may run at once."""
    settings = ready_settings(5000)
    refuse_newer_schema(settings)
    waiting, ways, stop = outbox(settings), routes(settings), threading.Event()
    if not once:
        logging.basicConfig(level=settings.log_level.upper())
        run_forever(waiting, ways, clock, stop, threading.Event())
        return
    try:
        counts = deliver_due(waiting, ways, clock, limit=10_000)
    except CaseBookUnavailable as error:
        raise click.ClickException(f"The case book cannot be used: {error.cause}") from error
    click.echo(
        json.dumps(asdict(counts)) if as_json else ", ".join(f"{n} {name}" for name, n in asdict(counts).items())
    )
