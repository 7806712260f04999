"""How often articles made a case unnecessary: numbers for each day, outcome and article."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.insight.database import LONGEST_ADDRESS, Base, InsightDatabase


class Deflection(Base):
    """What came of an article that an outcome or a case form led to, on one day (UTC).

    `opened` counts how often it was opened from there, `confirmed` that it solved the problem, `failed` that a case was
    sent all the same. Nothing of who did so is kept, or could be.
    """

    __tablename__ = "deflections"

    day: Mapped[date] = mapped_column(primary_key=True)
    policy: Mapped[str] = mapped_column(String(100), primary_key=True)
    product: Mapped[str] = mapped_column(String(100), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(40), primary_key=True)
    article: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), primary_key=True)
    opened: Mapped[int] = mapped_column(default=0)
    confirmed: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)


class Place(NamedTuple):
    """Where an article stood: at an outcome (its kind) of a policy, for a product (its id, empty where not known)."""

    policy: str
    product: str
    outcome: str
    article: str


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an article at a place, as numbers."""

    opened: int = 0
    confirmed: int = 0
    failed: int = 0

    def __add__(self, other: "Came") -> "Came":
        """Both together."""
        return Came(self.opened + other.opened, self.confirmed + other.confirmed, self.failed + other.failed)

    @property
    def presumed(self) -> int:
        """How often it was opened, and neither said to have helped nor followed by a case."""
        return max(0, self.opened - self.confirmed - self.failed)


class Deflections:
    """The counts in the database. Every verb raises InsightUnavailable where that cannot be used now."""

    def __init__(self, database: InsightDatabase) -> None:
        self._database = database

    def add(self, counts: Mapping[tuple[date, Place], Came]) -> None:
        """Add what was counted, by day and place; others may add to the same at once."""
        rows = [
            {"day": day, **place._asdict(), **asdict(came)}
            for (day, place), came in sorted(counts.items(), key=lambda each: each[0])
        ]
        self._database.add(Deflection, rows, "opened", "confirmed", "failed")

    def erase_before(self, day: date) -> None:
        """Forget what was counted before a day."""
        with self._database.transaction() as session:
            session.execute(delete(Deflection).where(Deflection.day < day))

    def since(self, day: date) -> dict[Place, Came]:
        """What was counted from a day on, by place."""
        keys = (Deflection.policy, Deflection.product, Deflection.outcome, Deflection.article)
        sums = (func.sum(each) for each in (Deflection.opened, Deflection.confirmed, Deflection.failed))
        with self._database.transaction() as session:
            query = select(*keys, *sums).where(Deflection.day >= day).group_by(*keys).order_by(*keys)
            return {Place(*row[:4]): Came(*row[4:7]) for row in session.execute(query)}
