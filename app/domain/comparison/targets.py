"""Every cell of the targets held against the same cell of the other version: tier, severity and measure."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from app.domain.change import Change, Direction
from app.domain.comparison.facets import CLAUSE, READINGS, About, differences
from app.domain.comparison.pairing import paired
from app.domain.due import UNIT_SECONDS
from app.domain.policy import Level, Measure, Policy, Target, TargetKind
from app.domain.schedules import Schedule
from app.domain.wording import severity_text, target_text

EVERY = "every severity"


def targets(about: About) -> Iterator[Change]:
    """What differs in the cells; once where it is the same at every severity of a tier."""
    if about.before.cells == about.after.cells:
        return
    levels = sorted({s.level for policy in (about.before, about.after) for s in policy.severities})
    for measure in Measure:
        for tier in dict.fromkeys([*about.after.tier_by_id, *about.before.tier_by_id]):
            part = about.part(measure.value, _measure(about, measure)).part(tier, _tier(about, tier))
            found = {level: list(_cell(part, tier, level, measure)) for level in levels}
            said = {tuple(_without_level(change) for change in changes) for changes in found.values()}
            if len(said) == 1 and len(levels) > 1:
                yield from _cell(part, tier, levels[0], measure, EVERY)
            else:
                yield from (change for changes in found.values() for change in changes)


def _without_level(change: Change) -> tuple[object, ...]:
    name = change.subject.rpartition(", ")[2] if len(change.place) > 4 else ""
    return name, change.before, change.after, change.direction, change.clause_before, change.clause_after


def _measure(about: About, measure: Measure) -> str:
    titles = [terms.title for p in (about.after, about.before) for terms in p.measures if terms.measure is measure]
    return titles[0] if titles else measure.replace("_", " ")


def _tier(about: About, tier: str) -> str:
    return (about.after.tier_by_id.get(tier) or about.before.tier_by_id[tier]).name


def _cell(about: About, tier: str, level: Level, measure: Measure, label: str = "") -> Iterator[Change]:
    severity = about.after.severity_by_level.get(level) or about.before.severity_by_level[level]
    part = about.part(str(level), label or severity_text(severity))
    old = about.before.cells.get((tier, level, measure), ())
    new = about.after.cells.get((tier, level, measure), ())
    pairs, removed, added = paired(old, new, lambda row: row.when)
    if len(removed) == len(added) == 1:  # one row told apart by other facts than before
        pairs, removed, added = [*pairs, (removed[0], added[0])], [], []
    for row in removed:
        yield _told(part, row, None, None if label else level)
    for row in added:
        yield _told(part, None, row, None if label else level)
    for before, after in pairs:
        if _terms(before) != _terms(after):
            yield _told(part, before, after, None if label else level)
        yield from differences(_at(part, before, after, None if label else level), (CLAUSE, READINGS), before, after)


def _terms(row: Target) -> tuple[object, ...]:
    return row.kind, row.amount, row.unit, row.schedule, row.share, row.typical, row.when


def _at(about: About, before: Target | None, after: Target | None, level: Level | None) -> About:
    clauses = (before.clause if before else None, after.clause if after else None)
    return replace(about, clauses=clauses, level=level)


def _told(about: About, before: Target | None, after: Target | None, level: Level | None) -> Change:
    was = _words(about.before, before) if before else None
    now = _words(about.after, after) if after else None
    if before and after and was == now:  # schedules that open alike
        was, now = f"{was} ({_title(about.before, before)})", f"{now} ({_title(about.after, after)})"
    direction = _judged(about, before, after) if before and after else Direction.OTHER
    return _at(about, before, after, level).told(was, now, direction)


def _words(policy: Policy, row: Target) -> str:
    schedule = _schedule(policy, row)
    text = target_text(policy, row)
    return f"{text}, on {schedule.title}" if schedule and not schedule.is_always else text


def _title(policy: Policy, row: Target) -> str:
    schedule = _schedule(policy, row)
    return schedule.title if schedule else "no schedule"


_NOT_PROMISED = (TargetKind.BEST_EFFORT, TargetKind.NONE, TargetKind.NOT_ENTITLED)


def _judged(about: About, before: Target, after: Target) -> Direction:
    """A time where there was none is better; a shorter time is, on the same hours or around the clock."""
    if (before.share, before.typical, before.when) != (after.share, after.typical, after.when):
        return Direction.OTHER
    if before.kind is TargetKind.DURATION and after.kind is TargetKind.DURATION:
        sooner = _is_sooner(about.before, before, about.after, after)
        later = _is_sooner(about.after, after, about.before, before)
        return Direction.BETTER if sooner else Direction.WORSE if later else Direction.OTHER
    if before.kind in _NOT_PROMISED and after.kind is TargetKind.DURATION:
        return Direction.BETTER
    is_taken = before.kind is TargetKind.DURATION and after.kind in _NOT_PROMISED
    return Direction.WORSE if is_taken else Direction.OTHER


def _is_sooner(before_policy: Policy, before: Target, after_policy: Policy, after: Target) -> bool:
    """Whether an answer is due sooner at some moments of report, and later at none."""
    old, new = _schedule(before_policy, before), _schedule(after_policy, after)
    if old is None or new is None or before.amount is None or after.amount is None:
        return False
    if are_same_hours(old, new) and before.unit is after.unit:
        return after.amount < before.amount
    was, now = _seconds(before), _seconds(after)
    if was is None or now is None:
        return False
    if are_same_hours(old, new):
        return now < was
    return new.is_always and now <= was


def _schedule(policy: Policy, row: Target) -> Schedule | None:
    return policy.schedules[row.schedule].schedule if row.schedule else None


def _seconds(row: Target) -> Fraction | None:
    """Time that is counted while open; None for business days, which are counted otherwise."""
    seconds = UNIT_SECONDS.get(row.unit) if row.unit else None
    return row.amount * seconds if seconds and row.amount is not None else None


def are_same_hours(old: Schedule, new: Schedule) -> bool:
    """Whether two schedules open alike, as far as closed dates of both are known."""
    known = {day.year for day in old.closed} & {day.year for day in new.closed}
    same_dates = {d for d in old.closed if d.year in known} == {d for d in new.closed if d.year in known}
    is_one_without = bool(old.closed) != bool(new.closed)
    return old.zone == new.zone and set(old.windows) == set(new.windows) and same_dates and not is_one_without
