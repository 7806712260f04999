"""The contracts of customers: put in as a vendor told them, and found by who knows a Support ID and has an address."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Select, delete, func, select, text
from sqlalchemy.orm import Session

from app.cases.addresses import domain_of, is_one_of
from app.cases.database import CaseBookUnavailable, Database
from app.cases.models import CaseRow, ContractRow
from app.domain.contract import COUNTED, Contract, Standing, counted_from, standing
from app.domain.policy import Policy

log = logging.getLogger(__name__)
NOBODYS = Contract(
    policy="",
    support_id="",
    organisation="",
    email_domains=("nobody.invalid",),
    tier="",
    starts_on=date(2000, 1, 1),
    ends_on=date(2000, 1, 1),
    incidents_used=0,
    incidents_bought=0,
    counted_on=date(2000, 1, 1),
)
"""What stands in where there is no contract, so that looking for it takes the same steps."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What putting contracts in changed: how many of them."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Verified:
    """A contract that its Support ID and an address of it opened, and how it stands."""

    contract: Contract
    stands: Standing


class Contracts:
    """Stores and finds contracts. Every verb but `tend` raises CaseBookUnavailable; nothing is half-written then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._policies: frozenset[str] = frozenset()

    @property
    def policies(self) -> frozenset[str]:
        """The slugs of the policies for which there were contracts, a minute ago at most: no page waits for it."""
        return self._policies

    def tend(self) -> None:
        """Look again for which policies there are contracts; what cannot be read now stays as it was."""
        try:
            with self._database.reading() as session:
                self._policies = frozenset(session.scalars(select(ContractRow.policy).distinct()))
        except CaseBookUnavailable as unavailable:
            log.info("it could not be read for which policies there are contracts: %s", unavailable.cause)

    def put(
        self, contracts: Sequence[Contract], now: datetime, *, replaces_all: bool = False, is_rehearsal: bool = False
    ) -> Changes:
        """Adds contracts, or replaces those of the same policy and Support ID, all in one transaction.

        `replaces_all` removes every other contract of the policies that are named. A rehearsal changes nothing.
        """
        if is_rehearsal:
            with self._database.reading() as session:
                return _compared(_known(session, contracts), contracts, replaces_all=replaces_all)
        with self._database.writing() as session:
            if not self._database.is_sqlite:
                # Two imports at once take turns, as they do on SQLite; who reads is not held up.
                session.execute(text("LOCK TABLE contracts IN SHARE ROW EXCLUSIVE MODE"))
            known = _known(session, contracts)
            changes = _compared(known, contracts, replaces_all=replaces_all)
            for contract in contracts:
                _write(session, known.pop((contract.policy, contract.support_id), None), contract, now)
            if replaces_all:
                for row in known.values():
                    session.delete(row)
        self.tend()
        return changes

    def all(self, policy: str | None = None) -> tuple[Contract, ...]:
        """Every contract, or those of one policy, in the order of policy and Support ID."""
        query = select(ContractRow).order_by(ContractRow.policy, ContractRow.support_id)
        with self._database.reading() as session:
            rows = session.scalars(query.where(ContractRow.policy == policy) if policy else query)
            return tuple(_contract(row) for row in rows)

    def remove(self, policy: str, support_id: str) -> bool:
        """Forgets a contract; false where there is none."""
        query = delete(ContractRow).where(ContractRow.policy == policy, ContractRow.support_id == support_id)
        with self._database.writing() as session:
            found = bool(session.execute(query.returning(ContractRow.id)).all())
        self.tend()
        return found

    def verified(self, policy: Policy, support_id: str, address: str, now: datetime) -> Verified | None:
        """The contract under the policy with this Support ID, where it is in force and the address belongs to it.

        Nothing tells apart why it is None: the same questions are asked of the database, and nothing ends early.
        """
        with self._database.reading() as session:
            row = session.scalar(_named(policy.slug, support_id))
            contract = _contract(row) if row else NOBODYS
            tier = policy.tier_by_id.get(contract.tier)
            allowance = (tier or policy.tiers[0]).allowance
            since = counted_from(contract, allowance, row.imported_at if row else now, now.date())
            sent = session.scalar(_sent(policy.slug, support_id, since)) or 0
        stands = standing(contract, allowance, now.date(), sent)
        is_theirs = is_one_of(domain_of(address) or "", contract.email_domains)
        is_good = all((row is not None, tier is not None, contract.is_in_force(now.date()), is_theirs))
        return Verified(contract, stands) if is_good else None


def _named(policy: str, support_id: str) -> Select[ContractRow]:
    return select(ContractRow).where(ContractRow.policy == policy, ContractRow.support_id == support_id)


def _sent(policy: str, support_id: str, since: datetime) -> Select[int]:
    """How many incidents were opened here under a Support ID. A case that was withdrawn had been opened: it counts."""
    return select(func.count()).where(
        CaseRow.policy == policy,
        CaseRow.support_id == support_id,
        CaseRow.submitted_at >= since,
        CaseRow.outcome.in_(COUNTED),
    )


Known = dict[tuple[str, str], ContractRow]


def _known(session: Session, contracts: Iterable[Contract]) -> Known:
    """The contracts that are there of the policies named, by policy and Support ID."""
    slugs = {contract.policy for contract in contracts}
    rows = session.scalars(select(ContractRow).where(ContractRow.policy.in_(slugs)))
    return {(row.policy, row.support_id): row for row in rows}


def _compared(known: Known, contracts: Sequence[Contract], *, replaces_all: bool) -> Changes:
    rows = [known.get((contract.policy, contract.support_id)) for contract in contracts]
    there = [(row, contract) for row, contract in zip(rows, contracts, strict=True) if row]
    unchanged = sum(_contract(row) == contract for row, contract in there)
    removed = len(known) - len(there) if replaces_all else 0
    return Changes(len(contracts) - len(there), len(there) - unchanged, unchanged, removed)


def _write(session: Session, row: ContractRow | None, contract: Contract, now: datetime) -> None:
    is_new = row is None
    row = row or ContractRow(policy=contract.policy, support_id=contract.support_id)
    if is_new or _count(row) != _count(contract):
        # The same count once more is no later count: what was sent here since the first time still comes on top.
        row.imported_at = now.astimezone(UTC)
    for name in ("organisation", "tier", "starts_on", "ends_on", "incidents_used", "incidents_bought", "counted_on"):
        setattr(row, name, getattr(contract, name))
    row.email_domains = list(contract.email_domains)
    session.add(row)


def _count(of: ContractRow | Contract) -> tuple[int, int, date]:
    return of.incidents_used, of.incidents_bought, of.counted_on


def _contract(row: ContractRow) -> Contract:
    return Contract(
        policy=row.policy,
        support_id=row.support_id,
        organisation=row.organisation,
        email_domains=tuple(row.email_domains),
        tier=row.tier,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        incidents_used=row.incidents_used,
        incidents_bought=row.incidents_bought,
        counted_on=row.counted_on,
    )
