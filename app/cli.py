"""The `signpost` command: verbs speak to people, or in JSON with --json, and exit 1 where something falls short."""

import json
import logging
import os
import re
import socket
import sys
import threading
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from app.cases.database import CaseBookUnavailable
from app.cases.deliveries.smtp import SmtpUrlInvalid
from app.cases.worker import deliver_due, run_forever
from app.config import CHECKOUT, Settings, SettingsError, prepare_folders, signing_key
from app.content.holidays import calendar_lines, differences
from app.content.library import Library, LibraryReader, as_problem
from app.content.problems import ContentRefused, Problem
from app.content.proof_report import proof_lines, proof_report
from app.content.schema import policy_schema_text
from app.domain.proof import calendar_warnings
from app.factory import clock, outbox, routes
from app.search.documents import documents, search_revision
from app.search.freshness import ensure_index
from app.search.port import SearchUnavailable
from app.search.whoosh_engine import WhooshEngine

MANY = 2000
REQUESTS_AT_ONCE = 64
"""Threads of a worker: a client that sends a body slowly holds one, and must not hold up the others."""
SECONDS_TO_END = 10
"""How long requests may go on when the site is told to end; a worker still starting then may not have heard it."""
as_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Signpost: a support site that answers first."""


def _settings() -> Settings:
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _library(settings: Settings) -> tuple[Library | None, tuple[Problem, ...]]:
    """The library with its warnings, or None with every error."""
    if not settings.content_dir.is_dir():
        raise click.ClickException(f"There is no folder {settings.content_dir}: set SIGNPOST_CONTENT_DIR to one.")
    try:
        library = LibraryReader(settings.content_dir).read()
    except ContentRefused as refused:
        return None, refused.problems
    return library, library.warnings


def _good_library(settings: Settings, refusal: str) -> Library:
    """The library; errors end the command with all of them."""
    library, problems = _library(settings)
    if library is None:
        for problem in problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(refusal)
    return library


@main.command()
@as_json
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Also warn of what a calendar tells on this day.")
def check(as_json: bool, today: datetime | None) -> None:
    """Check all content: every problem of every file, with file, line, field and hint."""
    settings = _settings()
    library, problems = _library(settings)
    if library and today:
        problems += tuple(
            as_problem(version.path, finding, 1)
            for versions in library.policies.values()
            for version in versions
            for finding in calendar_warnings(version.policy, today.date())
        )
    errors = [problem for problem in problems if not problem.is_warning]
    if as_json:
        click.echo(json.dumps({"ok": not errors, "problems": [asdict(problem) for problem in problems]}, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{len(errors)} errors, {len(problems) - len(errors)} warnings in {settings.content_dir.name}/")
    sys.exit(1 if errors else 0)


@main.command(name="prove")
@as_json
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Also warn of what a calendar tells on this day.")
@click.option("--rules", is_flag=True, help="List every rule with its hits.")
def prove_policies(as_json: bool, today: datetime | None, rules: bool) -> None:
    """Walk every combination of answers of every policy: exactly one outcome each, each with a clause."""
    started = time.perf_counter()
    library = _good_library(_settings(), "not proved: the content has errors")
    seconds = time.perf_counter() - started
    proofs = [version.proof for versions in library.policies.values() for version in versions]
    reports = [proof_report(proof, today.date() if today else None) for proof in proofs]
    if as_json:
        click.echo(json.dumps({"seconds": round(seconds, 3), "policies": reports}, indent=2))
        return
    for proof, report in zip(proofs, reports, strict=True):
        click.echo("\n".join(proof_lines(proof, report, in_full=rules)) + "\n")
    click.echo(f"{len(proofs)} policy versions proved in {seconds:.2f} s")


@main.command()
@click.argument("country")
@click.option("--years", required=True, help="For example 2026-2028.")
@click.option(
    "--check",
    "policy_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare the calendars of this policy file with the library.",
)
def holidays(country: str, years: str, policy_file: Path | None) -> None:
    """Make a calendar of public holidays for a policy, or check the one that it holds."""
    found_years = re.fullmatch("([1-9][0-9]{3})(?:-([1-9][0-9]{3}))?", years)
    span = range(int(found_years[1]), int(found_years[2] or found_years[1]) + 1) if found_years else range(0)
    if not span:
        raise click.BadParameter("write 2026 or 2026-2028", param_hint="--years")
    try:
        if policy_file is None:
            click.echo("\n".join(calendar_lines(country, span)))
            return
        found = differences(policy_file, country, span)
    except (ValueError, NotImplementedError) as error:
        raise click.ClickException(str(error)) from error
    for line in found:
        click.echo(line)
    click.echo(f"{len(found)} differences from the holiday library for {country.upper()} {years}")
    sys.exit(1 if found else 0)


@main.command()
def schema() -> None:
    """Write the JSON Schema of a policy's front matter, for editors."""
    click.echo(policy_schema_text(), nl=False)


