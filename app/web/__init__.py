"""The site as Flask serves it: a blueprint for each of its rooms."""

from app.web.about import about
from app.web.api.contracts import contracts_api
from app.web.api.views import api
from app.web.articles import articles
from app.web.cases.additions import additions
from app.web.cases.find import finding
from app.web.cases.receipts import receipts
from app.web.cases.sending import sending
from app.web.cases.severity import severities
from app.web.cases.uploads import uploads
from app.web.cases.views import cases
from app.web.feeds import feeds
from app.web.health import health
from app.web.home import home
from app.web.policies.views import policies
from app.web.search import search
from app.web.sharing import sharing
from app.web.sitemap import sitemap
from app.web.styleguide import styleguide
from app.web.suggestions import suggestions
from app.web.triage.contract import contracts
from app.web.triage.views import triage
from app.web.votes import votes

BLUEPRINTS = (
    home,
    policies,
    articles,
    votes,
    search,
    suggestions,
    triage,
    contracts,
    cases,
    finding,
    receipts,
    additions,
    severities,
    uploads,
    sending,
    about,
    api,
    contracts_api,
    health,
    sharing,
    feeds,
    sitemap,
    styleguide,
)
