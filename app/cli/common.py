"""What all verbs share: the settings, the content and the answer in JSON."""

import os

import click

from app.cases.database import CaseBookNewer, CaseBookUnavailable, Database
from app.cases.deliveries.smtp import SmtpUrlInvalid
from app.config import Settings, SettingsError, prepare_folders, signing_key
from app.content.library import Library
from app.content.library_reader import LibraryReader
from app.content.problems import ContentRefused, Problem
from app.factory import desks, routes
from app.search.choice import engine_from

as_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")


def settings_of_environment() -> Settings:
    """The settings; wrong ones end the command with a sentence each."""
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def read_library(settings: Settings) -> tuple[Library | None, tuple[Problem, ...]]:
    """The library with its warnings, or None with every error."""
    if not settings.content_dir.is_dir():
        raise click.ClickException(f"There is no folder {settings.content_dir}: set SIGNPOST_CONTENT_DIR to one.")
    try:
        library = LibraryReader(settings.content_dir).read()
    except ContentRefused as refused:
        return None, refused.problems
    return library, library.warnings


def good_library(settings: Settings, refusal: str) -> Library:
    """The library; errors end the command with all of them."""
    library, problems = read_library(settings)
    if library is None:
        for problem in problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(refusal)
    return library


def ready_settings(port: int) -> Settings:
    """Settings that a site can start with; the first wrong thing ends the start with a sentence."""
    os.environ.setdefault("SIGNPOST_PUBLIC_URL", f"http://127.0.0.1:{port}")
    settings = settings_of_environment()
    try:
        prepare_folders(settings)
        signing_key(settings)
        engine_from(settings)
        routes(settings)
        missing = desks(settings).missing()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    except ContentRefused as refused:
        raise click.ClickException(str(refused)) from refused
    except SmtpUrlInvalid as error:
        raise click.ClickException(f"SIGNPOST_SMTP_URL cannot be used: {error}") from error
    if missing:
        raise click.ClickException("\n".join(missing))
    return settings


def refuse_newer_schema(settings: Settings) -> None:
    """End the command where a newer version made the database; one that cannot be used now may yet come back."""
    database = Database.open(settings.database_url)
    try:
        database.schema()
    except CaseBookNewer as error:
        raise click.ClickException(f"The database cannot be used: {error.cause}.") from error
    except CaseBookUnavailable:
        return
    finally:
        database.close()
