"""Pages that only a fault, an empty folder or an eventful day makes, rendered by a site in this process."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from flask import Flask
from playwright.sync_api import Route

from app.config import CHECKOUT
from app.insight.database import InsightUnavailable
from app.insight.votes import Verdict, Votes
from app.search.port import Facets, Query, Results, SearchUnavailable
from app.search.whoosh_engine import WhooshEngine
from tests.browser.visitor import Visitor
from tests.content.checkout import Checkout
from tests.web.answering import HITS, Answering
from tests.web.case_pages import Unusable, with_parts
from tests.web.small_site import NOW, POLICY, SmallSite

SHIPPED = {"SIGNPOST_CONTENT_DIR": str(CHECKOUT / "content")}


class _NotBuilt(WhooshEngine):
    """A search whose index is being built."""

    def search(self, query: Query) -> Results:
        raise SearchUnavailable


@cache
def faulty() -> Flask:
    """The shipped content; one page fails, search and case book cannot be used."""
    site = SmallSite(_folder(), **SHIPPED)
    app = site.start()

    def fail() -> str:
        raise RuntimeError

    app.add_url_rule("/failing", view_func=fail)
    with_parts(app, book=Unusable(), search=_NotBuilt(_folder()), votes=Away())
    return app


@cache
def answering() -> Flask:
    """A search that mends, finds what staff pinned, and has values of every filter, some of them folded."""
    site = SmallSite(_folder(), **SHIPPED)
    app = site.start()
    facets = Facets(
        {"article": 20, "policy": 3}, {"photoprism": 9, "clickhouse": 4}, {f"{n}.0": n for n in range(1, 15)}
    )
    with_parts(app, search=Answering(_folder(), Results("lgos", 23, HITS, "logs", facets)))
    return app


@cache
def empty() -> Flask:
    """Neither a policy nor an article."""
    site = SmallSite(_folder())
    site.content.path.mkdir(exist_ok=True)
    return site.start()


@cache
def eventful() -> Flask:
    """Notices of each kind, a policy with a version before and one to come, and an article that still links to it."""
    site = SmallSite(_folder())
    shutil.copytree(CHECKOUT / "content", site.content.path, dirs_exist_ok=True)
    text = POLICY.read_text(encoding="utf-8")
    captured = next(line for line in text.splitlines() if line.startswith("captured_on:"))
    today = NOW.date()
    for version, on in (("2025-06-01", date(2025, 6, 1)), ("2027-03-01", date(2027, 3, 1))):
        own = text.replace("8 business hours", "2 business days").replace("Gold Support", "Golden Support")
        own = own.replace(captured, f"effective_on: {on.isoformat()}\ncaptured_on: {min(on, today).isoformat()}")
        site.content.write(f"policies/photoprism/{version}.md", own)
    for kind in ("incident", "maintenance", "information"):
        times = f"from: {NOW.isoformat()}\nuntil: {(NOW + timedelta(hours=1)).isoformat()}"
        words = "We are **at work** on it. [What to collect](/articles/photoprism/what-to-collect)"
        site.content.write(f"notices/{kind}.md", f"---\ntitle: Login fails\nkind: {kind}\n{times}\n---\n{words}")
    return site.start()


PICTURE = b"""\
<svg xmlns="http://www.w3.org/2000/svg" width="640" height="240"><rect width="640" height="240" fill="teal"/></svg>"""
LAG = """\
---
title: When a replica lags behind
summary: Ask the replica first, then the network.
versions: ["24.3-lts", "24.8-lts"]
tags: [severity, replication]
owner: Database support
reviewed_on: 2025-11-21
review_on: 2026-05-21
draft: true
---
A replica that falls behind says why. Start from [our configuration](replica.conf).

![A curve of the lag, rising from noon on](lag.svg)

## Ask the replica

```sql
SELECT database, table, is_readonly, absolute_delay FROM system.replicas FORMAT Vertical;
```

## Then

See [what to collect](what-to-collect.md).
"""


@cache
def writing() -> Flask:
    """A site that is started for writing: a draft with all that an article can carry, and one to come."""
    site = SmallSite(_folder(), SIGNPOST_DRAFTS="on", SIGNPOST_EDIT_URL="https://git.example.com/edit/{path}")
    shutil.copytree(CHECKOUT / "content", site.content.path, dirs_exist_ok=True)
    site.content.write("articles/clickhouse/lag.svg", PICTURE)
    site.content.write("articles/clickhouse/replica.conf", "a = 1\n")
    site.content.write("articles/clickhouse/lag.md", LAG)
    site.content.write("articles/clickhouse/soon.md", "---\ntitle: Soon\npublish_on: 2027-01-15\n---\nText\n")
    checkout = Checkout(site.content.path)
    for number in range(1, 13):
        checkout.commit(f"Say what is asked {number} times", f"2026-11-{number:02}T12:00:00Z")
        site.content.write("articles/clickhouse/lag.md", f"{LAG}\nAgain {number}.\n")
    return site.start()


class Away(Votes):
    """Votes that cannot be stored."""

    def __init__(self) -> None:
        """There is no database."""

    def add(self, day: date, address: str, verdict: Verdict, text: str = "") -> None:
        raise InsightUnavailable("away")


def _folder() -> Path:
    return Path(mkdtemp(prefix="signpost-stage-"))


def staged(
    stage: Callable[[], Flask], path: str, status: int = 200, also: tuple[str, ...] = ()
) -> Callable[[Visitor], None]:
    """Comes to a page as that site renders it; its style and scripts are those of the visited site.

    `also` are addresses that the page asks for and that only that site has.
    """

    def come(visitor: Visitor) -> None:
        for each in (path, *also):
            play(visitor, stage, each)
        visitor.open(path, status)

    return come


def play(visitor: Visitor, stage: Callable[[], Flask], path: str) -> None:
    """Has an address answered by that site, which is made first: no page waits for that."""
    app = stage()

    def answer(route: Route) -> None:
        asked = route.request
        told = {name: value for name, value in asked.headers.items() if name in ("content-type", "sec-fetch-site")}
        told["Sec-Fetch-Site"] = told.pop("sec-fetch-site", "same-origin")
        given = app.test_client().open(path, method=asked.method, data=asked.post_data_buffer, headers=told)
        route.fulfill(status=given.status_code, headers=dict(given.headers), body=given.data)

    visitor.page.route(visitor.url + path, answer)
