"""create_app: the one place where the parts are joined."""

import hashlib
import logging
import os
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app.cases.additions import Additions
from app.cases.book import CaseBook
from app.cases.contracts import Contracts
from app.cases.database import CaseBookUnavailable, Database, db, engine_options
from app.cases.deliveries.choice import delivery_from
from app.cases.deliveries.port import Delivery
from app.cases.desks import Desks, DeskSettings
from app.cases.erasure import Eraser
from app.cases.file_store import FileStore
from app.cases.files import FileLimits, Files
from app.cases.link_mails import LinkMails
from app.cases.links import Links
from app.cases.models import Base
from app.cases.outbox import Outbox, Retries
from app.cases.postings import Postings
from app.cases.retention import Retention, RetentionTender
from app.cases.routes import Desk, Routes
from app.cases.worker import DeliveryThread
from app.config import CHECKOUT, Settings, prepare_folders, signing_key
from app.content.desks import RoutingFile
from app.content.store import LibraryStore
from app.insight.database import Base as Counts
from app.insight.database import InsightDatabase
from app.insight.deflection_log import DeflectionLog
from app.insight.deflections import Deflections
from app.insight.popularity import Popularity
from app.insight.reads import Reads
from app.insight.search_log import SearchLog
from app.insight.searches import Searches
from app.insight.tending import Counter, Tending
from app.insight.votes import Votes
from app.search.choice import engine_from
from app.search.documents import collection, search_revision
from app.search.freshness import RebuildInBackground
from app.search.port import SearchEngine
from app.storage.backup import ATTACHMENTS
from app.web import BLUEPRINTS
from app.web.assets import Assets, add_assets
from app.web.errors import add_error_pages
from app.web.front import add_front
from app.web.headers import add_headers
from app.web.limits import Limits, add_limits
from app.web.public import PageCache
from app.web.sessions import SessionWhereNeeded
from app.web.site import Editions, Site
from app.web.templating import add_templating

log = logging.getLogger(__name__)
METADATA = (Base.metadata, Counts.metadata)
"""All tables, as the models have them; migrations bring a database there."""
SECONDS_BETWEEN_LOOKS = 1.0


def create_app(
    settings: Settings,
    *,
    now: Callable[[], datetime] | None = None,
    wake_deliveries: Callable[[], None] = lambda: None,
    watch: bool = True,
) -> Flask:
    """The site as a WSGI application.

    `now` tells the time in UTC; `wake_deliveries` is called when a case was stored; `watch` has content read again
    when it changes, and what is counted written.

    Raises:
        SettingsError: a folder, the key or the search engine cannot be used.
        ContentRefused: the content has errors.
    """
    prepare_folders(settings)
    app = Flask(
        "app",
        root_path=str(CHECKOUT / "app"),
        template_folder=str(CHECKOUT / "templates"),
        static_folder=None,
    )
    app.session_interface = SessionWhereNeeded()
    _configure(app, settings)
    store = LibraryStore(settings.content_dir)
    search = engine_from(settings)
    rebuild = _rebuild(search, store, now or clock)
    database = _database(app, settings)
    book = CaseBook(database, mail_host(settings))
    counts = InsightDatabase.open(settings.database_url)
    popularity = Popularity(Reads(counts), now or clock)
    searches = SearchLog(Searches(counts), now or clock)
    editions = Editions(_release(), lambda: popularity.ranking)
    votes = Votes(counts)
    deflections = DeflectionLog(Deflections(counts), now or clock)
    contracts = Contracts(database)
    contracts.tend()
    files = Files(database, file_store(settings), FileLimits(settings.max_file_bytes), now or clock)
    site = Site(
        settings,
        store,
        search,
        rebuild,
        book,
        editions,
        now or clock,
        wake_deliveries,
        popularity,
        searches,
        votes,
        deflections,
        Links(signing_key(settings), settings.receipt_days),
        LinkMails(database, mail_host(settings), signing_key(settings)),
        Additions(database, mail_host(settings)),
        files,
        contracts,
    )
    app.extensions["signpost"] = site
    app.extensions["signpost_pages"] = PageCache()
    CSRFProtect(app)
    # On SQLite one machine counts in memory: a count there would take the only turn to write from the cases.
    postings = None if database.is_sqlite else Postings(database, app.config["SECRET_KEY"], now or clock)
    limits = Limits(postings) if settings.rate_limits else None
    if limits:
        add_limits(app, limits)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    add_assets(app, Assets(CHECKOUT / "static"))
    add_templating(app)
    add_error_pages(app)
    add_front(app, site, limits)
    add_headers(app, is_https=settings.public_url.startswith("https:"))
    _trust_proxies(app, settings.trusted_proxies)
    rebuild.start_if_needed()
    if watch:
        store.watch(SECONDS_BETWEEN_LOOKS, rebuild.start_if_needed)
        tended: list[Counter | None] = [
            popularity, searches, deflections, files, contracts, postings, expiry(settings, database, now or clock),
        ]  # fmt: skip
        Tending(*filter(None, tended)).start()
    return app


