"""What pages say of themselves in schema.org's words: values in, dicts out, each true of what the page shows."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.content.articles import Article
from app.content.shape import questions, steps
from app.domain.policy import Policy
from app.web.policies.head import PolicyHead

Data = dict[str, Any]
CONTEXT = "https://schema.org"
SITE_NAME = "Signpost"


def breadcrumb_list(items: Sequence[tuple[str, str | None]], public_url: str) -> Data:
    """The breadcrumbs of a page: (title, address) from the outside in; the last is the page itself, without one."""
    entries = [
        _stated({"@type": "ListItem", "position": n, "name": title, "item": public_url + href if href else None})
        for n, (title, href) in enumerate(items, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": entries}


def website(public_url: str, home: str, search: str) -> Data:
    """The whole site, and how it is searched; `home` and `search` are addresses on it."""
    target = {"@type": "EntryPoint", "urlTemplate": f"{public_url}{search}?q={{search_term_string}}"}
    action = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": SITE_NAME,
        "url": public_url + home,
        "inLanguage": "en",
        "potentialAction": action,
    }


def article_data(article: Article, product: str | None, policy: Policy | None, public_url: str) -> list[Data]:
    """An article, and what its text is beside: steps to take, or questions with answers."""
    return [_article(article, product, policy, public_url), *_how_to(article, public_url), *_faq(article)]


def policy_data(head: PolicyHead, public_url: str) -> Data:
    """A policy version. Fields that the vendor does not state are left out, not made up."""
    policy = head.policy
    vendor = _vendor(policy)
    return _stated({
        "@context": CONTEXT,
        "@type": ["TechArticle", "WebPage"],
        "headline": policy.title,
        "description": policy.summary,
        "url": public_url + head.url("policies.show"),
        "inLanguage": "en",
        "about": [{"@type": "Product", "name": product.name, "manufacturer": vendor} for product in policy.products],
        "isBasedOn": {"@type": "WebPage", "name": policy.source_title, "url": policy.source_url, "publisher": vendor},
        "hasPart": [{"@type": "WebPageElement", "name": c.title, "url": f"#{c.id}"} for c in policy.clauses],
        "version": policy.stated_version,
        "datePublished": policy.effective_on.isoformat() if policy.effective_on else None,
        "dateModified": policy.updated_on.isoformat() if policy.updated_on else None,
        "lastReviewed": policy.reviewed_on.isoformat() if policy.reviewed_on else None,
    })  # fmt: skip


def _article(article: Article, product: str | None, policy: Policy | None, public_url: str) -> Data:
    about = {"@type": "Product", "name": product, "manufacturer": _vendor(policy) if policy else None}
    return _stated({
        "@context": CONTEXT,
        "@type": ["TechArticle", "WebPage"],
        "headline": article.title,
        "description": article.summary,
        "url": public_url + article.url,
        "inLanguage": "en",
        "dateModified": article.changed_on.isoformat(),
        "lastReviewed": article.reviewed_on.isoformat() if article.reviewed_on else None,
        "about": _stated(about) if product else None,
        "keywords": list(article.tags),
        "citation": [{"@type": "WebPage", "name": title, "url": url} for title, url in article.sources],
    })  # fmt: skip


def _how_to(article: Article, public_url: str) -> Iterator[Data]:
    taken = steps(article.body)
    if taken:
        url = public_url + article.url
        entries = [
            {"@type": "HowToStep", "position": n, "name": step.title, "text": step.text or step.title,
             "url": f"{url}#{step.anchor}"}
            for n, step in enumerate(taken, 1)
        ]  # fmt: skip
        yield _stated({
            "@context": CONTEXT,
            "@type": "HowTo",
            "name": article.title,
            "description": article.summary,
            "url": url,
            "step": entries,
        })  # fmt: skip


def _faq(article: Article) -> Iterator[Data]:
    asked = questions(article.body)
    if asked:
        entries = [
            {"@type": "Question", "name": each.title, "acceptedAnswer": {"@type": "Answer", "text": each.text}}
            for each in asked
        ]
        yield {"@context": CONTEXT, "@type": "FAQPage", "mainEntity": entries}


def _vendor(policy: Policy) -> Data:
    return {"@type": "Organization", "name": policy.vendor, "url": policy.site}


def _stated(said: Data) -> Data:
    """What is said, without what is empty."""
    return {name: value for name, value in said.items() if value not in (None, "", [])}
