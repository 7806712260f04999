"""Placements in a policy's prose: `[[targets]]` puts a table there, `[[figure rate]]` a value, both from the data."""

import re
from dataclasses import dataclass

from app.content.problems import Problems
from app.domain.policy import Measure, Policy
from app.domain.wording import allowance_text, target_text

BLOCKS = (
    "products",
    "plans",
    "tiers",
    "severities",
    "targets",
    "schedules",
    "entitlements",
    "scope",
    "lifecycle",
    "exclusions",
    "clock-pauses",
    "contacts",
    "case",
    "escalation",
    "terms",
    "decision",
)
_BLOCK = re.compile(r"^\[\[([a-z-]+)((?: [\w-]+)*)\]\]\s*$")
_INLINE = re.compile(r"\[\[([a-z-]+)((?: [\w-]+)*)\]\]")
_UNITS = (
    r"%|percent|minutes?|hours?|business|(?:working )?days?|weeks?|months?|years?|incidents?|nodes?"
    r"|EUR|USD|euros?|dollars?"
)
_FIGURE = re.compile(
    rf"(?:[€$]|\b(?:EUR|USD)\s?)\d[\d.,]*\b|\b\d[\d.,]*(?:\s|-|&nbsp;)?(?:{_UNITS})\b|\b\d[\d.,]*\s?[€%]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Block:
    """A table that prose places: its name and arguments."""

    name: str
    args: tuple[str, ...]


def split(text: str) -> list[str | Block]:
    """Prose taken apart at the lines that place a table."""
    parts: list[str | Block] = []
    lines: list[str] = []
    for line in text.splitlines():
        match = _BLOCK.match(line)
        if match and match[1] in BLOCKS:
            parts += ["\n".join(lines), Block(match[1], tuple(match[2].split()))]
            lines = []
        else:
            lines.append(line)
    return [part for part in [*parts, "\n".join(lines)] if not isinstance(part, str) or part.strip()]


def fill(policy: Policy, text: str) -> str:
    """Prose with every inline placement replaced by its value."""
    return _INLINE.sub(lambda match: value(policy, match[1], tuple(match[2].split())) or match[0], text)


def value(policy: Policy, name: str, args: tuple[str, ...]) -> str | None:
    """The value that an inline placement stands for; None where there is none."""
    match (name, *args):
        case ["figure", figure]:
            return policy.figures.get(figure)
        case ["allowance", tier] if tier in policy.tier_by_id:
            return allowance_text(policy.tier_by_id[tier].allowance)
        case ["price", tier] if tier in policy.tier_by_id:
            return policy.tier_by_id[tier].price
        case ["hours", tier] if tier in policy.tier_by_id:
            return policy.tier_by_id[tier].hours
        case ["schedule", schedule] if schedule in policy.schedules:
            return policy.schedules[schedule].text
        case ["target", measure, tier, level] if measure in set(Measure) and level.isdecimal():
            rows = policy.cells.get((tier, int(level), Measure(measure)))
            return " or ".join(target_text(policy, row) for row in rows) if rows else None
    return None


def check_prose(policy: Policy, body: str, body_line: int, problems: Problems) -> None:
    """Note placements that place nothing, and figures that prose repeats."""
    for offset, line in enumerate(body.splitlines()):
        block = _BLOCK.match(line)
        for match in _INLINE.finditer(line):
            name, args = match[1], tuple(match[2].split())
            if not (block and _places(policy, name, args)) and value(policy, name, args) is None:
                problems.add(
                    body_line + offset,
                    "",
                    f"{match[0]} places nothing",
                    "see “Placements” in docs/policies.md for what can be placed",
                )
        prose = _INLINE.sub("", re.sub(r"\]\([^)]*\)|\{#[^}]*\}", "]", line))
        for figure in _FIGURE.finditer(prose):
            problems.add(
                body_line + offset,
                "",
                f"the prose repeats a figure: “{figure[0].strip()}”",
                "a promise has one home: put it in the front matter and place it here",
            )


def _places(policy: Policy, name: str, args: tuple[str, ...]) -> bool:
    if name == "targets":
        return not args or (len(args) == 1 and args[0] in {terms.measure.value for terms in policy.measures})
    if name == "decision":
        return len(args) == 1 and args[0] in policy.decisions
    return name in BLOCKS and not args
