"""Measures the figures and prints them as a table, or as JSON; ends with 0: a miss may be the machine's."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator

from tests.benchmarks import library, load, pages, policies, search, server
from tests.benchmarks.figures import Figure

GROUPS = {
    "policies": policies.figures,
    "pages": pages.figures,
    "search": search.figures,
    "server": server.figures,
    "load": load.figures,
    "library": library.figures,
}
ONLY_WHEN_NAMED = {"library"}  # it takes minutes


def main() -> None:
    """Measure the groups named, or those that take no minutes."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "groups", nargs="*", metavar="group", help=f"any of {', '.join(GROUPS)}; default: all but library"
    )
    parser.add_argument("--json", action="store_true", dest="as_json", help="machine-readable output")
    chosen = parser.parse_args()
    if unknown := set(chosen.groups) - set(GROUPS):
        parser.error(f"there is no group {', '.join(sorted(unknown))}: choose from {', '.join(GROUPS)}")
    found = list(_measured(chosen.groups or [group for group in GROUPS if group not in ONLY_WHEN_NAMED]))
    print(_as_json(found) if chosen.as_json else _table(found))


def _measured(groups: list[str]) -> Iterator[Figure]:
    for group in groups:
        print(f"measuring {group} …", file=sys.stderr, flush=True)
        for figure in GROUPS[group]():
            print(
                f"  {figure.name}: {_number(figure.median)} {figure.unit} {figure.verdict}", file=sys.stderr, flush=True
            )
            yield figure


def _table(figures: list[Figure]) -> str:
    rows = [("Figure", "target", "median", "p95", "CPU", "", ""), *(_row(figure) for figure in figures)]
    widths = [*(max(len(row[column]) for row in rows) for column in range(6)), 0]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    missed = [figure.name for figure in figures if not figure.is_kept]
    summary = f"{len(missed)} missed: {', '.join(missed)}" if missed else "every target kept"
    return "\n".join([*lines, "", f"{summary} · {_machine()}"])


def _row(figure: Figure) -> tuple[str, ...]:
    told = (figure.most, figure.least, figure.median, figure.p95, figure.cpu)
    most, least, *measured = ("" if value is None else f"{_number(value)} {figure.unit}" for value in told)
    target = f"≤ {most}" if most else f"≥ {least}" if least else ""
    return figure.name, target, *measured, figure.verdict, figure.note


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _machine() -> str:
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def _as_json(figures: list[Figure]) -> str:
    return json.dumps({"machine": _machine(), "figures": [_told(f) for f in figures]}, indent=2, ensure_ascii=False)


def _told(figure: Figure) -> dict[str, str | float | None]:
    return {
        "figure": figure.name,
        "unit": figure.unit,
        "most": figure.most,
        "least": figure.least,
        "kept": figure.is_kept,
        "median": figure.median,
        "p95": figure.p95,
        "cpu": figure.cpu,
        "runs": len(figure.samples),
        "note": figure.note,
    }


if __name__ == "__main__":
    main()
