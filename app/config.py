"""Settings of one site, read once from SIGNPOST_* variables."""

import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Generic, Literal, Self, TypeVar, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

CHECKOUT = Path(__file__).resolve().parent.parent
SHORTEST_KEY = 16
DESK_VARIABLE = re.compile(r"SIGNPOST_DESK_[A-Z0-9_]+_(URL|USER|TOKEN|SECRET)")
T = TypeVar("T")

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
    trusted_proxies: int
    log_level: LogLevel
    desks: Mapping[str, str] = field(repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Settings as the variables say, with the default where one is missing or empty; touches no disk.

        Relative folders count from the working folder; default ones stand in the checkout. Raises: SettingsError.
        """
        reader = _Reader(environ)
        data_dir = reader.read("data_dir", str(CHECKOUT / "var"), FOLDER)
        settings = cls(
            content_dir=reader.read("content_dir", str(CHECKOUT / "content"), FOLDER),
            data_dir=data_dir,
            search_index_dir=reader.read("search_index_dir", str(CHECKOUT / "search_index"), FOLDER),
            database_url=reader.read_hidden("database_url", f"sqlite:///{data_dir / 'signpost.db'}", DATABASE),
            secret_key=reader.read_hidden("secret_key", "", KEY) or None,
            public_url=reader.read("public_url", "http://127.0.0.1:5000", ORIGIN),
            delivery=cast("DeliveryKind", reader.read("delivery", "eml", _one_of("eml", "smtp"))),
            smtp_url=reader.read_hidden("smtp_url", "", SMTP) or None,
            mail_from=reader.read("mail_from", "signpost@localhost", MAIL_ADDRESS),
            desk_address=reader.read("desk_address", "support@localhost", MAIL_ADDRESS),
            search=cast("SearchEngine", reader.read("search", "whoosh", _one_of("whoosh", "tantivy"))),
            rate_limits=reader.read("rate_limits", "on", _one_of("on", "off")) == "on",
            edit_url=reader.read("edit_url", "", EDIT_PATTERN) or None,
            drafts=reader.read("drafts", "off", _one_of("on", "off")) == "on",
            default_zone=reader.read("default_zone", "UTC", ZONE),
            workers=reader.read("workers", "1", _whole_number(1, 64)),
            max_body_bytes=reader.read("max_body_bytes", str(2 * 1024**2), _whole_number(16 * 1024, 1024**3)),
            trusted_proxies=reader.read("trusted_proxies", "0", _whole_number(0, 10)),
            log_level=cast("LogLevel", reader.read("log_level", "info", _one_of("debug", "info", "warning", "error"))),
            desks={name: text for name, text in environ.items() if DESK_VARIABLE.fullmatch(name)},
        )
        if settings.delivery == "smtp" and not reader.text("smtp_url"):
            reader.problems.append("SIGNPOST_DELIVERY is smtp: set SIGNPOST_SMTP_URL too, such as smtp://localhost:25.")
        if settings.database_url.startswith("postgresql") and not _has_driver():
            reader.problems.append(
                "SIGNPOST_DATABASE_URL is PostgreSQL, whose driver is not installed: "
                'run .venv/bin/pip install "psycopg[binary]", or leave the variable out to use SQLite.'
            )
        reader.problems.extend(_misspelt(environ))
        if reader.problems:
            raise SettingsError(*reader.problems)
        return settings


def variable(name: str) -> str:
    """The variable that a field of Settings is read from."""
    return f"SIGNPOST_{name.upper()}"


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


@dataclass(frozen=True)
class _Kind(Generic[T]):
    """How one kind of value is read from text (ValueError where it is none), and what to set instead."""

    parse: Callable[[str], T]
    instead: str


class _Reader:
    """Reads variables one by one and gathers what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self._environ.get(variable(name), "").strip()

    def read(self, name: str, default: str, kind: _Kind[T]) -> T:
        """The variable's value; the default's where it is empty, or wrong and noted."""
        return self._value(name, default, kind, f'is "{self.text(name)}"')

    def read_hidden(self, name: str, default: str, kind: _Kind[T]) -> T:
        """As `read`, for what may hold a password: a problem never shows the text."""
        return self._value(name, default, kind, "cannot be used as it is")

    def _value(self, name: str, default: str, kind: _Kind[T], fault: str) -> T:
        try:
            return kind.parse(self.text(name) or default)
        except ValueError:
            self.problems.append(f"{variable(name)} {fault}: set {kind.instead}.")
            return kind.parse(default)


def _misspelt(environ: Mapping[str, str]) -> list[str]:
    """A sentence for each variable one slip from a known one, which would be ignored without a word.

    Variables that resemble none may belong to another program.
    """
    known = [variable(each.name) for each in fields(Settings) if each.name != "desks"]
    others = (name for name in environ if name.startswith("SIGNPOST_") and not DESK_VARIABLE.fullmatch(name))
    strangers = sorted(set(others) - set(known))
    meant = {name: get_close_matches(name, known, n=1, cutoff=0.9) for name in strangers}
    return [f"{name} is no setting: set {match[0]} instead." for name, match in meant.items() if match]


def _one_of(*allowed: str) -> _Kind[str]:
    pattern = "|".join(map(re.escape, allowed))
    return _Kind(lambda text: _matching(pattern)(text.lower()), " or ".join(allowed))


def _whole_number(least: int, most: int) -> _Kind[int]:
    def parse(text: str) -> int:
        number = int(_matching("[0-9]{1,12}")(text))
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return _Kind(parse, f"a whole number from {least} to {most}")


def _matching(pattern: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return parse


def _address(pattern: str) -> Callable[[str], str]:
    """Text of a pattern whose port, if any, exists."""

    def parse(text: str) -> str:
        urlsplit(_matching(pattern)(text)).port  # noqa: B018 - asked for, because it raises
        return text

    return parse


def _database(text: str) -> str:
    """SQLite paths become absolute, for the libraries disagree on where a relative one starts.

    PostgreSQL is spoken to by psycopg, also where the address does not say so.
    """
    file = re.fullmatch(r"sqlite:///(?!:memory:|file:)([^?#]+)", text)
    if file:
        return f"sqlite:///{Path(file[1]).absolute()}"
    return _address(rf"postgresql\+psycopg://.*{HOST}/.+")(re.sub("^postgresql:", "postgresql+psycopg:", text))


def _has_driver() -> bool:
    """Whether PostgreSQL can be spoken to: psycopg is installed, and finds the library of PostgreSQL that it needs."""
    try:
        import_module("psycopg")
    except ImportError:
        return False
    return True


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, OSError) as error:
        raise ValueError(text) from error


HOST = r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:\d+)?"
FOLDER = _Kind(
    lambda text: Path(_matching("[^~].*")(text)).absolute(),
    "a folder, in full or from the working folder on, without ~",
)
KEY = _Kind(_matching(rf"|.{{{SHORTEST_KEY},}}"), f"at least {SHORTEST_KEY} characters that nobody can guess")
DATABASE = _Kind(_database, "sqlite:///folder/file.db or postgresql://user:password@host/database")
ORIGIN = _Kind(
    lambda text: _address(rf"https?://{HOST}/?")(text).rstrip("/"),
    "an http or https address without a path, such as https://support.example.com",
)
SMTP = _Kind(
    _address(rf"|smtps?://([^@\s/]+@)?{HOST}(/?\?starttls=1|/?)"),
    "smtp://host:25 or smtps://user:password@host:465",
)
EDIT_PATTERN = _Kind(
    _address(rf"|https?://{HOST}/[^{{}}\s]*\{{path\}}[^{{}}\s]*"),
    "an address with {path} in it, such as https://git.example.com/site/edit/main/content/{path}",
)
MAIL_ADDRESS = _Kind(_matching(r"[^\s<>,;:@\"'()\x00-\x1f]+@[\w.-]+"), "one plain address, such as support@example.com")
ZONE = _Kind(_zone, "an IANA time zone, such as Europe/Stockholm")
