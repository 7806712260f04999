"""The graph of a triage holds every way through it once, with every threshold tried on both sides."""

from decimal import Decimal

from app.domain.decisions import UNKNOWN
from app.domain.graph import Graph, explore, samples
from tests.content.example_policy import Data, policy, rule
from tests.domain.walks import leaves

ACME = policy()


def outcomes_below(graph: Graph, indexes: set[int]) -> set[str]:
    return {outcome for index in indexes for outcome, _ in graph.nodes[index].reached}


def spend(data: Data) -> None:
    """The tier hangs on a sum of money, with the limit itself on one side."""
    data["questions"]["spend"] = {
        "text": "How much?", "why": "It decides.", "clause": "tiers",
        "number": {"unit": "EUR", "most": 1000, "decimals": 2}, "bands": {"small": "at most 200", "large": "over 200"},
    }  # fmt: skip
    data["decisions"]["tier"]["rules"] = [
        rule({"spend": "small"}, "basic", "tiers"), rule({"spend": "large"}, "gold", "tiers"),
    ]  # fmt: skip
    data["questions"].pop("plan")


def test_the_walk_tries_every_option_and_both_sides_of_every_threshold() -> None:
    tried = samples(policy(spend))
    assert tried["impact"] == ("outage", "degraded", "blemish")
    assert [Decimal(text) for text in tried["spend"]] == [Decimal(n) for n in ("0", "199.99", "200", "200.01", "1000")]


def test_an_allowance_is_tried_below_at_and_above_its_number() -> None:
    tried = samples(ACME)
    assert tried["incidents_used"] == ("0", "1", "2", "3", "50")
    assert tried["incidents_bought"] == ("0", "1", "2", "50")


def test_paths_and_hits_are_those_of_a_walk_that_shares_nothing() -> None:
    graph, walked = explore(ACME), leaves(ACME)
    assert graph.paths == len(walked) == 44
    assert graph.longest == max(len(answers) for answers, _ in walked) == 6
    assert dict(graph.outcomes) == {
        name: sum(v.outcome == name for _, v in walked)
        for name in ("open-case", "buy-more", "ask-around", "existing-case")
    }
    for hit, count in graph.hits.items():
        assert count == sum(hit in verdict.hits for _, verdict in walked)


def test_equal_ends_are_one_node() -> None:
    graph = explore(ACME)
    ends = [node for node in graph.nodes if node.question is None]
    assert len(ends) == len({v.result for _, v in leaves(ACME)})


def test_a_node_knows_which_outcomes_remain_and_how_many_questions_may_follow() -> None:
    root = explore(ACME).nodes[explore(ACME).root]
    assert root.question == "need"
    assert root.most_left == 6
    assert {outcome for outcome, _ in root.reached} == {"open-case", "buy-more", "ask-around", "existing-case"}
    assert {level for _, level in root.reached} == {None, 1, 2, 3}


def test_answers_are_followed_through_the_graph() -> None:
    graph = explore(ACME)
    assert outcomes_below(graph, graph.after(ACME, {"need": "question"})) == {"ask-around"}
    assert outcomes_below(graph, graph.after(ACME, {"need": "broken", "plan": "full"})) == {"open-case"}
    assert graph.after(ACME, {}) == {graph.root}


def test_after_not_knowing_or_a_counted_number_every_way_stays_open() -> None:
    graph = explore(ACME)
    unknown = graph.after(ACME, {"need": "broken", "plan": UNKNOWN})
    counted = graph.after(ACME, {"need": "broken", "plan": "starter", "incidents_used": "7"})
    assert outcomes_below(graph, unknown) == outcomes_below(graph, counted) == {"open-case", "buy-more"}


def test_a_number_is_followed_by_its_band() -> None:
    of = policy(spend)
    graph = explore(of)
    assert outcomes_below(graph, graph.after(of, {"need": "broken", "spend": "731.5"})) == {"open-case"}


def test_the_questions_to_come_stand_in_order_of_nearness() -> None:
    graph = explore(ACME)
    assert graph.questions_from({graph.root})[0] == "need"
    assert graph.questions_from(graph.after(ACME, {"need": "broken", "plan": "full"})) == ["impact", "environment"]
    assert graph.questions_from(graph.after(ACME, {"need": "question"})) == []


def test_every_edge_stands_once_with_its_answer() -> None:
    edges = [(question, answer) for question, answer, _ in explore(ACME).edges() if question == "need"]
    assert edges == [("need", "broken"), ("need", "question"), ("need", "existing")]


def test_a_gap_is_kept_with_the_answers_that_lead_to_it() -> None:
    graph = explore(policy(lambda data: data["decisions"]["severity"]["rules"].pop(1)))
    assert {gap.decision for gap in graph.gaps} == {"severity"}
    assert all(gap.answers["impact"] == "degraded" for gap in graph.gaps)


def test_a_case_for_which_the_tier_is_not_entitled_is_kept_with_its_answers() -> None:
    def bar(data: Data) -> None:
        data["targets"]["first_response"]["table"]["gold"][3] = "not entitled"

    ((answers, verdict),) = explore(policy(bar)).barred
    assert (answers["impact"], verdict.tier, verdict.severity) == ("blemish", "gold", 3)
