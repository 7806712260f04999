"""A site on content of a test's own, with a clock that the test sets."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from app.config import CHECKOUT, Settings
from app.factory import create_app
from app.web.site import Site
from tests.content.conftest import ContentFolder

NOW = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
POLICY = next((CHECKOUT / "content" / "policies" / "photoprism").glob("*.md"))


class SmallSite:
    """The site, its content folder, and the moment that it takes for now. It looks at the content when told to.

    Its database is the one of its data folder, unless `database_url` names another.
    """

    database_url = ""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.content = ContentFolder(folder / "content")
        self.now = NOW
        self._settings = Settings.from_environment({
            "SIGNPOST_CONTENT_DIR": str(self.content.path),
            "SIGNPOST_DATA_DIR": str(folder / "data"),
            "SIGNPOST_SEARCH_INDEX_DIR": str(folder / "index"),
            "SIGNPOST_DATABASE_URL": self.database_url,
            "SIGNPOST_RATE_LIMITS": "off",
        } | settings)  # fmt: skip

    def start(self) -> Flask:
        """The site as it serves what stands in its folder."""
        self.app = create_app(self._settings, now=lambda: self.now, watch=False)
        self.parts.rebuild.wait(30)
        return self.app

    @property
    def parts(self) -> Site:
        """What the site is made of."""
        found: Site = self.app.extensions["signpost"]
        return found
