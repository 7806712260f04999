"""What a policy defines, found where its prose names it, so that the reader can look the words up on the spot."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape

from app.content.clauses import slugify
from app.domain.policy import Policy
from app.domain.wording import severity_text

# What stands inside these elements is a name, an address or a text to copy already.
_TAKEN = ("a", "code", "kbd", "pre", "samp", "h1", "h2", "h3", "h4", "h5", "h6")
_TAG = re.compile(r"(<[^>]+>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_WITH_SHORT_FORM = re.compile(r"^(.+) \((\w+)\)$")


def term_anchor(term: str) -> str:
    """Where the definition of a term stands on the policy's page. No clause has an underscore in its id."""
    return f"term_{slugify(term)}"


@dataclass(frozen=True, slots=True)
class Definitions:
    """Words with the anchors of their definitions; "" for names that are taken whole and lead nowhere."""

    anchors: tuple[str, ...]
    pattern: re.Pattern[str] | None

    def marked(self, html: str, seen: set[str]) -> str:
        """Safe HTML with a link at the first place of each word whose anchor is not among those `seen`."""
        if self.pattern is None:
            return html
        parts, inside = _TAG.split(html), 0
        for index, part in enumerate(parts):
            if index % 2:
                inside += _step(part)
            elif not inside:
                parts[index] = self.pattern.sub(lambda match: self._link(match, seen), part)
        return "".join(parts)

    def _link(self, match: re.Match[str], seen: set[str]) -> str:
        anchor = self.anchors[(match.lastindex or 1) - 1]
        if not anchor or anchor in seen:
            return match[0]
        seen.add(anchor)
        return f'<a class="term" href="#{anchor}">{match[0]}</a>'


def definitions(policy: Policy, placed: Collection[str]) -> Definitions:
    """The words that a policy defines in the blocks that its text places, the longest first."""
    found: dict[str, str] = {}
    for word, anchor in _defined(policy, placed):
        found.setdefault(word, anchor)
    words = sorted(found, key=lambda word: (-len(word), word))
    if not words:
        return Definitions((), None)
    alternatives = "|".join(f"({_as_pattern(word)})" for word in words)
    return Definitions(tuple(found[word] for word in words), re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])"))


def _defined(policy: Policy, placed: Collection[str]) -> Iterator[tuple[str, str]]:
    if "terms" in placed:
        yield from ((word, term_anchor(term)) for term in policy.terms for word in _forms(term))
    if "tiers" in placed:
        yield from ((tier.name, f"tier_{tier.id}") for tier in policy.tiers)
    if "severities" in placed:
        yield from ((w, f"severity_{s.level}") for s in policy.severities for w in (severity_text(s), s.label))
    if "schedules" in placed:
        yield from ((terms.schedule.title, f"schedule_{name}") for name, terms in policy.schedules.items())
    if "contacts" in placed:
        # A channel of one word (phone, chat) is an everyday word, and needs no definition.
        channels = (c for tier in policy.tiers for c in tier.channels if c.contact and " " in c.name)
        yield from ((channel.name, f"contact_{channel.contact}") for channel in channels)
    # ClusterControl Advanced is a plan: the tier's name within it is not the tier.
    yield from ((plan.name, "") for plan in policy.plans)
    yield from ((product.name, "") for product in policy.products)


def _forms(term: str) -> tuple[str, ...]:
    """A term as prose writes it: with a short form in brackets, each of the two."""
    match = _WITH_SHORT_FORM.match(term)
    return (match[1], match[2]) if match else (term,)


def _as_pattern(word: str) -> str:
    """One word counts as it is written (support is a verb, too) and outside of longer names; several in either case."""
    if " " not in word:
        return rf"{re.escape(escape(word))}(?!\s+[A-Z])"
    parts = (re.escape(escape(part)) for part in word.split())
    return "(?i:" + r"\s+".join(parts) + ")"


def _step(tag: str) -> int:
    """How far a tag leads into what is left alone, or out of it."""
    name = _NAME.match(tag)
    if not name or name[1] not in _TAKEN:
        return 0
    return -1 if tag.startswith("</") else 1
