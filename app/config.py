"""Settings of one site, read once from SIGNPOST_* variables."""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self, cast

from app.setting_kinds import (
    DATABASE,
    EDIT_PATTERN,
    FOLDER,
    KEY,
    MAIL_ADDRESS,
    ORIGIN,
    SHORTEST_KEY,
    SMTP,
    ZONE,
    Reader,
    has_driver,
    one_of,
    variable,
    whole_number,
)

CHECKOUT = Path(__file__).resolve().parent.parent
DESK_VARIABLE = re.compile(r"SIGNPOST_DESK_[A-Z0-9_]+_(URL|USER|TOKEN|SECRET)")

DeliveryKind = Literal["eml", "smtp"]
SearchEngine = Literal["whoosh", "tantivy"]
LogLevel = Literal["debug", "info", "warning", "error"]


class SettingsError(Exception):
    """Settings that a site cannot start with: one sentence a problem, each saying what to set."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What one site is started with; the field `data_dir` is read from `SIGNPOST_DATA_DIR`, and so on.

    Folders are absolute. What may hold a password is kept out of `repr`. `desks` holds what is set for single desks.
    """

    content_dir: Path
    data_dir: Path
    search_index_dir: Path
    database_url: str = field(repr=False)
    secret_key: str | None = field(repr=False)
    public_url: str
    delivery: DeliveryKind
    smtp_url: str | None = field(repr=False)
    mail_from: str
    desk_address: str
    search: SearchEngine
    rate_limits: bool
    edit_url: str | None
    drafts: bool
    default_zone: str
    workers: int
    max_body_bytes: int
    max_file_bytes: int
    retention_days: int
    receipt_days: int
    contracts_secret: str | None = field(repr=False)
    trusted_proxies: int
    log_level: LogLevel
    desks: Mapping[str, str] = field(repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Settings as the variables say, with the default where one is missing or empty; touches no disk.

        Relative folders count from the working folder; default ones stand in the checkout. Raises: SettingsError.
        """
        reader = Reader(environ)
        data_dir = reader.read("data_dir", str(CHECKOUT / "var"), FOLDER)
        settings = cls(
            content_dir=reader.read("content_dir", str(CHECKOUT / "content"), FOLDER),
            data_dir=data_dir,
            search_index_dir=reader.read("search_index_dir", str(CHECKOUT / "search_index"), FOLDER),
            database_url=reader.read_hidden("database_url", f"sqlite:///{data_dir / 'signpost.db'}", DATABASE),
            secret_key=reader.read_hidden("secret_key", "", KEY) or None,
            public_url=reader.read("public_url", "http://127.0.0.1:5000", ORIGIN),
            delivery=cast("DeliveryKind", reader.read("delivery", "eml", one_of("eml", "smtp"))),
            smtp_url=reader.read_hidden("smtp_url", "", SMTP) or None,
            mail_from=reader.read("mail_from", "signpost@localhost", MAIL_ADDRESS),
            desk_address=reader.read("desk_address", "support@localhost", MAIL_ADDRESS),
            search=cast("SearchEngine", reader.read("search", "whoosh", one_of("whoosh", "tantivy"))),
            rate_limits=reader.read("rate_limits", "on", one_of("on", "off")) == "on",
            edit_url=reader.read("edit_url", "", EDIT_PATTERN) or None,
            drafts=reader.read("drafts", "off", one_of("on", "off")) == "on",
            default_zone=reader.read("default_zone", "UTC", ZONE),
            workers=reader.read("workers", "1", whole_number(1, 64)),
            max_body_bytes=reader.read("max_body_bytes", str(2 * 1024**2), whole_number(16 * 1024, 1024**3)),
            max_file_bytes=reader.read("max_file_bytes", str(10 * 1024**2), whole_number(16 * 1024, 1024**3)),
            retention_days=reader.read("retention_days", "365", whole_number(0, 36_500)),
            receipt_days=reader.read("receipt_days", "90", whole_number(1, 3650)),
            contracts_secret=reader.read_hidden("contracts_secret", "", KEY) or None,
            trusted_proxies=reader.read("trusted_proxies", "0", whole_number(0, 10)),
            log_level=cast("LogLevel", reader.read("log_level", "info", one_of("debug", "info", "warning", "error"))),
            desks={name: text for name, text in environ.items() if DESK_VARIABLE.fullmatch(name)},
        )
        if settings.delivery == "smtp" and not reader.text("smtp_url"):
            reader.problems.append("SIGNPOST_DELIVERY is smtp: set SIGNPOST_SMTP_URL too, such as smtp://localhost:25.")
        if settings.database_url.startswith("postgresql") and not has_driver():
            reader.problems.append(
                "SIGNPOST_DATABASE_URL is PostgreSQL, whose driver is not installed: "
                'run .venv/bin/pip install "psycopg[binary]", or leave the variable out to use SQLite.'
            )
        reader.problems.extend(_misspelt(environ))
        if reader.problems:
            raise SettingsError(*reader.problems)
        return settings


def signing_key(settings: Settings) -> str:
    """The key that signs forms and cookies: the one set, else the one kept in the data folder.

    It is made at the first start, for the owner's eyes only. Processes that start together agree on one key.

    Raises:
        SettingsError: when the kept key can be neither read nor written, or is too short to be one.
    """
    if settings.secret_key is not None:
        return settings.secret_key
    kept = settings.data_dir / "secret_key"
    try:
        if not kept.exists():
            _keep_new_key(kept)
        key = kept.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise SettingsError(
            f"{kept} cannot be read or written ({error.strerror}): set SIGNPOST_SECRET_KEY, or mend the file's rights."
        ) from error
    if len(key) < SHORTEST_KEY:
        raise SettingsError(f"The key in {kept} is too short: delete the file and the next start makes a new one.")
    return key


def prepare_folders(settings: Settings) -> None:
    """Makes the data folder and the index folder where they are missing.

    Raises:
        SettingsError: when there is no content folder, or a folder cannot be made or written.
    """
    problems = []
    if not settings.content_dir.is_dir():
        problems.append(
            f"There is no folder {settings.content_dir}: set SIGNPOST_CONTENT_DIR to the one of policies and articles."
        )
    for name, folder in (("data_dir", settings.data_dir), ("search_index_dir", settings.search_index_dir)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            problems.append(
                f"{folder} cannot be written ({error.strerror}): set {variable(name)} to a folder that can."
            )
    if problems:
        raise SettingsError(*problems)


def _keep_new_key(kept: Path) -> None:
    """Writes a new key beside its place, then links it there: whole or not at all, and the first process wins."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=kept.parent, prefix=".secret_key-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(handle)
        os.link(beside, kept)
    except FileExistsError:
        pass
    finally:
        Path(beside).unlink()


def _misspelt(environ: Mapping[str, str]) -> list[str]:
    """A sentence for each variable one slip from a known one, which would be ignored without a word.

    Variables that resemble none may belong to another program.
    """
    known = [variable(each.name) for each in fields(Settings) if each.name != "desks"]
    others = (name for name in environ if name.startswith("SIGNPOST_") and not DESK_VARIABLE.fullmatch(name))
    strangers = sorted(set(others) - set(known))
    meant = {name: get_close_matches(name, known, n=1, cutoff=0.9) for name in strangers}
    return [f"{name} is no setting: set {match[0]} instead." for name, match in meant.items() if match]
