"""The rules of the house that no linter knows."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import click

from app.cases.desks import NEEDED
from app.config import CHECKOUT, DESK_VARIABLE, Settings
from app.setting_kinds import variable

# Settings that a site has once for each desk; their names are not known beforehand.
OF_A_DESK = "SIGNPOST_DESK_<NAME>_"
SETTINGS = [each for each in fields(Settings) if each.name != "desks"]
OPERATIONS = CHECKOUT / "docs" / "operations.md"
SOURCES = [path for room in ("app", "tests", "tools") for path in sorted((CHECKOUT / room).rglob("*.py"))]
LONGEST_FILE_LINES = 300

# A file of app/ that is longer than a reader holds in mind, and why it stays whole.
LONG_FILES = {
    "app/web/api/messages.py": "the messages of the JSON API, one after the other: a reference",
    "app/content/policy_file.py": "the closed schema of a policy's front matter, one form after the other: a reference",
    "app/domain/policy.py": "the vocabulary of a policy, one small value after the other: a reference",
}

# A root of somebody's machine: what a path in code, docs or templates must not begin with.
MACHINE_PATH = re.compile(r"(?<![\w.:/}-])/(?:home|root|work|Users|mnt)/\w|[A-Z]:\\Users")
TEXTS = {".cfg", ".css", ".html", ".js", ".json", ".md", ".py", ".sh", ".svg", ".toml", ".txt", ".xml", ".yaml", ".yml"}
ROOMS = ("app", "docs", "static", "templates", "tests", "tools", ".ci")

# Calls by which a rule would ask the clock, the disk, the environment or chance.
ASKS_THE_WORLD = re.compile(
    r"^(datetime|date|datetime\.datetime|datetime\.date)\.(now|utcnow|today)$"
    r"|^(time|os|random|secrets|socket|subprocess)\.|^(open|print|input|Path)$"
)


def _name(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _is_one_sentence(text: str) -> bool:
    return len(re.findall(r"[.!?](?=\s|$)", text)) == 1 and text[-1] in ".!?"


def _table(heading: str, number: int = 0) -> list[list[str]]:
    """The rows of a table below a heading of the operations guide, without its head; the first is number 0."""
    section = OPERATIONS.read_text(encoding="utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ")[0]
    table = re.findall(r"(?:^\|.*\n?)+", section, re.MULTILINE)[number]
    rows = [line.strip().strip("|").split(" | ") for line in table.splitlines()]
    return [[cell.strip().strip("`") for cell in row] for row in rows[2:]]


def _commands(group: click.Group, before: str = "signpost") -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def _signpost() -> dict[str, click.Command]:
    """Every command by its full name. Loaded here, so that the other rules are told of a broken house too."""
    return dict(_commands(import_module("app.cli.__main__").main))


def test_every_module_says_in_one_sentence_what_lives_in_it() -> None:
    modules = {_name(path): tree for path in SOURCES if (tree := _tree(path)).body}
    said = {name: (ast.get_docstring(tree) or "").split("\n\n")[0] for name, tree in modules.items()}
    assert {name: text for name, text in said.items() if not _is_one_sentence(text)} == {}


def test_the_package_itself_is_a_docstring_only() -> None:
    assert len(_tree(CHECKOUT / "app" / "__init__.py").body) == 1


def test_a_file_of_the_app_is_short_or_has_its_reason() -> None:
    lines = {_name(path): path.read_text(encoding="utf-8").count("\n") for path in (CHECKOUT / "app").rglob("*.py")}
    assert {name for name, count in lines.items() if count > LONGEST_FILE_LINES} == set(LONG_FILES)


def test_the_domain_imports_the_standard_library_and_itself_only() -> None:
    strangers = set()
    for path in (CHECKOUT / "app" / "domain").rglob("*.py"):
        for node in ast.walk(_tree(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            strangers |= {
                f"{_name(path)}: {name}"
                for name in names
                if not f"{name}.".startswith("app.domain.") and name.split(".")[0] not in sys.stdlib_module_names
            }
    assert strangers == set()


def test_the_domain_asks_no_clock_and_opens_nothing() -> None:
    asking = {
        f"{_name(path)}:{node.lineno} {ast.unparse(node)}"
        for path in (CHECKOUT / "app" / "domain").rglob("*.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and ASKS_THE_WORLD.search(ast.unparse(node.func))
    }
    assert asking == set()


def test_nothing_names_a_path_of_somebodys_machine() -> None:
    texts = [path for room in ROOMS for path in (CHECKOUT / room).rglob("*") if path.suffix in TEXTS]
    texts += [path for path in CHECKOUT.iterdir() if path.is_file() and path.suffix in TEXTS | {""}]
    found = {
        f"{_name(path)}:{number}": match[0]
        for path in texts
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1)
        if (match := MACHINE_PATH.search(line))
    }
    assert found == {}


def test_the_operations_guide_lists_exactly_the_settings_that_are_read() -> None:
    listed = [row[0] for row in _table("Settings")]
    assert listed == [variable(each.name) for each in SETTINGS]


def test_the_operations_guide_lists_exactly_the_settings_that_a_desk_may_need() -> None:
    listed = {row[0]: row[1] for row in _table("Settings", 1)}
    needed: dict[str, list[str]] = {}
    for kind, ends in NEEDED.items():
        for end in ends:
            needed.setdefault(f"{OF_A_DESK}{end}", []).append(f"`{kind}`")
    assert {name: sorted(f"`{each.strip('`')}`" for each in kinds.split(", ")) for name, kinds in listed.items()} == {
        name: sorted(kinds) for name, kinds in needed.items()
    }
    assert all(DESK_VARIABLE.fullmatch(name.replace("<NAME>", "X")) for name in listed)


def test_no_text_names_a_setting_that_is_not_read() -> None:
    known = {variable(each.name) for each in SETTINGS} | {OF_A_DESK.partition("<")[0]}
    texts = [*(CHECKOUT / "docs").rglob("*.md"), *(CHECKOUT / "app").rglob("*.py"), *CHECKOUT.glob("*.md")]
    named = {name for path in texts for name in re.findall(r"SIGNPOST_[A-Z]\w+", path.read_text(encoding="utf-8"))}
    assert {name for name in named - known if not DESK_VARIABLE.fullmatch(name)} == set()


def test_the_operations_guide_gives_the_defaults_that_hold() -> None:
    settings = Settings.from_environment({})
    listed = {row[0]: row[1] for row in _table("Settings")}
    assert listed == {variable(each.name): _shown(getattr(settings, each.name)) for each in SETTINGS}


def _shown(value: object) -> str:
    """A default as the guide writes it: folders of the checkout without the checkout, switches as on or off."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value).replace(f"{CHECKOUT}/", "")


