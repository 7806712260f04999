"""What a policy promises for a case, and when that is due: a target put on its schedule, readings and all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.due import Due, due_at
from app.domain.evaluation import FACTS_SEVERITY, Promised, Verdict, replay
from app.domain.policy import Measure, Policy, Reading, Target, TargetKind
from app.domain.schedules import Schedule
from app.domain.wording import KIND_WORDS, counted, day_text


@dataclass(frozen=True, slots=True)
class Promise:
    """A target with its due time (None where none is promised), the notes that go with it, and its clauses.

    `others` are what other readings would make of it.
    """

    measure: Measure
    kind: TargetKind
    target: Target
    due: Due | None
    zone: str | None
    notes: tuple[str, ...]
    clauses: tuple[str, ...]
    readings: tuple[Reading, ...]
    others: tuple[tuple[Reading, "Promise"], ...] = ()


STARTS_LATER = "Support is closed at the moment of the report: the clock starts at the next opening."


class FactsNeeded(ValueError):
    """The rows of a cell are told apart by facts that were not given: `wanted` holds them with their values."""

    def __init__(self, wanted: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__("the target depends on facts that were not given")
        self.wanted = wanted


def row_for(policy: Policy, tier: str, level: int, measure: Measure, facts: Mapping[str, str]) -> Target | None:
    """The row of a cell that applies under these facts (question and value); None where there is no such cell.

    Raises:
        FactsNeeded: the rows are told apart by facts that are not given.
    """
    rows = policy.cells.get((tier, level, measure), ())
    wanted: dict[str, set[str]] = {}
    for row in rows:
        for name, values in row.when:
            wanted.setdefault(name, set()).update(values)
    if wanted.keys() - facts.keys():
        raise FactsNeeded({name: tuple(sorted(values)) for name, values in wanted.items() if name not in facts})
    return next((row for row in rows if all(facts[name] in allowed for name, allowed in row.when)), None)


def promise(
    policy: Policy,
    promised: Promised,
    measure: Measure,
    reported_at: datetime,
    zone: str | None,
    others: Iterable[tuple[Reading, Promised]] = (),
) -> Promise:
    """The promise as a moment. `zone` takes the place of a zone that the customer chooses.

    `others` are what other readings would promise; those that come to the same stay out.
    """
    ours = _on_the_clock(policy, promised, measure, reported_at, zone)
    made = ((reading, _on_the_clock(policy, other, measure, reported_at, zone)) for reading, other in others)
    return replace(ours, others=tuple((r, o) for r, o in made if _moment(o) != _moment(ours)))


def _moment(made: Promise) -> tuple[TargetKind, datetime | None]:
    return made.kind, made.due.due_at if made.due else None


def other_readings(
    policy: Policy, promised: Promised, measure: Measure, applied: Iterable[str], answers: Mapping[str, str]
) -> Iterator[tuple[Reading, Promised]]:
    """What each applied reading's alternative would promise instead, where it says so."""
    target = promised.target
    for name in dict.fromkeys([*applied, *target.readings, *_schedule_readings(policy, target)]):
        reading = policy.readings[name]
        other = reading.alternative
        if other is None or promised.by_contract:
            continue
        if other.target is not None:
            if measure is Measure.FIRST_RESPONSE and name in target.readings:
                own = other.target
                yield (
                    reading,
                    Promised(replace(target, kind=own.kind, amount=own.amount, unit=own.unit, schedule=own.schedule)),
                )
        elif other.schedule is not None:
            if target.schedule == other.schedule[0]:
                yield reading, Promised(replace(target, schedule=other.schedule[1]))
        else:
            verdict = replay(policy, answers, decided_instead(policy, reading))
            found = dict(verdict.promised).get(measure) if isinstance(verdict, Verdict) else None
            if found is not None:
                yield reading, found


