"""What a question page shows beside the question: what it decides, how many may follow, and the answers put aside."""

from typing import Any
from urllib.parse import parse_qsl

from flask import request

from app.content.library import PublishedPolicy
from app.domain.policy import Policy
from app.domain.triage import Position
from app.domain.wording import severity_text


def question_view(version: PublishedPolicy, at: Position) -> dict[str, Any]:
    """The variables of the question page and of the page with all questions."""
    graph = version.proof.graph
    nodes = graph.after(version.policy, at.answers)
    reached = frozenset().union(*(graph.nodes[n].reached for n in nodes)) if nodes else frozenset()
    question = at.question
    later = request.args.get("later", "")
    typed = request.args.get(question.id, dict(parse_qsl(later[:4000])).get(question.id, "")) if question else ""
    is_missing = bool(question) and request.args.get("asked") == getattr(question, "id", "") and at.refused is None
    return {
        "question": question,
        "typed": typed,
        "is_missing": is_missing,
        "later": later if at.refused or is_missing or "asked" not in request.args else "",
        "decides": decides(version.policy, reached),
        "most_left": max((graph.nodes[n].most_left for n in nodes), default=0),
        "open_questions": [version.policy.question_by_id[q] for q in graph.questions_from(nodes)],
        "number": len(at.path) + 1,
    }


def decides(policy: Policy, reached: frozenset[tuple[str, int | None]]) -> list[str]:
    """The outcomes that are still possible, each with its severities, in the policy's order."""
    found = []
    for outcome in policy.outcomes.values():
        levels = sorted(level for name, level in reached if name == outcome.id and level)
        names = [severity_text(policy.severity_by_level[level]) for level in levels if outcome.decides_severity]
        if any(name == outcome.id for name, _ in reached):
            found.append(f"{outcome.title} ({', '.join(names)})" if names else outcome.title)
    return found
