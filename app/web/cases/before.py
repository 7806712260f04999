"""What is worth a look before a case is sent: articles that may solve it, what is still missing, and what to mask."""

from collections.abc import Collection
from dataclasses import dataclass

from app.web.cases.asked import Asked
from app.web.cases.draft import known_articles
from app.web.cases.entries import Entry, intake_fields
from app.web.cases.form import CaseForm
from app.web.cases.helpful import Helpful, helpful_articles
from app.web.cases.masking import Found, found_in, looked_through

MOST_FOUND_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Before:
    """What to look at; `more_found` counts what was found beside what is shown."""

    articles: tuple[Helpful, ...]
    missing: tuple[Entry, ...]
    found: tuple[Found, ...]
    more_found: int = 0

    def found_in(self, name: str) -> list[Found]:
        """What was found in an entry."""
        return [each for each in self.found if each.entry.name == name]

    @property
    def by_entry(self) -> dict[str, list[Found]]:
        """What was found, by the labels of the entries, in their order."""
        return {each.entry.label: self.found_in(each.entry.name) for each in self.found}

    @property
    def article_names(self) -> list[str]:
        """What names the articles among what was shown."""
        return [f"article:{each.article.url}" for each in self.articles]

    @property
    def missing_names(self) -> list[str]:
        """What names the missing entries among what was shown."""
        return [f"missing:{each.name}" for each in self.missing]

    def is_known(self, shown: Collection[str]) -> bool:
        """Whether the customer was shown all of it."""
        return {*self.article_names, *self.missing_names, *(each.finding.id for each in self.found)} <= set(shown)


def before(asked: Asked, form: CaseForm) -> Before | None:
    """What to look at; None where every minute counts, or where no case is taken."""
    if asked.offer is None or asked.offer.is_critical:
        return None
    values = form.values(asked.entries)
    texts = looked_through(asked.entries, values)
    found = found_in(asked.entries, form, texts)
    optional = {each.id for each in intake_fields(asked.version.policy) if not each.is_required}
    return Before(
        helpful_articles(asked.offer, texts, known_articles(form.articles_read.data or ())),
        tuple(each for each in asked.entries if each.name in optional and not values[each.name].strip()),
        found[:MOST_FOUND_SHOWN],
        len(found[MOST_FOUND_SHOWN:]),
    )
