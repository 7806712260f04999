"""What tests of the triage share: addresses, answers that lead to each question, and the form of a page."""

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import CHECKOUT
from app.content.library import PublishedPolicy
from app.domain.policy import Policy
from app.web.site import Site
from tests.domain.walks import leaves

SLUGS = sorted(path.name for path in (CHECKOUT / "content" / "policies").iterdir())

# SEV-4 at Advanced: two business days on Swedish hours, the only target here that counts more than one.
COSMETIC = {
    "product": "clustercontrol",
    "need": "broken",
    "plan": "advanced",
    "concerns": "product",
    "phase": "ga",
    "incidents_used": "3",
    "impact": "minor",
    "own_hours": "no",
}


def address(slug: str, answers: Mapping[str, str] | None = None, /, **more: str) -> str:
    return f"/triage/{slug}?{urlencode({**(answers or {}), **more})}"


def published(app: Flask, slug: str) -> PublishedPolicy:
    site: Site = app.extensions["signpost"]
    return site.store.library.policies[slug][-1]


def ways_to(policy: Policy) -> dict[str, dict[str, str]]:
    """For each question, answers after which it is asked."""
    found: dict[str, dict[str, str]] = {}
    for answers, _ in leaves(policy):
        for n, question in enumerate(answers):
            found.setdefault(question, dict(list(answers.items())[:n]))
    return found


def hidden(html: str) -> dict[str, str]:
    """What the form of a triage page carries along."""
    form = html.split('<form action="/triage/', 1)[1].split("</form>", maxsplit=1)[0]
    return {unescape(n): unescape(v) for n, v in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)}


def submit(client: FlaskClient, slug: str, html: str, **given: str) -> TestResponse:
    """Sends the form of a triage page as a browser would."""
    return client.get(f"/triage/{slug}", query_string=hidden(html) | given)


def given_in(link: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(link).query))
