"""What a customer does with a case that was sent: adds to it, escalates it, says that it is solved, withdraws it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from app.cases.additions import CaseWithdrawn
from app.cases.database import CaseBookUnavailable
from app.domain.addition import AdditionDraft, AdditionKind
from app.domain.case import Case
from app.web.cases.entries import Entry, problems
from app.web.cases.escalating import due_state
from app.web.cases.find import ways_of
from app.web.cases.form import CaseForm, case_form, sent_form
from app.web.cases.opened import case_of, keep_private, policy_of
from app.web.site import now, site

additions = Blueprint("additions", __name__, url_prefix="/cases")
keep_private(additions)
CONFIRM = "confirm"


@dataclass(frozen=True)
class Action:
    """Something to do with a case. `confirm` is what has to be ticked first, empty where nothing has."""

    kind: AdditionKind
    title: str
    lead: str
    entry: Entry
    button: str
    confirm: str = ""


def _text(label: str, help: str = "", *, is_required: bool = True) -> Entry:  # noqa: A002 - the word of the forms
    return Entry("text", label, help, is_required, is_long=True)


ACTIONS = {
    "comment": Action(
        AdditionKind.COMMENT, "Add to your case",
        "It goes where the case went, and stands there with it.",
        _text("What do you want to add?", "News, an answer, a part of a log. Leave out passwords and keys."),
        "Send",
    ),
    "escalate": Action(
        AdditionKind.ESCALATION, "Escalate your case", "",
        _text("What should be done otherwise?", "What has happened with the case so far, and what it means for you."),
        "Send the escalation",
    ),
    "solved": Action(
        AdditionKind.SOLVED, "It is solved",
        "Support is told, and need not look into it any more. If it comes back, add a comment: that opens it again.",
        _text("What helped?", "It may help others.", is_required=False),
        "Tell support", "Yes, the problem is solved",
    ),
    "withdraw": Action(
        AdditionKind.WITHDRAWAL, "Withdraw your case",
        "Support is told to do nothing more. If nothing has left here yet, nothing is sent. You cannot undo it, nor "
        "add anything to the case then.",
        _text("Why?", is_required=False),
        "Withdraw the case", "Yes, withdraw this case for good",
    ),
}  # fmt: skip
NAMES = ", ".join(ACTIONS)


@additions.get(f"/<token>/<any({NAMES}):name>")
def form(token: str, name: str) -> AnyResponse:
    """The form of one action."""
    return page(case_of(token), ACTIONS[name], case_form((ACTIONS[name].entry,), None), 200)


@additions.post(f"/<token>/<any({NAMES}):name>")
def add(token: str, name: str) -> AnyResponse:
    """Takes what is added once, however often it is sent; else the form again, with everything that was typed."""
    case, action, sent = case_of(token), ACTIONS[name], sent_form()
    filled = case_form((action.entry,), sent.values)
    if not sent.is_readable:
        return page(case, action, filled, 400, "unreadable")
    if not filled.is_ours(sent.values):
        return page(case, action, filled, 400, "stale")
    if found := dict(_problems(action, filled, sent.values)):
        return page(case, action, filled, 422, "problems", found)
    text = filled.values((action.entry,))["text"]
    draft = AdditionDraft(idempotency_key=form_key(filled), kind=action.kind, text=text)
    says, status, number = taken(case, draft)
    if says:
        if says == "sent_before":
            filled.renew_key()
        return page(case, action, filled, status, says)
    return redirect(url_for("receipts.show", token=token, _anchor=f"added-{number}"), 303)


def form_key(filled: CaseForm) -> str:
    """The idempotency key of an addition that came by this form, and the key of the form's files."""
    return f"add:{filled.key.data}"


def taken(case: Case, draft: AdditionDraft) -> tuple[str, int, int]:
    """What has to be said where the draft was not taken, with its status; else nothing, and the number it got."""
    try:
        added = site().additions.add(case.secret, draft, now())
    except CaseBookUnavailable:
        return "unavailable", 503, 0
    except CaseWithdrawn:
        return "withdrawn", 409, 0
    if added is None:
        return "unavailable", 503, 0
    if added.differs:
        return "sent_before", 409, 0
    if added.is_new:
        site().wake_deliveries()
    return "", 303, added.addition.number


def _problems(action: Action, filled: CaseForm, sent: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    for _, sentence in problems((action.entry,), filled.values((action.entry,))):
        yield action.entry.control, sentence
    if action.confirm and sent.get(CONFIRM) != "yes":
        yield CONFIRM, f"Tick “{action.confirm}”, so that it does not happen by mistake."


def page(
    case: Case, action: Action, filled: CaseForm, status: int, says: str = "", errors: dict[str, str] | None = None
) -> AnyResponse:
    """The page of an action, in each of its states; what was typed is always on it."""
    policy = policy_of(case)
    shown = render_template(
        "cases/add.html",
        case=case,
        token=(request.view_args or {})["token"],
        action=action,
        form=filled,
        text=filled.texts((action.entry,))["text"],
        says=says,
        errors=errors or {},
        policy=policy,
        contacts=ways_of(policy) if policy else (),
        due=due_state(case) if action.kind is AdditionKind.ESCALATION else None,
        is_withdrawn=_is_withdrawn(case),
    )
    return make_response(shown, status)


def _is_withdrawn(case: Case) -> bool:
    try:
        ended = site().additions.ended(case.reference)
    except CaseBookUnavailable:
        return False
    return ended is not None and ended.kind is AdditionKind.WITHDRAWAL


@additions.errorhandler(TooManyRequests)
def _too_many(_: TooManyRequests) -> AnyResponse:
    given = request.view_args or {}
    action = ACTIONS[given["name"]]
    return page(case_of(given["token"]), action, case_form((action.entry,), sent_form().values), 429, "too_many")
