"""What the verbs about stored cases share: the case book, and the reference of a case as it is typed."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.cases.database import CaseBookUnavailable, Database
from app.config import Settings
from app.domain.case_reference import normalise_reference


@contextmanager
def case_book(settings: Settings) -> Iterator[Database]:
    """The database of the case book; one that cannot be used ends the command with a sentence."""
    database = Database.open(settings.database_url)
    try:
        database.create_tables()
        yield database
    except CaseBookUnavailable as error:
        raise click.ClickException(f"The case book cannot be used: {error.cause}") from error
    finally:
        database.close()


def read_reference(typed: str) -> str:
    """The reference that was meant; what is none ends the command with a sentence."""
    found = normalise_reference(typed)
    if found is None:
        raise click.ClickException(f"“{typed}” is no reference of a case: they look like SP-7KDF-3QX.")
    return found
