"""The document itself held side by side: its dates and addresses, its clauses, figures and terms."""

from collections.abc import Iterator, Mapping

from app.domain.change import Change
from app.domain.comparison.facets import About, Sort, differences, value
from app.domain.comparison.pairing import paired

RECORD = (
    value("version", "name of the version"),
    value("stated_version", "version that the vendor states"),
    value("effective_on", "effective from"),
    value("effective_text", "effective, as the vendor says it"),
    value("captured_on", "captured from the vendor’s site"),
    value("updated_on", "last updated by the vendor"),
    value("reviewed_on", "last review"),
    value("review_due_on", "next review"),
    value("review_cycle", "review cycle"),
    value("title", "title"),
    value("vendor", "vendor"),
    value("summary", "summary"),
    value("source_title", "title of the vendor’s text"),
    value("source_url", "address of the vendor’s text"),
    value("site", "the vendor’s site"),
    value("slug", "address here"),
    value("hash", "policy hash"),
)

CLAUSES = Sort(
    lambda _, item: f"§ {item.title}",
    lambda _, item: item.source or item.title,
    (
        value("title", "title"),
        value("id", "address"),
        value("source", "place in the vendor’s text"),
        value("level", "depth"),
    ),
    clause=lambda item: str(item.id),
    pair=lambda was, now: paired(was, now, lambda item: item.id, lambda item: item.title),
)


def record(about: About) -> Iterator[Change]:
    """What differs in dates, names and addresses."""
    yield from differences(about, RECORD, about.before, about.after)


def mapped(about: About, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Change]:
    """What differs in texts by name."""
    for name in dict.fromkeys([*now, *was]):
        if was.get(name) != now.get(name):
            yield about.part(name, name.replace("-", " ").replace("_", " ")).told(was.get(name), now.get(name))
