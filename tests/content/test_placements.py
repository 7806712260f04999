"""A promise has one home: prose places tables and values from the data, and never repeats a figure."""

import pytest

from app.content.placements import BLOCKS, Block, fill, split, value
from tests.content.example_policy import BODY, TEXT, Data, changed, policy, problems_of, replaced

ACME = policy()


def with_body(body: str) -> str:
    return TEXT.replace("What Acme promises.", body)


# -- values in a sentence ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("placement", "text"),
    [
        ("[[figure fee]]", "EUR 20 an hour"),
        ("[[price gold]]", "EUR 100 a month"),
        ("[[hours basic]]", "Office hours"),
        ("[[allowance basic]]", "2 incidents a month"),
        ("[[allowance gold]]", "unlimited incidents"),
        ("[[schedule office]]", "Monday to Friday."),
        ("[[target first_response gold 1]]", "2 hours, around the clock"),
        ("[[target first_response basic 2]]", "2 business days"),
        ("[[target resolution gold 3]]", "none promised"),
    ],
)
def test_a_placement_in_a_sentence_becomes_its_value(placement: str, text: str) -> None:
    assert fill(ACME, f"It is {placement}, so.") == f"It is {text}, so."
    assert problems_of(with_body(f"It is {placement}, so.")) == []


def test_several_placements_stand_in_one_sentence() -> None:
    assert fill(ACME, "[[price basic]] or [[price gold]]") == "free or EUR 100 a month"


def test_the_rows_of_a_cell_are_joined() -> None:
    def rows(data: Data) -> None:
        data["targets"]["first_response"]["table"]["gold"][1] = [
            {"target": "1 hour on always", "when": {"environment": "production"}}, "2 hours on always",
        ]  # fmt: skip

    text = value(policy(rows), "target", ("first_response", "gold", "1"))
    assert text == "1 hour, around the clock (environment: Yes) or 2 hours, around the clock"


@pytest.mark.parametrize(
    "placement",
    [
        "[[figure nothing]]",
        "[[figure]]",
        "[[price silver]]",
        "[[target first_response gold 7]]",
        "[[target reaction gold 1]]",
        "[[target first_response gold]]",
        "[[target first_response gold one]]",
        "[[schedule weekend]]",
        "[[allowance]]",
        "[[x]]",
        "[[figure fee extra]]",
    ],
)
def test_a_placement_that_places_nothing_is_a_problem_at_its_line(placement: str) -> None:
    text = with_body(f"One.\n\nIt is {placement}, so.")
    (problem,) = problems_of(text)
    assert problem.message == f"{placement} places nothing"
    assert problem.hint
    assert text.splitlines()[problem.line - 1] == f"It is {placement}, so."


def test_a_placement_that_places_nothing_is_left_as_it_stands() -> None:
    assert fill(ACME, "It is [[figure nothing]].") == "It is [[figure nothing]]."


# -- tables ------------------------------------------------------------------------------------------------------------


def test_prose_is_taken_apart_at_the_lines_that_place_a_table() -> None:
    assert split("One.\n\n[[tiers]]\nTwo.\n[[targets resolution]]") == [
        "One.\n",
        Block("tiers", ()),
        "Two.",
        Block("targets", ("resolution",)),
    ]


def test_a_table_needs_a_line_of_its_own() -> None:
    assert split("See [[tiers]] here.") == ["See [[tiers]] here."]
    (problem,) = problems_of(with_body("See [[tiers]] here."))
    assert problem.message == "[[tiers]] places nothing"


@pytest.mark.parametrize("name", sorted(set(BLOCKS) - {"decision"}))
def test_every_table_can_be_placed(name: str) -> None:
    assert problems_of(with_body(f"[[{name}]]")) == []


@pytest.mark.parametrize("placement", ["[[targets resolution]]", "[[decision severity]]", "[[decision cap]]"])
def test_some_tables_say_which_one(placement: str) -> None:
    assert problems_of(with_body(placement)) == []


@pytest.mark.parametrize(
    "placement", ["[[targets reaction]]", "[[decision]]", "[[decision luck]]", "[[tiers gold]]", "[[targets a b]]"]
)
def test_a_table_that_is_not_there_is_a_problem(placement: str) -> None:
    assert [problem.message for problem in problems_of(with_body(placement))] == [f"{placement} places nothing"]


def test_the_targets_of_a_measure_that_the_policy_does_not_have_place_nothing() -> None:
    def one_measure(data: Data) -> None:
        data["targets"].pop("resolution")

    text = changed(one_measure).replace("[[targets first_response]]", "[[targets resolution]]")
    assert [problem.message for problem in problems_of(text)] == ["[[targets resolution]] places nothing"]


# -- figures in prose --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prose",
    [
        "Within 8 hours.",
        "Within 8 business hours.",
        "An 8-hour wait.",
        "It costs EUR 250.",
        "It costs 250 EUR.",
        "It costs €20.",
        "It costs 20 €.",
        "It costs $ 5 or USD 5.",
        "For 95 % of cases.",
        "For 95% of cases.",
        "After 30 days.",
        "Up to 12 incidents.",
        "For 1.5 hours.",
        "For 2,000 nodes.",
        "In 2 weeks.",
        "90 minutes.",
        "- 3 months at least",
        "| 2 hours | yes |",
        "For 2&nbsp;hours.",
    ],
)
def test_prose_that_repeats_a_figure_is_a_problem(prose: str) -> None:
    (problem,) = problems_of(with_body(prose))
    assert problem.message.startswith("the prose repeats a figure: “")
    assert "place it here" in problem.hint


@pytest.mark.parametrize(
    "prose",
    [
        "In section 4.2 of version 1.0.", "Severity 1 and severity 2.", "SEV-1 is the gravest.", "Since 13 June 2026.",
        "Open 24x7.", "Read [the page](https://acme.example/8-hours).", "It costs [[figure fee]].", "Level 3 only.",
        "One day, or two hours, in words.", "The 2026 edition.",
    ],
)  # fmt: skip
def test_numbers_that_promise_nothing_may_stand_in_prose(prose: str) -> None:
    assert problems_of(with_body(prose)) == []


def test_the_figure_is_quoted_whole() -> None:
    (problem,) = problems_of(with_body("It costs EUR 250."))
    assert "“EUR 250”" in problem.message


def test_every_figure_of_a_line_is_told() -> None:
    assert len(problems_of(with_body("Within 8 hours, or after 30 days."))) == 2


def test_a_heading_repeats_no_figure_either() -> None:
    assert problems_of(replaced(("## Hours {#hours}", "## Open for 8 hours {#hours}")))


def test_the_example_repeats_no_figure_and_places_each() -> None:
    assert problems_of(TEXT) == []
    assert "[[figure fee]]" in BODY
