"""The command itself: `signpost`, or `python -m app.cli`."""

import click

from app.cli.cases import deliver
from app.cli.content import check, holidays, prove_policies, schema
from app.cli.contracts import contracts
from app.cli.database import backup, migrate, restore_backup
from app.cli.erasing import erase
from app.cli.exporting import export
from app.cli.importing import import_articles_from
from app.cli.outbox import outbox
from app.cli.reports import report
from app.cli.search import index
from app.cli.serving import run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Signpost: a support site that answers first."""


VERBS = (
    run, check, prove_policies, index, import_articles_from, deliver, outbox, contracts, report, migrate, backup,
    restore_backup, export, erase, holidays, schema,
)  # fmt: skip
for verb in VERBS:
    main.add_command(verb)


if __name__ == "__main__":
    main()
