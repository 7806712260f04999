"""Contracts as a vendor writes them, in a line of CSV or an object of JSON: read, and held against the policies."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from typing import NamedTuple, TypeVar

from app.cases.addresses import normal_domain
from app.domain.contract import Contract
from app.domain.entitlement import tier_answers
from app.domain.policy import Policy

NEEDED = ("policy", "support_id", "organisation", "email_domains", "tier", "starts_on")
COLUMNS = (*NEEDED, "ends_on", "incidents_used", "incidents_bought", "counted_on")
SUPPORT_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/:#+-]{0,98}[A-Za-z0-9])?")
YEARS = range(1970, 2200)
LONGEST_ORGANISATION = 300
MOST_INCIDENTS = 100_000
T = TypeVar("T")


class Mistake(NamedTuple):
    """What is wrong in a line, in a column (empty: in the whole of it), and what to write instead."""

    line: int
    column: str
    message: str
    hint: str

    def __str__(self) -> str:
        place = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.message}. {self.hint}."


class Line(NamedTuple):
    """A contract as it is written: the number of its line, and texts by column."""

    number: int
    texts: Mapping[str, str]


class Wrong(ValueError):
    """A text that cannot be taken, with what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def lines_of(file: bytes) -> tuple[list[Line], list[Mistake]]:
    """The lines of a CSV file, as spreadsheets write it: comma or semicolon, with or without a byte order mark."""
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = file[: error.start].count(b"\n") + 1
        return [], [Mistake(number, "", "this is not written in UTF-8", "Save the file as “CSV UTF-8”")]
    head = text.partition("\n")[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[Line] = []
    mistakes: list[Mistake] = []
    begins = 1
    try:
        names = [name.strip() for name in next(rows, [])]
        if mistakes := list(_wrong_columns(names)):
            return [], mistakes
        begins = rows.line_num + 1
        for row in rows:
            if len(row) > len(names):
                more = f"it has {len(row)} values, and the first line names {len(names)} columns"
                mistakes.append(Mistake(begins, "", more, "Put quotation marks around a text that holds the separator"))
            elif any(value.strip() for value in row):
                found.append(Line(begins, dict(zip(names, row, strict=False))))
            begins = rows.line_num + 1
    except csv.Error as error:
        mistakes.append(Mistake(begins, "", f"this is no CSV ({error})", "Write the file anew from the spreadsheet"))
    return found, mistakes


def _wrong_columns(names: Sequence[str]) -> Iterator[Mistake]:
    for name in NEEDED:
        if name not in names:
            yield Mistake(1, name, "there is no such column", f"The first line names the columns: {', '.join(COLUMNS)}")
    for name in dict.fromkeys(names):
        if name not in COLUMNS:
            near = get_close_matches(name, COLUMNS, 1)
            hint = f"Did you mean {near[0]}" if near else f"Leave it out; the columns are {', '.join(COLUMNS)}"
            yield Mistake(1, name, "this column is not known", hint)
        elif names.count(name) > 1:
            yield Mistake(1, name, "this column stands there twice", "Leave one of them out")


class ContractReader:
    """Reads lines one by one and gathers what is wrong with them; `policies` are those in force, by slug."""

    def __init__(self, policies: Mapping[str, Policy], today: date) -> None:
        self._policies = policies
        self._today = today
        self._lines: dict[tuple[str, str], int] = {}
        self.mistakes: list[Mistake] = []
        self.warnings: dict[tuple[str, str], str] = {}

    def read(self, line: Line) -> Contract | None:
        """The contract; None where something is wrong, which is noted."""
        before = len(self.mistakes)
        policy = self._value(line, "policy", self._policy)
        tier = self._value(line, "tier", lambda text: _tier(policy, text))
        support_id = self._value(line, "support_id", _support_id)
        organisation = self._value(line, "organisation", _organisation)
        domains = self._value(line, "email_domains", _domains)
        starts_on = self._value(line, "starts_on", _day)
        ends_on = self._value(line, "ends_on", lambda text: _last_day(text, starts_on))
        used = self._value(line, "incidents_used", _number)
        bought = self._value(line, "incidents_bought", _number)
        counted_on = self._value(
            line, "counted_on", lambda text: _day_of_count(text, starts_on, self._today, is_needed=bool(used or bought))
        )
        if policy and support_id:
            self._value(line, "support_id", lambda _: self._once(policy.slug, support_id, line.number))
        if len(self.mistakes) > before or not (policy and tier and starts_on and counted_on):
            return None
        self._warn(policy, tier)
        return Contract(
            policy=policy.slug,
            support_id=support_id or "",
            organisation=organisation or "",
            email_domains=domains or (),
            tier=tier,
            starts_on=starts_on,
            ends_on=ends_on,
            incidents_used=used or 0,
            incidents_bought=bought or 0,
            counted_on=counted_on,
        )

    def _value(self, line: Line, column: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(line.texts.get(column, "").strip())
        except Wrong as wrong:
            self.mistakes.append(Mistake(line.number, column, wrong.message, wrong.hint))
            return None

    def _policy(self, text: str) -> Policy:
        if text not in self._policies:
            raise Wrong(f"there is no policy “{text}”", f"Use one of {', '.join(sorted(self._policies))}")
        return self._policies[text]

    def _once(self, policy: str, support_id: str, number: int) -> None:
        first = self._lines.setdefault((policy, support_id), number)
        if first != number:
            raise Wrong(f"the same policy and Support ID stand in line {first}", "Leave one of them out")

    def _warn(self, policy: Policy, tier: str) -> None:
        if (policy.slug, tier) not in self.warnings and not tier_answers(policy, tier).is_certain:
            self.warnings[policy.slug, tier] = (
                f"Fixed answers do not decide the tier {tier} of {policy.slug}: customers are asked the rest."
            )
        self.warnings.setdefault((policy.slug, tier), "")


def _tier(policy: Policy | None, text: str) -> str:
    if policy is not None and text not in policy.tier_by_id:
        raise Wrong(f"{policy.slug} has no tier “{text}”", f"Use one of {', '.join(policy.tier_by_id)}")
    return text


def _support_id(text: str) -> str:
    if not SUPPORT_ID.fullmatch(text):
        raise Wrong("this is no Support ID", "Write 1 to 100 letters, digits and . _ / : # + - between them")
    return text


def _organisation(text: str) -> str:
    if not text or len(text) > LONGEST_ORGANISATION or not text.isprintable():
        raise Wrong("this is no name", f"Write the organisation in one line of at most {LONGEST_ORGANISATION} signs")
    return text


def _domains(text: str) -> tuple[str, ...]:
    found = {each: normal_domain(each) for each in text.split()}
    wrong = [each for each, domain in found.items() if domain is None]
    if wrong or not found:
        said = f"“{' '.join(wrong)}” is no domain of e-mail addresses" if wrong else "there is none"
        raise Wrong(said, "Write domains with blanks between them, such as example.com example.org")
    return tuple(dict.fromkeys(domain for domain in found.values() if domain))


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-06-01") else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise Wrong(f"“{text}” is no day" if text else "the day is missing", "Write it as 2026-06-01")
    return day


def _last_day(text: str, starts_on: date | None) -> date | None:
    day = _day(text) if text else None
    if day and starts_on and day < starts_on:
        raise Wrong("it ends before it begins", "Write its last day, or leave it empty where it has none")
    return day


def _day_of_count(text: str, starts_on: date | None, today: date, *, is_needed: bool) -> date | None:
    """The day of the count; where nothing was counted, that on which the contract begins."""
    if not text and is_needed:
        raise Wrong("the day of the count is missing", "Write on which day the incidents were counted")
    day = _day(text) if text else starts_on
    if text and day and day > today + timedelta(days=1):
        raise Wrong("this day is still to come", "Write on which day the incidents were counted")
    return day


def _number(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and int(text[:9]) <= MOST_INCIDENTS and len(text) < 9):
        raise Wrong(f"“{text}” is no number of incidents", f"Write a whole number from 0 to {MOST_INCIDENTS:,}")
    return int(text or "0")