def _configure(app: Flask, settings: Settings) -> None:
    is_https = settings.public_url.startswith("https:")
    app.config.update(
        SECRET_KEY=signing_key(settings),
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        MOST_FILES_BYTES=FileLimits(settings.max_file_bytes).total_bytes,
        SESSION_COOKIE_NAME="__Host-signpost" if is_https else "signpost",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.strict_slashes = False


def _trust_proxies(app: Flask, hops: int) -> None:
    """Believe so many proxies what they say of their client: before anything else looks at it."""
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _rebuild(search: SearchEngine, store: LibraryStore, now: Callable[[], datetime]) -> RebuildInBackground:
    """What builds the index anew: when the content changes, and when another version comes into force."""

    def today() -> date:
        return now().astimezone(UTC).date()

    return RebuildInBackground(
        search, lambda: collection(store.library, today()), lambda: search_revision(store.library, today())
    )


def _database(app: Flask, settings: Settings) -> Database:
    """The database of the site. One that cannot be used now is no reason not to serve the rest."""
    db.init_app(app)
    with app.app_context():
        database = Database(db.engine)
    try:
        database.create_tables()
    except CaseBookUnavailable as unavailable:
        log.error("the case book cannot be used: %s", unavailable.cause)  # noqa: TRY400 - no trace of data
    if not database.is_sqlite and settings.secret_key is None:
        log.warning("where more than one machine serves the site, set SIGNPOST_SECRET_KEY to the same on each")
    return database


def eraser(settings: Settings, database: Database) -> Eraser:
    """What erases cases, in the database and the folders of the settings."""
    return Eraser(database, file_store(settings), settings.data_dir / "mail")


def expiry(settings: Settings, database: Database, now: Callable[[], datetime]) -> Counter | None:
    """What erases cases whose time is over; None where they are kept for good."""
    days = settings.retention_days
    return RetentionTender(Retention(database, eraser(settings, database), days), now) if days else None


def mail_host(settings: Settings) -> str:
    """What ends the ids of messages: the host that the site is reached by."""
    return urlsplit(settings.public_url).hostname or "localhost"


def file_store(settings: Settings) -> FileStore:
    """Where the contents of attached files are."""
    return FileStore(settings.data_dir / ATTACHMENTS)


def routes(settings: Settings) -> Routes:
    """Where messages go, by the settings and by desks.yml. Raises: SmtpUrlInvalid."""
    delivery = delivery_from(settings.delivery, settings.data_dir / "mail", settings.smtp_url)
    own = Desk(delivery, settings.desk_address)
    return Routes(
        own,
        delivery,
        settings.mail_from,
        settings.public_url,
        Links(signing_key(settings), settings.receipt_days),
        named=desks(settings).named,
        content=file_store(settings).read,
    )


def desks(settings: Settings) -> Desks:
    """The desks of desks.yml, which is read again when it changes."""

    def mail(kind: str) -> Delivery:
        return delivery_from(kind, settings.data_dir / "mail", settings.smtp_url)

    return Desks(RoutingFile(settings.content_dir).read, DeskSettings(settings.desks), mail, settings.desk_address)


def outbox(settings: Settings) -> Outbox:
    """The outbox, on a connection of its own."""
    database = Database.open(settings.database_url)
    try:
        database.create_tables()
    except CaseBookUnavailable as unavailable:
        log.warning("the outbox cannot be used now: %s", unavailable.cause)
    return Outbox(database, Retries(random.random))


def clock() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def serve() -> Flask:
    """The site of this process's environment, delivering its own messages: what a server process loads."""
    settings = Settings.from_environment(os.environ)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    deliveries = DeliveryThread(outbox(settings), routes(settings), clock)
    app = create_app(settings, wake_deliveries=deliveries.wake)
    deliveries.start()
    return app


def _release() -> str:
    """What names the code and templates: public pages change with it."""
    digest = hashlib.sha256()
    for folder in ("app", "templates", "static"):
        for path in sorted(Path(CHECKOUT / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".js", ".svg", ".toml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
