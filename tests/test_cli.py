"""The `signpost` command: what each verb says to people and to machines, and how it ends."""

import json
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cases.book import CaseBook
from app.cases.database import Database
from app.cli.__main__ import main
from app.config import CHECKOUT
from tests.cases.samples import draft
from tests.content.example_policy import TEXT, replaced

SHIPPED = CHECKOUT / "content"
ARTICLE = "---\ntitle: A\n---\nText\n"
RULE_FOR_QUESTIONS = """\
      - when: {need: question}
        then: ask-around
        because: Questions go to the forum.
        clause: about
"""


class Signpost:
    """The command on a site all of whose folders are in one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.content.mkdir()

    def __call__(self, *arguments: str, **settings: str) -> Result:
        """What it says and how it ends; whatever it did not foresee is raised."""
        env = {
            "SIGNPOST_CONTENT_DIR": str(self.content),
            "SIGNPOST_DATA_DIR": str(self.folder / "data"),
            "SIGNPOST_SEARCH_INDEX_DIR": str(self.folder / "index"),
            "SIGNPOST_PUBLIC_URL": "http://127.0.0.1:5000",
        }  # fmt: skip
        return CliRunner().invoke(main, arguments, env=env | settings, catch_exceptions=False)

    def read(self, *arguments: str) -> Any:
        """What it says to a machine that asks for JSON; nothing else may stand there."""
        return json.loads(self(*arguments, "--json").stdout)

    def write(self, name: str, text: str) -> Path:
        """Puts a file into the content."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def signpost(tmp_path: Path) -> Signpost:
    return Signpost(tmp_path)


@pytest.fixture
def shipped(signpost: Signpost) -> Signpost:
    """The command on a copy of the shipped content."""
    signpost.content.rmdir()
    copytree(SHIPPED, signpost.content)
    return signpost


@pytest.fixture
def broken(signpost: Signpost) -> Signpost:
    """The command on content with three errors, in a policy and an article."""
    dangling = replaced(("clause: tiers\n    price: free", "clause: tears\n    price: free"))
    signpost.write("policies/acme/1.0.md", dangling)
    signpost.write("articles/a.md", "---\ntitel: A\n---\nText\n")
    return signpost


def _line(text: str, words: str) -> int:
    """The line of a text on which words stand."""
    return text[: text.index(words)].count("\n") + 1


def test_check_passes_the_shipped_content_and_warns_of_what_its_vendors_promise_oddly(shipped: Signpost) -> None:
    result, found = shipped("check"), shipped.read("check")
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == f"0 errors, {len(found['problems'])} warnings in content/"
    assert found["ok"] is True
    assert all(problem["is_warning"] for problem in found["problems"])
    assert "severity 1 on “professional” is promised less than severity 4" in result.output


def test_check_names_file_and_line_of_every_error(broken: Signpost) -> None:
    result = broken("check")
    line = _line(replaced(("clause: tiers\n    price: free", "clause: tears\n    price: free")), "clause: tears")
    assert result.exit_code == 1
    assert f"content/policies/acme/1.0.md:{line}: tiers.basic.clause: there is no clause" in result.output
    assert "content/articles/a.md:2: titel: this field is not known" in result.output
    assert result.output.endswith("errors, 0 warnings in content/\n")


def test_check_tells_machines_the_same(broken: Signpost) -> None:
    found = broken.read("check")
    assert found["ok"] is False
    assert {"path", "line", "field", "message", "hint", "is_warning"} == set(found["problems"][0])
    assert {problem["path"] for problem in found["problems"]} == {
        "content/articles/a.md",
        "content/policies/acme/1.0.md",
    }
    assert broken("check", "--json").exit_code == 1


def test_check_warns_of_the_calendar_on_the_day_named_and_passes(signpost: Signpost) -> None:
    signpost.write("policies/acme/1.0.md", TEXT)
    assert "warning" not in signpost("check").output.replace("0 warnings", "")
    result = signpost("check", "--today", "2026-12-01")
    assert result.exit_code == 0
    assert "content/policies/acme/1.0.md" in result.output
    assert "warning: " in result.output


def test_prove_tells_paths_outcomes_rules_and_time(shipped: Signpost) -> None:
    result = shipped("prove")
    assert result.exit_code == 0
    for slug in ("clickhouse", "clusterpoint", "photoprism", "severalnines"):
        assert f"{slug} " in result.output
    assert result.output.count("exactly one outcome each") == 4
    assert "  outcome: 21 rules, hits 2 1 1 4" in result.output
    assert "4 policy versions proved in " in result.output


def test_prove_tells_machines_the_hits_of_every_rule(shipped: Signpost) -> None:
    found = shipped.read("prove")
    assert [report["policy"] for report in found["policies"]] == [
        "clickhouse", "clusterpoint", "photoprism", "severalnines",
    ]  # fmt: skip
    for report in found["policies"]:
        assert report["paths"] == sum(report["outcomes"].values()) > 0
        assert all(rule["hits"] > 0 for rule in report["rules"])
        assert report["longest"] <= 12


