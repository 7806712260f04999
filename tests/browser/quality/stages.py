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
from app.search.port import Facets, Query, Results, SearchUnavailable
from app.search.whoosh_engine import WhooshEngine
from tests.browser.visitor import Visitor
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
    with_parts(app, book=Unusable(), search=_NotBuilt(_folder()))
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


def _folder() -> Path:
    return Path(mkdtemp(prefix="signpost-stage-"))


def staged(stage: Callable[[], Flask], path: str, status: int = 200) -> Callable[[Visitor], None]:
    """Comes to a page as that site renders it; its style and scripts are those of the visited site."""

    def come(visitor: Visitor) -> None:
        def answer(route: Route) -> None:
            given = stage().test_client().get(path)
            route.fulfill(status=given.status_code, headers=dict(given.headers), body=given.data)

        visitor.page.route(visitor.url + path, answer)
        visitor.open(path, status)

    return come
