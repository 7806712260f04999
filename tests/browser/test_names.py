"""What a screen reader hears on the way from a question to a case: names, roles, states and errors."""

from playwright.sync_api import expect

from tests.browser.journeys import GRAVEST, REPORTED_AT, ZONE
from tests.browser.visitor import Visitor
from tests.web.triage_pages import address

VENDOR = "clusterpoint"
ANSWERS = GRAVEST[VENDOR].answers
OUTCOME = address(VENDOR, ANSWERS, zone=ZONE, reported_at=REPORTED_AT)


def test_a_question_is_a_group_named_by_it_with_each_answer_in_it(visitor: Visitor) -> None:
    asked = visitor.page.request.get(f"{visitor.url}/api/v1/triage/{VENDOR}").json()["question"]
    page = visitor.open(f"/triage/{VENDOR}")
    expect(page.get_by_role("heading", name=asked["text"], level=1)).to_have_count(1)
    group = page.get_by_role("group", name=asked["text"])
    for option in asked["options"]:
        expect(group.get_by_role("radio", name=option["label"])).to_have_count(1)
    expect(page.get_by_role("button", name="Continue")).to_have_count(1)


def test_a_question_that_was_not_answered_is_told_at_once_and_at_its_control(visitor: Visitor) -> None:
    page = visitor.open(f"/triage/{VENDOR}?asked=product", 422)
    alert = page.get_by_role("alert")
    expect(alert.get_by_role("link")).to_have_count(1)
    assert page.title().startswith("Error: ")
    alert.get_by_role("link").click()
    described = page.evaluate("""() => {
      const control = document.activeElement, group = control.closest("fieldset") ?? control;
      const ids = `${control.getAttribute("aria-describedby") ?? ""} ${group.getAttribute("aria-describedby") ?? ""}`;
      return ids.split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
    }""")
    assert alert.get_by_role("link").inner_text().strip() in " ".join(described.split())


def test_an_outcome_says_its_heading_and_its_moments_in_words(visitor: Visitor) -> None:
    page = visitor.open(OUTCOME)
    expect(page.get_by_role("heading", name=GRAVEST[VENDOR].title, level=1)).to_have_count(1)
    heard = page.get_by_role("main").aria_snapshot()
    assert 'heading "Reaction due" [level=2]' in heard  # the vendor's own word for a first response
    assert "Europe/Helsinki" in heard
    expect(page.get_by_role("link", name="Fill in a case")).to_have_count(1)


def test_every_field_of_a_case_is_found_by_its_label_and_says_what_is_wrong(visitor: Visitor) -> None:
    page = visitor.open(OUTCOME.replace(f"/triage/{VENDOR}?", f"/cases/new?policy={VENDOR}&"))
    fields = page.locator("main form[method=post]").locator("input:not([type=hidden]), textarea, select")
    names = [field.evaluate("field => field.labels[0]?.textContent.trim()") for field in fields.all()]
    assert all(names)
    page.locator("main form[method=post]").evaluate("form => { form.noValidate = true; }")
    with visitor.expecting(422):
        visitor.press(page.get_by_role("button", name="Send the case"))
    for link in page.get_by_role("alert").get_by_role("link").all():
        field = page.locator(str(link.get_attribute("href")))
        assert field.get_attribute("aria-invalid") == "true"
        said = " ".join(str(field.evaluate("f => f.ariaDescribedByElements.map(e => e.textContent).join(' ')")).split())
        assert "Error:" in said
