"""A new link to a case: asked for with its reference, sent to the address in it, told to nobody else."""

import hmac
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.book import SECRET
from app.cases.database import Database
from app.cases.deliveries.port import Message
from app.cases.letters import message_key
from app.cases.models import CaseRow, OutboxRow
from app.cases.postings import PostingCountRow, count_up
from app.domain.case import Case

LINK = "link"
MOST_AN_HOUR = 3
HOUR = timedelta(hours=1)

TEXT = """\
Hello,

you, or somebody who knows its reference and your address, asked for a link to the case {reference}.

{url}

It opens the case for {days} days: what you sent, how far it has come, and what you can add to it.
Whoever has this address can read the case, so pass it on with care.

If you did not ask for it, you need not do anything: nobody else has got it.
"""


def link_message(case: Case, message_id: str, sender: str, reply_to: str, url: str, days: int) -> Message:
    """The mail with the link, to the address in the case. It repeats nothing that was typed into the case."""
    moment = asked_at(message_id.partition("@")[0].partition(f"{case.reference}.")[2])
    return Message(
        message_id=message_id,
        key=message_key(message_id),
        to=case.contact_email,
        sender=sender,
        reply_to=reply_to,
        subject=f"A link to your case {case.reference}",
        body_text=TEXT.format(reference=case.reference, url=url, days=days),
        written_at=moment or case.submitted_at,
        is_automatic=True,
    )


def asked_at(destination: str) -> datetime | None:
    """When the link was asked for that this message carries; None for a message that carries none."""
    role, _, seconds = destination.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) if role == LINK and seconds.isdecimal() else None


class LinkMails:
    """Takes what is asked for. Every verb raises CaseBookUnavailable where the database cannot be used now.

    The number of a link is the second in which it was asked for: so one second sends one mail at most, and each
    attempt to send it carries the same link. `signing_key` is that of the site.
    """

    def __init__(self, database: Database, host: str, signing_key: str) -> None:
        self._database = database
        self._host = host
        self._signing_key = signing_key.encode()

    def ask(self, reference: str, email: str, now: datetime) -> None:
        """Sends a link where this reference and this address belong together, so many an hour at most.

        Whether they do cannot be told from outside: each question is counted in the same write, whatever comes of it.
        """
        with suppress(IntegrityError), self._database.writing() as session:
            is_one_too_many = self._count(session, f"{reference}|{_settled(email)}", now) > MOST_AN_HOUR
            row = session.scalar(select(CaseRow).where(CaseRow.reference == reference))
            if row is not None and _settled(row.contact_email) == _settled(email) and not is_one_too_many:
                self._send(session, row, now)

    def ask_by_link(self, secret: str, now: datetime) -> None:
        """Sends a link to the address in the case that an expired one opened, so many an hour at most."""
        with suppress(IntegrityError), self._database.writing() as session:
            row = session.scalar(select(CaseRow).where(CaseRow.secret == secret)) if SECRET.fullmatch(secret) else None
            if row is None:
                return
            if self._count(session, f"{row.reference}|{_settled(row.contact_email)}", now) <= MOST_AN_HOUR:
                self._send(session, row, now)

    def _send(self, session: Session, row: CaseRow, now: datetime) -> None:
        """Nothing where that second has sent one; an IntegrityError says so where two ask at once."""
        destination = f"{LINK}.{int(now.timestamp())}"
        is_there = OutboxRow.case_id == row.id, OutboxRow.destination == destination
        if not row.contact_email or session.scalar(select(OutboxRow.id).where(*is_there)):
            return
        message_id = f"<{row.reference}.{destination}@{self._host}>"
        session.add(OutboxRow(case_id=row.id, destination=destination, message_id=message_id, next_attempt_at=now))

    def _count(self, session: Session, asked: str, now: datetime) -> int:
        """How often this was asked in this hour, now included; the windows that are over are forgotten."""
        window = int(now.timestamp()) // int(HOUR.total_seconds())
        key = hmac.digest(self._signing_key, f"{LINK}|{asked}|{window}".encode(), "sha256").hex()
        ends_at = datetime.fromtimestamp((window + 1) * HOUR.total_seconds(), UTC)
        session.execute(delete(PostingCountRow).where(PostingCountRow.ends_at <= now))
        rows = [{"key": key, "posts": 1, "ends_at": ends_at}]
        return count_up(session, rows, is_sqlite=self._database.is_sqlite)[key]


def _settled(email: str) -> str:
    return email.strip().casefold()
