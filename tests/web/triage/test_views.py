"""The triage page by page: questions, answers that are none, changes, all on one page, links made long ago."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import CHECKOUT
from tests.web.pages import Page, Reader
from tests.web.small_site import NOW, POLICY, SmallSite
from tests.web.triage_pages import COSMETIC, SLUGS, address, given_in, hidden, published, submit, ways_to

CLOUD_SPEND = {
    "product": "clusterpoint-cloud",
    "need": "broken",
    "sla_agreement": "standard",
    "plan": "cloud-account",
    "environment": "production",
    "effect": "stopped",
}
ADVANCED = COSMETIC | {"impact": "some"}
ASKING_SPEND = {"product": "clusterpoint-cloud", "need": "broken", "sla_agreement": "standard", "plan": "cloud-account"}


def page_of(html: str) -> Page:
    return Page(html)


def is_checked(page: Page, value: str) -> bool:
    return re.search(rf'type="radio"[^>]*value="{re.escape(value)}"\s+checked', page.html) is not None


def test_the_first_step_names_every_vendor_with_its_products_and_leads_to_its_questions(
    reader: Reader, app: Flask
) -> None:
    page = reader.page("/triage/")
    assert {f"/triage/{slug}" for slug in SLUGS} <= set(page.links)
    for slug in SLUGS:
        policy = published(app, slug).policy
        assert policy.vendor in page.main
        assert all(product.name in page.main for product in policy.products)


def test_the_first_step_leads_past_the_question_for_the_product(reader: Reader) -> None:
    page = reader.page("/triage/")
    link = next(link for link in page.links if link.startswith("/triage/severalnines?product=ccx-cloud"))
    assert reader.page(link).heading == "What do you need?"
    reader.follow(page)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_question_has_a_page_that_asks_it_and_says_why_and_what_is_still_open(
    slug: str, app: Flask, reader: Reader
) -> None:
    policy = published(app, slug).policy
    ways = ways_to(policy)
    assert set(ways) == set(policy.question_by_id)
    for name, answers in ways.items():
        question, page = policy.question_by_id[name], reader.page(address(slug, answers))
        assert page.heading == question.text
        assert f"Why this is asked. {question.why}" in page.main
        assert f"/policies/{slug}/#{question.clause}" in page.links
        assert f"Question {len(answers) + 1}" in page.main
        assert ("What is still open" in page.main) != ("All answers from here lead to" in page.main)
        assert all(f"{policy.question_by_id[q].label(value)} Change" in page.main for q, value in answers.items())


@pytest.mark.parametrize("slug", SLUGS)
def test_every_question_offers_each_of_its_answers_once_in_a_group_that_its_heading_names(
    slug: str, app: Flask, client: FlaskClient
) -> None:
    policy = published(app, slug).policy
    for name, answers in ways_to(policy).items():
        question, html = policy.question_by_id[name], client.get(address(slug, answers)).text
        offered = re.findall(rf'<input type="radio"[^>]*name="{name}" value="([^"]*)"', html)
        if question.number:
            assert re.search(r'<h1>\s*<label for="answer">', html)
            assert html.count(f'<input type="text" id="answer" name="{name}"') == 1
            assert (f'name="{name}" value="unknown"' in html) == question.may_not_know
        else:
            assert re.search(r"<fieldset[^>]*>\s*<legend><h1>", html)
            assert offered == [option.value for option in question.options] + ["unknown"] * question.may_not_know
            assert all(option.help in page_of(html).main for option in question.options if "“" not in option.help)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_page_promises_fewer_questions_than_follow(slug: str, app: Flask, client: FlaskClient) -> None:
    longest = max(ways_to(published(app, slug).policy).values(), key=len)
    answers = list(longest.items())
    for n in range(len(answers) + 1):
        text = page_of(client.get(address(slug, dict(answers[:n]))).text).main
        more = re.search(r"Question \d+, then (\d+) more at most", text)
        assert int(more[1] if more else 0) >= len(answers) - n


def track(page: Page) -> list[str]:
    """The parts of the drawn way: done, here, or left."""
    return re.findall(r'<i class="question-(\w+)">', page.html)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_drawn_way_shows_what_its_words_say(slug: str, app: Flask, reader: Reader) -> None:
    for answers in ways_to(published(app, slug).policy).values():
        page = reader.page(address(slug, answers))
        more = re.search(r"Question \d+, then (\d+) more at most", page.main)
        left = int(more[1]) if more else 0
        assert track(page) == ["done"] * len(answers) + ["here"] + ["left"] * left


def test_back_leads_to_the_question_before_with_its_answer_chosen(reader: Reader) -> None:
    page = reader.page(address("severalnines", {"product": "clustercontrol", "need": "broken"}))
    back = re.search(r'class="question-back" href="([^"]*)"', page.html)
    assert back
    before = reader.page(back[1].replace("&amp;", "&"))
    assert before.heading == "What do you need?"
    assert is_checked(before, "broken")
    first = re.search(r'class="question-back" href="([^"]*)"', reader.page("/triage/severalnines").html)
    assert first
    assert first[1] == "/triage/"


@pytest.mark.parametrize("slug", SLUGS)
def test_going_on_without_an_answer_shows_the_question_again_with_what_to_do(
    slug: str, app: Flask, reader: Reader
) -> None:
    policy = published(app, slug).policy
    for name, answers in ways_to(policy).items():
        page = reader.page(address(slug, answers, asked=name), 422)
        sentence = "Write a " if policy.question_by_id[name].number else "Choose one of these answers."
        assert page.title.startswith("Error: ")
        assert page.heading == policy.question_by_id[name].text
        assert page.main.count(sentence) == 2
        assert "#answer" in page.links


@pytest.mark.parametrize(
    "typed", ["-1", "1e3", "many", "199.999", "10000001", "1,5", "१२", "", " ", "0x1", "NaN", "\0"]
)
def test_a_number_that_is_none_is_asked_for_again_with_what_was_typed_and_what_would_do(
    typed: str, reader: Reader
) -> None:
    page = reader.page(address("clusterpoint", ASKING_SPEND, monthly_spend=typed), 422)
    assert page.heading == "How much do you spend on Clusterpoint Cloud a month?"
    assert "Write a number with at most 2 decimals in plain digits, from 0.00 to 10000000.00." in page.main
    assert f'name="monthly_spend" value="{typed}"' in page.html.replace("\ufffd", "\0")


@pytest.mark.parametrize("typed", ["12.5", "-1", "501", "twelve"])
def test_a_count_is_asked_for_as_a_whole_number_within_its_bounds(typed: str, reader: Reader) -> None:
    page = reader.page(address("severalnines", COSMETIC, incidents_used=typed), 422)
    assert "Write a whole number in plain digits, from 0 to 500." in page.main
    assert f'value="{typed}"' in page.html


@pytest.mark.parametrize("answer", ["halb", "<script>alert(1)</script>", "unknown", "BROKEN", "ä\0ö", "x" * 5000])
def test_an_answer_that_is_none_shows_its_question_and_chooses_nothing(answer: str, reader: Reader) -> None:
    page = reader.page(address("clusterpoint", ASKING_SPEND, need=answer), 422)
    assert page.heading == "What do you need?"
    assert "Choose one of these answers." in page.main
    assert " checked" not in page.html
    assert "<script>alert" not in page.html


def test_of_several_wrong_answers_the_first_question_is_shown(reader: Reader) -> None:
    page = reader.page(address("clusterpoint", ASKING_SPEND, monthly_spend="x", need="y", sla_agreement="z"), 422)
    assert page.heading == "What do you need?"


def test_a_wrong_answer_to_a_question_that_is_not_asked_disturbs_nothing(reader: Reader) -> None:
    page = reader.page(address("clusterpoint", {"product": "other", "need": "nonsense", "monthly_spend": "x"}))
    assert page.heading == "Not covered by this policy"


@pytest.mark.parametrize("path", ["", "/graph", "/due.ics"])
def test_a_policy_that_is_not_here_is_a_404_with_a_way_on(path: str, reader: Reader) -> None:
    page = reader.page(f"/triage/nobody{path}", 404)
    assert "There is no such policy here." in page.main
    assert {"/triage/", "/policies/"} & set(page.links)


@pytest.mark.parametrize(
    ("spend", "tier", "reads_the_limit"),
    [
        ("0", "Basic Support", False),
        ("199.99", "Basic Support", False),
        ("200", "Basic Support", True),
        ("200.00", "Basic Support", True),
        ("200.01", "Production Support", False),
        ("10000000", "Production Support", False),
    ],
)
def test_spend_above_the_limit_and_no_less_brings_production_support(
    spend: str, tier: str, reads_the_limit: bool, reader: Reader
) -> None:
    page = reader.page(address("clusterpoint", CLOUD_SPEND, monthly_spend=spend))
    assert f'<span class="badge badge-plain">{tier}</span>' in page.html
    assert ("The limit itself is enough for Production Support." in page.main) == reads_the_limit
    assert f"{spend} EUR" in page.main


@pytest.mark.parametrize(
    ("used", "bought", "title", "sum_"),
    [
        ("11", None, "Open a case", "12 incidents a contract year, 11 used: 1 left."),
        ("12", None, "How many add-on incidents have you bought for this contract year?", ""),
        ("12", "0", "Buy an add-on pack", "12 incidents a contract year + 0 bought, 12 used: 0 left."),
        ("12", "1", "Open a case", "12 incidents a contract year + 1 bought, 12 used: 1 left."),
        ("13", "1", "Buy an add-on pack", "12 incidents a contract year + 1 bought, 13 used: 0 left."),
        ("13", "2", "Open a case", "12 incidents a contract year + 2 bought, 13 used: 1 left."),
    ],
)
def test_incidents_are_counted_against_the_allowance_and_what_was_bought_on_top(
    used: str, bought: str | None, title: str, sum_: str, reader: Reader
) -> None:
    answers = ADVANCED | {"incidents_used": used} | ({"incidents_bought": bought} if bought else {})
    page = reader.page(address("severalnines", answers))
    assert page.heading == title
    assert sum_ in page.main


@pytest.mark.parametrize(("plan", "included"), [("professional", 1), ("enterprise", 2), ("gold", 4)])
def test_the_last_incident_of_a_month_may_be_used_and_none_more(plan: str, included: int, reader: Reader) -> None:
    answers = {"product": "photoprism", "need": "question", "plan": plan}
    last = reader.page(address("photoprism", answers, incidents_used=str(included - 1)))
    over = reader.page(address("photoprism", answers, incidents_used=str(included)))
    assert (last.heading, over.heading) == ("Report the incident to the team", "Ask the vendor how to go on")
    assert ": 1 left." in last.main
    assert ": 0 left." in over.main


def test_parameters_that_are_no_answers_change_nothing(client: FlaskClient) -> None:
    plain = page_of(client.get(address("severalnines", ADVANCED)).text).main
    stray = {"utm_source": "mail", "constructor": "x", "phase[]": "ga", "plan2": "", "nodes": "3", "fbclid": "\0"}
    assert page_of(client.get(address("severalnines", ADVANCED | stray)).text).main == plain


def test_an_answer_given_twice_counts_as_first_given(client: FlaskClient) -> None:
    twice = client.get("/triage/clusterpoint?product=clusterpoint-db&product=other")
    assert page_of(twice.text).heading == "What do you need?"


def test_the_order_of_answers_in_the_address_does_not_matter(client: FlaskClient) -> None:
    forth, back = ADVANCED, dict(reversed(ADVANCED.items()))
    assert page_of(client.get(address("severalnines", back)).text).main == (
        page_of(client.get(address("severalnines", forth)).text).main
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_answering_leads_to_the_plain_address_of_what_comes_next(slug: str, app: Flask, client: FlaskClient) -> None:
    policy = published(app, slug).policy
    answers = max(ways_to(policy).values(), key=len)
    at = f"/triage/{slug}"
    for name, value in answers.items():
        answered = submit(client, slug, client.get(at).text, **{name: value})
        assert answered.status_code == 303
        at = answered.location
        assert client.get(at).status_code == 200
    assert given_in(at) == {**answers, "under": policy.version}
    assert list(given_in(at)) == [*answers, "under"]


def changes(page: Page) -> dict[str, str]:
    """The links that change an answer, by the text of the question."""
    found = re.findall(r'<a href="([^"]*)">Change<span class="visually-hidden">: ([^<]*)</span>', page.html)
    return {text: href.replace("&amp;", "&") for href, text in found}


def test_changing_an_answer_keeps_those_before_it_and_brings_back_those_behind_it(
    client: FlaskClient, reader: Reader
) -> None:
    links = changes(reader.page(address("severalnines", ADVANCED)))
    assert len(links) == len(ADVANCED)
    question = reader.page(links["What does the problem concern?"])
    assert question.heading == "What does the problem concern?"
    assert set(changes(question)) == {
        "Which product is it about?",
        "What do you need?",
        "Which ClusterControl licence do you have?",
    }
    answered = submit(client, "severalnines", question.html, concerns="outside")
    assert answered.status_code == 303
    assert given_in(answered.location) == {**ADVANCED, "concerns": "outside", "under": "1.0"}
    assert reader.page(answered.location).heading == "Open a case, with a limited scope"


def test_changing_an_answer_asks_only_what_was_not_answered_before(client: FlaskClient, reader: Reader) -> None:
    links = changes(reader.page(address("severalnines", ADVANCED)))
    question = reader.page(links["Which ClusterControl licence do you have?"])
    answered = submit(client, "severalnines", question.html, plan="trial")
    asked = reader.page(answered.location)
    assert asked.heading == "Is Enterprise support for your trial expressly agreed?"
    last = submit(client, "severalnines", asked.html, trial_agreed="yes")
    assert reader.page(last.location).heading == "Open a case"


def test_a_changed_answer_that_is_none_keeps_what_was_put_aside(client: FlaskClient, reader: Reader) -> None:
    links = changes(reader.page(address("severalnines", ADVANCED)))
    question = reader.page(links["How many incidents have you used this contract year?"])
    wrong = submit(client, "severalnines", question.html, incidents_used="many")
    assert wrong.status_code == 422
    assert hidden(wrong.text)["later"] == hidden(question.html)["later"]
    answered = submit(client, "severalnines", wrong.text, incidents_used="5")
    assert given_in(answered.location) == {**ADVANCED, "incidents_used": "5", "under": "1.0"}


def test_not_knowing_a_number_keeps_what_was_put_aside_too(client: FlaskClient, reader: Reader) -> None:
    links = changes(reader.page(address("severalnines", ADVANCED)))
    question = reader.page(links["How many incidents have you used this contract year?"])
    second = question.html.split("</form>", 2)[2]
    answered = client.get("/triage/severalnines", query_string=hidden(second))
    assert given_in(answered.location) == {**ADVANCED, "incidents_used": "unknown", "under": "1.0"}


def test_what_is_put_aside_may_be_anything_and_breaks_nothing(client: FlaskClient) -> None:
    for later in ("%", "a=b&a=c", "need", "x" * 9000, "need=%00", "later=later", "&&&==="):
        answer = client.get(address("severalnines", {"product": "ccx"}, later=later))
        assert answer.status_code == 200
        assert page_of(answer.text).heading == "What do you need?"


def test_starting_again_leads_to_the_first_question_without_any_answer(reader: Reader) -> None:
    page = reader.page(address("severalnines", ADVANCED))
    assert '<a href="/triage/severalnines">Start again</a>' in page.html
    first = reader.page("/triage/severalnines")
    assert first.heading == "Which product is it about?"
    assert " checked" not in first.html


def test_all_questions_stand_on_one_page_and_lead_to_the_same_outcome(client: FlaskClient, reader: Reader) -> None:
    first = reader.page("/triage/severalnines")
    assert "/triage/severalnines?view=all&amp;under=1.0" in first.html
    page = reader.page(address("severalnines", {}, view="all"))
    for name in ADVANCED:
        assert f'name="{name}"' in page.html
    done = submit(client, "severalnines", page.html, **ADVANCED, nodes="", extra="")
    assert done.status_code == 303
    assert given_in(done.location) == {**ADVANCED, "under": "1.0"}
    assert reader.page(done.location).heading == "Open a case"


def test_the_page_of_all_questions_says_which_answer_is_still_needed_and_keeps_the_others(
    client: FlaskClient, reader: Reader
) -> None:
    page = reader.page(address("severalnines", {}, view="all"))
    some = {name: value for name, value in ADVANCED.items() if name != "phase"}
    again = submit(client, "severalnines", page.html, **some)
    shown = page_of(again.text)
    assert "Still needed: In which phase of its life is your version?" in shown.main
    assert "#q-phase" in shown.links
    assert "q-phase" in shown.ids
    assert is_checked(shown, "advanced")
    assert is_checked(shown, "minor") is False
    assert is_checked(shown, "some")
    assert 'value="3"' in again.text


def test_on_the_page_of_all_questions_a_number_may_be_unknown(client: FlaskClient, reader: Reader) -> None:
    page = reader.page(address("clusterpoint", ASKING_SPEND, view="all"))
    assert "If you do not know, write “unknown”." in page.main
    done = submit(client, "clusterpoint", page.html, **CLOUD_SPEND, monthly_spend="unknown")
    assert given_in(done.location)["monthly_spend"] == "unknown"


def test_not_knowing_shows_every_outcome_that_is_left_and_the_question_that_decides(reader: Reader) -> None:
    page = reader.page(address("severalnines", ADVANCED | {"phase": "unknown"}))
    assert page.heading == "3 outcomes are possible"
    titles = re.findall(r"<h2>([^<]*)</h2>", page.html.split("<article", 1)[1])
    assert {"Open a case", "Upgrade first", "No support for a withdrawn version"} <= set(titles)
    assert "It depends on an answer that you did not know: In which phase of its life is your version?" in page.main
    decided = {given_in(link)["phase"]: link for link in page.links if "phase=" in link and "under=" in link}
    assert {"ga", "maintenance", "end-of-support", "withdrawn"} <= set(decided)
    assert reader.page(decided["end-of-support"]).heading == "Upgrade first"
    question = changes(page)["In which phase of its life is your version?"]
    assert reader.page(question).heading == "In which phase of its life is your version?"


def test_not_knowing_a_number_shows_what_each_side_of_its_limit_leads_to(reader: Reader) -> None:
    page = reader.page(address("clusterpoint", CLOUD_SPEND, monthly_spend="unknown"))
    assert page.heading == "2 outcomes are possible"
    assert {"Basic Support", "Production Support"} <= set(
        re.findall(r'<span class="badge badge-plain">([^<]*)</span>', page.html)
    )
    question = changes(page)["How much do you spend on Clusterpoint Cloud a month?"]
    assert question.replace("&", "&amp;") in page.html.split("Answer that question")[0]


def test_not_knowing_what_decides_nothing_leads_to_one_outcome(reader: Reader) -> None:
    answers = {"product": "provider-customer", "direct_agreement": "no", "phase": "unknown", "own_hours": "unknown"}
    assert reader.page(address("severalnines", answers)).heading == "Turn to your provider"


def older(text: str) -> bytes:
    """An earlier version of the policy: a question was graver, and revenue was asked for by another name."""
    graver = text.replace(
        "        then: 4\n        because: A question is no error",
        "        then: 3\n        because: A question is no error",
    )
    renamed = re.sub(r"\brevenue: ", "income: ", graver).replace("\n  revenue:\n", "\n  income:\n")
    dated = renamed.replace("captured_on: 2026-11-21", 'version: "2025"\ncaptured_on: 2025-11-21')
    assert len({text, graver, renamed, dated}) == 4
    return dated.encode()


@pytest.fixture
def two_versions(tmp_path: Path) -> Reader:
    site = SmallSite(tmp_path)
    site.content.write("policies/photoprism/2026-11-21.md", POLICY.read_bytes())
    site.content.write("policies/photoprism/2025.md", older(POLICY.read_text(encoding="utf-8")))
    return Reader(site.start().test_client())


QUESTION = {"product": "photoprism", "need": "question", "plan": "gold", "incidents_used": "0"}


def test_a_link_made_under_an_older_version_counts_now_and_says_what_it_led_to_then(two_versions: Reader) -> None:
    page = two_versions.page(address("photoprism", QUESTION, under="2025"))
    assert "This link was made under another version of the policy" in page.main
    assert "It was made under version 2025" in page.main
    assert "Then they led to: Report the incident to the team, severity 3." in page.main
    assert "/policies/photoprism/versions/2025/" in page.links
    assert "Severity 4 Low" in page.main


def test_a_link_made_under_an_older_version_says_what_is_no_longer_asked(two_versions: Reader) -> None:
    answers = QUESTION | {"need": "broken", "reach": "majority", "workaround": "available", "income": "affected"}
    page = two_versions.page(address("photoprism", answers, under="2025", utm_source="mail"))
    assert page.heading == "Is your revenue affected?"
    assert "Then they led to: Report the incident to the team, severity 2." in page.main
    assert "No longer asked: Is your revenue affected?." in page.main
    assert "utm_source" not in page.main


def test_a_link_made_under_a_version_that_is_not_kept_says_so(two_versions: Reader) -> None:
    page = two_versions.page(address("photoprism", QUESTION, under="<1999>"))
    assert "It names the version “<1999>”, which is not kept here." in page.main


def test_a_link_made_under_the_version_in_force_says_nothing_of_versions(reader: Reader) -> None:
    assert "another version" not in reader.page(address("severalnines", ADVANCED, under="1.0")).main


def test_a_notice_for_a_product_shows_once_that_product_is_chosen(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    policy = CHECKOUT / "content" / "policies" / "severalnines" / "1.0.md"
    site.content.write("policies/severalnines/1.0.md", policy.read_bytes())
    hour = f"from: {NOW.isoformat()}\nuntil: {(NOW + timedelta(hours=1)).isoformat()}"
    site.content.write(
        "notices/n.md", f"---\ntitle: Logins fail\nkind: incident\nproducts: [ccx-cloud]\n{hour}\n---\nText"
    )
    visitor = site.start().test_client()
    shown = {product: "Logins fail" in visitor.get(address("severalnines", {"product": product})).text
             for product in ("clustercontrol", "ccx-cloud")}  # fmt: skip
    assert shown == {"clustercontrol": False, "ccx-cloud": True}
    assert "Logins fail" in visitor.get(address("severalnines", {"product": "ccx-cloud", "need": "services"})).text


def test_pages_of_the_triage_are_kept_for_a_minute_and_no_cache_on_the_way_keeps_them(client: FlaskClient) -> None:
    answer = client.get(address("severalnines", ADVANCED))
    assert answer.headers["Cache-Control"] == "private, max-age=20"
    again = client.get(address("severalnines", ADVANCED), headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_answer_to_be_changed_is_chosen_already(reader: Reader) -> None:
    links = changes(reader.page(address("severalnines", ADVANCED)))
    question = reader.page(links["How bad is it?"])
    assert f'value="{ADVANCED["impact"]}" checked' in question.html
