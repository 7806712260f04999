"""A policy version in schema.org's words, for machines that read pages."""

from typing import Any

from app.web.policies.head import PolicyHead


def structured_data(head: PolicyHead, public_url: str) -> dict[str, Any]:
    """The page as a schema.org TechArticle. Fields that the vendor does not state are left out, not made up."""
    policy = head.policy
    vendor = {"@type": "Organization", "name": policy.vendor, "url": policy.site}
    stated = {
        "version": policy.stated_version,
        "datePublished": policy.effective_on.isoformat() if policy.effective_on else None,
        "dateModified": policy.updated_on.isoformat() if policy.updated_on else None,
        "lastReviewed": policy.reviewed_on.isoformat() if policy.reviewed_on else None,
    }
    return {
        "@context": "https://schema.org",
        "@type": ["TechArticle", "WebPage"],
        "headline": policy.title,
        "description": policy.summary,
        "url": public_url + head.url("policies.show"),
        "inLanguage": "en",
        "about": [{"@type": "Product", "name": product.name, "manufacturer": vendor} for product in policy.products],
        "isBasedOn": {"@type": "WebPage", "name": policy.source_title, "url": policy.source_url, "publisher": vendor},
        "hasPart": [{"@type": "WebPageElement", "name": c.title, "url": f"#{c.id}"} for c in policy.clauses],
        **{name: value for name, value in stated.items() if value},
    }
