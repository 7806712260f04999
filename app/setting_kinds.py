"""How a setting is read from its text: the kinds of values, and a reader that gathers what is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

SHORTEST_KEY = 16
T = TypeVar("T")


def variable(name: str) -> str:
    """The variable that a field of Settings is read from."""
    return f"SIGNPOST_{name.upper()}"


@dataclass(frozen=True)
class Kind(Generic[T]):
    """How one kind of value is read from text (ValueError where it is none), and what to set instead."""

    parse: Callable[[str], T]
    instead: str


class Reader:
    """Reads variables one by one and gathers what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self._environ.get(variable(name), "").strip()

    def read(self, name: str, default: str, kind: Kind[T]) -> T:
        """The variable's value; the default's where it is empty, or wrong and noted."""
        return self._value(name, default, kind, f'is "{self.text(name)}"')

    def read_hidden(self, name: str, default: str, kind: Kind[T]) -> T:
        """As `read`, for what may hold a password: a problem never shows the text."""
        return self._value(name, default, kind, "cannot be used as it is")

    def _value(self, name: str, default: str, kind: Kind[T], fault: str) -> T:
        try:
            return kind.parse(self.text(name) or default)
        except ValueError:
            self.problems.append(f"{variable(name)} {fault}: set {kind.instead}.")
            return kind.parse(default)


def one_of(*allowed: str) -> Kind[str]:
    pattern = "|".join(map(re.escape, allowed))
    return Kind(lambda text: _matching(pattern)(text.lower()), " or ".join(allowed))


def whole_number(least: int, most: int) -> Kind[int]:
    def parse(text: str) -> int:
        number = int(_matching("[0-9]{1,12}")(text))
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return Kind(parse, f"a whole number from {least} to {most}")


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


def has_driver() -> bool:
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
FOLDER = Kind(
    lambda text: Path(_matching("[^~].*")(text)).absolute(),
    "a folder, in full or from the working folder on, without ~",
)
KEY = Kind(_matching(rf"|.{{{SHORTEST_KEY},}}"), f"at least {SHORTEST_KEY} characters that nobody can guess")
DATABASE = Kind(_database, "sqlite:///folder/file.db or postgresql://user:password@host/database")
ORIGIN = Kind(
    lambda text: _address(rf"https?://{HOST}/?")(text).rstrip("/"),
    "an http or https address without a path, such as https://support.example.com",
)
SMTP = Kind(
    _address(rf"|smtps?://([^@\s/]+@)?{HOST}(/?\?starttls=1|/?)"),
    "smtp://host:25 or smtps://user:password@host:465",
)
EDIT_PATTERN = Kind(
    _address(rf"|https?://{HOST}/[^{{}}\s]*\{{path\}}[^{{}}\s]*"),
    "an address with {path} in it, such as https://git.example.com/site/edit/main/content/{path}",
)
MAIL_ADDRESS = Kind(_matching(r"[^\s<>,;:@\"'()\x00-\x1f]+@[\w.-]+"), "one plain address, such as support@example.com")
ZONE = Kind(_zone, "an IANA time zone, such as Europe/Stockholm")
