"""A due time as a calendar file: the right moment, and nothing where there is none."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar.cal import Component
from werkzeug.test import TestResponse

from tests.browser.journeys import GRAVEST, REPORTED_AT, ZONE
from tests.web.pages import Reader
from tests.web.triage_pages import COSMETIC, address


def file(client: FlaskClient, policy: str, answers: dict[str, str], **more: str) -> TestResponse:
    return client.get(address(policy, answers, **more).replace(f"/{policy}?", f"/{policy}/due.ics?"))


def event(answer: TestResponse) -> Component:
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.data)
    assert str(calendar["version"]) == "2.0"
    [found] = calendar.walk("VEVENT")
    return found


@pytest.mark.parametrize(
    ("policy", "measure", "due_at"),
    [
        ("severalnines", "first_response", datetime(2026, 12, 5, 12, 0, tzinfo=UTC)),
        ("clickhouse", "first_response", datetime(2026, 12, 5, 10, 30, tzinfo=UTC)),
        ("photoprism", "first_response", datetime(2026, 12, 7, 16, 0, tzinfo=UTC)),
        ("photoprism", "resolution", datetime(2026, 12, 8, 16, 0, tzinfo=UTC)),
        ("clusterpoint", "first_response", datetime(2026, 12, 5, 12, 0, tzinfo=UTC)),
    ],
)
def test_the_file_carries_the_due_moment_and_rings_at_it(
    policy: str, measure: str, due_at: datetime, client: FlaskClient
) -> None:
    answers = GRAVEST[policy].answers
    found = event(file(client, policy, answers, reported_at=REPORTED_AT, zone=ZONE, measure=measure))
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (due_at, due_at)
    assert str(found["summary"]).endswith(" due")
    [alarm] = found.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(0)


def test_the_link_on_the_outcome_page_gives_the_moment_that_the_page_shows(reader: Reader, client: FlaskClient) -> None:
    page = reader.page(address("severalnines", COSMETIC, reported_at=REPORTED_AT, zone=ZONE))
    link = next(link for link in page.links if "due.ics" in link)
    found = event(client.get(link))
    assert f'<time datetime="{found.decoded("dtstart"):%Y-%m-%dT%H:%M:%SZ}">' in page.html
    assert "2 business days, reported 2026-12-05 10:00 UTC." in str(found["description"])


def test_the_file_leads_back_to_the_outcome_and_names_itself(client: FlaskClient) -> None:
    answer = file(client, "severalnines", COSMETIC)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="severalnines-due.ics"'
    back = str(event(answer)["url"]).removeprefix("http://127.0.0.1:5000")
    assert "Open a case" in client.get(back).text


def test_the_same_case_gives_the_same_event_so_that_it_stands_in_a_calendar_once(client: FlaskClient) -> None:
    one, other = (event(file(client, "severalnines", COSMETIC, reported_at=REPORTED_AT, zone=ZONE)) for _ in range(2))
    assert one["uid"] == other["uid"]
    assert one["uid"] != event(file(client, "severalnines", COSMETIC))["uid"]


@pytest.mark.parametrize(
    "answers",
    [
        {},  # more has to be answered
        {"product": "clustercontrol", "need": "services"},  # nothing is promised
        COSMETIC | {"own_hours": "yes"},  # per agreement
        COSMETIC | {"phase": "unknown"},  # several outcomes
        COSMETIC | {"phase": "new"},  # no answer
    ],
)
def test_where_no_single_moment_is_due_there_is_no_file(answers: dict[str, str], client: FlaskClient) -> None:
    assert file(client, "severalnines", answers).status_code == 404


@pytest.mark.parametrize("measure", ["resolution", "satisfaction", "", "\0"])
def test_a_measure_that_has_no_due_moment_has_no_file(measure: str, client: FlaskClient) -> None:
    assert file(client, "severalnines", COSMETIC, measure=measure).status_code == 404


@pytest.mark.parametrize(("name", "value"), [("reported_at", "soon"), ("zone", "Mars")])
def test_a_file_for_a_moment_or_zone_that_cannot_be_used_is_refused_with_a_sentence(
    name: str, value: str, client: FlaskClient
) -> None:
    answer = file(client, "severalnines", COSMETIC, **{name: value})
    assert answer.status_code == 400
    assert {"soon": "Write the moment as", "Mars": "There is no such time zone"}[value] in answer.text
