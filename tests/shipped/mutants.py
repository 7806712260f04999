"""Mutants of a policy: each with one piece taken out, or with one rule doubled under another result."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from unittest.mock import patch

from app.content import policy_reader
from app.content.clauses import headings
from app.content.front_matter import Path, Source
from app.content.library_reader import as_problem
from app.content.placements import check_prose
from app.content.problems import Problem, Problems
from app.domain.proof import prove

Data = dict[str, Any]


class Mutant(NamedTuple):
    """A policy's file with one change: the field that was changed, and how."""

    place: Path
    source: Source

    def __str__(self) -> str:
        return f"{self.source.path}:{self.source.line(self.place)} {'.'.join(map(str, self.place))}"


def problems_of(source: Source) -> list[Problem]:
    """Every error that `signpost check` and `signpost prove` find in a file that has been taken apart already.

    The YAML is not written and parsed again: for more than a thousand mutants that would take many minutes.
    """
    problems = Problems(source.path)
    with patch.object(policy_reader, "read_source", lambda *_: source):
        read = policy_reader.read_policy(source.path, "mutant", "1.0", b"", problems)
    if read is None:
        return problems.found
    check_prose(read[0], source.body, source.body_line, problems)
    errors = prove(read[0]).errors
    return [*problems.found, *(as_problem(source.path, error, source.line(error.field)) for error in errors)]


def _without(data: Any, place: Path) -> Any:
    """The data without what stands at a place; what does not lead there is shared."""
    step, *rest = place
    if rest:
        copy = data.copy()
        copy[step] = _without(data[step], tuple(rest))
        return copy
    if isinstance(data, list):
        return [value for n, value in enumerate(data) if n != step]
    return {key: value for key, value in data.items() if key != step}


def _taken_out(source: Source, places: Iterator[Path]) -> Iterator[Mutant]:
    for place in places:
        yield Mutant(place, replace(source, data=_without(source.data, place)))


def _rules(data: Data) -> Iterator[Path]:
    for name, table in data["decisions"].items():
        yield from (("decisions", name, "rules", n) for n in range(len(table["rules"])))


def _target_cells(data: Data) -> Iterator[Path]:
    for measure, form in data["targets"].items():
        for tier, cells in form["table"].items():
            yield from (("targets", measure, "table", tier, level) for level in cells)


def _matrix_cells(kind: str) -> Callable[[Data], Iterator[Path]]:
    def cells(data: Data) -> Iterator[Path]:
        for name, row in data.get(kind, {}).items():
            yield from ((kind, name, "tiers", tier) for tier in row["tiers"])

    return cells


def _matrix_parts(data: Data) -> Iterator[Path]:
    """The parts of a cell that differs by severity."""
    for kind in ("entitlements", "scope"):
        for name, row in data.get(kind, {}).items():
            for tier, cell in row["tiers"].items():
                if isinstance(cell, list):
                    yield from ((kind, name, "tiers", tier, n) for n in range(len(cell)))


def _options(data: Data) -> Iterator[Path]:
    """Options as they are written, those drawn from the policy's own lists, and the bands of numbers."""
    for name, question in data["questions"].items():
        for kind in ("options", "bands"):
            yield from (("questions", name, kind, value) for value in question.get(kind, {}))
        drawn = question.get("options_from")
        for value, item in data.get(drawn, {}).items() if drawn else ():
            if question.get("of") in (None, item.get("product")):
                yield (drawn, value)


def _named(kind: str) -> Callable[[Data], Iterator[Path]]:
    return lambda data: ((kind, name) for name in data[kind])


def _sections(source: Source) -> Iterator[Mutant]:
    """The body without one clause: its heading with the text below it."""
    lines, marks = source.body.splitlines(), headings(source.body)
    for mark, end in zip(marks, [*(m.line for m in marks[1:]), len(lines)], strict=True):
        body = "\n".join(lines[: mark.line] + lines[end:])
        yield Mutant(("clauses", mark.id), replace(source, body=body))


def _doubled(source: Source) -> Iterator[Mutant]:
    """The policy with one rule standing twice, the second time with another result of its table."""
    for place in _rules(source.data):
        _, name, _, n = place
        rules = source.data["decisions"][name]["rules"]
        other = next(rule["then"] for rule in rules if rule["then"] != rules[int(n)]["then"])
        table = {**source.data["decisions"][name], "rules": [*rules, {**rules[int(n)], "then": other}]}
        decisions = {**source.data["decisions"], name: table}
        yield Mutant(place, replace(source, data={**source.data, "decisions": decisions}))


def _by_field(places: Callable[[Data], Iterator[Path]]) -> Callable[[Source], Iterator[Mutant]]:
    return lambda source: _taken_out(source, places(source.data))


PARTS = _by_field(_matrix_parts)


MUTATIONS: Mapping[str, Callable[[Source], Iterator[Mutant]]] = {
    "rule taken out": _by_field(_rules),
    "rule doubled with another result": _doubled,
    "target taken out": _by_field(_target_cells),
    "entitlement taken out": _by_field(_matrix_cells("entitlements")),
    "scope taken out": _by_field(_matrix_cells("scope")),
    "clause taken out of the list": _by_field(_named("clauses")),
    "clause taken out of the body": _sections,
    "option taken out": _by_field(_options),
    "schedule taken out": _by_field(_named("schedules")),
    "tier taken out": _by_field(_named("tiers")),
    "severity taken out": _by_field(_named("severities")),
    "question taken out": _by_field(_named("questions")),
    "outcome taken out": _by_field(_named("outcomes")),
    "decision taken out": _by_field(_named("decisions")),
    "reading taken out": _by_field(_named("readings")),
}
