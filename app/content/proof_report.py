"""What the proof of a policy showed, as data and as lines of text."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.domain.proof import Proof, calendar_warnings


def proof_report(proof: Proof, today: date | None) -> dict[str, Any]:
    """Paths, outcomes, rules with their hits, and warnings; on a day given, also those that only a calendar tells."""
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


def proof_lines(proof: Proof, report: dict[str, Any], *, in_full: bool) -> Iterator[str]:
    """The report for people: hits of each table's rules in a row, or `in_full` a line for each rule."""
    yield f"{report['policy']} {report['version']}  {report['hash'][:12]}"
    yield f"  {report['paths']} paths, {report['longest']} questions at most, exactly one outcome each"
    for outcome, count in report["outcomes"].items():
        yield f"  {count:>8}  {proof.policy.outcomes[outcome].kind.value}: {outcome}"
    for table in proof.policy.decisions:
        rows = [row for row in report["rules"] if row["decision"] == table]
        if in_full:
            yield from (f"  {row['hits']:>8}  {table} {row['rule']} → {row['then']}" for row in rows)
        else:
            yield f"  {table}: {len(rows)} rules, hits {' '.join(str(row['hits']) for row in rows)}"
    yield from (f"  warning: {warning}" for warning in report["warnings"])
