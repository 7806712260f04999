"""`signpost erase`: shows first, asks for --yes, refuses what is on its way, and says what it cannot reach."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.cases.database import Database
from app.cases.models import CaseRow, OutboxState
from tests.cases.keeping import Keeping
from tests.cases.samples import rows
from tests.test_cli import Signpost

AT = datetime(2020, 1, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def signpost(tmp_path: Path) -> Signpost:
    return Signpost(tmp_path)


@pytest.fixture
def keeping(signpost: Signpost, migrated: Path) -> Keeping:
    folder = signpost.folder / "data"
    folder.mkdir()
    shutil.copyfile(migrated, folder / "signpost.db")
    database = Database.open(f"sqlite:///{folder / 'signpost.db'}")
    return Keeping(database, folder)


def _cases(keeping: Keeping) -> int:
    return rows(keeping.database, CaseRow)


def test_without_yes_it_shows_what_would_go_and_erases_nothing(signpost: Signpost, keeping: Keeping) -> None:
    case = keeping.case(AT)
    keeping.move(case.reference, OutboxState.DELIVERED, desk="tracker", remote_reference="4711")
    shown = signpost("erase", case.reference.lower())
    assert shown.exit_code == 1
    assert shown.output.splitlines() == [
        f"{case.reference}, would go:",
        "  a case under the policy acme, last added to at 2020-01-02 03:04Z",
        "  2 messages with their attempts, 1 additions",
        "  2 attached files, 2 mails in the folder",
        "  at the desk tracker it is 4711, and stays there",
        "Nothing was erased yet. Write --yes to erase it.",
    ]
    assert _cases(keeping) == 1


def test_with_yes_it_erases_everything_and_says_what_it_cannot_reach(signpost: Signpost, keeping: Keeping) -> None:
    case = keeping.case(AT)
    done = signpost("erase", case.reference, "--yes")
    assert done.exit_code == 0
    assert done.output.startswith(f"{case.reference}, erased:\n")
    assert "the desk's own copy, backups" in done.output.splitlines()[-1]
    assert _cases(keeping) == 0
    assert keeping.files_of(case.reference) == set()
    again = signpost("erase", case.reference, "--yes")
    assert (again.exit_code, f"There is no case {case.reference}." in again.output) == (1, True)


@pytest.mark.parametrize(
    ("state", "words"), [(OutboxState.PENDING, "2 on its way"), (OutboxState.GIVEN_UP, "2 given up")]
)
def test_what_did_not_arrive_is_refused_unless_it_is_meant(
    signpost: Signpost, keeping: Keeping, state: OutboxState, words: str
) -> None:
    case = keeping.case(AT, state=state)
    refused = signpost("erase", case.reference, "--yes")
    assert refused.exit_code == 1
    assert words in refused.output
    assert _cases(keeping) == 1
    meant = signpost("erase", case.reference, "--even-undelivered", "--yes", "--json")
    assert meant.exit_code == 0
    assert _cases(keeping) == 0


def test_the_cases_whose_time_is_over_are_shown_and_then_erased(signpost: Signpost, keeping: Keeping) -> None:
    over, stuck = keeping.case(AT), keeping.case(AT, key="stuck", state=OutboxState.GIVEN_UP)
    keeping.case(datetime.now(UTC) - timedelta(days=1), key="young")
    shown = signpost("erase", "--expired")
    assert shown.exit_code == 1
    assert shown.output.splitlines()[:2] == [over.reference, "1 cases would go"]
    assert f"warning: {stuck.reference} stays, because a message was given up" in shown.output
    done = signpost.read("erase", "--expired", "--yes")
    assert (done["erased"], done["given_up"]) == (1, [stuck.reference])
    assert _cases(keeping) == 2


def test_where_cases_are_kept_for_good_none_is_over_its_time(signpost: Signpost, keeping: Keeping) -> None:
    keeping.case(AT)
    result = signpost("erase", "--expired", "--yes", SIGNPOST_RETENTION_DAYS="0")
    assert (result.exit_code, "kept for good" in result.output) == (1, True)
    assert _cases(keeping) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Name one case"),
        (("SP-7KDF-3QX", "--expired"), "Name one case"),
        (("--expired", "--even-undelivered"), "--even-undelivered is for one case"),
        (("nonsense",), "is no reference of a case"),
    ],
)
def test_what_is_not_meant_ends_with_a_sentence(
    signpost: Signpost, keeping: Keeping, arguments: tuple[str, ...], sentence: str
) -> None:
    result = signpost("erase", *arguments)
    assert result.exit_code != 0
    assert sentence in result.output
