"""The site as Flask serves it: a blueprint each for home, policies, articles, search, triage, cases and the API."""

from app.web.api.views import api
from app.web.articles import articles
from app.web.cases.views import cases
from app.web.health import health
from app.web.home import home
from app.web.policies.views import policies
from app.web.search import search
from app.web.styleguide import styleguide
from app.web.triage.views import triage

BLUEPRINTS = (home, policies, articles, search, triage, cases, api, health, styleguide)
