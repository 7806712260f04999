"""What a case asks a customer to type: the site's own entries and the policy's, and what is wrong with a text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from email_validator import EmailNotValidError, validate_email

from app.domain.policy import IntakeField, Policy

LONGEST_LINE = 300
LONGEST_TEXT = 20_000
EMAIL = "email"
ENVIRONMENT = (
    "Operating system, database with its version, size of the cluster, cloud or own hardware. "
    "The output of a version command is welcome."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to type. `name` is its key among the values, `type` and `autocomplete` are HTML's words."""

    name: str
    label: str
    help: str = ""
    is_required: bool = True
    is_long: bool = False
    type: str = "text"
    autocomplete: str = ""

    @property
    def control(self) -> str:
        """The id and name of its control in a form."""
        return f"field-{self.name}"

    @property
    def longest(self) -> int:
        """The most characters that it takes."""
        return LONGEST_TEXT if self.is_long else LONGEST_LINE


OWN = (
    Entry("contact_name", "Your name", autocomplete="name"),
    Entry("organisation", "Organisation", autocomplete="organization"),
    Entry("contact_email", "E-mail address", "The confirmation and answers go here.", type=EMAIL, autocomplete="email"),
    Entry("summary", "Summary", "One line: what fails, and where. “Backups of the Oslo cluster stop at 40 %”."),
    Entry("description", "Description", "What happens, since when, and what you expected instead.", is_long=True),
    Entry("environment", "Environment", ENVIRONMENT, is_required=False, is_long=True),
)


def entries(policy: Policy) -> tuple[Entry, ...]:
    """What is asked for, in order. Where the policy asks for one of our own entries, it is asked for in its words."""
    theirs = {each.id: each for each in policy.intake.fields}
    own = (_in_words_of(each, theirs.get(each.name)) for each in OWN)
    return (*own, *(_entry(each) for each in intake_fields(policy)))


def intake_fields(policy: Policy) -> Iterator[IntakeField]:
    """What the policy asks for beyond our own entries."""
    own = {each.name for each in OWN}
    return (each for each in policy.intake.fields if each.id not in own)


def _entry(asked: IntakeField) -> Entry:
    return Entry(asked.id, asked.label, asked.help, asked.is_required, asked.is_long)


def _in_words_of(own: Entry, asked: IntakeField | None) -> Entry:
    if asked is None:
        return own
    is_required = own.is_required or asked.is_required
    return replace(own, label=asked.label, help=asked.help or own.help, is_required=is_required)


def settled(entry: Entry, typed: str) -> str:
    """The text as a case keeps it: a long one unchanged, a line without the blanks around it."""
    return typed if entry.is_long else typed.strip()


def problems(asked: tuple[Entry, ...], values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The name of each entry that cannot be taken as it is, and a sentence that says what to do."""
    for entry in asked:
        sentence = _problem(entry, settled(entry, values.get(entry.name, "")))
        if sentence:
            yield entry.name, sentence
    known = {entry.name for entry in asked}
    yield from ((name, "This is not asked for: leave it out.") for name in values if name not in known)


def _problem(entry: Entry, text: str) -> str:
    if not text.strip():
        return _missing(entry) if entry.is_required else ""
    if not is_storable(text):
        return f"“{entry.label}” holds a character that cannot be stored (NUL, or half of a pair): take it out."
    if len(text) > entry.longest:
        return f"“{entry.label}” has {len(text):,} characters: shorten it to {entry.longest:,}."
    if not entry.is_long and len(text.splitlines()) > 1:
        return f"“{entry.label}” takes one line only."
    return _email_problem(text) if entry.type == EMAIL else ""


def _missing(entry: Entry) -> str:
    is_own = entry.name in {each.name for each in OWN}
    return f"Fill in “{entry.label}”." if is_own else f"Fill in “{entry.label}”. Write “unknown” if you cannot tell."


def _email_problem(text: str) -> str:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError as error:
        return f"Write an e-mail address such as name@example.com. {error}"
    return ""


def is_storable(text: str) -> bool:
    """Whether every mail and database can carry the text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text)
