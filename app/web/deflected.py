"""Whether articles make cases unnecessary, told to the counts: from where they were opened, and what came of it."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit
from wsgiref.types import WSGIEnvironment

from app.content.library import PublishedPolicy
from app.domain.triage import Position, position
from app.insight.deflections import Came, Place
from app.web.readers import is_reader
from app.web.site import Site, site

ARTICLES, TRIAGE, CASE_FORM = "/articles/", "/triage/", "/cases/new"
GRAVEST = 1
UNDECIDED = "undecided"


def count_article_opened(site: Site, environ: WSGIEnvironment) -> None:
    """Count an article that is opened from an outcome or from the form of a case; the page itself need not be known."""
    address = environ["PATH_INFO"]
    if not address.startswith(ARTICLES) or "HTTP_REFERER" not in environ or not is_reader(environ):
        return
    led = _led_by(site, environ)
    library = site.library_at(site.now())
    if led and address.removeprefix(ARTICLES) in library.articles:
        _count(site, *led, [address], Came(opened=1))


def count_confirmed(version: PublishedPolicy, at: Position, article: str) -> None:
    """Count that an article solved what would have been a case."""
    _count(site(), version, at, [article], Came(confirmed=1))


def count_failed(version: PublishedPolicy, at: Position, articles: Iterable[str]) -> None:
    """Count each article that was read before a case that was sent all the same."""
    _count(site(), version, at, articles, Came(failed=1))


def _count(site: Site, version: PublishedPolicy, at: Position, articles: Iterable[str], came: Came) -> None:
    """Count it at its place, unless this is no outcome, or one that is never to be deflected."""
    policy = version.policy
    ends = [(policy.outcomes[each.verdict.outcome], each.verdict.severity) for each in at.possible]
    if at.question is not None or any(end.accepts_case and severity == GRAVEST for end, severity in ends):
        return
    kinds = {end.kind.value for end, _ in ends}
    products = {product.id for product in policy.products}
    answered = [answer.value for answer in at.path if answer.value in products]
    product = answered[0] if answered else next(iter(products)) if len(products) == 1 else ""
    outcome = kinds.pop() if len(kinds) == 1 else UNDECIDED
    for article in articles:
        site.deflections.count(Place(policy.slug, product, outcome, article), came)


def _led_by(site: Site, environ: WSGIEnvironment) -> tuple[PublishedPolicy, Position] | None:
    """The outcome or form on which a link was followed: browsers name the page before to its own site."""
    try:
        before = urlsplit(environ["HTTP_REFERER"])
    except ValueError:
        return None
    if before.netloc != environ.get("HTTP_HOST") or not before.path.startswith((TRIAGE, CASE_FORM)):
        return None
    given = dict(reversed(parse_qsl(before.query)))
    slug = given.get("policy", "") if before.path == CASE_FORM else before.path.removeprefix(TRIAGE)
    version = site.library_at(site.now()).current(slug, site.now().date())
    if version is None:
        return None
    answers = {name: given[name] for name in version.policy.question_by_id if name in given}
    return version, position(version.policy, answers)