@main.command()
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes; default: SIGNPOST_WORKERS.")
@click.option("--dev", is_flag=True, help="Start again when code, templates or static files change.")
def run(port: int, host: str, workers: int | None, dev: bool) -> None:
    """Serve the site; what is missing is made first. Content is read again when it changes."""
    settings = _ready_settings(port)
    _refuse_taken_port(host, port)
    _first_index(settings)
    click.echo(f"Signpost at http://{host}:{port}/ (Ctrl-C ends it)")
    serve("app.factory:serve", host, port, workers or settings.workers, reload=dev)


def serve(made_by: str, host: str, port: int, workers: int, *, reload: bool = False) -> None:
    """Serve the application that a factory makes, until ended; `reload`: start anew when a file of the site changes."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        made_by,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=REQUESTS_AT_ONCE,
        backlog=1024,
        log_access=False,
        log_level=LogLevels.error,
        working_dir=CHECKOUT,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_END,
        reload=reload,
        reload_paths=[CHECKOUT / "app", CHECKOUT / "templates", CHECKOUT / "static"] if reload else None,
    ).serve()


def _ready_settings(port: int) -> Settings:
    """Settings that a site can start with; the first wrong thing ends the start with a sentence."""
    os.environ.setdefault("SIGNPOST_PUBLIC_URL", f"http://127.0.0.1:{port}")
    settings = _settings()
    try:
        prepare_folders(settings)
        signing_key(settings)
        routes(settings)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    except SmtpUrlInvalid as error:
        raise click.ClickException(f"SIGNPOST_SMTP_URL cannot be used: {error}") from error
    return settings


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        sentence = f"{host} port {port} cannot be listened on ({error.strerror}): choose another with --port."
        raise click.ClickException(sentence) from error


def _first_index(settings: Settings) -> None:
    """Build the search index where it is missing or stale; bad content ends the start with all its problems."""
    library = _good_library(settings, "the content has errors: mend them, then start again")
    try:
        _build(settings, library)
    except SearchUnavailable as error:
        click.echo(f"warning: the search index could not be built: {error}", err=True)


def _build(settings: Settings, library: Library) -> bool:
    """Build the index with a progress bar where that takes long; whether there was anything to build."""
    today = clock().date()
    engine, found = WhooshEngine(settings.search_index_dir), documents(library, today)
    with click.progressbar(length=len(found), label="Building the search index", hidden=len(found) < MANY) as bar:

        def progress(done: int, _total: int) -> None:
            bar.update(done - bar.pos)

        return ensure_index(engine, lambda: found, search_revision(library, today), progress)


@main.command()
@as_json
def index(as_json: bool) -> None:
    """Build the search index where it is missing or stale; readers keep the old one until the new one is whole."""
    settings = _ready_settings(5000)
    library = _good_library(settings, "not built: the content has errors")
    started = time.perf_counter()
    try:
        built = _build(settings, library)
    except SearchUnavailable as error:
        raise click.ClickException(f"The search index could not be built: {error}") from error
    seconds = round(time.perf_counter() - started, 2)
    if as_json:
        click.echo(json.dumps({"built": built, "revision": library.revision, "seconds": seconds}))
    else:
        click.echo(f"{'Built' if built else 'Already'} the index of revision {library.revision} in {seconds} s")


@main.command()
@as_json
@click.option("--once", is_flag=True, help="Deliver what is due now, then end.")
def deliver(as_json: bool, once: bool) -> None:
    """Deliver waiting cases and confirmations until ended; any number of these may run at once."""
    settings = _ready_settings(5000)
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


@main.command(name="import-articles")
@as_json
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--into", help="The folder below content/articles/; default: the name of the source.")
@click.option("--product", help="The id of the product that all of them are about; default: what the folder names.")
@click.option("--base-url", default="", help="Where the source is published: links out of the import lead there.")
@click.option("--overwrite", is_flag=True, help="Also write over what staff changed since the last import.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be done.")
def import_articles_from(
    source: Path, as_json: bool, into: str | None, product: str | None, base_url: str, overwrite: bool, dry_run: bool
) -> None:
    """Import a folder, a zip or a Zendesk export: Markdown for Docusaurus, MkDocs, Hugo or none becomes articles."""
    from app.content.importing.importer import ImportRefused, import_articles, wishes_for
    from app.content.importing.progress import shown_bar

    try:
        wishes = wishes_for(source, into, product, base_url, is_dry=dry_run, overwrites=overwrite)
        report = import_articles(source, _settings().content_dir / "articles", wishes, shown_bar)
    except ImportRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(report.as_data(), indent=2) if as_json else "\n".join(report.lines()))
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
