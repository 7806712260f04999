"""`signpost contracts`: imported whole or not at all, listed, and removed."""

import json
from pathlib import Path

import pytest

from tests.cases.test_contract_lines import HEAD
from tests.content.example_policy import TEXT
from tests.test_cli import Signpost

# The command tells the time by the clock: this one holds today and for long.
LINE = "acme,S-1,Example AB,example.com,basic,2020-03-01,2199-02-28,3,1,2020-11-20"


@pytest.fixture
def signpost(tmp_path: Path) -> Signpost:
    found = Signpost(tmp_path)
    found.write("policies/acme/1.0.md", TEXT)
    return found


def file(signpost: Signpost, *lines: str) -> str:
    path = signpost.folder / "contracts.csv"
    path.write_text("\n".join((HEAD, *lines)), encoding="utf-8")
    return str(path)


def test_a_file_is_imported_and_its_contracts_are_listed_and_removed(signpost: Signpost) -> None:
    done = signpost("contracts", "import", file(signpost, LINE))
    assert (done.exit_code, done.output) == (0, "1 added, 0 changed, 0 unchanged, 0 removed\n")
    assert signpost("contracts", "list").output == ("acme  S-1  Example AB  basic, until 2199-02-28\n1 contracts\n")
    assert signpost.read("contracts", "list", "--policy", "other") == []
    assert signpost("contracts", "remove", "acme", "S-1").output == "Removed\n"
    again = signpost("contracts", "remove", "acme", "S-1")
    assert (again.exit_code, "no such contract" in again.output) == (1, True)


def test_one_wrong_line_and_nothing_is_imported(signpost: Signpost) -> None:
    wrong = LINE.replace("basic", "best").replace("S-1", "S 2")
    done = signpost("contracts", "import", file(signpost, LINE, wrong))
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "line 3, support_id: this is no Support ID. Write 1 to 100 letters, digits and . _ / : # + - between them.",
        "line 3, tier: acme has no tier “best”. Use one of basic, gold.",
        "Nothing was imported: 2 mistakes.",
    ]
    assert signpost.read("contracts", "list") == []


def test_mistakes_are_told_to_machines_too(signpost: Signpost) -> None:
    done = signpost("contracts", "import", file(signpost, LINE.replace("basic", "best")), "--json")
    assert done.exit_code == 1
    assert [each["column"] for each in json.loads(done.stdout)["mistakes"]] == ["tier"]


def test_a_dry_run_tells_and_changes_nothing(signpost: Signpost) -> None:
    signpost("contracts", "import", file(signpost, LINE))
    other = file(signpost, LINE.replace("S-1", "S-2"))
    done = signpost("contracts", "import", other, "--replace", "--dry-run")
    assert done.output == "1 added, 0 changed, 0 unchanged, 1 removed. Nothing was changed: this was a dry run.\n"
    assert [each["support_id"] for each in signpost.read("contracts", "list")] == ["S-1"]
    assert signpost.read("contracts", "import", other, "--replace")["removed"] == 1
    assert [each["support_id"] for each in signpost.read("contracts", "list")] == ["S-2"]


def test_a_contract_that_is_not_in_force_is_marked(signpost: Signpost) -> None:
    signpost("contracts", "import", file(signpost, LINE.replace("2199-02-28", "2021-02-28")))
    assert "until 2021-02-28, not in force" in signpost("contracts", "list").output
