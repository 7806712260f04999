"""The page with the form of a case, in every state that it can be in; what was typed is always on it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from flask import current_app, make_response, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from app.content.articles import Article
from app.domain.case import Case
from app.domain.policy import SideCondition
from app.web.cases.asked import Asked, asked_for
from app.web.cases.attached import Receiver
from app.web.cases.before import Before, before
from app.web.cases.draft import known_articles
from app.web.cases.entries import OWN
from app.web.cases.form import CaseForm, case_form, sent_form, without_nul
from app.web.cases.hand_over import HandOver, ways_to_support
from app.web.cases.receipt import due_views
from app.web.cases.sections import layout
from app.web.desk_forms import DeskForm, form_of_outcome
from app.web.errors import SENTENCES, Way, error_page
from app.web.health import CaseBookProbe
from app.web.large_bodies import refuse_large_body
from app.web.site import library, notices_for, now, reader_zone, site, zones
from app.web.triage.links import case_url, change_url, triage_url

Says = Literal["", "problems", "stale", "unreadable", "unavailable", "sent_before", "too_many"]
MOST_HEEDED = 3
# Facts of a condition that make it one of this very case.
OF_THIS_CASE = {"severity", "facts_severity", "channel"}


def form_page(
    asked: Asked, form: CaseForm, status: int, says: Says = "", problems: list[tuple[str, str]] | None = None,
    earlier: Case | None = None,
) -> AnyResponse:  # fmt: skip
    """The form. Where the answers take no case, or not any more: the way on, and what was typed all the same."""
    if asked.offer is None:
        typed = _labelled(asked, form)
        page = render_template("cases/elsewhere.html", **_common(asked), typed=typed, forms=_forms(asked, typed))
        return make_response(page, 422)
    heeded, others = _conditions(asked.offer)
    shown = layout(asked.entries, is_critical=asked.offer.is_critical)
    page = render_template(
        "cases/new.html",
        **_common(asked),
        **_offered(asked, asked.offer, form),
        heeded=heeded,
        others=others,
        form=form,
        says=says,
        layout=shown,
        errors=dict(sorted(problems or (), key=lambda each: shown.place(each[0]))),
        earlier=earlier,
        is_taking_cases=says != "unavailable" and is_taking_cases(),
        before=before(asked, form) if request.method == "POST" else None,
    )
    return make_response(page, status)


def before_page(asked: Asked, offer: HandOver, form: CaseForm, found: Before) -> AnyResponse:
    """The one page between the form and its receipt: what is worth a look, with everything that was typed."""
    page = render_template(
        "cases/before.html",
        **_common(asked),
        **_offered(asked, offer, form),
        form=form,
        before=found,
        kept=[each for each in asked.entries if each not in found.missing],
        layout=layout(asked.entries, is_critical=False),
    )
    return make_response(page)


def solved_page(asked: Asked, form: CaseForm | None, article: Article) -> AnyResponse:
    """What is said when an article solved it; what was typed, if anything, stays on it for who was glad too soon."""
    page = render_template(
        "cases/solved.html",
        asked=asked,
        policy=asked.version.policy,
        form=form,
        texts=form.texts(asked.entries) if form else {},
        action=case_url(asked.version, asked.at.answers),
        triage_url=triage_url(asked.version, asked.at.answers),
        article=article,
    )
    return make_response(page)


def beside_parts(asked: Asked, form: CaseForm) -> str:
    """What stands beside the form while one types, each part by its name: for the script that puts them there."""
    return render_template(
        "cases/beside.html", before=before(asked, form), entries=asked.entries, solved_url=_solved_url(asked)
    )


def _solved_url(asked: Asked) -> str:
    """Where “this solved it” is told, from the same answers."""
    return f"{url_for('sending.solved')}?{_query(asked)}"


def _query(asked: Asked) -> str:
    return case_url(asked.version, asked.at.answers).partition("?")[2]


def too_many_page() -> AnyResponse:
    """The form for who sends too often, with what was typed where that can be read."""
    asked = asked_for(reader_zone()) if request.method == "POST" else None
    if asked is None:
        return error_page(429, SENTENCES[429])
    try:
        refuse_large_body()
        sent = sent_form().values
    except RequestEntityTooLarge:
        return error_page(429, SENTENCES[429])
    form = case_form(asked.entries, sent)
    form.attached = Receiver(site().files, now()).attached(sent)
    return form_page(asked, form, 429, "too_many")


def policy_gone(typed: dict[str, str]) -> AnyResponse:
    """A form came in for a policy that is not here any more: its texts are kept in sight."""
    labels = {entry.control: entry.label for entry in OWN}
    found = {name: without_nul(text) for name, text in typed.items() if name.startswith("field-") and text}
    texts = {labels.get(name, name): text for name, text in found.items()}
    sentence = "The policy of this case is not here any more. Choose another, and copy your text from here."
    choose = Way("Choose a policy", url_for("triage.index"))
    return error_page(404, sentence, texts, choose, "There is no such policy")


def is_taking_cases() -> bool:
    """Whether a case could be stored, as far as it can be told quickly."""
    probe: CaseBookProbe = current_app.extensions["signpost_health"]
    return probe.state(lambda: site().book) != "unusable"


def _common(asked: Asked) -> dict[str, Any]:
    policy, offer = asked.version.policy, asked.offer
    named = [name for each in asked.at.possible for name in policy.outcomes[each.verdict.outcome].go_to]
    return {
        "policy": policy,
        "at": asked.at,
        "contacts": ways_to_support(policy, named),
        "triage_url": triage_url(asked.version, asked.at.answers),
        "notices": notices_for(policy.slug, frozenset(offer.product_ids if offer else ())),
    }


def _offered(asked: Asked, offer: HandOver, form: CaseForm) -> dict[str, Any]:
    return {
        "offer": offer,
        "dues": due_views(offer, is_readers=form.zone.data == offer.zone),
        "texts": form.texts(asked.entries),
        "attached": form.attached,
        "file_limits": site().files.limits,
        "zones": zones(),
        "articles": _articles(offer, form),
        "action": case_url(asked.version, asked.at.answers),
        "solved_url": _solved_url(asked),
        "look_url": f"{url_for('sending.beside')}?{_query(asked)}",
        "change_url": lambda question: change_url(asked.version, asked.at, question),
    }


def _conditions(offer: HandOver) -> tuple[Sequence[SideCondition], Sequence[SideCondition]]:
    """What must be heeded before a case is sent, and the rest that holds for it.

    First what the policy says where it says how a case is opened, then what holds for this very case.
    """

    def rank(condition: SideCondition) -> int:
        if condition.clause == offer.policy.intake.clause:
            return 0
        return 1 if OF_THIS_CASE & {name for name, _ in condition.when} else 2

    found = sorted(offer.conditions, key=rank)
    return found[:MOST_HEEDED], found[MOST_HEEDED:]


def _articles(offer: HandOver, form: CaseForm) -> list[Article]:
    """The articles to ask about: those said to be read, and those that fit."""
    read = set(known_articles(form.articles_read.data or []))
    said = [article for article in library().articles.values() if article.url in read]
    return list(dict.fromkeys([*offer.articles, *said]))


def _forms(asked: Asked, typed: Mapping[str, str]) -> list[DeskForm]:
    """The forms of other desks to which the answers lead, where they lead somewhere already."""
    if asked.at.question is not None:
        return []
    found = (form_of_outcome(asked.version, asked.at, each, typed) for each in asked.at.possible)
    return list(dict.fromkeys(form for form in found if form))


def _labelled(asked: Asked, form: CaseForm) -> dict[str, str]:
    """What was typed, under the labels of the entries."""
    texts = form.texts(asked.entries)
    return {entry.label: texts[entry.name] for entry in asked.entries if texts[entry.name]}