def test_prove_lists_every_rule_when_asked(signpost: Signpost) -> None:
    signpost.write("policies/acme/1.0.md", TEXT)
    assert "tier 1 → basic" not in signpost("prove").output
    assert "tier 1 → basic" in signpost("prove", "--rules").output


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_prove_ends_with_1_on_content_with_errors_and_names_them(broken: Signpost, options: tuple[str, ...]) -> None:
    result = broken("prove", *options)
    assert result.exit_code == 1
    assert "content/policies/acme/1.0.md:" in result.output
    assert "not proved" in result.stderr


def test_prove_ends_with_1_where_answers_lead_nowhere(signpost: Signpost) -> None:
    signpost.write("policies/acme/1.0.md", replaced((RULE_FOR_QUESTIONS, "")))
    result = signpost("prove")
    assert result.exit_code == 1
    assert "content/policies/acme/1.0.md:" in result.output
    assert "need: question" in result.output


def test_index_builds_once_and_says_so(signpost: Signpost) -> None:
    signpost.write("articles/a.md", ARTICLE)
    assert signpost("index").output.startswith("Built the index of revision ")
    assert signpost("index").output.startswith("Already the index of revision ")
    signpost.write("articles/b.md", ARTICLE)
    assert signpost.read("index")["built"] is True
    assert set(signpost.read("index")) == {"built", "revision", "seconds"}


def test_index_on_content_with_errors_builds_nothing_and_names_them(broken: Signpost) -> None:
    result = broken("index")
    assert result.exit_code == 1
    assert "content/articles/a.md:2" in result.output


def _case_is_waiting(signpost: Signpost) -> None:
    (signpost.folder / "data").mkdir(exist_ok=True)
    database = Database.open(f"sqlite:///{signpost.folder / 'data' / 'signpost.db'}")
    CaseBook(database, "localhost").submit(draft(), datetime(2026, 1, 1, tzinfo=UTC))
    database.close()


def test_deliver_once_sends_what_is_due_and_ends(signpost: Signpost) -> None:
    _case_is_waiting(signpost)
    assert signpost("deliver", "--once").output == "2 delivered, 0 failed, 0 given_up\n"
    mails = [message_from_bytes(path.read_bytes()) for path in (signpost.folder / "data" / "mail").rglob("*.eml")]
    assert {mail["To"] for mail in mails} >= {"support@localhost"}
    assert len(mails) == 2
    assert signpost("deliver", "--once").output == "0 delivered, 0 failed, 0 given_up\n"


def test_deliver_tells_machines_the_same(signpost: Signpost) -> None:
    _case_is_waiting(signpost)
    assert signpost.read("deliver", "--once") == {"delivered": 2, "failed": 0, "given_up": 0}


def test_deliver_without_a_database_ends_with_a_sentence(signpost: Signpost) -> None:
    (signpost.folder / "data" / "signpost.db").mkdir(parents=True)
    result = signpost("deliver", "--once")
    assert result.exit_code == 1
    assert "The case book cannot be used" in result.output


def test_holidays_makes_a_calendar_as_a_policy_takes_it(signpost: Signpost) -> None:
    made = signpost("holidays", "se", "--years", "2026-2027")
    assert made.exit_code == 0
    assert made.output.startswith("  se:\n    title: Public holidays (SE)\n")
    assert "      2026-06-20: " in made.output
    signpost.write(
        "policies/acme/1.0.md",
        replaced(("calendars:\n", f"calendars:\n{made.output}"), ("[festival]", "[festival, se]")),
    )
    assert signpost("check").exit_code == 0


def test_holidays_checks_the_calendar_of_a_policy_and_ends_with_1_where_it_differs(shipped: Signpost) -> None:
    policy = shipped.content / "policies" / "severalnines" / "1.0.md"
    check = ("holidays", "se", "--years", "2026-2028", "--check", str(policy))
    same = shipped(*check)
    assert (same.exit_code, same.output) == (0, "0 differences from the holiday library for SE 2026-2028\n")
    (day,) = (line for line in policy.read_text(encoding="utf-8").splitlines() if "2027-01-06" in line)
    policy.write_text(policy.read_text(encoding="utf-8").replace(f"{day}\n", ""), encoding="utf-8")
    differs = shipped(*check)
    assert differs.exit_code == 1
    assert "2027-01-06 is missing from the policy" in differs.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("holidays", "se", "--years", "soon"), "write 2026 or 2026-2028"),
        (("holidays", "se", "--years", "2028-2026"), "write 2026 or 2026-2028"),
        (("holidays", "se", "--years", "1-999999"), "write 2026 or 2026-2028"),
        (("holidays", "zz", "--years", "2026"), "ZZ"),
        (("holidays", "se"), "--years"),
        (("check", "--today", "tomorrow"), "tomorrow"),
        (("run", "--port", "0"), "--port"),
        (("run", "--workers", "0"), "--workers"),
        (("serve",), "No such command"),
    ],
)
def test_an_argument_that_cannot_be_used_is_told(signpost: Signpost, arguments: tuple[str, ...], sentence: str) -> None:
    result = signpost(*arguments)
    assert result.exit_code != 0
    assert sentence in result.output


