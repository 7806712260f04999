"""`signpost export`: what it writes is opened again, and stands there whole or not at all."""

import csv
import io
import json
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.cases.database import Database
from app.cases.export_table import table_header
from tests.cases.keeping import Keeping
from tests.test_cli import Signpost

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def signpost(tmp_path: Path) -> Signpost:
    return Signpost(tmp_path)


@pytest.fixture
def keeping(signpost: Signpost, migrated: Path) -> Keeping:
    folder = signpost.folder / "data"
    folder.mkdir()
    shutil.copyfile(migrated, folder / "signpost.db")
    database = Database.open(f"sqlite:///{folder / 'signpost.db'}")
    keeping = Keeping(database, folder)
    keeping.case(AT, key="first", summary=HOSTILE, description='Ödön "said"\nso, 😀\r\nand\u202e more')
    keeping.case(AT.replace(day=3), key="second")
    return keeping


def _summaries(text: str) -> list[str]:
    return [each["case"]["summary"] for each in json.loads(text)]


def test_all_cases_are_one_array_with_a_line_for_each(signpost: Signpost, keeping: Keeping) -> None:
    result = signpost("export")
    assert result.exit_code == 0
    assert _summaries(result.stdout) == [HOSTILE, "Links flap"]
    first, *lines, last = result.stdout.splitlines()
    assert (first, last, len(lines)) == ("[", "]", 2)
    assert json.loads(lines[0].removesuffix(","))["case"]["description"] == 'Ödön "said"\nso, 😀\r\nand\u202e more'


def test_a_table_is_opened_again_with_every_text_and_no_formula(signpost: Signpost, keeping: Keeping) -> None:
    output = signpost.folder / "cases.csv"
    assert signpost("export", "--format", "csv", "--output", str(output)).exit_code == 0
    read = list(csv.DictReader(io.StringIO(output.read_bytes().decode("utf-8"), newline="")))
    assert list(read[0]) == table_header()
    assert [each["summary"] for each in read] == [f"'{HOSTILE}", "Links flap"]
    assert read[0]["description"] == 'Ödön "said"\nso, 😀\r\nand\u202e more'
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert {path.name for path in signpost.folder.iterdir()} == {"content", "data", "cases.csv"}


@pytest.mark.parametrize(
    ("days", "count"),
    [
        (("--since", "2026-01-03"), 1),
        (("--until", "2026-01-02"), 1),
        (("--since", "2026-01-02", "--until", "2026-01-03"), 2),
        (("--since", "2026-01-04"), 0),
    ],
)
def test_days_are_whole_and_both_count(signpost: Signpost, keeping: Keeping, days: tuple[str, ...], count: int) -> None:
    assert len(_summaries(signpost("export", *days).stdout)) == count


def test_one_case_comes_with_its_files(signpost: Signpost, keeping: Keeping) -> None:
    reference = keeping.case(AT, key="third").reference
    folder = signpost.folder / "out"
    result = signpost("export", reference, "--files", str(folder))
    assert result.exit_code == 0
    (record,) = json.loads(result.stdout)
    assert [each["name"] for each in record["files"]] == ["log-0.txt", "log-1.txt"]
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "01-log-0.txt": "log", "02-log-1.txt": "log",
    }  # fmt: skip
    (keeping.attachments / record["files"][0]["id"]).unlink()
    again = signpost("export", reference, "--files", str(signpost.folder / "again"))
    assert (again.exit_code, "the contents of “log-0.txt” are not here" in again.stderr) == (1, True)


def test_a_file_that_is_there_is_not_written_over(signpost: Signpost, keeping: Keeping) -> None:
    reference = keeping.case(AT, key="third").reference
    folder = signpost.folder / "out"
    folder.mkdir()
    (folder / "01-log-0.txt").write_text("mine")
    result = signpost("export", reference, "--files", str(folder))
    assert (result.exit_code, "cannot be written" in result.output) == (1, True)
    assert (folder / "01-log-0.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("SP-7KDF-3QX", "--since", "2026-01-01"), "or days"),
        (("--files", "out"), "--files is for one case"),
        (("nonsense",), "is no reference of a case"),
        (("SP-2222-222",), "There is no case SP-2222-222."),
        (("--output", "missing/cases.json"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence(
    signpost: Signpost, keeping: Keeping, arguments: tuple[str, ...], sentence: str
) -> None:
    result = signpost("export", *arguments)
    assert result.exit_code != 0
    assert sentence in result.output


def test_the_report_on_cases_is_told_to_people_and_to_machines(signpost: Signpost, keeping: Keeping) -> None:
    keeping.case(datetime.now(UTC), key="new")
    assert signpost("report", "cases").output.startswith("1 cases in 30 days\n\nBy policy and product\n")
    assert signpost.read("report", "cases", "--days", "400")["cases"] == 3
