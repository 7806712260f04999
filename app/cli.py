"""The `signpost` command: every verb is human-readable, or JSON with --json, and exits 1 where something falls short."""

import json
import os
import sys
import time
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from app.config import Settings, SettingsError
from app.content.holidays import calendar_lines, differences
from app.content.library import Library, LibraryReader, as_problem
from app.content.problems import ContentRefused, Problem
from app.domain.proof import Proof, calendar_warnings

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
    try:
        library = LibraryReader(settings.content_dir).read()
    except ContentRefused as refused:
        return None, refused.problems
    return library, library.warnings


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
    library, problems = _library(_settings())
    seconds = time.perf_counter() - started
    if library is None:
        for problem in problems:
            click.echo(str(problem), err=as_json)
        raise click.ClickException("not proved: the content has errors")
    proofs = [version.proof for versions in library.policies.values() for version in versions]
    reports = [_report(proof, today.date() if today else None) for proof in proofs]
    if as_json:
        click.echo(json.dumps({"seconds": round(seconds, 3), "policies": reports}, indent=2))
        return
    for proof, report in zip(proofs, reports, strict=True):
        _print_proof(proof, report, rules)
    click.echo(f"{len(proofs)} policy versions proved in {seconds:.2f} s")


def _report(proof: Proof, today: date | None) -> dict[str, Any]:
    graph, policy = proof.graph, proof.policy
    late = tuple(calendar_warnings(policy, today)) if today else ()
    return {
        "policy": policy.slug,
        "version": policy.version,
        "hash": policy.hash,
        "paths": graph.paths,
        "longest": graph.longest,
        "outcomes": dict(graph.outcomes.most_common()),
        "severities": {str(level): count for level, count in sorted(graph.severities.items())},
        "tiers": dict(graph.tiers.most_common()),
        "rules": [
            {"decision": table.id, "rule": n + 1, "then": rule.then, "hits": graph.hits[table.id, n]}
            for table in policy.decisions.values()
            for n, rule in enumerate(table.all_rules)
        ],
        "warnings": [finding.message for finding in (*proof.warnings, *late)],
    }


def _print_proof(proof: Proof, report: dict[str, Any], rules: bool) -> None:
    click.echo(f"{report['policy']} {report['version']}  {report['hash'][:12]}")
    click.echo(f"  {report['paths']} paths, {report['longest']} questions at most, exactly one outcome each")
    for outcome, count in report["outcomes"].items():
        click.echo(f"  {count:>8}  {proof.policy.outcomes[outcome].kind.value}: {outcome}")
    per_table = Counter(row["decision"] for row in report["rules"])
    click.echo("  rules: " + ", ".join(f"{table} {count}" for table, count in per_table.items()) + "; none unreached")
    for row in report["rules"] if rules else ():
        click.echo(f"  {row['hits']:>8}  {row['decision']} {row['rule']} → {row['then']}")
    for warning in report["warnings"]:
        click.echo(f"  warning: {warning}")
    click.echo()


@main.command()
@click.argument("country")
@click.option("--years", required=True, help="For example 2026-2028.")
@click.option("--check", "policy_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Compare the calendars of this policy file with the library.")  # fmt: skip
def holidays(country: str, years: str, policy_file: Path | None) -> None:
    """Make a calendar of public holidays for a policy, or check the one that it holds."""
    first, _, last = years.partition("-")
    if not (first.isdigit() and (last or first).isdigit()):
        raise click.BadParameter("write 2026 or 2026-2028", param_hint="--years")
    span = range(int(first), int(last or first) + 1)
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
    from app.content.schema import policy_schema_text

    click.echo(policy_schema_text(), nl=False)


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
