"""Databases full of random cases, messages, attempts and counts, as a site leaves them."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

from sqlalchemy import MetaData, NullPool, create_engine

from app.storage.schema import MIGRATIONS, revisions

SLOW = Path(__file__).parent / "slow_migrations"
WORDS = ("Links flap", "😀", "\u202eright to left", "a\nb", "'; DROP TABLE cases;--", "x" * 3000, "")
NOON = datetime(2026, 6, 18, 12, 0, tzinfo=UTC)


def slow_migrations(folder: Path) -> Path:
    """The site's migrations with a slow one after them."""
    (folder / "versions").mkdir(parents=True)
    for source in MIGRATIONS.glob("versions/m*.py"):
        copyfile(source, folder / "versions" / source.name)
    for source in SLOW.glob("versions/m*.py"):
        text = source.read_text(encoding="utf-8").replace("the newest of the site", revisions()[-1])
        (folder / "versions" / source.name).write_text(text, encoding="utf-8")
    copyfile(MIGRATIONS / "env.py", folder / "env.py")
    return folder


def fill(url: str, seed: int, cases: int = 40) -> None:
    """Fills the tables that there are with random rows."""
    chance, engine, found = random.Random(seed), create_engine(url, poolclass=NullPool), MetaData()
    with engine.begin() as connection:
        found.reflect(connection)
        for name, rows in _rows(chance, cases).items():
            if name in found.tables and rows:
                connection.execute(found.tables[name].insert(), rows)


def _rows(chance: random.Random, cases: int) -> dict[str, Sequence[dict[str, Any]]]:
    days = [NOON.date() - timedelta(days=back) for back in range(30)]
    return {
        "cases": [_case(chance, number) for number in range(1, cases + 1)],
        "outbox": [_message(chance, number) for number in range(1, cases + 1)],
        "delivery_attempts": [_attempt(chance, number) for number in range(1, chance.randint(1, cases) + 1)],
        "article_reads": [{"day": day, "address": "a/b", "reads": chance.randint(1, 99)} for day in days],
        "search_counts": [{"day": day, "question": "lag", "searches": 3, "without_hits": 1} for day in days],
        "search_openings": [{"day": day, "question": "lag", "address": "/x", "openings": 2} for day in days],
    }


def _case(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "reference": f"SP-{chance.randint(1000, 9999)}-{number}",
        "secret": f"secret-{number}",
        "idempotency_key": f"key-{number}",
        "policy": chance.choice(["acme", "other"]),
        "product": chance.choice(WORDS),
        "severity": chance.choice([None, 1, 4]),
        "tier": "gold",
        "desk": "support",
        "contact_email": f"{number}@example.org",
        "submitted_at": NOON + timedelta(seconds=chance.randint(0, 10**6), microseconds=chance.randint(0, 999_999)),
        "first_response_due_at": chance.choice([None, NOON]),
        "payload": {"text": chance.choice(WORDS), "number": number},
    }


def _message(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "case_id": number,
        "destination": "desk",
        "message_id": f"<{number}@example.org>",
        "state": chance.choice(["pending", "sending", "delivered", "given_up"]),
        "attempts": chance.randint(0, 9),
        "next_attempt_at": NOON,
        "leased_until": chance.choice([None, NOON]),
        "lease_owner": chance.choice([None, "worker"]),
        "delivered_at": None,
        "remote_reference": "",
        "last_error": chance.choice(["", "451 later"]),
    }


def _attempt(chance: random.Random, number: int) -> dict[str, Any]:
    moments = {"started_at": NOON, "ended_at": chance.choice([None, NOON])}
    return {"id": number, "outbox_id": number, "number": 1, "result": "started", "detail": ""} | moments
