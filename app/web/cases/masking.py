"""What is masked of a case before it is sent: secrets unless the customer says otherwise, addresses on demand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.domain.case import CaseDraft, CaseField
from app.domain.redaction import Finding, Kind, findings, redacted
from app.web.cases.entries import Entry, settled
from app.web.cases.form import CaseForm

TICKED, ALL, NONE, SECRETS = "ticked", "all", "none", "secrets"
"""The ways to mask: what is ticked, everything found, nothing; and of a critical case its secrets, in one tick."""
MASKED = CaseField("masked_before_sending", "Masked before sending", "")
LONGEST_BESIDE = 60
WORDS = {
    Kind.PRIVATE_KEY: ("private key", "private keys"),
    Kind.TOKEN: ("key or token", "keys and tokens"),
    Kind.PASSWORD: ("password", "passwords"),
    Kind.EMAIL: ("e-mail address", "e-mail addresses"),
    Kind.IP: ("IP address", "IP addresses"),
}


class Line(NamedTuple):
    """The line in which something stands, in three pieces; a long one is cut around it."""

    before: str
    value: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as a page shows it: in which entry, what it is, its line, and whether it is to be masked."""

    finding: Finding
    entry: Entry
    line: Line
    is_ticked: bool

    @property
    def what(self) -> str:
        """What it is, in words."""
        return WORDS[self.finding.kind][0]


def looked_through(asked: Sequence[Entry], values: Mapping[str, str]) -> dict[str, str]:
    """The texts of a case in which secrets are looked for, as the case would keep them: all but the short entries."""
    looked = (each for each in asked if each.is_long or each.name == "summary")
    return {each.name: settled(each, text) for each in looked if len(text := values.get(each.name, "")) <= each.longest}


def found_in(asked: Sequence[Entry], form: CaseForm, texts: Mapping[str, str]) -> tuple[Found, ...]:
    """What was found, each with the decision of the customer, or ours while there is none."""
    entry_of = {each.name: each for each in asked}
    return tuple(
        Found(each, entry_of[each.spots[0].text], _line(texts[each.spots[0].text], each), _is_chosen(each, form))
        for each in findings(texts)
    )


def chosen(found: Iterable[Finding], form: CaseForm, *, is_critical: bool) -> list[Finding]:
    """What is masked when the form is sent. Of a critical case the secrets, if its one tick is left in place."""
    if is_critical:
        return [each for each in found if each.kind.is_secret and form.masking.data == SECRETS]
    return [each for each in found if _is_chosen(each, form)]


def masked(draft: CaseDraft, texts: Mapping[str, str], hidden: Sequence[Finding]) -> CaseDraft:
    """The case with placeholders for what is hidden, and a field that counts them; else as it is."""
    if not hidden:
        return draft
    instead = redacted(texts, hidden)
    fields = (each._replace(value=instead.get(each.id, each.value)) for each in draft.fields)
    return replace(
        draft,
        summary=instead.get("summary", draft.summary),
        description=instead.get("description", draft.description),
        environment=instead.get("environment", draft.environment),
        fields=(*fields, MASKED._replace(value=counted(hidden))),
    )


def counted(hidden: Iterable[Finding]) -> str:
    """How many of each kind: “2 passwords, 1 IP address”."""
    kinds = [each.kind for each in hidden]
    counts = ((kinds.count(kind), words) for kind, words in WORDS.items() if kind in kinds)
    return ", ".join(f"{count} {words[count > 1]}" for count, words in counts)


def _is_chosen(finding: Finding, form: CaseForm) -> bool:
    """As the customer decided; what they were not shown is masked if it is a secret.

    A secret helps nobody who reads the case. An address often does: it says which machine or which user it is about.
    """
    if form.masking.data in (ALL, NONE):
        return bool(form.masking.data == ALL)
    if finding.id in (form.shown.data or ()):
        return finding.id in (form.mask.data or ())
    return finding.kind.is_secret


def _line(text: str, finding: Finding) -> Line:
    spot = finding.spots[0]
    begins = max(text.rfind("\n", 0, spot.start) + 1, spot.start - LONGEST_BESIDE)
    ends = min(text.find("\n", spot.end) % (len(text) + 1), spot.end + LONGEST_BESIDE)
    value = finding.value if "\n" not in finding.value else f"{finding.value.partition(chr(10))[0]} …"
    return Line(text[begins : spot.start], value, text[spot.end : ends])
