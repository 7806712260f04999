"""What a question page shows beside the question: what it decides, how many may follow, and the answers put aside."""

from typing import Any

from flask import request

from app.content.library import PublishedPolicy
from app.domain.entitlement import decides_entitlement
from app.domain.triage import Position
from app.web.triage.given import put_aside
from app.web.triage.leads import leads, still_open


def question_view(version: PublishedPolicy, at: Position) -> dict[str, Any]:
    """The variables of the question page and of the page with all questions."""
    graph = version.proof.graph
    nodes = graph.after(version.policy, at.answers)
    reached = frozenset().union(*(graph.nodes[n].reached for n in nodes)) if nodes else frozenset()
    question = at.question
    later = request.args.get("later", "")
    waiting = put_aside()
    typed = request.args.get(question.id, waiting.get(question.id, "")) if question else ""
    is_missing = bool(question) and request.args.get("asked") == getattr(question, "id", "") and at.refused is None
    return {
        "question": question,
        "typed": typed,
        "is_missing": is_missing,
        "later": later if at.refused or is_missing or "asked" not in request.args else "",
        "waiting": waiting,
        "may_be_settled": not at.path or (question and decides_entitlement(version.policy, question.id)),
        "decides": still_open(version.policy, reached),
        "leads": leads(version, at.answers, question) if question else [],
        "most_left": max((graph.nodes[n].most_left for n in nodes), default=0),
        "open_questions": [version.policy.question_by_id[q] for q in graph.questions_from(nodes)],
        "number": len(at.path) + 1,
    }
