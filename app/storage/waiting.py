"""How long a connection waits for a database that is held or away."""

from typing import Any

from sqlalchemy import URL, make_url


def is_sqlite(url: str | URL) -> bool:
    """Whether the database is a file of SQLite; else it is PostgreSQL."""
    return make_url(url).get_backend_name() == "sqlite"


def waiting(url: str | URL, seconds: float) -> dict[str, Any]:
    """What the driver takes as `connect_args`, so that a lock is waited for no longer than so.

    A server that does not answer is given two seconds at the least. `options` that the URL holds count after ours.
    """
    if is_sqlite(url):
        return {"timeout": seconds}
    theirs = make_url(url).query.get("options", "")
    options = f"-c lock_timeout={max(1, round(seconds * 1000))} {theirs}".strip()
    return {"connect_timeout": max(2, round(seconds)), "options": options}
