"""A contract: who holds it, the tier that it gives, and how many incidents of its period are used."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from app.domain.policy import Allowance, OutcomeKind

UNDECIDED = "undecided"
COUNTED = (OutcomeKind.OPEN_CASE.value, UNDECIDED)
"""Outcomes whose case uses up an incident. What is taken by agreement, or about a case that is there, does not."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What a vendor told of a contract. `ends_on` is its last day, None where it has none.

    `email_domains` are those of its addresses, in ASCII and small letters. The incidents are those that the vendor
    had counted on `counted_on`, used and bought in the period of that day.
    """

    policy: str
    support_id: str
    organisation: str
    email_domains: tuple[str, ...]
    tier: str
    starts_on: date
    ends_on: date | None
    incidents_used: int
    incidents_bought: int
    counted_on: date

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on a day (UTC)."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Period(NamedTuple):
    """The days over which incidents are counted, half-open; `until_on` None where it has no end."""

    from_on: date
    until_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contract stands on a day. `included` with what was bought; None where no number limits it."""

    used: int
    bought: int
    included: int | None
    per: str
    period: Period

    @property
    def left(self) -> int | None:
        """How many incidents are left; None where no number limits them."""
        return None if self.included is None else max(self.included - self.used, 0)


def period_of(contract: Contract, per: str | None, day: date) -> Period:
    """The period that a day lies in: of a month or year of the calendar, a year of the contract, or all of it."""
    if per == "month":
        first = day.replace(day=1)
        return Period(first, (first + 31 * _ONE_DAY).replace(day=1))
    if per == "calendar year":
        return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))
    if per == "contract year":
        return _contract_year(contract.starts_on, day)
    return Period(contract.starts_on, contract.ends_on + _ONE_DAY if contract.ends_on else None)


def _contract_year(starts_on: date, day: date) -> Period:
    years = day.year - starts_on.year
    if _anniversary(starts_on, years) > day:
        years -= 1
    return Period(_anniversary(starts_on, years), _anniversary(starts_on, years + 1))


def _anniversary(starts_on: date, years: int) -> date:
    """The day on which another year begins; that of 29 February is 1 March where there is none: the year is full."""
    try:
        return starts_on.replace(year=starts_on.year + years)
    except ValueError:
        return date(starts_on.year + years, 3, 1)


def counted_from(contract: Contract, allowance: Allowance, told_at: datetime, day: date) -> datetime:
    """The moment (UTC) from which cases sent here come on top of the vendor's count, which was told at `told_at`.

    That count holds the whole of its day, as far as the day had come when it was told.
    """
    counted_until = min(_midnight(contract.counted_on + _ONE_DAY), told_at.astimezone(UTC))
    return max(_midnight(period_of(contract, allowance.per, day).from_on), counted_until)


def standing(contract: Contract, allowance: Allowance, day: date, sent: int) -> Standing:
    """How the contract stands on a day; `sent` cases came on top of the vendor's count in this period.

    A count of another period says nothing of this one, neither what was used nor what was bought.
    """
    period = period_of(contract, allowance.per, day)
    is_of_this_period = period.holds(contract.counted_on)
    used = (contract.incidents_used if is_of_this_period else 0) + sent
    bought = contract.incidents_bought if is_of_this_period else 0
    included = None if allowance.incidents is None else allowance.incidents + bought
    return Standing(used, bought, included, allowance.per or "", period)


def used_text(used: int, included: int, per: str) -> str:
    """How many incidents are used: 3 of 12 incidents used this contract year."""
    when = "under this contract" if per == "contract" else f"this {per}"
    return f"{used} of {included} incident{'' if included == 1 else 's'} used {when}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