def test_holidays_without_a_calendar_of_the_country_ends_with_a_sentence(signpost: Signpost) -> None:
    policy = signpost.write("policies/acme/1.0.md", TEXT)
    result = signpost("holidays", "se", "--years", "2026", "--check", str(policy))
    assert result.exit_code == 1
    assert "has no calendar with country: SE" in result.output


def test_schema_is_the_one_that_is_published(signpost: Signpost) -> None:
    assert signpost("schema").output == (SHIPPED / "policy.schema.json").read_text(encoding="utf-8")
    assert signpost("schema", "policy").output == signpost("schema").output


def test_schema_takes_the_name_of_a_schema(signpost: Signpost) -> None:
    assert signpost("schema", "article").output == signpost("schema", "--articles").output != signpost("schema").output
    assert json.loads(signpost("schema", "case").output)["title"] == "signpost-case/1"
    assert "policy" in signpost("schema", "nope").output


@pytest.mark.parametrize("command", ["check", "prove", "index", "deliver", "run"])
def test_a_wrong_setting_ends_every_command_with_a_sentence(signpost: Signpost, command: str) -> None:
    result = signpost(command, SIGNPOST_WORKERS="many", SIGNPOST_DELIVERY="pigeon")
    assert result.exit_code == 1
    assert 'SIGNPOST_WORKERS is "many": set a whole number from 1 to 64.' in result.output
    assert 'SIGNPOST_DELIVERY is "pigeon": set eml or smtp.' in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["check", "prove", "index", "deliver", "run"])
def test_a_content_folder_that_is_not_there_ends_every_command_with_a_sentence(
    signpost: Signpost, command: str
) -> None:
    signpost.content.rmdir()
    result = signpost(command)
    assert result.exit_code == 1
    assert "SIGNPOST_CONTENT_DIR" in result.output


def test_run_refuses_content_with_errors_and_lists_them_all(broken: Signpost) -> None:
    result = broken("run")
    assert result.exit_code == 1
    assert "content/articles/a.md:2" in result.output
    assert "content/policies/acme/1.0.md:" in result.output
    assert "mend them, then start again" in result.output


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    """A small site of MkDocs."""
    (tmp_path / "handbook" / "docs").mkdir(parents=True)
    (tmp_path / "handbook" / "mkdocs.yml").write_text("site_name: Handbook\n")
    (tmp_path / "handbook" / "docs" / "a.md").write_text("# A\n\nSee [b](b.md).\n")
    return tmp_path / "handbook"


def test_an_import_says_what_it_did_and_what_needs_a_look_and_passes_the_check(
    signpost: Signpost, handbook: Path
) -> None:
    dry = signpost("import-articles", str(handbook), "--dry-run")
    assert dry.output.splitlines()[0] == "1 articles new"
    assert "  docs/a.md:3: b.md" in dry.output.splitlines()
    assert "Would be imported into articles/handbook/" in dry.output
    assert list(signpost.content.iterdir()) == []
    done = signpost("import-articles", str(handbook), "--into", "guides/all", "--product", "acme")
    assert (done.exit_code, signpost("check").exit_code) == (0, 0)
    assert "product: acme" in (signpost.content / "articles/guides/all/a.md").read_text()


def test_an_import_tells_machines_the_same_in_json(signpost: Signpost, handbook: Path) -> None:
    found = signpost.read("import-articles", str(handbook), "--base-url", "https://docs.example.com/")
    assert (found["ok"], found["dry_run"]) == (True, False)
    assert found["counts"] == {"articles new": 1, "links made absolute": 1}
    again = signpost.read("import-articles", str(handbook), "--base-url", "https://docs.example.com/")
    assert again["counts"] == {"articles unchanged": 1, "links made absolute": 1}


def test_an_import_ends_with_1_where_something_could_not_be_read(signpost: Signpost, handbook: Path) -> None:
    (handbook / "docs" / "b.md").write_bytes(b"\xff\xfe")
    result = signpost("import-articles", str(handbook))
    assert result.exit_code == 1
    assert "docs/b.md:1: the file is not UTF-8" in result.output
    assert (signpost.content / "articles/handbook/a.md").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--into", "../policies"], "cannot be a folder of articles"),
        (["--product", "Big Thing"], "cannot be the id of a product"),
        (["--base-url", "docs"], "is no address of a site"),
    ],
)
def test_an_import_that_cannot_be_is_refused_with_a_sentence(
    signpost: Signpost, handbook: Path, arguments: list[str], sentence: str
) -> None:
    result = signpost("import-articles", str(handbook), *arguments)
    assert result.exit_code == 1
    assert sentence in result.output
    assert list(signpost.content.iterdir()) == []
