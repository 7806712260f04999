"""MDX: what a page imports and exports."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.content.importing.report import Report
from app.content.importing.text import Line

_IMPORT = re.compile(r"^import\s+(?:(?P<name>\w+)\s*,?\s*)?(?:[\w*{][^'\"]*)?(?:from\s*)?['\"](?P<path>[^'\"]+)['\"]")
_MODULE = re.compile(
    r"^(?:import\s+(?:[\w*{][^'\"]*from\s*)?['\"]|import\s+[{*]"
    r"|export\s+(?:const|let|var|default|function|async|class|\{))"
)
_CONSTANT = re.compile(r"^export\s+const\s+(\w+)\s*=\s*[\"'`]([^\"'`$]*)[\"'`]\s*;?\s*$")


@dataclass
class Modules:
    """What a page imports (names with paths) and the words that it exports."""

    imports: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)


def take_modules(lines: Iterable[Line], report: Report) -> tuple[list[Line], Modules]:
    """The lines without imports and exports, and what these said; an export that is more than words is noted."""
    modules, left = Modules(), list[Line]()
    is_within = is_open = False
    for line in lines:
        starts = line.is_prose and not is_within and bool(_MODULE.match(line.text))
        if starts:
            is_within = True
            is_open = not _read_module(line, modules, report)
        elif is_within and (not line.text.strip() or (not is_open and not _MODULE.match(line.text))):
            is_within = False
        elif is_within and _MODULE.match(line.text):
            is_open = not _read_module(line, modules, report)
        if not is_within:
            left.append(line)
    return left, modules


def _read_module(line: Line, modules: Modules, report: Report) -> bool:
    """Whether the import or export ends on its line."""
    imported, constant = _IMPORT.match(line.text), _CONSTANT.match(line.text)
    if imported:
        modules.imports[imported["name"] or ""] = imported["path"]
        report.count("imports of components taken out")
        return True
    if constant:
        modules.constants[constant[1]] = constant[2]
        return True
    if line.text.startswith("export"):
        report.note("an export is code, and is left out", line.path, line.number, line.text)
    return False
