"""What the pages of a case show: due times by three clocks, how far the messages have come, everything handed over."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.cases.additions import Ended
from app.cases.book import CONFIRMATION, DESK, DeliveryState
from app.domain.addition import Addition
from app.domain.case import Case
from app.domain.policy import Contact, Measure, Policy
from app.domain.triage import position
from app.web.cases.hand_over import HandOver, hand_over, ways_to_support
from app.web.desk_forms import DeskForm, form_of_case
from app.web.moments import Clocks, Place, clocks
from app.web.site import library

# The letters that references are made of, in the words of the NATO alphabet.
WORDS = "Charlie Delta Foxtrot Golf Hotel Juliett Kilo Mike Papa Quebec Romeo Sierra Tango Victor Whiskey X-ray"
SPELLED = {word[0]: word for word in WORDS.split()}
TITLES = {Measure.FIRST_RESPONSE: "First response", Measure.RESOLUTION: "Resolution"}


@dataclass(frozen=True, slots=True)
class DueView:
    """A promise as a page shows it: in words, and as a moment where there is one."""

    title: str
    words: str
    due: Clocks | None
    notes: tuple[str, ...] = ()


class AddedView(NamedTuple):
    """What was added, and how far it has come on its way to the desk; None where nothing of it goes there."""

    addition: Addition
    desk: DeliveryState | None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A case as its receipt shows it.

    `offer` is what the policy version says of it; None where that version is not kept here any more. `ended` is how
    the customer ended it, None while it is open.
    """

    case: Case
    deliveries: tuple[DeliveryState, ...]
    offer: HandOver | None
    policy: Policy | None
    additions: tuple[Addition, ...] = ()
    ended: Ended | None = None

    @property
    def added(self) -> list[AddedView]:
        """What was added since, the latest first."""
        by_destination = {each.destination: each for each in self.deliveries}
        found = (AddedView(each, by_destination.get(f"{DESK}.{each.number}")) for each in self.additions)
        return sorted(found, key=lambda each: -each.addition.number)

    @property
    def dues(self) -> list[DueView]:
        """What was promised when the case came in."""
        case = self.case
        kept = {
            Measure.FIRST_RESPONSE: (case.first_response_text, case.first_response_due_at),
            Measure.RESOLUTION: (case.resolution_text, case.resolution_due_at),
        }
        return [self._due(measure, *kept[measure]) for measure in kept if any(kept[measure])]

    def _due(self, measure: Measure, words: str, due_at: datetime | None) -> DueView:
        told = self.offer.promises.get(measure) if self.offer else None
        if told is None or told.due_at != due_at:
            return DueView(TITLES[measure], words, clocks(due_at, self.case.zone, None) if due_at else None)
        return DueView(told.title, words, clocks(due_at, self.case.zone, told.zone) if due_at else None, told.notes)

    @property
    def form(self) -> DeskForm | None:
        """The form by which the customer hands the case to its desk, where that is its way."""
        return form_of_case(self.case)

    @property
    def desk(self) -> DeliveryState | None:
        """How far the case has come on its way to the desk."""
        return next((each for each in self.deliveries if each.destination == DESK), None)

    @property
    def confirmation(self) -> DeliveryState | None:
        """How far the confirmation has come on its way to the customer."""
        return next((each for each in self.deliveries if each.destination == CONFIRMATION), None)

    def told(self, moment: datetime) -> Place:
        """A moment by the customer's clock, to the minute."""
        return clocks(moment.replace(second=0, microsecond=0), self.case.zone, None).yours

    @property
    def spelled(self) -> str:
        """The reference as it is said on the phone."""
        return spelled(self.case.reference)

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The other ways to support."""
        if self.offer is not None:
            return self.offer.contacts
        return ways_to_support(self.policy) if self.policy else ()


def receipt_view(
    case: Case, deliveries: tuple[DeliveryState, ...], additions: tuple[Addition, ...] = (), ended: Ended | None = None
) -> ReceiptView:
    """The receipt of a case, explained by the version of the policy that decided it, where that is still here."""
    version, offer = library().version(case.policy, case.policy_version), None
    if version is not None and version.policy.hash == case.policy_hash:
        at = position(version.policy, {answer.question: answer.value for answer in case.answers})
        offer = hand_over(version, at, case.zone, case.submitted_at)
    return ReceiptView(case, deliveries, offer, version.policy if version else None, additions, ended)


def due_views(offer: HandOver, *, is_readers: bool) -> list[DueView]:
    """What would be promised for a case handed over now; `is_readers` where the customer named the offer's zone."""
    return [
        DueView(
            p.title,
            p.text,
            clocks(p.due_at, offer.zone, p.zone, is_readers=is_readers) if p.due_at else None,
            p.notes,
        )
        for p in offer.promises.values()
    ]


def spelled(reference: str) -> str:
    """A reference as it is said on the phone: Sierra Papa, 7 Kilo Delta Foxtrot, 3 Quebec X-ray."""
    return ", ".join(" ".join(SPELLED.get(each, each) for each in part) for part in reference.split("-"))
