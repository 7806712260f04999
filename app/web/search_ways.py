"""Ways on from a search that found nothing: near titles, the words by themselves, and the vendor that was named."""

from typing import NamedTuple

from app.content.library import Library
from app.domain.policy import Contact, Policy
from app.search.analysis import WORD, is_question_word
from app.search.port import SearchEngine, SearchUnavailable, Suggestion
from app.search.title_words import words_of

MOST_WORDS, MOST_NEAR = 6, 5
LONGEST_WORD = 40
ELSEWHERE = ("documentation", "forum")


class NamedVendor(NamedTuple):
    """A vendor that a question names, with where else it answers."""

    policy: Policy
    contacts: tuple[Contact, ...]


def words_tried(text: str) -> list[str]:
    """The words that were looked for, as they were typed: without those that only ask."""
    words = dict.fromkeys(WORD.findall(text))
    return [word for word in words if not is_question_word(word) and len(word) <= LONGEST_WORD][:MOST_WORDS]


def near_titles(engine: SearchEngine, text: str) -> list[Suggestion]:
    """Places whose titles hold all of the words, else those that hold one of them: of the longest word first."""
    found: dict[str, Suggestion] = {}
    for asked in (text, *sorted(words_tried(text), key=len, reverse=True)):
        try:
            found |= {place.url: place for place in engine.suggest(asked, None, MOST_NEAR).places}
        except SearchUnavailable:
            return []
        if len(found) >= MOST_NEAR:
            break
    return list(found.values())[:MOST_NEAR]


def named_vendors(policies: list[Policy], library: Library, text: str, product: str | None) -> list[NamedVendor]:
    """The vendors that a question names, by their own name, by a product's, or by the filter."""
    asked = set(words_of(text))
    about = library.policy_of_product.get(product or "")
    return [
        NamedVendor(policy, tuple(c for c in policy.contacts if c.kind in ELSEWHERE and c.address))
        for policy in policies
        if policy.slug == about or any(asked.issuperset(words_of(name)) for name in _names(policy))
    ]


def _names(policy: Policy) -> list[str]:
    return [policy.vendor, policy.slug, *(name for product in policy.products for name in (product.id, product.name))]
