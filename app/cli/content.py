"""Verbs about the content: check, prove, holidays, schema."""

import json
import re
import sys
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from app.cases.case_schema import case_schema_text
from app.cli.common import as_json, good_library, read_library, settings_of_environment
from app.content.article_calendar import article_warnings
from app.content.holidays import calendar_lines, differences
from app.content.library_reader import as_problem
from app.content.proof_report import proof_lines, proof_report
from app.content.schema import article_schema_text, policy_schema_text
from app.domain.proof import calendar_warnings


@click.command()
@as_json
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Also warn of what a calendar tells on this day.")
def check(as_json: bool, today: datetime | None) -> None:
    """Check all content: every problem of every file, with file, line, field and hint."""
    settings = settings_of_environment()
    library, problems = read_library(settings)
    if library and today:
        problems += tuple(
            as_problem(version.path, finding, 1)
            for versions in library.policies.values()
            for version in versions
            for finding in calendar_warnings(version.policy, today.date())
        )
        problems += tuple(article_warnings(library, today.date()))
    errors = [problem for problem in problems if not problem.is_warning]
    if as_json:
        click.echo(json.dumps({"ok": not errors, "problems": [asdict(problem) for problem in problems]}, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{len(errors)} errors, {len(problems) - len(errors)} warnings in {settings.content_dir.name}/")
    sys.exit(1 if errors else 0)


@click.command(name="prove")
@as_json
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Also warn of what a calendar tells on this day.")
@click.option("--rules", is_flag=True, help="List every rule with its hits.")
def prove_policies(as_json: bool, today: datetime | None, rules: bool) -> None:
    """Walk every combination of answers of every policy: exactly one outcome each, each with a clause."""
    started = time.perf_counter()
    library = good_library(settings_of_environment(), "not proved: the content has errors")
    seconds = time.perf_counter() - started
    proofs = [version.proof for versions in library.policies.values() for version in versions]
    reports = [proof_report(proof, today.date() if today else None) for proof in proofs]
    if as_json:
        click.echo(json.dumps({"seconds": round(seconds, 3), "policies": reports}, indent=2))
        return
    for proof, report in zip(proofs, reports, strict=True):
        click.echo("\n".join(proof_lines(proof, report, in_full=rules)) + "\n")
    click.echo(f"{len(proofs)} policy versions proved in {seconds:.2f} s")


@click.command()
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


SCHEMAS = {"policy": policy_schema_text, "article": article_schema_text, "case": case_schema_text}


@click.command()
@click.argument("name", type=click.Choice(list(SCHEMAS)), default="policy")
@click.option("--articles", is_flag=True, help="The same as `article`.")
def schema(name: str, articles: bool) -> None:
    """Write a JSON Schema: of a policy's or an article's front matter for editors, or of a case for desks."""
    click.echo(SCHEMAS["article" if articles else name](), nl=False)
