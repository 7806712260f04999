"""desks.yml: which desks there are, and which case goes to which of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.content.front_matter import Source, read_yaml, validate
from app.content.patterns import DURATION, NAME
from app.content.problems import ContentRefused, Problems
from app.domain.routing import CONDITIONS, DeskKind, Fallback, NamedDesk, Route, Routing, RoutingRule, Way

FILE = "desks.yml"
LONGEST_NAME = 40
NONE = "none"
"""What stands behind `otherwise` where the rules are to cover every case."""
WEB_ADDRESS = r"^https?://[^\s?#]+$"
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(pattern=NAME, max_length=LONGEST_NAME)]
UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
NEEDS_QUEUE = (DeskKind.REQUEST_TRACKER,)


def _listed(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _texts(value: Any) -> Any:
    return {str(name): str(text) for name, text in value.items()} if isinstance(value, dict) else value


def _none(value: Any) -> Any:
    return None if value == NONE else value


Listed = Annotated[list[str], BeforeValidator(_listed)]
Texts = Annotated[dict[str, str], BeforeValidator(_texts)]
Queue = Annotated[str, BeforeValidator(str), StringConstraints(max_length=200)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeskForm(_Form):
    """A desk. Its web address and its secrets are settings; the address of a form is not secret and stands here."""

    kind: DeskKind
    title: Text | None = None
    address: Text | None = None
    queue: Queue = ""
    fields: Texts = Field(default_factory=dict)
    severities: Texts = Field(default_factory=dict)
    options: Texts = Field(default_factory=dict)
    longest: Annotated[int, Field(ge=500, le=60_000)] | None = None


class WayForm(_Form):
    """A desk and a queue there."""

    desk: Name
    queue: Queue = ""


class FallbackForm(WayForm):
    """Who takes over, and when."""

    after_failures: Annotated[int, Field(ge=1, le=80)] | None = None
    after: Annotated[str, StringConstraints(pattern=DURATION)] | None = None


class RouteForm(WayForm):
    """Where a case goes."""

    also: WayForm | None = None
    fallback: FallbackForm | None = None


class RuleForm(RouteForm):
    """Where the cases go for which all of this holds."""

    policy: Listed | None = None
    product: Listed | None = None
    tier: Listed | None = None
    severity: Listed | None = None
    outcome: Listed | None = None


class DesksForm(_Form):
    """The closed schema of desks.yml."""

    desks: dict[str, DeskForm]
    rules: list[RuleForm] = Field(default_factory=list)
    otherwise: Annotated[RouteForm | None, BeforeValidator(_none)]


def read_routing(name: str, raw: bytes, problems: Problems) -> tuple[Routing, Source] | None:
    """The routing in a file, and where its fields stand; None with the reasons noted."""
    source = read_yaml(name, raw, problems)
    form = validate(DesksForm, source, problems) if source else None
    if source is None or form is None:
        return None
    before = len(problems.found)
    for path, message, hint in _mistakes(form):
        problems.add(source.line(path), ".".join(map(str, path)), message, hint)
    return (_routing(form), source) if len(problems.found) == before else None


class RoutingFile:
    """desks.yml of a content folder, read again when it changes. A file with errors never replaces a good state."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._seen: tuple[int, int, int] | None = None
        self._routing: Routing | None = None

    def read(self) -> Routing | None:
        """The routing; None where there is no such file. Raises: ContentRefused, as long as none was ever good."""
        try:
            stat = self._path.stat()
        except OSError:
            return self._routing
        seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if seen != self._seen:
            problems = Problems(str(self._path.relative_to(self._path.parent.parent)))
            found = read_routing(problems.path, self._path.read_bytes(), problems)
            if found is None and self._routing is None:
                raise ContentRefused(problems.found)
            self._seen, self._routing = seen, found[0] if found else self._routing
        return self._routing


Mistake = tuple[tuple[str | int, ...], str, str]


