"""How the form of a case is laid out: entries in sections, what is demanded first, each as wide as its answer."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.web.cases.entries import Entry

Size = Literal["short", "name", "line", "text", "log"]
HAPPENS, SYSTEM, MEANS, WHO = "What happens", "Your system", "What it means for you", "Who you are"
SECTIONS = (HAPPENS, SYSTEM, MEANS, WHO)


class Known(NamedTuple):
    """Where an entry stands, how large its answer is, and our help where the policy gives none."""

    section: str
    size: Size = "line"
    help: str = ""


STEPS = "Number them: what you do, what you expect, and what comes instead."
CHANGES = "An update, a setting, a disk, a network: what changed before it began, and when."
LOGS = "The exact text, with a few lines before and after. Take passwords and keys out."
WORKAROUND = "What you did, and what came of it."
KNOWN = {
    "summary": Known(HAPPENS),
    "description": Known(HAPPENS, "text"),
    "started": Known(HAPPENS, "name", "A date and a time with its zone."),
    "error_messages": Known(HAPPENS, "log", LOGS),
    "logs": Known(HAPPENS, "log", LOGS),
    "steps": Known(HAPPENS, "text", STEPS),
    "workarounds": Known(HAPPENS, "text", WORKAROUND),
    "earlier_case": Known(HAPPENS, "short"),
    "product_version": Known(SYSTEM, "short"),
    "version": Known(SYSTEM, "short"),
    "release": Known(SYSTEM, "short"),
    "recent_changes": Known(SYSTEM, help=CHANGES),
    "environment": Known(SYSTEM, "text"),
    "environment_access": Known(SYSTEM, "text"),
    "business_impact": Known(MEANS, "text"),
    "impact": Known(MEANS, "text"),
    "affected_users": Known(MEANS),
    "workaround": Known(MEANS, "text", WORKAROUND),
    "contact_name": Known(WHO, "name"),
    "contact_email": Known(WHO, "name"),
    "organisation": Known(WHO, "name"),
    "support_id": Known(WHO, "short"),
    "account": Known(WHO, "name"),
    "subscription": Known(WHO, "name"),
    "availability": Known(WHO),
}


class Field(NamedTuple):
    """An entry as the form shows it. `help` says what a good answer looks like, and how long it may be."""

    entry: Entry
    size: Size
    help: str


class Section(NamedTuple):
    """Fields under one heading."""

    title: str
    fields: tuple[Field, ...]


class Layout(NamedTuple):
    """The form: its sections, and what stands folded behind them, to be filled in by who has the time.

    `marked` is the rarer kind of field, which alone is marked.
    """

    sections: tuple[Section, ...]
    folded: tuple[Field, ...]
    marked: Literal["optional", "required"]

    @property
    def all(self) -> tuple[Field, ...]:
        """All fields, in their order."""
        return (*(each for section in self.sections for each in section.fields), *self.folded)

    def place(self, name: str) -> int:
        """How far down the form an entry stands; what is no entry comes last."""
        names = [each.entry.name for each in self.all]
        return names.index(name) if name in names else len(names)


def layout(asked: Sequence[Entry], *, is_critical: bool) -> Layout:
    """The entries laid out. Where every minute counts, what is not demanded is folded away."""
    folded = [entry for entry in asked if is_critical and not entry.is_required]
    shown = [entry for entry in asked if entry not in folded]
    sections = (Section(title, _fields(shown, title)) for title in SECTIONS)
    needed = sum(entry.is_required for entry in asked)
    return Layout(
        tuple(section for section in sections if section.fields),
        tuple(_field(entry) for entry in folded),
        "optional" if needed * 2 >= len(asked) else "required",
    )


def known(entry: Entry) -> Known:
    """What is known of an entry; one that only its policy knows is text about the problem, or a line on the system."""
    unknown = Known(HAPPENS, "text") if entry.is_long else Known(SYSTEM)
    found = KNOWN.get(entry.name, unknown)
    is_text = found.size in ("text", "log")
    return found if is_text == entry.is_long else found._replace(size=unknown.size)


def _fields(entries: Sequence[Entry], section: str) -> tuple[Field, ...]:
    found = [entry for entry in entries if known(entry).section == section]
    return tuple(_field(entry) for entry in sorted(found, key=lambda entry: not entry.is_required))


def _field(entry: Entry) -> Field:
    place = known(entry)
    limit = f"Up to {entry.longest:,} characters." if entry.is_long or entry.name == "summary" else ""
    return Field(entry, place.size, " ".join(filter(None, [entry.help or place.help, limit])))
