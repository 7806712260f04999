"""What a customer does with a case that was sent: adds to it, escalates it, says that it is solved, withdraws it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from app.cases.additions import CaseWithdrawn
from app.cases.database import CaseBookUnavailable
from app.domain.addition import AdditionDraft, AdditionKind
from app.domain.case import Case
from app.web.cases.attached import Receiver, form_key
from app.web.cases.entries import Entry, problems
from app.web.cases.escalating import due_state
from app.web.cases.find import ways_of
from app.web.cases.form import CaseForm, case_form, sent_form
from app.web.cases.opened import (
    case_held_back,
    case_of,
    held_back_page,
    keep_private,
    policy_of,
    sent_held_back,
)
from app.web.site import now, site

additions = Blueprint("additions", __name__, url_prefix="/cases")
keep_private(additions)
CONFIRM = "confirm"


@dataclass(frozen=True)
class Action:
    """Something to do with a case.

    `confirm` is what has to be ticked first, empty where nothing has; `takes_files` where files stand for a text, too.
    """

    kind: AdditionKind
    title: str
    lead: str
    entry: Entry
    button: str
    confirm: str = ""
    takes_files: bool = False


def _text(label: str, help: str = "", *, is_required: bool = True) -> Entry:  # noqa: A002 - the word of the forms
    return Entry("text", label, help, is_required, is_long=True)


ACTIONS = {
    "comment": Action(
        AdditionKind.COMMENT, "Add to your case",
        "It goes where the case went, and stands there with it.",
        _text("What do you want to add?", "News, an answer, a part of a log. Leave out passwords and keys."),
        "Send", takes_files=True,
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
    case, action, receiver = case_of(token), ACTIONS[name], Receiver(site().files, now())
    sent = sent_form(receiver)
    filled = case_form((action.entry,), sent.values)
    filled.attached = receiver.attached(sent.values)
    if not sent.is_readable:
        return page(case, action, filled, 400, "unreadable")
    if not filled.is_ours(sent.values):
        return page(case, action, filled, 400, "stale")
    if found := dict(_problems(action, filled, sent.values)):
        return page(case, action, filled, 503 if filled.attached.is_fault_of_ours else 422, "problems", found)
    text, key = filled.values((action.entry,))["text"], form_key(filled.key.data)
    draft = AdditionDraft(idempotency_key=key, kind=action.kind, text=text, files=filled.attached.files)
    says, status, number = taken(case, draft)
    if says:
        if says == "sent_before":
            old = filled.key.data
            filled.renew_key()
            filled.attached = filled.attached.renewed(old, filled.key.data, now())
        return page(case, action, filled, status, says)
    return redirect(url_for("receipts.show", token=token, _anchor=f"added-{number}"), 303)


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
    entry = replace(action.entry, is_required=action.entry.is_required and not filled.attached.files)
    for _, sentence in problems((entry,), filled.values((entry,))):
        yield entry.control, sentence
    yield from filled.attached.problem
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
        attached=filled.attached,
        file_limits=site().files.limits,
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
    case, action, sent = case_held_back(given["token"]), ACTIONS[given["name"]], sent_held_back()
    if case is None:
        return held_back_page()
    filled = case_form((action.entry,), sent)
    filled.attached = Receiver(site().files, now()).attached(sent)
    return page(case, action, filled, 429, "too_many")
