"""Contracts in the database: put in whole or not at all, and found by who has both halves."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app.cases.book import CaseBook
from app.cases.contracts import Changes, Contracts
from app.cases.database import CaseBookUnavailable, Database
from app.cases.models import CaseRow, ContractRow
from app.domain.case import CaseEntitlement
from app.domain.contract import Contract
from tests.cases.samples import draft, rows
from tests.cases.test_contract_lines import PLAIN
from tests.content.example_policy import policy

NOW = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
ANN = "Ann@Example.COM"
ACME = policy()
# Basic counts by the month: this count is of this month.
HELD = replace(PLAIN, counted_on=date(2026, 12, 2), incidents_used=1, incidents_bought=0)


@pytest.fixture
def contracts(database: Database) -> Contracts:
    return Contracts(database)


def sends(book: CaseBook, at: datetime = NOW, **changes: Any) -> None:
    """A case under the contract."""
    proved = CaseEntitlement("S-1", "Example AB", 1, 2)
    key = f"{at}{changes}"
    book.submit(draft(**({"policy": "acme", "entitlement": proved, "idempotency_key": key} | changes)), at)


def used(contracts: Contracts, at: datetime = NOW) -> int:
    found = contracts.verified(ACME, "S-1", ANN, at)
    assert found is not None
    return found.stands.used


def test_what_is_put_in_is_read_back_as_it_was(contracts: Contracts) -> None:
    assert contracts.put([HELD], NOW) == Changes(added=1)
    assert contracts.all() == (HELD,)
    assert contracts.policies == {"acme"}


def test_the_same_once_more_changes_nothing(contracts: Contracts) -> None:
    contracts.put([HELD], NOW)
    assert contracts.put([HELD], NOW) == Changes(unchanged=1)


def test_contracts_of_the_same_name_are_replaced_and_others_stay(contracts: Contracts) -> None:
    other = replace(HELD, support_id="S-2")
    contracts.put([HELD, other], NOW)
    richer = replace(HELD, tier="gold", email_domains=("example.org",))
    assert contracts.put([richer], NOW) == Changes(changed=1)
    assert contracts.all() == (richer, other)


def test_to_replace_all_removes_what_is_not_named_under_the_same_policies_only(contracts: Contracts) -> None:
    gone, elsewhere = replace(HELD, support_id="S-2"), replace(HELD, policy="other")
    contracts.put([HELD, gone, elsewhere], NOW)
    assert contracts.put([HELD], NOW, replaces_all=True) == Changes(unchanged=1, removed=1)
    assert contracts.all() == (HELD, elsewhere)


def test_a_rehearsal_tells_what_would_change_and_changes_nothing(contracts: Contracts) -> None:
    contracts.put([HELD, replace(HELD, support_id="S-2")], NOW)
    wanted = [replace(HELD, tier="gold"), replace(HELD, support_id="S-3")]
    told = contracts.put(wanted, NOW, replaces_all=True, is_rehearsal=True)
    assert told == Changes(added=1, changed=1, removed=1)
    assert [each.support_id for each in contracts.all()] == ["S-1", "S-2"]
    assert contracts.put(wanted, NOW, replaces_all=True) == told


def test_a_fault_in_the_middle_leaves_everything_as_it_was(contracts: Contracts, database: Database) -> None:
    contracts.put([HELD], NOW)
    twice = [replace(HELD, tier="gold"), replace(HELD, support_id="S-2"), replace(HELD, support_id="S-2")]
    with pytest.raises(Exception, match=r"(?i)unique"):
        contracts.put(twice, NOW)
    assert contracts.all() == (HELD,)
    assert rows(database, ContractRow) == 1


def test_a_contract_that_is_removed_is_gone(contracts: Contracts) -> None:
    contracts.put([HELD], NOW)
    assert [contracts.remove("acme", "S-1"), contracts.remove("acme", "S-1")] == [True, False]
    assert contracts.all() == ()
    assert contracts.policies == frozenset()


def test_contracts_are_listed_of_one_policy(contracts: Contracts) -> None:
    contracts.put([HELD, replace(HELD, policy="other")], NOW)
    assert contracts.all("acme") == (HELD,)


def test_imports_at_once_take_turns(contracts: Contracts) -> None:
    sets = [[replace(HELD, support_id=f"S-{n}", organisation=f"Set {each}") for n in range(30)] for each in range(4)]
    done: list[Changes] = []
    threads = [threading.Thread(target=lambda s=s: done.append(contracts.put(s, NOW))) for s in sets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.added for each in done) == [0, 0, 0, 30]
    assert len({each.organisation for each in contracts.all()}) == 1


def test_who_has_the_support_id_and_an_address_of_it_is_told_tier_and_incidents(contracts: Contracts) -> None:
    contracts.put([HELD], NOW)
    found = contracts.verified(ACME, "S-1", ANN, NOW)
    assert found is not None
    assert (found.contract, found.stands.used, found.stands.left) == (HELD, 1, 1)


NOT_THEIRS: dict[str, tuple[Contract | None, str]] = {
    "an ID that does not exist": (None, ANN),
    "another address": (HELD, "ann@example.org"),
    "a subdomain": (HELD, "ann@mail.example.com"),
    "a domain that ends like it": (HELD, "ann@notexample.com"),
    "no address": (HELD, "example.com"),
    "a contract that has ended": (replace(HELD, ends_on=date(2026, 12, 2)), ANN),
    "a contract to come": (replace(HELD, starts_on=date(2026, 12, 4)), ANN),
    "a contract of another policy": (replace(HELD, policy="other"), ANN),
    "a tier that is no more": (replace(HELD, tier="platinum"), ANN),
    "the ID in other letters": (replace(HELD, support_id="s-1"), ANN),
}


@pytest.mark.parametrize(("contract", "address"), NOT_THEIRS.values(), ids=NOT_THEIRS)
def test_who_has_not_both_is_told_nothing_after_the_same_questions(
    contracts: Contracts, database: Database, contract: Contract | None, address: str
) -> None:
    contracts.put([HELD], NOW)
    expected = _asked(database, lambda: contracts.verified(ACME, "S-1", ANN, NOW))
    contracts.remove("acme", "S-1")
    contracts.put([contract] if contract else [], NOW)
    found: list[object] = []
    assert _asked(database, lambda: found.append(contracts.verified(ACME, "S-1", address, NOW))) == expected
    assert found == [None]


def test_an_address_is_of_a_domain_however_either_is_written(contracts: Contracts) -> None:
    contracts.put([HELD], NOW)
    for address in ("ann@bücher.example", "ann@BÜCHER.Example", "ann@xn--bcher-kva.example", " ann@example.com "):
        assert contracts.verified(ACME, "S-1", address, NOW), address


def test_a_contract_counts_its_last_day_by_utc(contracts: Contracts) -> None:
    contracts.put([replace(HELD, ends_on=NOW.date())], NOW)
    midnight = datetime(2026, 12, 4, tzinfo=UTC)
    assert contracts.verified(ACME, "S-1", ANN, midnight - timedelta(seconds=1))
    assert contracts.verified(ACME, "S-1", ANN, midnight) is None


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, 1),
        ({"outcome": "undecided"}, 1),
        ({"outcome": "per_agreement"}, 0),
        ({"policy": "other"}, 0),
        ({"entitlement": None}, 0),
        ({"entitlement": CaseEntitlement("S-2", "Other", 1, 2)}, 0),
    ],
)
def test_cases_under_the_contract_count_where_they_open_an_incident(
    contracts: Contracts, book: CaseBook, changes: dict[str, Any], counts: int
) -> None:
    contracts.put([HELD], NOW)
    sends(book, **changes)
    assert used(contracts) == 1 + counts


def test_a_case_that_was_withdrawn_had_been_opened_and_counts(
    contracts: Contracts, book: CaseBook, database: Database
) -> None:
    contracts.put([HELD], NOW)
    sends(book)
    with database.writing() as session:
        session.query(CaseRow).update({"ended_as": "withdrawn", "ended_at": NOW})
    assert used(contracts) == 2


def test_a_case_that_the_vendor_had_counted_does_not_count_twice(contracts: Contracts, book: CaseBook) -> None:
    sends(book, datetime(2026, 12, 2, 23, 59, tzinfo=UTC))
    sends(book, datetime(2026, 12, 3, 0, 0, tzinfo=UTC))
    contracts.put([HELD], NOW)
    assert used(contracts) == 2


def test_a_count_of_today_holds_what_came_before_it_was_told(contracts: Contracts, book: CaseBook) -> None:
    sends(book, NOW - timedelta(hours=1))
    contracts.put([replace(HELD, counted_on=NOW.date())], NOW)
    sends(book, NOW + timedelta(hours=1))
    assert used(contracts) == 2


def test_the_same_count_told_again_is_no_later_one(contracts: Contracts, book: CaseBook) -> None:
    today = replace(HELD, counted_on=NOW.date())
    contracts.put([today], NOW)
    sends(book, NOW + timedelta(hours=1))
    contracts.put([replace(today, organisation="Example AB, Oslo")], NOW + timedelta(hours=2))
    assert used(contracts) == 2
    contracts.put([replace(today, incidents_used=2)], NOW + timedelta(hours=3))
    assert used(contracts) == 2


def test_another_month_begins_with_nothing_used(contracts: Contracts, book: CaseBook) -> None:
    contracts.put([HELD], NOW)
    sends(book)
    january = datetime(2027, 1, 1, tzinfo=UTC)
    assert used(contracts, january) == 0
    sends(book, january)
    assert used(contracts, january) == 1


def test_cases_sent_at_once_all_count(contracts: Contracts, book: CaseBook) -> None:
    contracts.put([HELD], NOW)
    threads = [threading.Thread(target=sends, args=(book,), kwargs={"summary": f"Case {n}"}) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert used(contracts) == 9


def test_where_the_database_is_away_it_stays_known_for_which_policies_there_are_contracts(
    contracts: Contracts, database: Database, without_database: Any
) -> None:
    contracts.put([HELD], NOW)
    database.close()
    with without_database():
        contracts.tend()
        with pytest.raises(CaseBookUnavailable):
            contracts.verified(ACME, "S-1", ANN, NOW)
    assert contracts.policies == {"acme"}


def _asked(database: Database, work: Any) -> list[str]:
    """The statements that the database was asked meanwhile."""
    found: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return found