def decided_instead(policy: Policy, reading: Reading) -> dict[str, str]:
    """What the other reading decides instead: a tier, a severity by the facts, or, on a cap's rule, the severity."""
    other, caps = reading.alternative, policy.decisions.get("cap")
    if other is None:
        return {}
    found = {"tier": other.tier} if other.tier else {}
    if other.severity is not None:
        is_of_cap = caps is not None and any(reading.id in rule.readings for rule in caps.all_rules)
        found["severity" if is_of_cap else FACTS_SEVERITY] = str(other.severity)
    return found


def _schedule_readings(policy: Policy, target: Target) -> tuple[str, ...]:
    return policy.schedules[target.schedule].readings if target.schedule else ()


def _on_the_clock(
    policy: Policy, promised: Promised, measure: Measure, reported_at: datetime, zone: str | None
) -> Promise:
    target = promised.target
    clauses, readings = [target.clause], [policy.readings[r] for r in target.readings]
    if promised.by_contract and target.schedule is not None:
        terms = policy.schedules[target.schedule]
        note = f"{terms.schedule.title}: {terms.text}"
        readings += [policy.readings[r] for r in terms.readings]
        return Promise(
            measure, TargetKind.PER_AGREEMENT, target, None, None, (note,), (*clauses, terms.clause), tuple(readings)
        )
    if target.amount is None or target.unit is None or target.schedule is None:
        notes: tuple[str, ...] = (f"Usually {target.typical}: that is no target.",) if target.typical else ()
        return Promise(measure, target.kind, target, None, None, notes, tuple(clauses), tuple(readings))
    terms = policy.schedules[target.schedule]
    schedule, chosen = _in_customer_zone(terms.schedule, zone)
    due = due_at(reported_at, target.amount, target.unit, schedule)
    readings += [policy.readings[r] for r in terms.readings]
    notes = (*_notes(target, due, reported_at), *chosen)
    if terms.clause not in clauses:
        clauses.append(terms.clause)
    return Promise(measure, target.kind, target, due, schedule.zone, notes, tuple(clauses), tuple(readings))


def _in_customer_zone(schedule: Schedule, zone: str | None) -> tuple[Schedule, tuple[str, ...]]:
    if schedule.zone != "customer":
        return schedule, ()
    if zone is None:
        return schedule.in_zone("UTC"), (
            "The schedule runs in the customer's zone; none was given, so it is read in UTC.",
        )
    return schedule.in_zone(zone), (f"The schedule runs in the customer's zone: {zone}.",)


def _notes(target: Target, due: Due, reported_at: datetime) -> Iterator[str]:
    if due.starts_at > reported_at:
        yield STARTS_LATER
    for day, name in due.skipped:
        yield f"{name} ({day_text(day)}) is a closed date and does not count."
    for day, name in due.advisory:
        later = "the answer may then come a day later, on the next open day"
        yield f"{name} ({day_text(day)}) may turn out closed: {later}."
    if target.typical:
        yield f"Usually {target.typical}: that is no target."
    if target.share is not None:
        yield f"The target holds for {float(target.share):g} % of cases."


def times_of_report(
    promised: Promised, policy: Policy, reported_at: datetime, zone: str | None
) -> list[tuple[str, datetime]]:
    """Other moments of report worth knowing about: just before support closes, and when it next opens."""
    target = promised.target
    if promised.by_contract or target.schedule is None or target.amount is None:
        return []
    schedule, _ = _in_customer_zone(policy.schedules[target.schedule].schedule, zone)
    closes, opens = schedule.open_until(reported_at), schedule.next_opening(reported_at)
    found = [("in one hour", reported_at + timedelta(hours=1))]
    if closes is not None and closes - timedelta(seconds=1) > reported_at:
        found.append(("just before support closes", closes - timedelta(seconds=1)))
        opens = schedule.next_opening(closes)
    if opens is not None and opens > reported_at:
        found.append(("when support opens next", opens))
    return found


def arithmetic(promise: Promise) -> str:
    """A promise's sum in one sentence: 2 business hours on Business hours."""
    target = promise.target
    if promise.due is None or target.amount is None or target.unit is None:
        return KIND_WORDS.get(promise.kind, "").capitalize()
    return counted(target.amount, target.unit)
