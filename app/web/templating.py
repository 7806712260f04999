"""What every template can name: the notices, the content's revision, and words for values."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask

from app.domain.wording import allowance_text, day_text, moment_text, severity_text, size_text, target_text
from app.web.site import in_zone, library, notices_for, site
from app.web.triage.held import held


def add_templating(app: Flask) -> None:
    """Join filters, globals and context to the app's templates."""
    app.jinja_env.filters |= {
        "allowance": allowance_text,
        "day": day_text,
        "moment": moment_text,
        "severity": severity_text,
        "size": size_text,
        "urlencode_pairs": urlencode,
    }
    app.jinja_env.globals |= {
        "target_text": target_text,
        "in_zone": in_zone,
        "site_settings": _settings,
        "held_contract": held,
    }
    app.context_processor(_context)


def _settings() -> Any:
    return site().settings


def _context() -> dict[str, Any]:
    """Names that every page may use; a page about one policy gives its own `notices`."""
    return {
        "notices": notices_for(),
        "content_revision": library().revision,
        "content_changed_on": library().changed_on,
        "about_pages": [(page.title, f"/about/{page.slug}") for page in library().pages.values()],
    }
