"""An addition as Markdown, for people: what a desk reads below the case."""

from collections.abc import Iterator

from app.domain.addition import Addition, AdditionKind
from app.domain.case import Case
from app.domain.case_text import files_text, local_text, promise_text, quoted

HEADINGS = {
    AdditionKind.COMMENT: "A comment on case {reference}",
    AdditionKind.SEVERITY: "A higher severity is asked for: case {reference}",
    AdditionKind.ESCALATION: "ESCALATION of case {reference}",
    AdditionKind.WITHDRAWAL: "Case {reference} is withdrawn",
    AdditionKind.SOLVED: "Case {reference} is solved",
}
LEADS = {
    AdditionKind.COMMENT: "The customer adds:",
    AdditionKind.SEVERITY: "What has changed, in the customer's words:",
    AdditionKind.ESCALATION: "The customer is not content with how the case is handled:",
    AdditionKind.WITHDRAWAL: "The customer withdraws the case: nothing more has to be done. The reason given:",
    AdditionKind.SOLVED: "The customer says that the problem is solved. What helped:",
}
MARKS = {AdditionKind.ESCALATION: "ESCALATION: ", AdditionKind.SEVERITY: "Higher severity asked for: "}


def subject_of(addition: Addition, case_subject: str) -> str:
    """The subject of its message: that of the case, answered, and marked where it must not wait."""
    return f"{MARKS.get(addition.kind, '')}Re: {case_subject}"


def as_markdown(addition: Addition, case: Case) -> str:
    """The whole addition for people, in Markdown that is also good to read as plain text.

    Whatever the customer typed stands in it exactly, as in the text of a case.
    """
    return "\n\n".join(_parts(addition, case)) + "\n"


def _parts(addition: Addition, case: Case) -> Iterator[str]:
    yield "# " + HEADINGS[addition.kind].format(reference=addition.reference)
    yield "\n".join(f"- {each}" for each in _facts(addition, case))
    yield "## From\n\n" + quoted(addition.author_name) + "\n\n" + quoted(addition.author_email)
    yield LEADS[addition.kind] + "\n\n" + quoted(addition.text)
    if addition.files:
        yield "## Files\n\n" + files_text((each.name, each.size) for each in addition.files)
    if addition.answers:
        yield "## Answers now\n\n" + "\n".join(_answers(addition, case))


def _facts(addition: Addition, case: Case) -> Iterator[str]:
    yield f"**Addition:** {addition.number}, {local_text(addition.added_at, case.zone)}"
    yield f"**Severity of the case:** {case.severity_name or 'none'}"
    if addition.asked:
        yield f"**Severity asked for:** {addition.asked.name}"
    if addition.kind is AdditionKind.SEVERITY:
        found = addition.found.name if addition.found else "not decided by the policy"
        yield f"**Severity by the answers now:** {found}"
    for name, due in (("First response", addition.first_response), ("Resolution", addition.resolution)):
        if any(due):
            yield f"**{name} at that severity, counted from this message:** " + promise_text(*due, case.zone)
    if addition.kind is AdditionKind.ESCALATION:
        yield "**First response of the case:** " + promise_text(
            case.first_response_text, case.first_response_due_at, case.zone
        )


def _answers(addition: Addition, case: Case) -> Iterator[str]:
    """All answers as they are now; one that was another is told together with it."""
    before = {each.question: each for each in case.answers}
    for each in addition.answers:
        then = before.get(each.question)
        was = "" if then and then.value == each.value else f" (was: {then.label})" if then else " (not asked before)"
        yield f"- {each.text} **{each.label}**{was}"
