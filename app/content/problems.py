"""A problem of a content file: where it is, what is wrong, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong in a file, at a line (0: the file as a whole) and a field, with a hint."""

    path: str
    line: int
    field: str
    message: str
    hint: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        kind = "warning: " if self.is_warning else ""
        field = f"{self.field}: " if self.field else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}: {kind}{field}{self.message}{hint}"


class ContentRefused(Exception):
    """The content has errors. `problems` lists all of them, of all files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Problems:
    """Collects the problems of one file, so that all are reported together."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Problem] = []

    def add(self, line: int, field: str, message: str, hint: str = "") -> None:
        """Note an error."""
        self.found.append(Problem(self.path, line, field, message, hint))
