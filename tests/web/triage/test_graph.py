"""The drawing of a triage: every question, every answer and every outcome, as a picture and as text."""

import re
from itertools import pairwise

import pytest
from flask import Flask

from app.web.triage.graph import LINES_AT, Drawing, draw
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


def test_every_answer_leads_somewhere_and_every_line_comes_from_one(drawing: Drawing) -> None:
    answers = [answer for step in drawing.steps for answer in step.answers]
    assert all(answer.questions or answer.ends for answer in answers)
    assert len(drawing.lines) == sum(len(answer.questions) + len(answer.ends) for answer in answers)


def test_an_answer_leads_where_the_triage_leads(app: Flask) -> None:
    steps = {step.question.id: step for step in draw(published(app, "clusterpoint")).steps}
    leads = {answer.label: (answer.questions, answer.ends) for answer in steps["product"].answers}
    assert leads == {
        "Clusterpoint Cloud": (("What do you need?",), ()),
        "Clusterpoint DB, on-premises": (("What do you need?",), ()),
        "Something else": ((), ("Not covered by this policy",)),
    }
    spend = {answer.label: answer.questions for answer in steps["monthly_spend"].answers}
    assert list(spend) == ["under 200", "200", "over 200"]


def test_nothing_stands_upon_another_and_nothing_outside_of_the_picture(drawing: Drawing) -> None:
    rows = sorted([a.y for step in drawing.steps for a in step.answers] + [y for _, y in drawing.ends])
    assert all(below - above >= 20 for above, below in pairwise(rows))
    assert all(0 < y < drawing.height for y in rows)
    far = max(int(number) for curve, _ in drawing.lines for number in re.findall(r"C(\d+),", curve))
    assert LINES_AT < far < drawing.width


def test_the_first_question_stands_first_and_lines_lead_downwards_to_outcomes(app: Flask, drawing: Drawing) -> None:
    assert drawing.steps[0].question.id == "product"
    assert min(y for _, y in drawing.ends) > max(a.y for step in drawing.steps for a in step.answers)


def test_the_page_says_how_many_ways_were_walked(app: Flask, slug: str, page: Page) -> None:
    proof = published(app, slug).proof
    assert f"{proof.graph.paths} ways through {len(proof.policy.questions)} questions" in page.main
