"""What a case carries beyond what was typed: reasons by their clauses, the readings that applied, the environment."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.domain.case import Case
from app.domain.policy import Policy
from app.web.cases.entries import entries
from tests.content.example_policy import replaced
from tests.web.case_pages import GRAVE, Customer, case_of, case_site, says
from tests.web.small_site import SmallSite

# The policy names two times for this severity on this tier, and one of them was chosen.
LOW = {
    "need": "broken", "plan": "starter", "incidents_used": "0", "incidents_bought": "0", "impact": "blemish",
    "environment": "production",
}  # fmt: skip
ASKED = "      label: Version\n      required: yes\n"
IN_ITS_WORDS = f"{ASKED}    environment:\n      label: Where it runs\n      required: yes\n      long: yes\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A site with one policy, for all of them: each sends a case of its own."""
    site = case_site(tmp_path_factory.mktemp("site"))
    site.start()
    return site


def _policy(site: SmallSite) -> Policy:
    version = site.parts.store.library.version("acme", "1.0")
    assert version is not None
    return version.policy


def _sent(site: SmallSite, answers: Mapping[str, str] = GRAVE, **typed: str) -> Case:
    customer = Customer(site.app)
    return case_of(site, customer.sends(customer.form(dict(answers), **typed)))


def test_each_reason_names_the_clause_that_it_stands_on(site: SmallSite) -> None:
    titles = {clause.id: clause.title for clause in _policy(site).clauses}
    reasons = _sent(site).reasons
    assert reasons
    for each in reasons:
        assert each.clause_title == titles[each.clause]
        assert each.clause_url.endswith(f"/policies/acme/versions/1.0/#{each.clause}")


def test_every_reading_that_applied_is_told_with_what_the_other_would_mean(site: SmallSite) -> None:
    assert _sent(site).readings == ()
    (found,) = _sent(site, LOW).readings
    assert (found.text, found.other, found.changes) == (
        "The longer one.", "The shorter one.", "When an answer is due.",
    )  # fmt: skip
    assert (found.clause, found.clause_url) == ("targets", "/policies/acme/versions/1.0/#targets")


def test_the_environment_is_kept_as_it_was_typed_and_stands_in_the_receipt(site: SmallSite) -> None:
    customer = Customer(site.app)
    answer = customer.sends(customer.form(field_environment="Debian 12,\n  3 nodes"))
    assert case_of(site, answer).environment == "Debian 12,\n  3 nodes"
    says(customer.client.get(answer.headers["Location"]), "Environment", "Debian 12,", "3 nodes")


def test_a_policy_that_asks_for_the_environment_does_so_in_its_own_words(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.content.write("policies/acme/1.0.md", replaced((ASKED, IN_ITS_WORDS)))
    site.start()
    (entry,) = (each for each in entries(_policy(site)) if each.name == "environment")
    assert (entry.label, entry.is_required, entry.is_long) == ("Where it runs", True, True)
    case = _sent(site, field_environment="a rack")
    assert case.environment == "a rack"
    assert "environment" not in {each.id for each in case.fields}


def test_the_form_asks_for_the_environment_once(site: SmallSite) -> None:
    assert Customer(site.app).opens().text.count('name="field-environment"') == 1
