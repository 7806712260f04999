"""The report on cases for people, in lines."""

from collections.abc import Iterable, Iterator

from app.cases.case_report import CaseReport

STEPS = ((86_400, "d"), (3_600, "h"), (60, "min"))


def report_lines(report: CaseReport) -> Iterator[str]:
    """The report for people."""
    yield f"{report.cases:,} cases in {report.days} days"
    yield from _part("By policy and product", _counts(report, "policy", "product"))
    yield from _part("By severity", _counts(report, "severity"))
    yield from _part("By outcome", _counts(report, "outcome"))
    yield from _part("Delivered, from coming in to standing at the desk", _times(report))
    yield from _part("Of these cases", _standing(report))


def duration_text(seconds: float) -> str:
    """A duration in its largest unit: 12 s, 3.5 min, 2.0 h."""
    for size, unit in STEPS:
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield title
    yield from list(lines) or ["  none"]


def _counts(report: CaseReport, *names: str) -> Iterator[str]:
    for values, count in report.by(*names):
        words = ", ".join(str(each) for each in values if each not in ("", None)) or "none"
        yield f"  {count:>7,}  {words}"


def _times(report: CaseReport) -> Iterator[str]:
    if report.deliveries:
        yield f"  {'cases':>7}  {'median':>9}  {'95 %':>9}  {'longest':>9}  desk"
    for each in report.deliveries:
        times = "  ".join(f"{duration_text(time):>9}" for time in (each.median, each.p95, each.longest))
        yield f"  {each.delivered:>7,}  {times}  {each.desk or 'by mail'}"


def _standing(report: CaseReport) -> Iterator[str]:
    ended = {f"ended by the customer: {how}": count for how, count in report.ended.items()}
    told = {
        "have a message that waits": report.waiting,
        "have a message that was given up": report.given_up,
        **ended,
        "under a verified contract": report.verified,
        "with files": report.with_files,
    }
    return (f"  {count:>7,}  {words}" for words, count in told.items())
