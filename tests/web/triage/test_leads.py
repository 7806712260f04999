"""What each answer leaves open is what the pages behind it come to."""

import pytest
from flask import Flask

from app.domain.decisions import UNKNOWN
from app.domain.triage import position
from app.web.triage.leads import Lead, leads
from tests.web.triage_pages import SLUGS, published, ways_to


def leads_of(app: Flask, slug: str, question: str, **answers: str) -> list[Lead]:
    version = published(app, slug)
    return leads(version, answers, version.policy.question_by_id[question])


@pytest.mark.parametrize("slug", SLUGS)
def test_every_answer_of_every_question_has_exactly_one_line(slug: str, app: Flask) -> None:
    policy = published(app, slug).policy
    for name, answers in ways_to(policy).items():
        question = policy.question_by_id[name]
        values = [value for lead in leads_of(app, slug, name, **answers) for value in lead.values]
        offered = [option.value for option in question.options] + [UNKNOWN] * question.may_not_know
        assert len(values) == len(set(values))
        if not question.number:
            assert sorted(values) == sorted(offered)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_answer_is_said_to_decide_exactly_where_one_outcome_follows(slug: str, app: Flask) -> None:
    policy = published(app, slug).policy
    for name, answers in ways_to(policy).items():
        for lead in leads_of(app, slug, name, **answers):
            for value in lead.values:
                after = position(policy, {**answers, name: value})
                titles = {policy.outcomes[each.verdict.outcome].title for each in after.possible}
                is_decided = after.question is None and len(titles) == 1
                assert lead.left.startswith("This decides: ") == is_decided, (answers, name, value)
                assert not is_decided or titles.pop() in lead.left


def test_an_answer_that_ends_without_a_case_says_so(app: Flask) -> None:
    found = leads_of(app, "severalnines", "plan", product="clustercontrol", need="broken")
    community = next(lead for lead in found if "community-edition" in lead.values)
    assert community.left == "This decides: Ask in the community forums. No case."


def test_answers_that_leave_the_same_open_share_a_line(app: Flask) -> None:
    found = leads_of(app, "severalnines", "plan", product="clustercontrol", need="broken")
    assert len({lead.left for lead in found}) == len(found)


def test_numbers_are_told_in_stretches_that_meet_at_the_threshold(app: Flask) -> None:
    asked = {"product": "clustercontrol", "need": "broken", "plan": "advanced", "concerns": "product", "phase": "ga"}
    found = leads_of(app, "severalnines", "incidents_used", **asked)
    assert [(lead.values, lead.label) for lead in found][:2] == [
        (("0",), "0 to 11 incidents"),
        (("12",), "12 to 500 incidents"),
    ]
