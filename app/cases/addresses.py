"""The domain of an e-mail address, in the one way of writing it by which two can be compared."""

from collections.abc import Iterable
from hmac import compare_digest

from email_validator import EmailNotValidError, validate_email


def domain_of(address: str) -> str | None:
    """The domain of an address, in ASCII (IDNA) and small letters; None for what is no address."""
    try:
        return validate_email(address.strip(), check_deliverability=False).ascii_domain
    except EmailNotValidError:
        return None


def normal_domain(text: str) -> str | None:
    """A domain in the same way of writing; None for what is none."""
    return domain_of(f"name@{text}")


def is_one_of(domain: str, domains: Iterable[str]) -> bool:
    """Whether it is one of these; a subdomain is another domain. It takes as long whichever of them it is."""
    return any([compare_digest(domain.encode(), each.encode()) for each in domains])  # noqa: C419 - compare with all
