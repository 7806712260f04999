"""The response matrix at a glance: what each tier promises at each severity, and each reading marked once in a row."""

from collections import Counter
from dataclasses import dataclass

from app.domain.policy import Measure, Severity, Tier
from app.web.policies.tables import Tables, TargetLine, TargetRow

Cell = tuple[Tier, tuple[TargetLine, ...]]


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """A severity (None: all of them alike) with its cells, and the readings that stand behind several of these."""

    severity: Severity | None
    cells: tuple[Cell, ...]
    shared: tuple[str, ...]

    @property
    def is_for_all(self) -> bool:
        """Whether one promise stands for every severity and every tier."""
        said = {tuple((line.text, line.target.readings) for line in lines) for _, lines in self.cells}
        return self.severity is None and len(said) == 1


def response_rows(tables: Tables, measure: Measure) -> list[ResponseRow]:
    """The rows of a measure; a single one where every severity is promised the same, and that is no time."""
    rows = tables.targets(measure)
    said = {tuple((line.text, line.target.readings) for _, lines in row.cells for line in lines) for row in rows}
    if len(said) == 1 and not tables.has_durations(measure):
        return [_row(None, rows[0])]
    return [_row(row.severity, row) for row in rows]


def _row(severity: Severity | None, row: TargetRow) -> ResponseRow:
    used = Counter(name for _, lines in row.cells for name in {n for line in lines for n in line.target.readings})
    return ResponseRow(severity, row.cells, tuple(name for name, cells in used.items() if cells > 1))
