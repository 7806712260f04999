"""Values in words: the one place where a target, an allowance or a date becomes text."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from app.domain.due import Unit
from app.domain.policy import Allowance, Policy, Severity, Target, TargetKind

KIND_WORDS = {
    TargetKind.BEST_EFFORT: "best effort",
    TargetKind.NONE: "none promised",
    TargetKind.NOT_ENTITLED: "not entitled",
    TargetKind.PER_AGREEMENT: "per agreement",
    TargetKind.UNKNOWN: "unknown",
}
_UNIT_WORDS = {
    Unit.MINUTES: "minute",
    Unit.HOURS: "hour",
    Unit.BUSINESS_HOURS: "business hour",
    Unit.BUSINESS_DAYS: "business day",
}


def number(amount: Fraction) -> str:
    """A number as people write it: 2, 1.5."""
    return str(amount.numerator) if amount.denominator == 1 else f"{float(amount):g}"


def counted(amount: Fraction, unit: Unit) -> str:
    """An amount with its unit: 1 business day, 24 business hours."""
    return f"{number(amount)} {_UNIT_WORDS[unit]}{'' if amount == 1 else 's'}"


def size_text(size: int) -> str:
    """A size in bytes as people read it: 812 bytes, 12 kB, 3.4 MB; a kB has 1024 bytes."""
    if size < 1024:
        return f"{size} byte{'' if size == 1 else 's'}"
    if size < 1000 * 1024:
        return f"{round(size / 1024)} kB"
    return f"{size / 1024**2:.1f}".removesuffix(".0") + " MB"


def target_text(policy: Policy, target: Target) -> str:
    """A target as a table shows it, with its share and what tells the row apart."""
    text = KIND_WORDS.get(target.kind, "")
    if target.kind is TargetKind.DURATION and target.amount is not None and target.unit is not None:
        text = counted(target.amount, target.unit)
        if target.schedule and policy.schedules[target.schedule].schedule.is_always:
            text += ", around the clock"
    if target.share is not None:
        text += f" for {number(target.share)} % of cases"
    if target.typical:
        text += f" (usually {target.typical}, which is no target)"
    if target.when:
        text += f" ({when_text(policy, target.when)})"
    return text


def when_text(policy: Policy, when: Iterable[tuple[str, frozenset[str]]]) -> str:
    """Conditions in words: by e-mail or phone; production."""
    parts = []
    for name, values in when:
        question = policy.question_by_id.get(name)
        labels = [question.label(v) if question and not question.number else v for v in sorted(values)]
        parts.append(f"{name.replace('_', ' ')}: {' or '.join(labels)}")
    return "; ".join(parts)


def allowance_text(allowance: Allowance) -> str:
    """An allowance in words: 12 incidents a contract year."""
    if allowance.kind == "limited" and allowance.incidents is not None:
        plural = "" if allowance.incidents == 1 else "s"
        return f"{allowance.incidents} incident{plural} a {allowance.per}"
    words = {"unlimited": "unlimited incidents", "none": "no incidents", "unstated": "not stated by the vendor"}
    return words.get(allowance.kind, allowance.kind)


def severity_text(severity: Severity) -> str:
    """A severity as people name it: SEV-1 Critical."""
    return severity.label if severity.name in severity.label else f"{severity.label} {severity.name}"


def day_text(day: date) -> str:
    """A date in words: Monday 23 November 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def moment_text(moment: datetime) -> str:
    """An aware moment in words, in its own zone: Monday 23 November 2026, 10:00."""
    seconds = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    return f"{day_text(moment.date())}, {seconds}"
