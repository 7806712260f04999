"""Due times through the API: a table worked out by hand, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.content.example_policy import replaced
from tests.web.small_site import SmallSite

FR, RESOLUTION = "first_response", "resolution"

# Stockholm is at +02:00 until 25 October 2026, then at +01:00, and at +02:00 again from 28 March 2027.
SEVERALNINES = [
    ("the day before Midsummer's Eve", "advanced", 1, "2026-06-18T15:00:00+02:00", "2026-06-19T13:00:00Z"),
    ("a Saturday: Monday counts first", "advanced", 3, "2026-06-13T12:00:00+02:00", "2026-06-15T15:00:00Z"),
    ("two days from a Saturday", "advanced", 4, "2026-06-13T12:00:00+02:00", "2026-06-16T15:00:00Z"),
    ("Easter, Friday and Monday closed", "advanced", 2, "2026-04-02T16:30:00+02:00", "2026-04-07T14:30:00Z"),
    ("two days over Easter", "advanced", 4, "2026-04-02T16:30:00+02:00", "2026-04-08T14:30:00Z"),
    ("at closing it is closed", "advanced", 1, "2026-06-11T17:00:00+02:00", "2026-06-12T15:00:00Z"),
    ("a second before closing", "advanced", 1, "2026-06-11T16:59:59+02:00", "2026-06-12T14:59:59Z"),
    ("at opening, that day counts", "advanced", 1, "2026-06-15T09:00:00+02:00", "2026-06-15T15:00:00Z"),
    ("Epiphany on a Wednesday", "advanced", 1, "2027-01-05T12:00:00+01:00", "2027-01-07T11:00:00Z"),
    ("clocks go forward on the Sunday", "advanced", 3, "2026-03-27T15:00:00+01:00", "2026-03-30T13:00:00Z"),
    ("clocks go back on the Sunday", "advanced", 2, "2026-10-23T15:00:00+02:00", "2026-10-26T14:00:00Z"),
    ("24x7 in the night to Sunday", "enterprise", 1, "2026-06-20T23:30:00+02:00", "2026-06-20T23:30:00Z"),
    ("24x7 while clocks go back", "enterprise", 2, "2026-10-25T01:00:00+02:00", "2026-10-25T03:00:00Z"),
    ("Christmas on a Friday", "enterprise", 3, "2026-12-24T10:00:00+01:00", "2026-12-28T09:00:00Z"),
    ("two days over New Year", "enterprise", 4, "2026-12-30T15:00:00+01:00", "2027-01-04T14:00:00Z"),
]
CLICKHOUSE = [
    ("half an hour left on Friday", "scale", 1, "2026-06-19T23:30:00Z", "2026-06-22T00:30:00Z"),
    ("ends exactly at closing", "scale", 1, "2026-06-19T23:00:00Z", "2026-06-20T00:00:00Z"),
    ("a Saturday", "scale", 2, "2026-06-20T10:00:00Z", "2026-06-22T04:00:00Z"),
    ("24 hours within the week", "basic", 3, "2026-06-18T12:00:00Z", "2026-06-19T12:00:00Z"),
    ("24 hours over the weekend", "basic", 3, "2026-06-19T12:00:00Z", "2026-06-22T12:00:00Z"),
    ("minutes run on a Sunday too", "enterprise", 1, "2026-06-21T05:00:15Z", "2026-06-21T05:30:15Z"),
    ("hours wait for Monday", "enterprise", 2, "2026-06-21T05:00:00Z", "2026-06-22T02:00:00Z"),
    ("no holiday is taken out", "enterprise", 3, "2026-12-25T06:00:00Z", "2026-12-28T06:00:00Z"),
]
PHOTOPRISM = [
    ("two hours and six", FR, "gold", 1, "2026-06-18T15:00:00+02:00", "2026-06-19T13:00:00Z"),
    ("two full days in three", FR, "enterprise", 2, "2026-06-19T13:00:00+02:00", "2026-06-23T11:00:00Z"),
    ("three full days from a Saturday", FR, "professional", 4, "2026-06-20T10:00:00+02:00", "2026-06-24T15:00:00Z"),
    ("at closing it is closed", FR, "gold", 4, "2026-06-16T17:00:00+02:00", "2026-06-19T15:00:00Z"),
    ("Christmas Day counts", FR, "gold", 1, "2026-12-24T16:00:00+01:00", "2026-12-25T15:00:00Z"),
    ("four full days end at closing", RESOLUTION, "enterprise", 1, "2026-06-15T09:00:00+02:00", "2026-06-18T15:00:00Z"),
    ("three days over a weekend", RESOLUTION, "gold", 2, "2026-06-17T11:00:00+02:00", "2026-06-22T09:00:00Z"),
    ("fourteen days", RESOLUTION, "enterprise", 3, "2026-06-17T11:00:00+02:00", "2026-07-07T09:00:00Z"),
]
CLUSTERPOINT = [
    ("a Saturday evening", "production", 1, "2026-06-20T22:15:00+03:00", "2026-06-20T21:15:00Z"),
    ("New Year's night", "on-premises", 3, "2027-01-01T00:00:00Z", "2027-01-01T02:00:00Z"),
]
TABLE = [
    *((case, "severalnines", FR, *rest) for case, *rest in SEVERALNINES),
    *((case, "clickhouse", FR, *rest) for case, *rest in CLICKHOUSE),
    *((case, "photoprism", *rest) for case, *rest in PHOTOPRISM),
    *((case, "clusterpoint", FR, *rest) for case, *rest in CLUSTERPOINT),
]
WITHOUT_A_MOMENT = [
    ("clusterpoint", "basic", 1, FR, "best_effort"),
    ("clusterpoint", "basic", 3, RESOLUTION, "best_effort"),
    ("clusterpoint", "production", 2, RESOLUTION, "unknown"),
    ("photoprism", "professional", 1, FR, "none"),
    ("photoprism", "professional", 4, RESOLUTION, "best_effort"),
    ("photoprism", "gold", 4, RESOLUTION, "best_effort"),
    ("clickhouse", "basic", 1, FR, "not_entitled"),
    ("clickhouse", "basic", 2, FR, "not_entitled"),
    ("clickhouse", "enterprise", 1, RESOLUTION, "none"),
    ("severalnines", "community", 1, FR, "best_effort"),
    ("severalnines", "enterprise", 1, RESOLUTION, "none"),
]
ASKED = {"tier": "advanced", "severity": 1, "measure": FR, "reported_at": "2026-06-18T15:00:00+02:00"}


def due(client: FlaskClient, slug: str, **asked: object) -> dict[str, Any]:
    """The answer to a question that is in order."""
    answer = client.post(f"/api/v1/policies/{slug}/due", json=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_the_example_of_the_contract(client: FlaskClient) -> None:
    found = due(client, "severalnines", **ASKED)
    assert list(found) == ["kind", "amount", "unit", "schedule", "due_at", "clock", "notes", "clauses", "others"]
    assert (found["kind"], found["amount"], found["unit"]) == ("duration", 1, "business_days")
    assert found["due_at"] == "2026-06-19T13:00:00Z"
    assert found["clock"] == [
        {"from": "2026-06-18T13:00:00Z", "to": "2026-06-18T15:00:00Z", "minutes": 120},
        {"from": "2026-06-19T07:00:00Z", "to": "2026-06-19T13:00:00Z", "minutes": 360},
    ]
    assert any("Midsummer's Eve" in note and "may turn out closed" in note for note in found["notes"])
    assert found["clauses"][0] == {
        "id": "response-targets", "title": "Response targets", "url": "/policies/severalnines/#response-targets",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "measure", "tier", "severity", "reported_at", "due_at"),
    [pytest.param(*row[1:], id=f"{row[1]}: {row[0]}") for row in TABLE],
)
def test_a_due_time_is_the_one_worked_out_by_hand(
    client: FlaskClient, slug: str, measure: str, tier: str, severity: int, reported_at: str, due_at: str
) -> None:
    found = due(client, slug, tier=tier, severity=severity, measure=measure, reported_at=reported_at)
    assert (found["kind"], found["due_at"]) == ("duration", due_at)


@pytest.mark.parametrize(("slug", "tier", "severity", "measure", "kind"), WITHOUT_A_MOMENT)
def test_what_is_no_duration_has_no_moment_and_no_clock(
    client: FlaskClient, slug: str, tier: str, severity: int, measure: str, kind: str
) -> None:
    found = due(client, slug, **{**ASKED, "tier": tier, "severity": severity, "measure": measure})
    assert found["kind"] == kind
    assert [found[name] for name in ("amount", "unit", "schedule", "due_at", "clock")] == [None, None, None, None, []]
    assert found["clauses"]


def test_a_typical_time_is_told_as_no_target(client: FlaskClient) -> None:
    notes = due(client, "clusterpoint", **{**ASKED, "tier": "basic"})["notes"]
    assert notes[0] == "Usually within 24 hours: that is no target."


def test_notes_say_which_days_did_not_count_and_when_the_clock_starts(client: FlaskClient) -> None:
    found = due(client, "severalnines", **{**ASKED, "reported_at": "2026-04-02T17:30:00+02:00"})
    assert found["notes"][:3] == [
        "Support is closed at the moment of the report: the clock starts at the next opening.",
        "Good Friday (Friday 3 April 2026) is a closed date and does not count.",
        "Easter Monday (Monday 6 April 2026) is a closed date and does not count.",
    ]


def test_a_german_holiday_is_warned_of_where_photoprism_names_none(client: FlaskClient) -> None:
    asked = {"tier": "gold", "severity": 1, "measure": FR, "reported_at": "2026-12-24T16:00:00+01:00"}
    assert any("25 December 2026) may turn out closed" in note for note in due(client, "photoprism", **asked)["notes"])


@pytest.mark.parametrize(
    ("slug", "tier", "moments"),
    [
        ("severalnines", "advanced", ["2026-06-22T15:00:00Z"]),  # one day for all, instead of the table's two
        ("photoprism", "gold", ["2026-06-22T15:00:00Z", "2026-06-24T16:00:00Z"]),  # 8 hours for all; UTC+1 in summer
    ],
)
def test_other_readings_that_give_other_moments_are_told(
    client: FlaskClient, slug: str, tier: str, moments: list[str]
) -> None:
    found = due(client, slug, tier=tier, severity=4, measure=FR, reported_at="2026-06-20T10:00:00+02:00")
    assert [(other["kind"], other["due_at"]) for other in found["others"]] == [("duration", each) for each in moments]


def test_another_reading_that_comes_to_the_same_moment_stays_out(client: FlaskClient) -> None:
    asked = {"tier": "gold", "severity": 1, "measure": FR, "reported_at": "2026-06-18T15:00:00+02:00"}
    assert due(client, "photoprism", **asked)["others"] == []


def test_the_clock_adds_up_to_the_amount(client: FlaskClient) -> None:
    asked = {"tier": "enterprise", "severity": 1, "measure": RESOLUTION, "reported_at": "2026-06-18T15:00Z"}
    found = due(client, "photoprism", **asked)
    assert sum(span["minutes"] for span in found["clock"]) == 32 * 60


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tier": "platinum"}, "community, advanced, enterprise"),
        ({"severity": 5}, "1, 2, 3, 4"),
        ({"reported_at": "2026-06-18T15:00:00"}, "no offset from UTC"),
        ({"reported_at": "2026-06-18"}, "no offset from UTC"),
        ({"reported_at": "yesterday"}, "2026-06-18T15:00:00+02:00"),
        ({"reported_at": "0001-01-01T00:00:00Z"}, "1971"),
        ({"zone": "Mars/Olympus"}, "Europe/Stockholm"),
        ({"as_of": "2026-02-30"}, "2026-06-18"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(
    client: FlaskClient, change: dict[str, object], sentence: str
) -> None:
    answer = client.post("/api/v1/policies/severalnines/due", json=ASKED | change)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json
    assert sentence in answer.json["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"severity": "1"}, "severity"),
        ({"severity": True}, "severity"),
        ({"severity": 0}, "severity"),
        ({"measure": "repair"}, "measure"),
        ({"tier": 1}, "tier"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"when": "now"}, "when"),
    ],
)
def test_a_value_of_the_wrong_shape_is_named_by_its_field(
    client: FlaskClient, change: dict[str, object], field: str
) -> None:
    answer = client.post("/api/v1/policies/severalnines/due", json=ASKED | change)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json
    assert [error["field"] for error in answer.json["errors"]] == [field]


def test_every_field_left_out_is_named(client: FlaskClient) -> None:
    answer = client.post("/api/v1/policies/severalnines/due", json={})
    assert answer.json
    assert {error["field"] for error in answer.json["errors"]} == {"tier", "measure", "reported_at"}


def test_the_severity_may_be_left_out_where_it_plays_no_part(client: FlaskClient) -> None:
    body = {"measure": "resolution", "reported_at": "2026-06-18T15:00:00Z"}
    without = client.post("/api/v1/policies/severalnines/due", json=body | {"tier": "community", "severity": None})
    assert (without.status_code, without.json["kind"]) == (200, "none") if without.json else False
    needed = client.post(
        "/api/v1/policies/severalnines/due", json=body | {"tier": "advanced", "measure": "first_response"}
    )
    assert needed.status_code == 422


BY_CHANNEL = """1:
          - target: 30 minutes on always
            when: {channel: phone}
          - 2 hours on always"""
CHANNEL_USED = """\
  channel:
    text: How will you report it?
    why: The phone is quicker.
    clause: tiers
    options:
      web: In the portal
      phone: By phone
