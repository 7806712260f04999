"""What changed in a version of a policy since the one before it, or since any other: as a page and as Markdown."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, make_response, render_template, request

from app.content.library import PublishedPolicy
from app.domain.change import Change, Direction
from app.domain.word_marks import Mark
from app.web.policies.head import PolicyHead
from app.web.policies.version_changes import VersionChanges, changes_of, marked, version_before
from app.web.policies.versions import head_of, notices_about, version_named
from app.web.public import public
from app.web.site import library, site

FOR_YOU = {Direction.BETTER: "better for you", Direction.WORSE: "worse for you"}


def add_to(policies: Blueprint) -> None:
    """Join these pages to those of the policies."""
    address = "/<slug>/versions/<version>/changes"
    policies.add_url_rule(address, "changes", public(page))
    policies.add_url_rule(f"{address}.md", "changes_markdown", public(markdown))


def page(slug: str, version: str) -> str:
    """What changed, by topic."""
    found = version_named(slug, version)
    since = _since(found)
    return render_template(
        "policies/changes.html",
        policy=found.policy,
        head=head_of(found),
        since=head_of(since) if since else None,
        found=changes_of(since, found) if since else None,
        marked=marked,
        for_you=FOR_YOU,
        notices=notices_about(found),
    )


def markdown(slug: str, version: str) -> Response:
    """The same as one Markdown text."""
    found = version_named(slug, version)
    since = _since(found)
    made = changes_of(since, found) if since else None
    response = make_response("\n".join(_lines(head_of(found), made, site().settings.public_url)) + "\n")
    response.content_type = "text/markdown; charset=utf-8"
    return response


def _since(found: PublishedPolicy) -> PublishedPolicy | None:
    """The version to compare with: the one that the address names, else the one before."""
    versions = library().policies[found.policy.slug]
    wanted = request.args.get("since")
    if not wanted:
        return version_before(found, versions)
    named = next((version for version in versions if version.policy.version == wanted), None)
    if named is None:
        abort(404, "There is no such version of this policy to compare with. The policy's page lists those that are.")
    return named


def _lines(head: PolicyHead, found: VersionChanges | None, public_url: str) -> Iterator[str]:
    policy = head.policy
    yield from (f"# What changed in version {policy.version}", "", f"{policy.vendor}: {policy.title}", "")
    yield f"- The whole version: {public_url}{head.url('policies.show')}"
    if found is None:
        yield from ("", "This is the first version kept here: there is none before it to compare with.")
        return
    before = found.before.policy
    yield f"- Compared with version {before.version}, which counts from {before.in_force_from.isoformat()}"
    counts = found.summary
    yield f"- {counts.better} better for you, {counts.worse} worse for you, {counts.other} other"
    for topic, changes in found.topics:
        yield from ("", f"## {topic}", "", *map(_line, changes))
    if found.texts:
        yield from ("", "## Wording", "")
        for text in found.texts:
            yield f"- **{text.title}**"
            yield from (f"    - {_words(marks)}" for marks in text.paragraphs)
    if found.record:
        yield from ("", "## Dates and document", "", *map(_line, found.record))


def _line(change: Change) -> str:
    """A change as an item of a list, with its clause in both versions."""
    clauses = dict.fromkeys(f"#{each}" for each in (change.clause_before, change.clause_after) if each)
    facts = [FOR_YOU.get(change.direction, ""), ", ".join(clauses)]
    aside = "; ".join(fact for fact in facts if fact)
    return f"- {change.text}{f' ({aside})' if aside else ''}"


def _words(marks: tuple[Mark, ...]) -> str:
    """A paragraph with `~~what went~~` and `**what came**`."""
    signs = {"kept": "", "removed": "~~", "added": "**"}
    return " ".join(f"{signs[mark.fate]}{mark.text.strip()}{signs[mark.fate]}" for mark in marks)
