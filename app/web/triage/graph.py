"""The questions of a triage as a drawing: each question with its answers, each answer with lines to where it leads."""

from dataclasses import dataclass

from app.content.library import PublishedPolicy
from app.domain.decisions import Question
from app.domain.graph import Graph, Node
from app.domain.policy import Policy

LINE, GAP, LINES_AT, LANE = 24, 20, 660, 5

Leads = dict[str, dict[str, list[str]]]
"""For each question and answer in words: ids of the questions, and titles of the outcomes, that may come next."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer with its place, and the questions and outcomes that may come next."""

    label: str
    y: int
    questions: tuple[str, ...]
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A question with its place and its answers."""

    question: Question
    y: int
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The questions, the outcomes at the foot, the lines, and the size of the picture."""

    steps: tuple[Step, ...]
    ends: tuple[tuple[str, int], ...]
    lines: tuple[tuple[str, str], ...]
    width: int
    height: int


def draw(version: PublishedPolicy) -> Drawing:
    """The drawing of a proved policy's triage."""
    policy, graph = version.policy, version.proof.graph
    order, leads = _order(policy, graph), _leads(policy, graph)
    steps, places, y = [], {}, LINE
    for question_id in order:
        places[question_id] = y
        rows = []
        for label, targets in leads[question_id].items():
            questions = tuple(policy.question_by_id[t].text for t in targets if t in leads)
            rows.append(AnswerRow(label, y, questions, tuple(t for t in targets if t not in leads)))
            y += LINE
        steps.append(Step(policy.question_by_id[question_id], places[question_id], tuple(rows)))
        y += GAP
    for outcome in policy.outcomes.values():
        places[outcome.title] = y
        y += LINE + GAP // 2
    lines, reach = _lines(steps, places, leads)
    ends = tuple((outcome.title, places[outcome.title]) for outcome in policy.outcomes.values())
    return Drawing(tuple(steps), ends, lines, LINES_AT + reach + 20, y)


def _order(policy: Policy, graph: Graph) -> list[str]:
    """Questions so that, as far as can be, lines lead downwards: those with the most still to come stand first."""
    most: dict[str, int] = {}
    for node in graph.nodes:
        if node.question is not None:
            most[node.question] = max(most.get(node.question, 0), node.most_left)
    places = {question.id: n for n, question in enumerate(policy.questions)}
    return sorted(most, key=lambda q: (-most[q], places[q]))


def _leads(policy: Policy, graph: Graph) -> Leads:
    found: Leads = {}
    for question_id, answer, node in graph.edges():
        question = policy.question_by_id[question_id]
        value = question.value_of(answer)
        band = next((b.label for b in question.bands if b.id == value), None)
        targets = found.setdefault(question_id, {}).setdefault(band or question.label(value), [])
        targets += [target for target in _targets(policy, node) if target not in targets]
    return found


def _targets(policy: Policy, node: Node) -> list[str]:
    if node.question is not None:
        return [node.question]
    return [policy.outcomes[name].title for name, _ in sorted(node.reached, key=str)]


def _lines(steps: list[Step], places: dict[str, int], leads: Leads) -> tuple[tuple[tuple[str, str], ...], int]:
    """A curve from each answer to each place it leads to, the wider the further; and how far the widest reaches."""
    lines, widest = [], 0
    for step in steps:
        for row in step.answers:
            for target in leads[step.question.id][row.label]:
                reach = 30 + LANE * abs(places[target] - row.y) // LINE
                widest = max(widest, reach)
                far, end = LINES_AT + reach, places[target]
                lines.append((f"M{LINES_AT},{row.y} C{far},{row.y} {far},{end} {LINES_AT + 5},{end}", row.label))
    return tuple(lines), widest
