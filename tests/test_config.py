"""What each SIGNPOST_* variable is read as, and what is said about a wrong one."""

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.config import CHECKOUT, Settings, SettingsError, prepare_folders, signing_key
from app.setting_kinds import variable

GOOD = [
    ("content_dir", "/srv/site/content", Path("/srv/site/content")),
    ("content_dir", "elsewhere", Path.cwd() / "elsewhere"),
    ("data_dir", " /srv/data ", Path("/srv/data")),
    ("search_index_dir", "", CHECKOUT / "search_index"),
    ("database_url", "sqlite:////srv/data/x.db", "sqlite:////srv/data/x.db"),
    ("database_url", "sqlite:///x.db", f"sqlite:///{Path.cwd() / 'x.db'}"),
    ("database_url", "postgresql://u:p%40ss@db:5432/signpost", "postgresql+psycopg://u:p%40ss@db:5432/signpost"),
    ("database_url", "postgresql+psycopg://db/signpost", "postgresql+psycopg://db/signpost"),
    ("secret_key", "sixteen letters.", "sixteen letters."),
    ("secret_key", "", None),
    ("public_url", "https://support.example.com/", "https://support.example.com"),
    ("public_url", "http://[::1]:8080", "http://[::1]:8080"),
    ("delivery", "EML", "eml"),
    ("smtp_url", "smtp://localhost:1025", "smtp://localhost:1025"),
    ("smtp_url", "smtps://user:pass%2Fword@mail.example.com", "smtps://user:pass%2Fword@mail.example.com"),
    ("mail_from", "no-reply+x@example.com", "no-reply+x@example.com"),
    ("desk_address", "desk@localhost", "desk@localhost"),
    ("search", "whoosh", "whoosh"),
    ("search", "Tantivy", "tantivy"),
    ("rate_limits", "on", True),
    ("rate_limits", "Off", False),
    (
        "edit_url",
        "https://git.example.com/edit/main/{path}?plain=1",
        "https://git.example.com/edit/main/{path}?plain=1",
    ),
    ("edit_url", "", None),
    ("drafts", "on", True),
    ("drafts", "", False),
    ("default_zone", "Asia/Kolkata", "Asia/Kolkata"),
    ("workers", "64", 64),
    ("max_body_bytes", "16384", 16384),
    ("max_file_bytes", "20000000", 20_000_000),
    ("retention_days", "0", 0),
    ("receipt_days", "30", 30),
    ("contracts_secret", "sixteen letters!", "sixteen letters!"),
    ("contracts_secret", "", None),
    ("trusted_proxies", "0", 0),
    ("log_level", "DEBUG", "debug"),
]

WRONG = [
    ("content_dir", "~/content", "without ~"),
    ("database_url", "sqlite://", "sqlite:///folder/file.db"),
    ("database_url", "sqlite:///:memory:", "sqlite:///folder/file.db"),
    ("database_url", "mysql://db/x", "postgresql://"),
    ("database_url", "postgres://db/x", "postgresql://"),
    ("database_url", "postgresql://db", "host/database"),
    ("secret_key", "fifteen letters", "at least 16 characters"),
    ("public_url", "support.example.com", "http or https"),
    ("public_url", "ftp://support.example.com", "http or https"),
    ("public_url", "https://example.com/support", "without a path"),
    ("public_url", "https://example.com?x=1", "without a path"),
    ("public_url", "https://user@example.com", "without a path"),
    ("public_url", "https://example.com:99999", "without a path"),
    ("public_url", "https://example.com:port", "without a path"),
    ("delivery", "pigeon", "eml or smtp"),
    ("smtp_url", "localhost:25", "smtp://host:25"),
    ("smtp_url", "http://localhost:25", "smtp://host:25"),
    ("smtp_url", "smtp://localhost:70000", "smtp://host:25"),
    ("mail_from", "Desk <desk@example.com>", "one plain address"),
    ("mail_from", "desk@example.com\nBcc: x@y.z", "one plain address"),
    ("desk_address", "desk", "one plain address"),
    ("desk_address", "a@example.com,b@example.com", "one plain address"),
    ("search", "elastic", "whoosh or tantivy"),
    ("rate_limits", "maybe", "on or off"),
    ("edit_url", "https://git.example.com/edit", "{path}"),
    ("edit_url", "git.example.com/{path}", "{path}"),
    ("edit_url", "https://git.example.com/{path}/{file}", "{path}"),
    ("edit_url", "javascript:alert(1)//{path}", "{path}"),
    ("default_zone", "Stockholm", "IANA time zone"),
    ("default_zone", "../../etc/passwd", "IANA time zone"),
    ("workers", "0", "a whole number from 1 to 64"),
    ("workers", "1.5", "a whole number"),
    ("workers", "²", "a whole number"),
    ("max_body_bytes", "2 MB", "a whole number"),
    ("max_file_bytes", "10 MB", "a whole number"),
    ("retention_days", "one year", "a whole number from 0"),
    ("receipt_days", "0", "a whole number from 1"),
    ("contracts_secret", "fifteen letters", "at least 16 characters"),
    ("trusted_proxies", "-1", "a whole number from 0 to 10"),
    ("log_level", "loud", "debug or info"),
]


