"""Links that open a desk's own form filled in, for desks to which the customer sends a case by hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from app.domain.routing import DeskKind, NamedDesk

LONGEST_LINK = 8000
"""What servers take as a rule (8 kB with the name of the host); a longer address answers 414."""
LONGEST_MAILTO = 1900
"""What the mail programs of Windows take, a little less than 2,048."""
MORE = "The case is too long for a link: paste the whole of it here from the page you came from, or attach the file."


@dataclass(frozen=True)
class CaseText:
    """What a form is filled with: a title, parts of Markdown that are never cut, and values by our names."""

    title: str
    parts: tuple[str, ...]
    values: Mapping[str, str]


@dataclass(frozen=True)
class FilledLink:
    """The address of a form, filled in; not `is_whole` where parts had to stay behind, to be pasted or attached."""

    url: str
    is_whole: bool


Pairs = list[tuple[str, str]]


def filled_link(desk: NamedDesk, text: CaseText) -> FilledLink:
    """The form of a desk with the case in it.

    Nothing is cut in the middle: where the whole is too long, only so many of the first parts go into the link as fit,
    then a sentence that says where the rest is. Values of single fields are left out one by one before the title is.
    """
    longest = desk.longest or (LONGEST_MAILTO if desk.kind is DeskKind.MAILTO else LONGEST_LINK)
    whole = _url(desk, text.title, "\n\n".join(text.parts), _fields(desk, text))
    if len(whole) <= longest:
        return FilledLink(whole, is_whole=True)
    shorter = (url for url in _shorter(desk, text) if len(url) <= longest)
    return FilledLink(next(shorter, _base(desk)), is_whole=False)


def _shorter(desk: NamedDesk, text: CaseText) -> Iterator[str]:
    """Ever shorter links, each holding whole parts only."""
    fields = _fields(desk, text)
    for count in range(len(text.parts) - 1, -1, -1):
        yield _url(desk, text.title, "\n\n".join((*text.parts[:count], MORE)), fields)
    for kept in range(len(fields) - 1, -1, -1):
        yield _url(desk, text.title, MORE, fields[:kept])
    yield _url(desk, "", MORE, [])


def _fields(desk: NamedDesk, text: CaseText) -> Pairs:
    """The form's own fields that have a value, the shortest first."""
    found = [(theirs, text.values[ours]) for ours, theirs in desk.fields.items() if text.values.get(ours)]
    return sorted(found, key=lambda pair: len(pair[1]))


def _url(desk: NamedDesk, title: str, body: str, fields: Sequence[tuple[str, str]]) -> str:
    pairs = FORMS[desk.kind](desk, title, body, list(fields))
    given = [(name, value) for name, value in pairs if value]
    line_end = "\r\n" if desk.kind in (DeskKind.MAILTO, DeskKind.REQUEST_TRACKER_FORM) else "\n"
    query = "&".join(f"{_escaped(name)}={_escaped(_lines(value, line_end))}" for name, value in given)
    return f"{_base(desk)}{'&' if '?' in _base(desk) else '?'}{query}"


def _base(desk: NamedDesk) -> str:
    if desk.kind is DeskKind.MAILTO:
        return f"mailto:{quote(desk.address, safe='@+')}"
    return desk.address.rstrip("/") + PATHS[desk.kind]


def _escaped(text: str) -> str:
    """Every octet that is not plain as %XX: a blank is %20, which is right in mailto and in queries alike."""
    return quote(text, safe="")


def _lines(text: str, line_end: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", line_end)


def _github(desk: NamedDesk, title: str, body: str, fields: Pairs) -> Pairs:
    """An issue form takes its own fields; the text goes to the one that `options.text` names, else to the body."""
    text = desk.options.get("text", "body")
    return [*_options(desk, "template", "labels", "assignees", "projects"), ("title", title), *fields, (text, body)]


def _gitlab(desk: NamedDesk, title: str, body: str, _: Pairs) -> Pairs:
    return [*_options(desk, "issuable_template"), ("issue[title]", title), ("issue[description]", body)]


def _jira(desk: NamedDesk, title: str, body: str, fields: Pairs) -> Pairs:
    return [*_options(desk, "pid", "issuetype", "priority"), ("summary", title), *fields, ("description", body)]


def _discourse(desk: NamedDesk, title: str, body: str, _: Pairs) -> Pairs:
    return [("title", title), ("body", body), *_options(desk, "category", "tags")]


def _zendesk(desk: NamedDesk, title: str, body: str, fields: Pairs) -> Pairs:
    own = [(f"tf_{name}", value) for name, value in fields]
    return [*_options(desk, "ticket_form_id"), ("tf_subject", title), *own, ("tf_description", body)]


def _request_tracker(desk: NamedDesk, title: str, body: str, fields: Pairs) -> Pairs:
    own = [(f"Object-RT::Ticket--CustomField-{name}-Value" if name.isdigit() else name, v) for name, v in fields]
    return [("Queue", desk.queue), ("Subject", title), *own, ("Content", body)]


def _mailto(_: NamedDesk, title: str, body: str, _fields: Pairs) -> Pairs:
    return [("subject", title), ("body", body)]


def _options(desk: NamedDesk, *names: str) -> Pairs:
    return [(name, desk.options.get(name, "")) for name in names]


PATHS = {
    DeskKind.GITHUB_FORM: "/issues/new",
    DeskKind.GITLAB_FORM: "/-/issues/new",
    DeskKind.JIRA_FORM: "/secure/CreateIssueDetails!init.jspa",
    DeskKind.DISCOURSE_FORM: "/new-topic",
    DeskKind.ZENDESK_FORM: "/hc/requests/new",
    DeskKind.REQUEST_TRACKER_FORM: "/Ticket/Create.html",
}
"""Where the form stands below a desk's address."""

FORMS: Mapping[DeskKind, Callable[[NamedDesk, str, str, Pairs], Pairs]] = {
    DeskKind.GITHUB_FORM: _github,
    DeskKind.GITLAB_FORM: _gitlab,
    DeskKind.JIRA_FORM: _jira,
    DeskKind.DISCOURSE_FORM: _discourse,
    DeskKind.ZENDESK_FORM: _zendesk,
    DeskKind.REQUEST_TRACKER_FORM: _request_tracker,
    DeskKind.MAILTO: _mailto,
}
