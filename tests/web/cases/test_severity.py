"""“It has got worse”: the deciding answers again, where they lead, and a higher severity asked for with its reasons."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.content.library import PublishedPolicy
from app.domain.addition import Addition, AdditionKind, SaidSeverity
from app.domain.case import Case, CaseAnswer, accepted
from app.domain.policy import Policy
from app.domain.triage import Change, changes, position
from app.web.cases.worse import Worse, deciding, worse
from tests.cases.samples import Recorder, draft
from tests.domain.walks import leaves
from tests.shipped.shelf import shipped
from tests.web.case_pages import GRAVE, Customer, Form, case_at, case_site, says
from tests.web.cases.test_additions import _deliver
from tests.web.pages import Page, Reader
from tests.web.small_site import NOW, SmallSite

SLOW = GRAVE | {"impact": "degraded"}
WORDS = "All of it is down since 14:00."
SLUGS = ("clickhouse", "clusterpoint", "photoprism", "severalnines")
OUTAGE = {"answer-impact": "outage", "answer-environment": "production"}


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    site = case_site(tmp_path)
    site.start()
    return site


@pytest.fixture
def customer(site: SmallSite) -> Customer:
    return Customer(site.app)


@pytest.fixture
def link(customer: Customer) -> str:
    return customer.sends(customer.form(SLOW)).headers["Location"]


def _look(customer: Customer, link: str, do: str = "look", text: str = WORDS, **answers: str) -> TestResponse:
    """The form sent as it stands, with these answers."""
    form = Form(customer.client.get(f"{link}/severity").text)
    form.values = {name: value for name, value in form.values.items() if not name.startswith("answer-")}
    return customer.client.post(form.action, data=form.values | {"field-text": text, "do": do} | answers)


def _then(customer: Customer, shown: TestResponse, do: str, **more: str) -> TestResponse:
    """The form that was shown, sent on with what is asked for."""
    form = Form(shown.text)
    answers = dict(_ticked(shown.text))
    return customer.client.post(form.action, data=form.values | answers | {"do": do} | more)


def _ticked(page: str) -> Iterator[tuple[str, str]]:
    for part in page.split('<input type="radio"')[1:]:
        tag = part.split(">", 1)[0]
        if " checked" in tag:
            yield tag.split('name="')[1].split('"')[0], tag.split('value="')[1].split('"')[0]


def _added(site: SmallSite, link: str) -> Addition:
    (found,) = site.parts.additions.of_case(case_at(site, link).reference)
    return found


def test_the_answers_that_decide_are_asked_again_with_the_earlier_ones_ticked(customer: Customer, link: str) -> None:
    page = Reader(customer.client).page(f"{link}/severity")
    assert dict(_ticked(page.html)) == {"answer-impact": "degraded"}
    assert "Which licence do you have?" not in page.main
    assert "filed as S2 Major" in page.main
    Reader(customer.client).follow(page)


def test_a_question_that_comes_up_is_asked(customer: Customer, link: str) -> None:
    shown = _look(customer, link, **{"answer-impact": "outage"})
    assert shown.status_code == 200
    says(shown, WORDS, "Is it production?", "One more question has come up")
    assert dict(_ticked(shown.text)) == {"answer-impact": "outage"}
    assert "Ask for" not in Page(shown.text).main
    assert _then(customer, shown, "ask").status_code == 422


def test_a_higher_severity_is_told_with_its_time_and_clause_and_sent_with_all_of_it(
    site: SmallSite, customer: Customer, link: str
) -> None:
    shown = _look(customer, link, **OUTAGE)
    says(shown, "By these answers this is S1 Critical", "First response due", "20:45 Thursday 3 December 2026")
    assert 'href="/policies/acme/versions/1.0/#severities"' in shown.text
    Reader(customer.client).follow(Page(shown.text))
    answer = _then(customer, shown, "ask")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{link}#added-1")
    addition = _added(site, link)
    assert (addition.kind, addition.text) == (AdditionKind.SEVERITY, WORDS)
    assert addition.asked == addition.found == SaidSeverity(1, "S1 Critical")
    assert [(each.question, each.value) for each in addition.answers] == list(GRAVE.items())
    assert addition.first_response.text == "2 hours, around the clock"
    assert addition.first_response.due_at is not None
    says(customer.client.get(link), "Higher severity asked for: S1 Critical", "due at 20:45 Thursday 3 December", WORDS)
    recorder = Recorder()
    _deliver(site, recorder)
    message = next(each for each in recorder.messages if each.key.endswith(".desk.1"))
    assert message.subject.startswith("Higher severity asked for: Re: SP-")
    assert "**Severity by the answers now:** S1 Critical" in message.body_text


def test_sent_twice_it_is_added_once(site: SmallSite, customer: Customer, link: str) -> None:
    shown = _look(customer, link, **OUTAGE)
    assert [_then(customer, shown, "ask").status_code for _ in "123"] == [303] * 3
    assert _added(site, link).number == 1


@pytest.mark.parametrize("do", ["ask", "comment"])
def test_what_has_changed_has_to_be_said(site: SmallSite, customer: Customer, link: str, do: str) -> None:
    answer = _then(customer, _look(customer, link, text="", **OUTAGE), do)
    assert answer.status_code == 422
    says(answer, "Fill in “What has changed?”", "By these answers this is S1 Critical")


def test_an_answer_changed_after_the_result_was_shown_is_shown_again_first(
    site: SmallSite, customer: Customer, link: str
) -> None:
    shown = _look(customer, link, **OUTAGE)
    answer = _then(customer, shown, "ask", **{"answer-impact": "blemish"}, asked="1")
    assert answer.status_code == 409
    says(answer, "Look once more", WORDS, "do not lead to a higher severity: S3 Minor")
    assert site.parts.additions.of_case(case_at(site, link).reference) == ()


def test_answers_that_lead_no_higher_say_so_and_what_would(customer: Customer, link: str) -> None:
    shown = _look(customer, link, **{"answer-impact": "blemish"})
    says(shown, "do not lead to a higher severity: S3 Minor", "What would make it more severe", "How bad is it?")
    says(shown, "It is down : S1 Critical", "ask for a higher severity all the same", "Send it as a comment")


def test_a_higher_severity_can_be_asked_for_all_the_same(site: SmallSite, customer: Customer, link: str) -> None:
    shown = _look(customer, link, **{"answer-impact": "degraded"})
    refused = _then(customer, shown, "ask")
    assert refused.status_code == 422
    says(refused, "Choose the severity that you ask for.")
    assert _then(customer, refused, "ask", asked="1").status_code == 303
    addition = _added(site, link)
    assert (addition.asked, addition.found) == (SaidSeverity(1, "S1 Critical"), SaidSeverity(2, "S2 Major"))
    assert addition.first_response.text == ""


def test_it_can_be_sent_as_a_comment_with_the_answers(site: SmallSite, customer: Customer, link: str) -> None:
    assert _then(customer, _look(customer, link, **{"answer-impact": "blemish"}), "comment").status_code == 303
    addition = _added(site, link)
    assert (addition.kind, addition.asked) == (AdditionKind.COMMENT, None)
    assert ("impact", "blemish") in [(each.question, each.value) for each in addition.answers]


def test_what_is_not_known_leaves_it_open(site: SmallSite, customer: Customer, link: str) -> None:
    shown = _look(customer, link, **{"answer-impact": "unknown", "answer-environment": "test"})
    says(shown, "These answers leave it open: S2 Major or S3 Minor")
    assert _then(customer, shown, "ask", asked="1").status_code == 303
    assert _added(site, link).found == SaidSeverity(None, "S2 Major or S3 Minor")


def test_the_gravest_case_has_none_above_it(customer: Customer) -> None:
    link = customer.sends(customer.form()).headers["Location"]
    shown = _look(customer, link, **OUTAGE)
    says(shown, "do not lead to a higher severity: S1 Critical", "There is none above it.")
    assert "Ask for it all the same" not in shown.text


def test_without_the_version_that_decided_it_a_higher_severity_is_asked_for_in_words(
    site: SmallSite, customer: Customer, link: str
) -> None:
    (site.content.path / "policies/acme/1.0.md").unlink()
    site.parts.store.refresh()
    page = customer.client.get(f"{link}/severity")
    says(page, "The policy version of this case is not kept here any more", "Ask for it all the same")
    assert _then(customer, page, "ask", **{"field-text": WORDS}).status_code == 303
    assert _added(site, link).asked == SaidSeverity(None, "A higher severity than before")


@pytest.mark.parametrize("lost", ["csrf_token", "key"])
@pytest.mark.parametrize("do", ["look", "ask", "comment"])
def test_a_form_that_is_not_ours_any_more_keeps_text_and_answers(
    site: SmallSite, customer: Customer, link: str, do: str, lost: str
) -> None:
    answer = _look(customer, link, do, **OUTAGE, **{lost: ""})
    assert answer.status_code == 400
    says(answer, "Please send it again", WORDS)
    assert dict(_ticked(answer.text)) == OUTAGE
    assert site.parts.additions.of_case(case_at(site, link).reference) == ()


@pytest.mark.parametrize(
    "answers", [{"answer-impact": "nonsense"}, {"answer-nope": "x"}, {"answer-impact": "\0"}, {"answer-plan": "x"}]
)
def test_an_answer_that_is_none_is_asked_again(customer: Customer, link: str, answers: dict[str, str]) -> None:
    assert _look(customer, link, **answers).status_code == 200


# The published policies


@pytest.mark.parametrize("slug", SLUGS)
def test_every_case_of_the_published_policies_can_be_taken_up_again(slug: str) -> None:
    """With its own answers a case is as severe as it was; and whatever would raise it, does."""
    version = shipped(slug)
    policy, raised = version.policy, 0
    taking = [each for each in leaves(policy) if policy.outcomes[each[1].outcome].accepts_case and each[1].severity]
    for answers, verdict in taking[:: max(1, len(taking) // 25)]:
        case = _case(version, answers, verdict.severity)
        same = worse(case, version, {}, NOW)
        assert same.state == "same"
        asked = {each.question.id for each in same.asked}
        assert asked <= deciding(policy) & answers.keys()
        for change in _that_raise(policy, same, verdict.severity or 0):
            assert change.question.id in asked or change.question.id not in deciding(policy)
            assert worse(case, version, {change.question.id: change.value}, NOW).state in ("higher", "question")
            raised += 1
    assert raised


def _that_raise(policy: Policy, same: Worse, severity: int) -> Iterator[Change]:
    """The single answers that lead to one outcome only, which takes a case of a higher severity."""
    for change in changes(policy, same.at):
        found = [each.verdict for each in change.possible]
        if len(found) == 1 and policy.outcomes[found[0].outcome].accepts_case and (found[0].severity or 9) < severity:
            yield change


def _case(version: PublishedPolicy, answers: dict[str, str], severity: int | None) -> Case:
    at = position(version.policy, answers)
    given = tuple(CaseAnswer(a.question.id, a.question.text, a.value, a.label) for a in at.path)
    made = draft(policy=version.policy.slug, answers=given, severity=severity)
    return accepted(made, "SP-2222-222", "s" * 32, NOW)
