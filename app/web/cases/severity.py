"""“It has got worse”: the answers that decide the severity are asked again, and a higher one is asked for."""

from dataclasses import dataclass, replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from app.domain.addition import AdditionDraft, AdditionKind, SaidSeverity
from app.domain.case import Case
from app.domain.policy import Measure
from app.domain.wording import severity_text
from app.web.cases.additions import taken
from app.web.cases.attached import form_key
from app.web.cases.entries import Entry, problems
from app.web.cases.form import CaseForm, case_form, sent_form
from app.web.cases.opened import case_held_back, case_of, held_back_page, keep_private, sent_held_back
from app.web.cases.receipt import DueView
from app.web.cases.worse import Worse, worse
from app.web.moments import clocks
from app.web.site import library, now

severities = Blueprint("severities", __name__, url_prefix="/cases")
keep_private(severities)
PREFIX = "answer-"
CHANGED = Entry(
    "text", "What has changed?", "Since when, and what it means for you. Support reads this first.", is_long=True
)
ANY_HIGHER = "A higher severity than before"
LOOK, ASK, COMMENT = "look", "ask", "comment"


@dataclass(frozen=True)
class Filled:
    """The form as it came in: what is to be done, the answers, and the severity asked for."""

    form: CaseForm
    sent: MultiDict[str, str]
    case: Case
    found: Worse | None

    @property
    def text(self) -> str:
        """What has changed, as it was typed."""
        return self.form.values((CHANGED,))["text"]

    @property
    def state(self) -> str:
        """Where the answers lead; nowhere where their policy is not kept here any more."""
        return self.found.state if self.found else "unknown"

    @property
    def asked(self) -> SaidSeverity | None:
        """The severity that is asked for: the one that the answers lead to, else one that was chosen."""
        if self.found is None:
            return SaidSeverity(None, ANY_HIGHER)
        if self.found.state == "higher":
            return self.found.found
        chosen = (each for each in self.found.graver if str(each.level) == self.sent.get("asked"))
        return next((SaidSeverity(each.level, severity_text(each)) for each in chosen), None)

    @property
    def was_shown(self) -> bool:
        """Whether the result that is sent is the one that the customer has seen."""
        return self.found is None or self.sent.get("shown") == _result(self.found)


@severities.get("/<token>/severity")
def form(token: str) -> AnyResponse:
    """The questions with the answers that the case came with."""
    empty = MultiDict[str, str]()
    return _page(_filled(case_of(token), empty, case_form((CHANGED,), None)), 200)


@severities.post("/<token>/severity")
def ask(token: str) -> AnyResponse:
    """Shows where the answers lead; or takes what is asked for, once, however often it is sent."""
    case, sent = case_of(token), sent_form()
    filled = _filled(case, sent.values, case_form((CHANGED,), sent.values))
    if not sent.is_readable:
        return _page(filled, 400, "unreadable")
    if not filled.form.is_ours(sent.values):
        return _page(filled, 400, "stale")
    if sent.values.get("do") not in (ASK, COMMENT):
        return _page(filled, 200, looks=True)
    if found := _problems(filled):
        return _page(filled, 422, "problems", found, looks=True)
    if sent.values["do"] == ASK and not filled.was_shown:
        return _page(filled, 409, "changed", looks=True)
    says, status, number = taken(case, _draft(filled))
    if says:
        if says == "sent_before":
            filled.form.renew_key()
        return _page(filled, status, says, looks=True)
    return redirect(url_for("receipts.show", token=token, _anchor=f"added-{number}"), 303)


def _filled(case: Case, sent: MultiDict[str, str], form: CaseForm) -> Filled:
    version = library().version(case.policy, case.policy_version)
    given = {name.removeprefix(PREFIX): value for name, value in sent.items() if name.startswith(PREFIX) and value}
    is_kept = version is not None and version.policy.hash == case.policy_hash
    return Filled(form, sent, case, worse(case, version, given, now()) if version and is_kept else None)


def _problems(filled: Filled) -> dict[str, str]:
    found = {f"field-{name}": sentence for name, sentence in problems((CHANGED,), {"text": filled.text})}
    if filled.sent["do"] == ASK and filled.state == "question":
        found["next-question"] = "Answer the question that has come up."
    elif filled.sent["do"] == ASK and filled.asked is None:
        found["asked"] = "Choose the severity that you ask for."
    return found


def _draft(filled: Filled) -> AdditionDraft:
    """A comment with the answers; or the severity asked for, with the one found, and what is then promised."""
    found, key = filled.found, form_key(filled.form.key.data)
    answers = found.answers if found else ()
    if filled.sent["do"] == COMMENT:
        return AdditionDraft(idempotency_key=key, kind=AdditionKind.COMMENT, text=filled.text, answers=answers)
    draft = AdditionDraft(
        idempotency_key=key,
        kind=AdditionKind.SEVERITY,
        text=filled.text,
        answers=answers,
        asked=filled.asked,
        found=found.found if found else None,
    )
    if found is None or found.state != "higher":
        return draft
    return replace(draft, first_response=found.due(Measure.FIRST_RESPONSE), resolution=found.due(Measure.RESOLUTION))


def _result(found: Worse) -> str:
    return f"{found.state} {found.found.name if found.found else ''}"


def _page(
    filled: Filled, status: int, says: str = "", errors: dict[str, str] | None = None, *, looks: bool = False
) -> AnyResponse:
    found = filled.found
    shown = render_template(
        "cases/severity.html",
        case=filled.case,
        token=(request.view_args or {})["token"],
        form=filled.form,
        entry=CHANGED,
        text=filled.form.texts((CHANGED,))["text"],
        says=says,
        errors=errors or {},
        policy=found.policy if found else None,
        found=found,
        state=filled.state if looks or found is None else "",
        result=_result(found) if found else "",
        dues=_dues(found) if found else [],
        asked=filled.sent.get("asked", ""),
        prefix=PREFIX,
    )
    return make_response(shown, status)


def _dues(found: Worse) -> list[DueView]:
    made = found.offer.promises.values() if found.offer else ()
    zone = found.case.zone
    return [DueView(p.title, p.text, clocks(p.due_at, zone, p.zone) if p.due_at else None, p.notes) for p in made]


@severities.errorhandler(TooManyRequests)
def _too_many(_: TooManyRequests) -> AnyResponse:
    case, sent = case_held_back((request.view_args or {})["token"]), sent_held_back()
    if case is None:
        return held_back_page()
    return _page(_filled(case, sent, case_form((CHANGED,), sent)), 429, "too_many", looks=True)
