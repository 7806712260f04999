"""Measures the figures and prints them as a table, or as JSON; ends with 0, for a busy machine is no fault."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator

from tests.benchmarks import pages, policies, search, server
from tests.benchmarks.figures import Figure

GROUPS = {"policies": policies.figures, "pages": pages.figures, "search": search.figures, "server": server.figures}


def main() -> None:
    """Measure the groups named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="group", help=f"any of {', '.join(GROUPS)}; default: all")
    parser.add_argument("--json", action="store_true", dest="as_json", help="machine-readable output")
    chosen = parser.parse_args()
    if unknown := set(chosen.groups) - set(GROUPS):
        parser.error(f"there is no group {', '.join(sorted(unknown))}: choose from {', '.join(GROUPS)}")
    found = list(_measured(chosen.groups or list(GROUPS)))
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
    rows = [("Figure", "target", "median", "p95", "", "")]
    rows += [
        (f.name, _target(f), f"{_number(f.median)} {f.unit}", f"{_number(f.p95)} {f.unit}", f.verdict, f.note)
        for f in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)).rstrip() for row in rows
    ]
    missed = [f.name for f in figures if not f.is_kept]
    summary = f"{len(missed)} missed: {', '.join(missed)}" if missed else "every target kept"
    return "\n".join([*lines, "", f"{summary} · {_machine()}"])


def _target(figure: Figure) -> str:
    return "" if figure.most is None else f"≤ {figure.most:g} {figure.unit}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _machine() -> str:
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def _as_json(figures: list[Figure]) -> str:
    told = [
        {"figure": f.name, "target": f.most, "unit": f.unit, "median": f.median, "p95": f.p95, "runs": len(f.samples),
         "kept": f.is_kept, "note": f.note}
        for f in figures
    ]  # fmt: skip
    return json.dumps({"machine": _machine(), "figures": told}, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    main()
