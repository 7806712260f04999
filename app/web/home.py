"""The start page: search, the way to help, and every vendor with its products and whether its support is open now."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, url_for

from app.content.articles import Article
from app.content.notices import Notice
from app.domain.wording import day_text
from app.web.policies.now import Opening, openings
from app.web.public import for_a_minute, public
from app.web.site import current_policies, in_zone, library, now, reader_zone, site, this_minute
from app.web.structured import website

home = Blueprint("home", __name__)
MOST_ARTICLES = 8
FEWEST_RANKED = 3


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A schedule in a few words: whether it is open, until when that holds, and which targets count on it."""

    is_open: bool
    until: str
    used_by: str


@home.get("/")
@public
def show() -> str:
    """Where to begin."""
    most_read = _most_read_articles()
    return render_template(
        "home.html",
        versions=current_policies(),
        articles=most_read or _recent_articles(),
        is_most_read=bool(most_read),
        products=library().product_names,
        notices=_notices_of_all(),
        structured=[website(site().settings.public_url, url_for("home.show"), url_for("search.show"))],
    )


@home.get("/open", endpoint="open")
@for_a_minute
def open_now() -> str:
    """Whether each vendor's support is open at this moment: the part of the start page that depends on it."""
    zone, at = reader_zone(), this_minute()
    vendors = [(v.policy, [_line(o, at, zone) for o in openings(v.policy, at, zone)]) for v in current_policies()]
    return render_template("home/open.html", vendors=vendors)


def _line(opening: Opening, at: datetime, zone: str) -> OpenLine:
    return OpenLine(opening.is_open, _until(opening, at, zone), opening.used_by)


def _until(opening: Opening, at: datetime, zone: str) -> str:
    """Until when it is open, or when it opens, by the reader's clock, with the day where it is another."""
    if opening.changes is None:
        return " at every hour" if opening.is_always else ""
    change, today = opening.changes.yours, day_text(in_zone(at, zone).date())
    when = change.clock if change.day == today else f"{change.day.rsplit(' ', 1)[0]}, {change.clock}"
    return f" until {when}" if opening.is_open else f", opens {when}"


def _most_read_articles() -> list[Article]:
    """The articles read most in the last 30 days; none where too few were read to make a list."""
    ranked = [library().articles[a] for a in site().popularity.ranking if a in library().articles]
    return ranked[:MOST_ARTICLES] if len(ranked) >= min(FEWEST_RANKED, len(library().articles)) else []


def _recent_articles() -> list[Article]:
    """The article of each product that was changed last, newest first; then the next of each, and so on."""
    newest_first = sorted(library().articles.values(), key=lambda a: (-a.changed_on.toordinal(), a.title))
    taken: Counter[str | None] = Counter()
    turns: list[tuple[int, int]] = []
    for place, article in enumerate(newest_first):
        turns.append((taken[article.product], place))
        taken[article.product] += 1
    return [newest_first[place] for _, place in sorted(turns)[:MOST_ARTICLES]]


def _notices_of_all() -> list[Notice]:
    """Every notice that holds now, whichever product it is about."""
    return [notice for notice in library().notices if notice.from_at <= now() < notice.until_at]