def _read(**settings: str) -> Settings:
    return Settings.from_environment({variable(name): text for name, text in settings.items()})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "content").mkdir()
    return replace(
        _read(), content_dir=tmp_path / "content", data_dir=tmp_path / "data", search_index_dir=tmp_path / "index"
    )


@pytest.mark.parametrize(("name", "text", "value"), GOOD)
def test_a_variable_is_read_as_its_field(name: str, text: str, value: object) -> None:
    assert getattr(_read(**{name: text}), name) == value


@pytest.mark.parametrize(("name", "text", "said"), WRONG)
def test_a_wrong_value_is_refused_with_a_sentence_that_says_what_to_set(name: str, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        _read(**{name: text})
    (problem,) = refusal.value.problems
    assert problem.startswith(variable(name))
    assert said in problem
    assert problem.endswith(".")


def test_every_field_is_in_the_table_of_good_values() -> None:
    assert {name for name, _, _ in GOOD} == {each.name for each in fields(Settings)} - {"desks"}


def test_what_is_set_for_single_desks_is_kept_and_not_shown() -> None:
    given = {"SIGNPOST_DESK_RT_URL": "https://rt.example.com", "SIGNPOST_DESK_RT_TOKEN": "hidden"}
    settings = Settings.from_environment(given | {"SIGNPOST_DESK_ADDRESS": "desk@example.com", "OTHER": "x"})
    assert settings.desks == given
    assert "hidden" not in repr(settings)


def test_all_wrong_values_are_told_together() -> None:
    with pytest.raises(SettingsError) as refusal:
        _read(workers="many", delivery="pigeon", public_url="nowhere")
    assert [problem.split()[0] for problem in str(refusal.value).splitlines()] == [
        "SIGNPOST_PUBLIC_URL",
        "SIGNPOST_DELIVERY",
        "SIGNPOST_WORKERS",
    ]


def test_the_database_stands_in_the_data_folder_unless_said_otherwise() -> None:
    assert _read(data_dir="/srv/data").database_url == "sqlite:////srv/data/signpost.db"


def test_delivery_by_smtp_needs_a_server() -> None:
    with pytest.raises(SettingsError, match="SIGNPOST_SMTP_URL"):
        _read(delivery="smtp")
    assert _read(delivery="smtp", smtp_url="smtp://localhost").delivery == "smtp"


def test_postgresql_without_its_driver_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"driver is not installed: run \.venv/bin/pip install"):
        _read(database_url="postgresql://db/signpost")
    assert _read().database_url.startswith("sqlite:")


def test_a_misspelt_variable_is_not_ignored_silently() -> None:
    with pytest.raises(SettingsError, match=r"SIGNPOST_CONTENT_DR is no setting: set SIGNPOST_CONTENT_DIR"):
        Settings.from_environment({"SIGNPOST_CONTENT_DR": "content"})


def test_a_variable_of_another_program_is_left_alone() -> None:
    assert Settings.from_environment({"SIGNPOST_COLOUR": "blue", "WORKERS": "many"}) == _read()


@pytest.mark.parametrize("name", ["database_url", "secret_key", "smtp_url"])
def test_a_password_shows_neither_in_a_refusal_nor_in_a_print_out(name: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        _read(**{name: "hunter2"})
    assert "hunter2" not in str(refusal.value)
    assert "hunter2" not in repr(replace(_read(), **{name: "hunter2"}))  # type: ignore[arg-type]


def test_a_key_that_was_set_is_used_and_not_kept(settings: Settings) -> None:
    assert signing_key(replace(settings, secret_key="a key of one's own")) == "a key of one's own"
    assert not settings.data_dir.exists()


def test_a_key_is_made_once_and_kept_for_the_owner_alone(settings: Settings) -> None:
    first = signing_key(settings)
    kept = settings.data_dir / "secret_key"
    assert len(first) >= 48
    assert signing_key(settings) == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(settings.data_dir.iterdir()) == [kept]


def test_processes_that_start_together_agree_on_one_key(settings: Settings) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(signing_key, [settings] * 64))
    assert len(keys) == 1


def test_two_sites_have_two_keys(settings: Settings, tmp_path: Path) -> None:
    assert signing_key(settings) != signing_key(replace(settings, data_dir=tmp_path / "other"))


def test_an_emptied_key_file_is_refused(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "secret_key").touch()
    with pytest.raises(SettingsError, match="delete the file"):
        signing_key(settings)


def test_a_key_that_cannot_be_kept_is_refused_with_what_to_set(settings: Settings) -> None:
    settings.data_dir.touch()
    with pytest.raises(SettingsError, match="set SIGNPOST_SECRET_KEY"):
        signing_key(settings)


def test_missing_folders_are_made(settings: Settings) -> None:
    prepare_folders(settings)
    assert settings.data_dir.is_dir()
    assert settings.search_index_dir.is_dir()
    assert list(settings.data_dir.iterdir()) == []


def test_folders_of_no_use_are_told_together(settings: Settings) -> None:
    settings.content_dir.rmdir()
    settings.data_dir.touch()
    with pytest.raises(SettingsError) as refusal:
        prepare_folders(settings)
    first, second = refusal.value.problems
    assert "set SIGNPOST_CONTENT_DIR" in first
    assert "set SIGNPOST_DATA_DIR" in second
