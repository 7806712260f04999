"""The drawing of a triage: every question, every answer and every outcome, as a picture and as text."""

import re
from itertools import pairwise

import pytest
from flask import Flask

from app.web.triage.graph import HEAD, RIGHT, Drawing, draw
from tests.web.pages import Page, Reader, words
from tests.web.triage_pages import SLUGS, published


@pytest.fixture(params=SLUGS)
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def drawing(app: Flask, slug: str) -> Drawing:
    return draw(published(app, slug))


@pytest.fixture
def page(slug: str, reader: Reader) -> Page:
    return reader.page(f"/triage/{slug}/graph")


def test_picture_and_text_name_every_question_and_every_outcome(app: Flask, slug: str, page: Page) -> None:
    policy = published(app, slug).policy
    picture, text = page.html.split('<svg class="graph"')[1].split("</svg>")
    text = words(text.split("</main>")[0])
    for question in policy.questions:
        assert f'href="#question-{question.id}"' in picture
        assert f"question-{question.id}" in page.ids
        assert question.text in text
        assert all(option.label in text for option in question.options)
    drawn = [words(each) for each in re.findall(r"<text[^>]*>(.*?)</text>", picture)]
    for outcome in policy.outcomes.values():
        assert any(outcome.title.startswith(each.removesuffix("…")) for each in drawn)
        assert f"→ {outcome.title}" in text or f"; or {outcome.title}" in text


def test_every_answer_leads_somewhere_and_every_line_starts_at_its_end(drawing: Drawing) -> None:
    for step in drawing.steps:
        for answer in step.answers:
            assert answer.leads
            assert step.top < answer.y < step.top + step.height
            assert all(lead.curve.startswith(f"M{RIGHT},{answer.y} ") for lead in answer.leads)


def test_every_line_ends_at_the_box_that_it_leads_to(drawing: Drawing) -> None:
    heads = {step.question.id: step.top + HEAD // 2 for step in drawing.steps}
    heads |= {end.id: end.top + HEAD // 2 for end in drawing.ends}
    for lead in (lead for step in drawing.steps for answer in step.answers for lead in answer.leads):
        assert lead.curve.endswith(f",{heads[lead.to]} H{RIGHT + 3}"), lead


def test_lines_to_different_places_never_share_a_stretch_of_a_lane(drawing: Drawing) -> None:
    stretches: dict[tuple[int, str], list[int]] = {}
    for lead in (lead for step in drawing.steps for answer in step.answers for lead in answer.leads):
        lane, start, end = map(int, re.findall(r"Q(\d+),(\d+) .*? V\d+ Q\d+,(\d+)", lead.curve)[0])
        stretches.setdefault((lane, lead.to), []).extend((start, end))
    spans = sorted((lane, min(ys), max(ys)) for (lane, _), ys in stretches.items())
    assert all(one[0] != other[0] or one[2] < other[1] for one, other in pairwise(spans))


def test_an_answer_leads_where_the_triage_leads(app: Flask) -> None:
    steps = {step.question.id: step for step in draw(published(app, "clusterpoint")).steps}
    leads = {answer.label: [(lead.text, lead.is_end) for lead in answer.leads] for answer in steps["product"].answers}
    assert leads == {
        "Clusterpoint Cloud": [("What do you need?", False)],
        "Clusterpoint DB, on-premises": [("What do you need?", False)],
        "Something else": [("Not covered by this policy", True)],
    }
    assert [answer.label for answer in steps["monthly_spend"].answers] == ["under 200", "200", "over 200"]


def test_nothing_stands_upon_another_and_nothing_outside_of_the_picture(drawing: Drawing) -> None:
    boxes = [(step.top, step.top + step.height) for step in drawing.steps]
    boxes += [(end.top, end.top + HEAD) for end in drawing.ends]
    assert all(above[1] < below[0] for above, below in pairwise(boxes))
    assert all(0 < top < bottom < drawing.height for top, bottom in boxes)
    curves = [lead.curve for step in drawing.steps for answer in step.answers for lead in answer.leads]
    lanes = {int(lane) for curve in curves for lane in re.findall(r"Q(\d+),", curve)}
    assert RIGHT < min(lanes) <= max(lanes) < drawing.width


def test_the_first_question_stands_first_and_the_outcomes_at_the_foot(drawing: Drawing) -> None:
    assert drawing.steps[0].question.id == "product"
    assert min(end.top for end in drawing.ends) > max(step.top for step in drawing.steps)


def test_the_page_says_how_many_ways_were_walked(app: Flask, slug: str, page: Page) -> None:
    proof = published(app, slug).proof
    assert f"{proof.graph.paths:,} ways through {len(proof.policy.questions)} questions" in page.main
