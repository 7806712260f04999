"""Public holidays for the calendars of a policy: made and checked with the holiday library, never asked at run time."""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import holidays as library

from app.content.front_matter import read_source
from app.content.policy_file import PolicyForm
from app.content.problems import Problems


def calendar_lines(country: str, years: Iterable[int]) -> list[str]:
    """A calendar as it stands in a policy's front matter.

    Raises:
        NotImplementedError: the library does not know the country.
    """
    name = country.upper()
    dates = library.country_holidays(name, years=list(years), language="en_US")
    head = [
        f"  {country.lower()}:",
        f"    title: Public holidays ({name})",
        f"    source: Generated with python-holidays {version('holidays')}; review against the law before publishing",
        f"    country: {name}",
        "    dates:",
    ]
    return head + [f"      {day.isoformat()}: {text}" for day, text in sorted(dates.items())]


def differences(policy_file: Path, country: str, years: Iterable[int]) -> list[str]:
    """How the calendars of a country in a policy differ from the library, in sentences.

    Raises:
        ValueError: the file has no calendar of that country.
    """
    problems, span, name = Problems(str(policy_file)), list(years), country.upper()
    source = read_source(str(policy_file), policy_file.read_bytes(), problems)
    calendars = PolicyForm.model_validate(source.data).calendars if source else {}
    known = set(library.country_holidays(name, years=span))
    found: list[str] = []
    matching = {i: c for i, c in calendars.items() if c.country == name}
    if not matching:
        raise ValueError(f"{policy_file} has no calendar with country: {name}")
    for calendar_id, calendar in matching.items():
        frozen = {day for day in calendar.dates if day.year in span}
        found += [f"{calendar_id}: {day} is not in the library" for day in sorted(frozen - known)]
        found += [f"{calendar_id}: {day} is missing from the policy" for day in sorted(known - frozen)]
    return found
