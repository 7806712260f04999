"""The references of a policy file: each name must resolve, and what is declared must be used."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from app.content.front_matter import Path, Source, field_name
from app.content.policy_file import PolicyForm
from app.content.problems import Problems
from app.domain.decisions import When

_SINGLE = {
    "products": "product",
    "plans": "plan",
    "tiers": "tier",
    "schedules": "schedule",
    "calendars": "calendar",
    "readings": "reading",
    "contacts": "contact",
    "outcomes": "outcome",
    "clauses": "clause",
}
_MUST_BE_USED = ("clauses", "readings", "schedules", "calendars")


class References:
    """Resolves the names of one file, noting those that do not resolve, and those that nothing names."""

    def __init__(self, form: PolicyForm, source: Source, problems: Problems) -> None:
        self.form, self.source, self.problems = form, source, problems
        self._used: dict[str, set[str]] = {}

    def problem(self, path: Path, message: str, hint: str = "") -> None:
        """Note an error at a field of the front matter."""
        self.problems.add(self.source.line(path), field_name(path), message, hint)

    def one(self, path: Path, name: str | None, kind: str) -> str | None:
        """The name, noted as used; a problem where there is nothing of that kind by that name."""
        if name is None:
            return None
        known = self._known(kind)
        self._used.setdefault(kind, set()).add(name)
        if name not in known:
            hint = did_you_mean(name, known) or f"add it under {kind}, or name one of: {', '.join(known)}"
            self.problem(path, f"there is no {_SINGLE[kind]} “{name}”", hint)
        return name

    def several(self, path: Path, names: Iterable[str], kind: str) -> tuple[str, ...]:
        """The names of a list, each like one."""
        return tuple(str(self.one((*path, n), name, kind)) for n, name in enumerate(names))

    def clause(self, path: Path, name: str) -> str:
        """The clause that the value at `path` names."""
        return str(self.one((*path, "clause"), name, "clauses"))

    def readings(self, path: Path, names: Iterable[str]) -> tuple[str, ...]:
        """The readings that the value at `path` names."""
        return self.several((*path, "reading"), names, "readings")

    def levels(self, path: Path, levels: Iterable[int]) -> tuple[int, ...]:
        """Severities by their numbers."""
        for level in levels:
            if level not in self.form.severities:
                self.problem(path, f"there is no severity {level}", "name one of those under severities")
        return tuple(levels)

    def conditions(self, path: Path, wanted: Mapping[str, list[str]], values: Mapping[str, tuple[str, ...]]) -> When:
        """Conditions over `values`, which holds every name that they may mention, with its values."""
        for name, answers in wanted.items():
            at = (*path, name)
            if name not in values:
                hint = did_you_mean(name, values) or "add it under questions"
                self.problem(at, f"there is no question or decision “{name}”", hint)
                continue
            for answer in answers:
                if answer not in values[name]:
                    self.problem(at, f"“{name}” has no answer “{answer}”", f"use one of: {', '.join(values[name])}")
        return tuple((name, frozenset(answers)) for name, answers in wanted.items())

    def check_use(self) -> None:
        """Note what is declared and never named. To be called when all else is read."""
        for kind in _MUST_BE_USED:
            for name in self._known(kind):
                if name not in self._used.get(kind, ()):
                    hint = f"name it where it applies, or take it out of {kind}"
                    self.problem((kind, name), f"this {_SINGLE[kind]} is never used", hint)

    def _known(self, kind: str) -> Collection[str]:
        table: Mapping[str, object] = getattr(self.form, kind)
        return table


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the name that was probably meant; nothing where none is close."""
    close = get_close_matches(name, list(known), n=1)
    return f"did you mean “{close[0]}”?" if close else ""