def test_every_command_is_in_the_operations_guide_and_no_other() -> None:
    assert {row[0] for row in _table("The command")} == set(_signpost())


def test_every_command_and_option_has_help() -> None:
    silent = {name for name, command in _signpost().items() if not command.help}
    for name, command in _signpost().items():
        options = [each for each in command.params if isinstance(each, click.Option)]
        silent |= {f"{name} {option.opts[0]}" for option in options if not option.help}
    assert silent == set()


def test_every_option_of_a_command_is_in_the_operations_guide() -> None:
    said = {row[0]: row[2] for row in _table("The command")}
    options = {
        f"{name} {option}"
        for name, command in _signpost().items()
        for each in command.params
        for option in each.opts
        if option.startswith("--") and option not in said.get(name, "")
    }
    assert options == set()


def test_the_lock_files_hold_every_library_that_the_project_names() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    run = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    dev = [each for each in project["dependency-groups"]["dev"] if isinstance(each, str)]
    assert _libraries(run) <= set(_locked("requirements.lock"))
    assert _libraries(run + dev) <= set(_locked("requirements-dev.lock"))


def test_tests_run_with_the_versions_that_a_site_runs_with() -> None:
    run, dev = _locked("requirements.lock"), _locked("requirements-dev.lock")
    assert {name: dev.get(name) for name in run} == run


def _libraries(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~; \[]", each)[0].lower() for each in requirements}


def _locked(lock: str) -> dict[str, set[str]]:
    """Versions by library; a library may have several, for different Pythons."""
    found: dict[str, set[str]] = {}
    text = (CHECKOUT / lock).read_text(encoding="utf-8")
    for name, version in re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_every_tool_of_the_web_checks_is_locked_by_its_hash_and_by_no_address() -> None:
    lock = json.loads((CHECKOUT / "tools" / "web_checks" / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((CHECKOUT / "tools" / "web_checks" / "package.json").read_text(encoding="utf-8"))
    root = lock["packages"].pop("")
    assert root["dependencies"] == wanted["dependencies"]
    assert {
        name for name, each in lock["packages"].items() if not each.get("integrity", "").startswith("sha512-")
    } == set()
    assert {name for name, each in lock["packages"].items() if "resolved" in each} == set()
