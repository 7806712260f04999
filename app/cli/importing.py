"""The verb that takes over articles written for other tools."""

import json
import sys
from pathlib import Path

import click

from app.cli.common import as_json, settings_of_environment


@click.command(name="import-articles")
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
        report = import_articles(source, settings_of_environment().content_dir / "articles", wishes, shown_bar)
    except ImportRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(report.as_data(), indent=2) if as_json else "\n".join(report.lines()))
    sys.exit(1 if report.failed else 0)
