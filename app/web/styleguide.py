"""The styleguide: every component in every state, each through its own macro, on samples that are no vendor's."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import NamedTuple

from flask import Blueprint, render_template

from app.content.history import Change
from app.content.markdown import render
from app.content.notices import Notice
from app.domain.due import Unit, due_at
from app.domain.schedules import Schedule, Window
from app.web.moments import clocks
from app.web.public import public
from app.web.site import zones
from app.web.timeline.drawing import timeline
from app.web.triage.clock_rows import ClockRow

styleguide = Blueprint("styleguide", __name__, url_prefix="/styleguide")

REPORTED_AT = datetime(2026, 6, 18, 13, 0, tzinfo=UTC)
DUE_AT = datetime(2026, 6, 22, 10, 0, tzinfo=UTC)
HOURS = Schedule(
    "hours",
    "Business hours",
    "Europe/Stockholm",
    tuple(Window(weekday, 9 * 60, 17 * 60) for weekday in range(5)),
    {date(2026, 6, 19): "Midsummer Eve"},
)
ZONE, READER_ZONE = "Europe/Stockholm", "Asia/Tokyo"
ROWS = (
    ClockRow("Thursday 18 June 2026", "15:00", "17:00", "2 h", "2 h"),
    ClockRow("Friday 19 June 2026", "", "", "", "2 h", "Midsummer Eve"),
    ClockRow("Monday 22 June 2026", "09:00", "12:00", "3 h", "5 h"),
)
READING = {
    "says": "An answer follows within one day.",
    "read_as": "A day is a business day.",
    "other": "A day is 24 hours, at weekends too.",
    "changes": "On a Friday afternoon, the answer is due on Monday instead of on Saturday.",
}
KINDS = (
    ("incident", "Logins fail", "We know the cause. The next word follows at 15:00 UTC."),
    ("maintenance", "The portal rests on Sunday", "From 06:00 to 07:00 UTC no case can be opened there."),
    ("information", "A new version of a policy", "It comes into force on 1 July 2026."),
)
CHANGES = (
    Change(date(2026, 6, 18), "Say which setting is read first"),
    Change(date(2026, 3, 2), "Write down how to find a slow query"),
    Change(date(2026, 1, 7), "Begin"),
)
PROSE = """\
A paragraph with a [link](/styleguide), `code` and **weight**.

1. Do this first.
2. Then that.

```console
$ signpost check
content: 4 policies, 8 articles, no errors
```

!!! note
    Something to know.

!!! tip
    Something that saves time.

!!! warning
    Something that can go wrong.

!!! danger
    Something that loses data.

| Setting | Unit | Unless set |
|---|---|---|
| `timeout` | seconds | 30 |
| `retries` | attempts | 5 |

> Words of somebody else.
"""


class Part(NamedTuple):
    """A section of the page, as the contents list takes it; its template stands in templates/styleguide."""

    id: str
    title: str
    level: int = 2


PARTS = (
    Part("ground", "Ground: colour, type, icons"),
    Part("ways", "Ways on: buttons, boards, cards"),
    Part("place", "Where one is: breadcrumbs, contents, pages"),
    Part("words", "Words: badges, notices, readings"),
    Part("moments", "Moments: due times, open and closed"),
    Part("forms", "Forms: fields, choices"),
    Part("search", "Search: the box and its suggestions"),
    Part("tables", "Tables and facts"),
    Part("text", "Text of articles and clauses"),
    Part("waiting", "Nothing yet: empty, loading"),
)


@styleguide.get("")
@public
def show() -> str:
    """Every component."""
    return render_template(
        "styleguide/show.html",
        parts=PARTS,
        due=clocks(DUE_AT, READER_ZONE, ZONE),
        zone=ZONE,
        rows=ROWS,
        drawing=timeline(REPORTED_AT, due_at(REPORTED_AT, Fraction(5), Unit.BUSINESS_HOURS, HOURS), ZONE, READER_ZONE),
        reading=READING,
        samples=[Notice(kind, title, kind, DUE_AT, DUE_AT, (), (), render(text).html) for kind, title, text in KINDS],
        changes=CHANGES,
        prose=render(PROSE).html,
        zones=zones(),
    )


@styleguide.get("/errors")
@public
def errors() -> str:
    """A form as it comes back: the summary takes the focus, so it needs a page of its own."""
    return render_template("styleguide/errors.html")
