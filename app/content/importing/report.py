"""What an import did, and what somebody has to look at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

SHOWN_OF_A_KIND = 10


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that could not be carried over as it was, at a line of the source (0: the file as a whole)."""

    what: str
    path: str
    line: int
    detail: str = ""
    hint: str = ""
    is_failure: bool = False
    """Whether it could not be read or written at all."""

    @property
    def place(self) -> str:
        """Where it is, as people and editors write it."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass
class Report:
    """Counts what was done and collects the findings of one import."""

    into: str = ""
    is_dry: bool = False
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def note(self, what: str, path: str, line: int = 0, detail: str = "", hint: str = "") -> None:
        """Note what needs a look."""
        self.findings.append(Finding(what, path, line, " ".join(detail.split())[:200], hint))

    def fail(self, what: str, path: str, detail: str = "", hint: str = "", line: int = 0) -> None:
        """Note what could not be read or written at all."""
        self.findings.append(Finding(what, path, line, detail, hint, is_failure=True))

    def count(self, what: str, number: int = 1) -> None:
        """Count something done."""
        if number:
            self.counts[what] += number

    @property
    def failed(self) -> bool:
        """Whether anything could not be read or written at all."""
        return any(finding.is_failure for finding in self.findings)

    def as_data(self) -> dict[str, Any]:
        """All of it, for machines."""
        listed = sorted(set(self.findings), key=lambda each: (each.path, each.line, each.what))
        return {
            "ok": not self.failed,
            "dry_run": self.is_dry,
            "seconds": self.seconds,
            "counts": dict(sorted(self.counts.items())),
            "findings": [
                {
                    "path": each.path,
                    "line": each.line,
                    "what": each.what,
                    "detail": each.detail,
                    "hint": each.hint,
                    "failed": each.is_failure,
                }
                for each in listed
            ],
        }

    def lines(self) -> Iterator[str]:
        """All of it, for people: the counts, then what needs a look, failures first."""
        yield ", ".join(f"{number} {name}" for name, number in sorted(self.counts.items()) if number) or "nothing found"
        kinds: dict[str, list[Finding]] = {}
        for finding in sorted(set(self.findings), key=lambda each: (not each.is_failure, each)):
            kinds.setdefault(finding.what, []).append(finding)
        for what, found in kinds.items():
            hint = f" ({found[0].hint})" if found[0].hint else ""
            yield f"\n{what}: {len(found)}{hint}"
            shown = found[:SHOWN_OF_A_KIND]
            yield from (f"  {each.place}{': ' if each.detail else ''}{each.detail}" for each in shown)
            if len(found) > len(shown):
                yield f"  … and {len(found) - len(shown)} more: --json lists all"
        done = "Would be imported" if self.is_dry else "Imported"
        yield f"\n{done} into articles/{self.into}/ in {self.seconds} s"
