"""desks.yml: every mistake is told with its line and a mend, and every case that a policy can produce has a desk."""

import re

import pytest

from app.config import CHECKOUT
from app.content.desks import RoutingFile, read_routing
from app.content.problems import ContentRefused, Problems
from app.domain.case_fields import VALUES
from app.domain.routing import CaseFacts, DeskKind, Fallback, Route, Way
from tests.content.conftest import ContentFolder
from tests.content.example_policy import TEXT

GOOD = """\
desks:
  tracker:
    kind: request_tracker
    queue: Support
    severities: {1: S1}
    fields: {severity: Severity, version: Version}
  mail:
    kind: smtp
    address: desk@example.com
  ideas:
    kind: github_form
    title: Ideas
    address: https://github.com/example/product
    options: {template: idea.yml}
rules:
  - severity: 1
    desk: tracker
    queue: Critical
    also: {desk: mail}
  - outcome: forum
    desk: ideas
otherwise:
  desk: tracker
  fallback: {desk: mail, after_failures: 5, after: 30 minutes}
"""


@pytest.fixture
def acme(folder: ContentFolder) -> ContentFolder:
    folder.write("policies/acme/1.0.md", TEXT)
    return folder


def _problems(folder: ContentFolder, *changes: tuple[str, str]) -> list[str]:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    folder.write("desks.yml", text)
    return folder.problems()


def _facts(severity: int | None = None, outcome: str = "open_case") -> CaseFacts:
    return CaseFacts("acme", "acme", None, severity, outcome)


def test_a_good_file_is_read_whole(acme: ContentFolder) -> None:
    acme.write("desks.yml", GOOD)
    routing = acme.read().routing
    assert routing is not None
    tracker = routing.desks["tracker"]
    assert (tracker.kind, tracker.queue, tracker.severities) == (DeskKind.REQUEST_TRACKER, "Support", {1: "S1"})
    assert routing.route(_facts(1)) == Route(Way("tracker", "Critical"), Way("mail"))
    rest = routing.route(_facts())
    assert rest is not None
    assert rest.fallback is not None
    assert (rest.fallback.way, rest.fallback.after_failures, str(rest.fallback.after)) == (Way("mail"), 5, "0:30:00")
    assert isinstance(rest.fallback, Fallback)
    ideas = routing.form_for(_facts(outcome="forum"))
    assert ideas is not None
    assert (ideas.title, ideas.options) == ("Ideas", {"template": "idea.yml"})


def test_without_the_file_there_is_no_routing(acme: ContentFolder) -> None:
    assert acme.read().routing is None


def test_a_change_of_the_file_is_a_change_of_the_content(acme: ContentFolder) -> None:
    before = acme.read().revision
    acme.write("desks.yml", GOOD)
    assert acme.read().revision != before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: smtp", "kind: pigeon", "8: desks.mail.kind: this value is not one of those allowed"),
        ("queue: Support", "que: Support", "4: desks.tracker.que: this field is not known (did you mean “queue”?)"),
        ("    queue: Support\n", "", "2: desks.tracker: this desk needs a queue"),
        ("address: https://github.com/example/product", "address: github", "13: desks.ideas.address: this form needs"),
        ("{1: S1}", "{high: S1}", "5: desks.tracker.severities.high: “high” is no severity"),
        ("tracker:\n    kind", "Tracker-1:\n    kind", "2: desks.Tracker-1: “Tracker-1” cannot name a desk"),
        ("queue: Critical", "queu: Critical", "18: rules.0.queu: this field is not known"),
        ("also: {desk: mail}", "also: {desk: post}", "19: rules.0.also.desk: there is no desk “post” (use one of"),
        ("also: {desk: mail}", "also: {desk: ideas}", "19: rules.0.also.desk: a form that the customer sends cannot"),
        ("after: 30 minutes", "after: soon", "24: otherwise.fallback.after: “soon” cannot stand here (write it as 30"),
        (", after_failures: 5, after: 30 minutes", "", "24: otherwise.fallback: it is not said when"),
        ("severity: Severity", "colour: Severity", "6: desks.tracker.fields.colour: a case has no value “colour”"),
        ("- severity: 1", "- severity: 9", "16: rules.0.severity: there is no severity “9” (use one of"),
        ("- outcome: forum", "- outcome: party", "20: rules.1.outcome: there is no outcome “party”"),
        ("- outcome: forum", "- policy: [acme, other]", "20: rules.1.policy: there is no policy “other”"),
        ("- severity: 1", "- desk: tracker", "“desk” stands here twice"),
        ("desks:", "desks: [", "check indents, colons and quotes"),
    ],
)
def test_a_mistake_is_told_with_its_line_its_field_and_a_mend(
    acme: ContentFolder, old: str, new: str, said: str
) -> None:
    assert any(f"content/desks.yml:{said}" in each or said in each for each in _problems(acme, (old, new)))


def test_what_becomes_of_all_other_cases_must_be_said(acme: ContentFolder) -> None:
    text = GOOD.partition("otherwise:")[0]
    acme.write("desks.yml", text)
    assert acme.problems() == ["content/desks.yml: otherwise: this field is missing (add it)"]


def test_every_case_that_a_policy_can_produce_has_a_desk(acme: ContentFolder) -> None:
    acme.write("desks.yml", GOOD.partition("otherwise:")[0] + "otherwise: none\n")
    found = acme.problems()
    assert found
    assert all("otherwise: no desk for policy acme" in each for each in found)
    rules = GOOD.partition("otherwise:")[0] + "  - policy: acme\n    desk: tracker\notherwise: none\n"
    acme.write("desks.yml", rules)
    assert acme.read().routing is not None


def test_a_rule_that_decides_about_no_case_is_told(acme: ContentFolder) -> None:
    found = _problems(acme, ("  - outcome: forum\n", "  - severity: [1]\n    policy: acme\n"))
    assert found == ["content/desks.yml:20: rules.1: this rule decides about no case (move it up, or out)"]


def test_a_running_worker_reads_a_changed_file_and_keeps_the_last_good_one(acme: ContentFolder) -> None:
    file = RoutingFile(acme.path)
    assert file.read() is None
    acme.write("desks.yml", "desks: 1\n")
    with pytest.raises(ContentRefused, match="desks"):
        file.read()
    acme.write("desks.yml", GOOD)
    good = file.read()
    assert good is not None
    acme.write("desks.yml", "desks: 1\n")
    assert file.read() is good
    acme.write("desks.yml", GOOD.replace("Critical", "Urgent"))
    changed = file.read()
    assert changed is not None
    assert changed.rules[0].route.first == Way("tracker", "Urgent")


def test_the_example_of_the_guide_is_right() -> None:
    guide = (CHECKOUT / "docs" / "hand-off.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    problems = Problems("desks.yml")
    found = read_routing("desks.yml", example.encode(), problems)
    assert problems.found == []
    assert found is not None
    assert set(found[0].desks) == {"tracker", "mail", "ideas"}


def test_the_guide_names_every_kind_of_desk_and_every_value() -> None:
    guide = (CHECKOUT / "docs" / "hand-off.md").read_text(encoding="utf-8")
    assert [name for name in (*DeskKind, *VALUES) if f"`{name}`" not in guide and f"kind: {name}`" not in guide] == []
