"""The questions of a triage as a drawing: each question with its answers, each answer with lines to where it leads."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.content.library import PublishedPolicy
from app.domain.decisions import Question
from app.domain.graph import Graph, Node
from app.domain.policy import Policy

ROW, HEAD, GAP, EDGE = 28, 36, 24, 8
RIGHT = 580
"""The right edge of every box, where lines leave and arrive."""
LANES_AT, LANE, BEND = RIGHT + 30, 13, 8

Leads = dict[str, dict[str, list[str]]]
"""For each question and answer in words: ids of the questions, and of the outcomes, that may come next."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A line from an answer to the question or outcome that may come next."""

    to: str
    text: str
    is_end: bool
    curve: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer with the height of its row, where its lines start."""

    label: str
    y: int
    leads: tuple[Lead, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A question with its box and its answers."""

    question: Question
    top: int
    height: int
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class End:
    """An outcome with the top of its box."""

    id: str
    title: str
    top: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The questions, the outcomes at the foot, and the size of the picture."""

    steps: tuple[Step, ...]
    ends: tuple[End, ...]
    width: int
    height: int

    @property
    def right(self) -> int:
        """The right edge of every box."""
        return RIGHT


def draw(version: PublishedPolicy) -> Drawing:
    """The drawing of a proved policy's triage. All lines to one place share a lane, as trains share a track."""
    policy, leads = version.policy, _leads(version.policy, version.proof.graph)
    tops, rows, height = _places(policy, _order(policy, version.proof.graph), leads)
    lanes = _lanes(tops, rows, leads)

    def lead(y: int, to: str) -> Lead:
        question = policy.question_by_id.get(to) if to in leads else None
        text = question.text if question else policy.outcomes[to].title
        return Lead(to, text, question is None, _curve(y, tops[to] + HEAD // 2, LANES_AT + LANE * lanes[to]))

    steps = []
    for name in (name for name in tops if name in leads):
        answers = ((label, rows[name, label], targets) for label, targets in leads[name].items())
        drawn = tuple(AnswerRow(label, y, tuple(lead(y, to) for to in targets)) for label, y, targets in answers)
        steps.append(Step(policy.question_by_id[name], tops[name], HEAD + ROW * len(drawn), drawn))
    ends = tuple(End(each.id, each.title, tops[each.id]) for each in policy.outcomes.values())
    return Drawing(tuple(steps), ends, LANES_AT + LANE * (max(lanes.values(), default=0) + 1), height)


def _places(policy: Policy, order: list[str], leads: Leads) -> tuple[dict[str, int], dict[tuple[str, str], int], int]:
    """The tops of the boxes, the heights of the answers' rows, and the height of the whole."""
    tops, rows, y = {}, {}, EDGE
    for name in order:
        tops[name] = y
        y += HEAD
        for label in leads[name]:
            rows[name, label] = y + ROW // 2
            y += ROW
        y += GAP
    for outcome in policy.outcomes:
        tops[outcome] = y
        y += HEAD + GAP // 2
    return tops, rows, y


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
        targets += [target for target in _targets(node) if target not in targets]
    return found


def _targets(node: Node) -> Iterable[str]:
    return [node.question] if node.question is not None else [name for name, _ in sorted(node.reached, key=str)]


def _lanes(tops: dict[str, int], rows: dict[tuple[str, str], int], leads: Leads) -> dict[str, int]:
    """A lane for each place that lines lead to: the shorter the way, the nearer; no two share a stretch of one."""
    reach: dict[str, list[int]] = {}
    for (name, label), y in rows.items():
        for to in leads[name][label]:
            reach.setdefault(to, [tops[to] + HEAD // 2]).append(y)
    spans = sorted(((min(ys), max(ys), to) for to, ys in reach.items()), key=lambda span: (span[1] - span[0], span))
    lanes: dict[str, int] = {}
    taken: list[list[tuple[int, int]]] = []
    for low, high, to in spans:
        free = (n for n, lane in enumerate(taken) if all(high < a or b < low for a, b in lane))
        lanes[to] = next(free, len(taken))
        taken[lanes[to] :] = taken[lanes[to] :] or [[]]
        taken[lanes[to]].append((low, high))
    return lanes


def _curve(start: int, end: int, lane: int) -> str:
    """From the answer's end out to the lane, along it and in at the box; lines that only cross stay straight."""
    turn = BEND if end > start else -BEND
    out = f"M{RIGHT},{start} H{lane - BEND} Q{lane},{start} {lane},{start + turn}"
    return f"{out} V{end - turn} Q{lane},{end} {lane - BEND},{end} H{RIGHT + 3}"