def _mistakes(form: DesksForm) -> Iterator[Mistake]:
    for name, desk in form.desks.items():
        yield from _desk_mistakes(name, desk)
    for number, rule in enumerate(form.rules):
        yield from _route_mistakes(("rules", number), rule, form.desks)
    if form.otherwise:
        yield from _route_mistakes(("otherwise",), form.otherwise, form.desks)


def _desk_mistakes(name: str, desk: DeskForm) -> Iterator[Mistake]:
    at = ("desks", name)
    if not _is(NAME, name) or len(name) > LONGEST_NAME:
        yield at, f"“{name}” cannot name a desk", "use a-z, 0-9 and _, beginning with a letter"
    if desk.kind in NEEDS_QUEUE and not desk.queue:
        yield at, "this desk needs a queue", "add queue: with the queue that takes its cases"
    if desk.kind is DeskKind.ZENDESK and desk.queue and not desk.queue.isdigit():
        yield (*at, "queue"), "a group of Zendesk is a number", "write the number from the group's address"
    if desk.kind.is_form and desk.kind is not DeskKind.MAILTO and not _is(WEB_ADDRESS, desk.address or ""):
        yield (*at, "address"), "this form needs a web address", "write it as https://…, without ? and #"
    if desk.kind is DeskKind.MAILTO and "@" not in (desk.address or ""):
        yield (*at, "address"), "this desk needs an e-mail address", "write one, such as support@example.com"
    for level in desk.severities:
        if not level.isdigit():
            yield (*at, "severities", level), f"“{level}” is no severity", "write its number"


def _route_mistakes(at: tuple[str | int, ...], route: RouteForm, desks: Mapping[str, DeskForm]) -> Iterator[Mistake]:
    inner = {"also": route.also, "fallback": route.fallback}
    ways = [(at, route), *(((*at, name), way) for name, way in inner.items() if way)]
    for path, way in ways:
        if way.desk not in desks:
            yield (*path, "desk"), f"there is no desk “{way.desk}”", f"use one of {', '.join(desks)}"
        elif path != at and desks[way.desk].kind.is_form:
            yield (*path, "desk"), "a form that the customer sends cannot stand here", "name a desk with a delivery"
    fallback = route.fallback
    if fallback and fallback.after is None and fallback.after_failures is None:
        yield (*at, "fallback"), "it is not said when the fallback takes over", "add after_failures: or after:"
    if fallback and route.desk in desks and desks[route.desk].kind.is_form:
        yield (*at, "fallback"), "nothing can fail at a form", "take the fallback out"


def _is(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def _routing(form: DesksForm) -> Routing:
    desks = {name: _desk(name, desk) for name, desk in form.desks.items()}
    rules = tuple(RoutingRule(_when(rule), _route(rule, desks)) for rule in form.rules)
    return Routing(desks, rules, _route(form.otherwise, desks) if form.otherwise else None)


def _desk(name: str, desk: DeskForm) -> NamedDesk:
    severities = {int(level): text for level, text in desk.severities.items()}
    return NamedDesk(
        name,
        desk.title or name,
        desk.kind,
        desk.address or "",
        desk.queue,
        desk.fields,
        severities,
        desk.options,
        desk.longest or 0,
    )


def _when(rule: RuleForm) -> dict[str, tuple[str, ...]]:
    given = {name: getattr(rule, name) for name in CONDITIONS}
    return {name: tuple(allowed) for name, allowed in given.items() if allowed is not None}


def _route(route: RouteForm, desks: Mapping[str, NamedDesk]) -> Route:
    also = Way(route.also.desk, route.also.queue) if route.also else None
    is_by_hand = desks[route.desk].kind.is_form
    return Route(Way(route.desk, route.queue), also, _fallback(route.fallback), is_by_hand)


def _fallback(form: FallbackForm | None) -> Fallback | None:
    if form is None:
        return None
    return Fallback(Way(form.desk, form.queue), form.after_failures, _duration(form.after) if form.after else None)


def _duration(text: str) -> timedelta:
    number, unit = text.split()
    return int(number) * UNITS[unit.removesuffix("s")]
