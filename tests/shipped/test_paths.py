"""Whatever a customer answers in the four triages, a dozen questions end at one outcome with its clauses."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.decisions import UNKNOWN
from app.domain.graph import explore, samples
from app.domain.policy import Policy
from app.domain.proof import MOST_QUESTIONS
from app.domain.triage import Position, changes, position
from tests.domain.walks import leaves, results_under
from tests.shipped.shelf import VERSIONS, shipped

POLICIES = {slug: shipped(slug).policy for slug in VERSIONS}
PATHS = {"clickhouse": 1252, "clusterpoint": 55, "photoprism": 104, "severalnines": 2335}


@pytest.mark.parametrize("slug", VERSIONS)
def test_every_path_ends_at_one_outcome_whose_every_reason_has_a_clause(slug: str) -> None:
    policy = POLICIES[slug]
    for answers, verdict in leaves(policy):
        at = position(policy, answers)
        assert (at.state, at.answers, at.idle, at.refused) == ("outcome", answers, (), None)
        assert at.possible[0].verdict == verdict
        clauses = {policy.outcomes[verdict.outcome].clause, *(policy.rule(*hit).clause for hit in verdict.hits)}
        clauses |= {promised.target.clause for _, promised in verdict.promised}
        assert clauses <= set(policy.clause_by_id)


@pytest.mark.parametrize("slug", VERSIONS)
def test_the_graph_counts_what_a_walk_of_every_path_counts(slug: str) -> None:
    policy, graph, walked = POLICIES[slug], explore(POLICIES[slug]), leaves(POLICIES[slug])
    assert graph.paths == len(walked) == PATHS[slug]
    assert graph.longest == max(len(answers) for answers, _ in walked) <= MOST_QUESTIONS
    for counted, of in ((graph.outcomes, "outcome"), (graph.tiers, "tier"), (graph.severities, "severity")):
        values = [getattr(verdict, of) for _, verdict in walked]
        assert counted == {value: values.count(value) for value in values if value is not None}
    assert set(graph.hits) == {(t.id, n) for t in policy.decisions.values() for n, _ in enumerate(t.all_rules)}


@pytest.mark.parametrize("slug", VERSIONS)
def test_every_outcome_that_promises_times_promises_every_measure(slug: str) -> None:
    policy = POLICIES[slug]
    for _, verdict in leaves(policy):
        expected = {terms.measure for terms in policy.measures}
        assert {measure for measure, _ in verdict.promised} == (
            expected if policy.outcomes[verdict.outcome].decides_severity else set()
        )


@pytest.mark.parametrize("slug", VERSIONS)
def test_no_path_opens_a_case_on_a_tier_without_cases(slug: str) -> None:
    policy = POLICIES[slug]
    for _, verdict in leaves(policy):
        if policy.outcomes[verdict.outcome].kind == "open_case":
            assert verdict.tier is not None
            assert policy.tier_by_id[verdict.tier].opens_cases


def answered(policy: Policy, data: st.DataObject, unknowns: int) -> tuple[dict[str, str], Position]:
    """Random answers up to the end of the triage, some of them not known."""
    answers: dict[str, str] = {}
    tried = samples(policy)
    while (at := position(policy, answers)).question is not None:
        assert len(at.path) < MOST_QUESTIONS
        choices = list(tried[at.question.id])
        if at.question.may_not_know and list(answers.values()).count(UNKNOWN) < unknowns:
            choices += [UNKNOWN] * len(choices)  # as likely as all answers together
        assert at.question.id not in answers, f"{at.question.id} is asked twice"
        answers[at.question.id] = data.draw(st.sampled_from(choices))
    return answers, at


@pytest.mark.parametrize("slug", VERSIONS)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_answers_end_within_a_dozen_questions_also_with_two_not_known(slug: str, data: st.DataObject) -> None:
    policy = POLICIES[slug]
    answers, at = answered(policy, data, unknowns=2)
    assert len(at.path) <= MOST_QUESTIONS
    assert {p.verdict.result for p in at.possible} == results_under(policy, answers)
    assert (at.state == "outcome") == (len(at.possible) == 1) == (at.decided_by is None)
    assert position(policy, dict(sorted(at.answers.items()))) == at


def ends_of_not_knowing(policy: Policy) -> Iterator[tuple[dict[str, str], Position]]:
    """Every end of a triage for customers who know nothing that need not be known."""
    stack: list[dict[str, str]] = [{}]
    while stack:
        answers = stack.pop()
        at = position(policy, answers)
        if at.question is None:
            yield answers, at
            continue
        values = (UNKNOWN,) if at.question.may_not_know else samples(policy)[at.question.id]
        stack += [{**answers, at.question.id: value} for value in values]


@pytest.mark.parametrize("slug", VERSIONS)
def test_who_knows_nothing_is_told_all_that_remains_possible_within_a_dozen_questions(slug: str) -> None:
    policy, undecided = POLICIES[slug], 0
    for answers, at in ends_of_not_knowing(policy):
        assert len(at.path) <= MOST_QUESTIONS
        assert {p.verdict.result for p in at.possible} == results_under(policy, answers)
        assert (at.decided_by is None) == (len(at.possible) == 1)
        undecided += len(at.possible) > 1
    assert undecided


@pytest.mark.parametrize("slug", VERSIONS)
def test_one_other_answer_leads_where_a_fresh_triage_with_it_leads(slug: str) -> None:
    policy, tried = POLICIES[slug], samples(POLICIES[slug])
    walked = leaves(policy)
    for answers, verdict in random.Random(slug).sample(walked, min(12, len(walked))):
        at = position(policy, answers)
        found = {(change.question.id, change.value): change.possible for change in changes(policy, at)}
        for step in at.path:
            for value in tried[step.question.id]:
                reached = results_under(policy, {**answers, step.question.id: value})
                possible = found.get((step.question.id, value))
                if possible is not None:
                    assert {p.verdict.result for p in possible} == reached
                elif step.question.options:
                    assert reached == {verdict.result}
