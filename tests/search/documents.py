"""A small help centre to search: a few articles and clauses, each there for a rule."""

from __future__ import annotations

from app.search.port import Document, Section


def article(url: str, title: str, *sections: tuple[str, str, str] | str, product: str | None = None) -> Document:
    """An article of sections (anchor, heading, text); a bare text is the lead."""
    parts = (Section("", "", part) if isinstance(part, str) else Section(*part) for part in sections)
    return Document(url, title, "article", product, tuple(parts))


def clause(url: str, title: str, text: str, product: str | None = None) -> Document:
    """A clause of a policy, found at the address of its heading."""
    return Document(url, title, "policy", product, (Section("", title, text),), policy="example")


HELP_CENTRE = (
    article(
        "/articles/db/connections",
        "Too many connections",
        "The server refuses new sessions when all slots are taken.",
        ("raise", "Raising the limit", "Set max_connections in the configuration and restart the server."),
        ("pool", "Using a pool", "A pool keeps sessions open and hands them out again."),
        product="db",
    ),
    article(
        "/articles/db/backups",
        "Taking a backup",
        "A backup is consistent when it is taken inside one transaction.",
        ("restore", "Restoring", "Restoring a backup needs an empty folder and the same version, 23.8-lts or later."),
        product="db",
    ),
    article(
        "/articles/web/errors",
        "Reading an error code",
        "ORA-00600 is an internal error of the database; attach the trace file.",
        product="web",
    ),
    article("/articles/logging-in", "Logging in", "Use your company address. Wi-Fi portals may break the login page."),
    article("/articles/how-to", "How to", "This page says how things work in here."),
    clause("/policies/example/#severity", "Severity", "SEV-1 means that production is down for every customer.", "db"),
    clause("/policies/example/#backup", "Backups", "Support covers advice on each backup method of the product.", "db"),
    clause("/policies/other/#hours", "Opening hours", "Support answers on business days.", "web"),
)