"""


@pytest.fixture
def acme(tmp_path: Path) -> FlaskClient:
    """A vendor of two versions: the newer one answers by the channel used, and by the customer's clock."""
    site = SmallSite(tmp_path)
    older = replaced(("2: 4 business hours on office", "2: 8 business hours on office"))
    site.content.write("policies/acme/1.0.md", older)
    newer = replaced(
        ("effective_on: 2026-01-01", "effective_on: 2026-10-01"),
        ('version: "1.0"', 'version: "2.0"'),
        ("    zone: Europe/Berlin\n", "    zone: customer\n"),
        ("1: 2 hours on always", BY_CHANNEL),
        ("questions:\n", f"questions:\n{CHANNEL_USED}"),
    )
    site.content.write("policies/acme/2.0.md", newer)
    return site.start().test_client()


MONDAY = {"tier": "gold", "severity": 2, "measure": FR, "reported_at": "2026-06-15T09:00:00Z"}


def test_the_version_in_force_today_answers_whatever_the_moment_reported(acme: FlaskClient) -> None:
    found = due(acme, "acme", **MONDAY)
    assert (found["amount"], found["due_at"]) == (4, "2026-06-15T13:00:00Z")
    assert found["clauses"][0]["url"] == "/policies/acme/#targets"


def test_the_version_of_a_day_answers_where_one_is_named_and_links_its_own_page(acme: FlaskClient) -> None:
    found = due(acme, "acme", **MONDAY, as_of="2026-09-30")
    assert (found["amount"], found["due_at"]) == (8, "2026-06-16T09:00:00Z")
    assert found["clauses"][0]["url"] == "/policies/acme/versions/1.0/#targets"


