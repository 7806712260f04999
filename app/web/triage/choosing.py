"""Whose product it is about: every vendor with its products, each a step into the triage."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.content.library import PublishedPolicy
from app.domain.triage import position
from app.web.triage.links import triage_url


@dataclass(frozen=True, slots=True)
class VendorChoice:
    """A vendor, the address of its triage, and what it may be about: name, address and explanation."""

    vendor: str
    url: str
    products: tuple[tuple[str, str, str], ...]


def vendor_choice(version: PublishedPolicy) -> VendorChoice:
    """A vendor's products, each with the triage that has it answered, where the triage asks for it first."""
    policy = version.policy
    return VendorChoice(policy.vendor, triage_url(version, {}), tuple(_products(version)))


def _products(version: PublishedPolicy) -> Iterator[tuple[str, str, str]]:
    policy = version.policy
    question, names = position(policy, {}).question, {product.id: product.name for product in policy.products}
    if question is None or not names.keys() & set(question.values):
        yield from ((name, triage_url(version, {}), "") for name in names.values())
        return
    for option in question.options:
        yield option.label, triage_url(version, {question.id: option.value}), option.help
