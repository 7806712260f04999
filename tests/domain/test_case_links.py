"""A form opens with the case in it: escaped as it should be, and never cut in the middle of what was typed."""

from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case_links import LONGEST_LINK, LONGEST_MAILTO, MORE, CaseText, filled_link
from app.domain.routing import DeskKind, NamedDesk

FORMS = [kind for kind in DeskKind if kind.is_form]
TEXT = CaseText(
    "Links & flaps: 50 % = ?#+ü",
    ("# Case", "a b\nc&d=e+f %20 ü😀"),
    {"version": "8.0 & more", "contact_email": "ada+x@example.org"},
)


def _desk(kind: DeskKind) -> NamedDesk:
    address = "help+desk@example.com" if kind is DeskKind.MAILTO else "https://desk.example.com/acme/"
    return NamedDesk("d", "Desk", kind, address, queue="General", fields={"version": "version"})


def _query(url: str) -> dict[str, str]:
    """As a server reads it, where + would be a blank."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=True))


@pytest.mark.parametrize(
    ("kind", "start", "title", "body"),
    [
        (DeskKind.GITHUB_FORM, "https://desk.example.com/acme/issues/new?", "title", "body"),
        (DeskKind.GITLAB_FORM, "https://desk.example.com/acme/-/issues/new?", "issue[title]", "issue[description]"),
        (
            DeskKind.JIRA_FORM,
            "https://desk.example.com/acme/secure/CreateIssueDetails!init.jspa?",
            "summary",
            "description",
        ),
        (DeskKind.DISCOURSE_FORM, "https://desk.example.com/acme/new-topic?", "title", "body"),
        (DeskKind.ZENDESK_FORM, "https://desk.example.com/acme/hc/requests/new?", "tf_subject", "tf_description"),
        (DeskKind.REQUEST_TRACKER_FORM, "https://desk.example.com/acme/Ticket/Create.html?", "Subject", "Content"),
        (DeskKind.MAILTO, "mailto:help+desk@example.com?", "subject", "body"),
    ],
)
def test_title_and_text_arrive_as_they_were(kind: DeskKind, start: str, title: str, body: str) -> None:
    link = filled_link(_desk(kind), TEXT)
    assert link.is_whole
    assert link.url.startswith(start)
    found = _query(link.url)
    assert (found[title], found[body].replace("\r\n", "\n")) == (TEXT.title, "\n\n".join(TEXT.parts))


def test_a_mail_is_escaped_as_rfc_6068_says() -> None:
    url = filled_link(_desk(DeskKind.MAILTO), CaseText("a b", ("c\nd", "e+f"), {})).url
    assert url == "mailto:help+desk@example.com?subject=a%20b&body=c%0D%0Ad%0D%0A%0D%0Ae%2Bf"


@pytest.mark.parametrize(
    ("kind", "name"),
    [(DeskKind.GITHUB_FORM, "version"), (DeskKind.JIRA_FORM, "version"), (DeskKind.ZENDESK_FORM, "tf_version")],
)
def test_fields_of_the_form_are_filled_in(kind: DeskKind, name: str) -> None:
    assert _query(filled_link(_desk(kind), TEXT).url)[name] == "8.0 & more"


def test_options_go_along_as_they_are() -> None:
    desk = replace(_desk(DeskKind.GITHUB_FORM), options={"template": "bug.yml", "text": "what-happened"})
    found = _query(filled_link(desk, TEXT).url)
    assert (found["template"], found["what-happened"]) == ("bug.yml", "# Case\n\na b\nc&d=e+f %20 ü😀")
    assert "body" not in found


def test_the_queue_of_request_tracker_goes_along() -> None:
    assert _query(filled_link(_desk(DeskKind.REQUEST_TRACKER_FORM), TEXT).url)["Queue"] == "General"


@pytest.mark.parametrize("kind", FORMS)
def test_what_does_not_fit_stays_behind_whole_and_is_told(kind: DeskKind) -> None:
    parts = tuple(f"part {n} " + "ü" * 300 for n in range(40))
    link = filled_link(_desk(kind), replace(TEXT, parts=parts))
    assert not link.is_whole
    assert len(link.url) <= (LONGEST_MAILTO if kind is DeskKind.MAILTO else LONGEST_LINK)
    text = next(value for value in _query(link.url).values() if MORE in value).replace("\r\n", "\n")
    kept = text.removesuffix(MORE).strip("\n").split("\n\n") if text != MORE else []
    assert kept == list(parts[: len(kept)])


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=3000)


@given(st.sampled_from(FORMS), WORDS, st.lists(WORDS, max_size=6), WORDS)
def test_no_link_is_too_long_or_holds_half_of_anything(
    kind: DeskKind, title: str, parts: list[str], value: str
) -> None:
    link = filled_link(_desk(kind), CaseText(title, tuple(parts), {"version": value}))
    assert link.url.isascii()
    assert len(link.url) <= (LONGEST_MAILTO if kind is DeskKind.MAILTO else LONGEST_LINK)
    found = [each.replace("\r\n", "\n") for values in parse_qs(urlsplit(link.url).query).values() for each in values]
    bodies = {"\n\n".join((*parts[:n], MORE)) for n in range(len(parts))} | {"\n\n".join(parts), MORE, "General"}
    assert set(found) <= bodies | {title, value}