def test_a_schedule_of_the_customers_zone_runs_there(acme: FlaskClient) -> None:
    found = due(acme, "acme", **MONDAY, zone="America/New_York")
    assert found["due_at"] == "2026-06-15T17:00:00Z"


def test_without_a_zone_a_schedule_of_the_customers_is_read_in_utc_and_says_so(acme: FlaskClient) -> None:
    assert any("read in UTC" in note for note in due(acme, "acme", **MONDAY)["notes"])


@pytest.mark.parametrize(("channel", "due_at"), [("phone", "2026-06-15T09:30:00Z"), ("web", "2026-06-15T11:00:00Z")])
def test_a_target_may_depend_on_the_channel_used(acme: FlaskClient, channel: str, due_at: str) -> None:
    assert due(acme, "acme", **{**MONDAY, "severity": 1}, channel=channel)["due_at"] == due_at


@pytest.mark.parametrize("channel", [None, "fax"])
def test_a_target_that_depends_on_the_channel_asks_for_one_that_there_is(
    acme: FlaskClient, channel: str | None
) -> None:
    answer = acme.post("/api/v1/policies/acme/due", json={**MONDAY, "severity": 1, "channel": channel})
    assert answer.status_code == 422
    assert answer.json
    assert "web, phone" in answer.json["detail"]
