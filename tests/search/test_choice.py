"""A setting chooses the search engine, and what is not chosen need not be installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.config import CHECKOUT, Settings, SettingsError
from app.search.choice import engine_from
from app.search.port import Collection
from app.search.tantivy_engine import TantivyEngine
from app.search.whoosh_engine import WhooshEngine
from tests.search.documents import HELP_CENTRE


def settings(folder: Path, **more: str) -> Settings:
    return Settings.from_environment({"SIGNPOST_SEARCH_INDEX_DIR": str(folder)} | more)


def test_the_setting_names_the_engine(tmp_path: Path) -> None:
    assert isinstance(engine_from(settings(tmp_path)), WhooshEngine)
    assert isinstance(engine_from(settings(tmp_path, SIGNPOST_SEARCH="tantivy")), TantivyEngine)


def test_each_engine_keeps_its_index_when_the_other_one_builds_in_the_same_folder(tmp_path: Path) -> None:
    one, other = engine_from(settings(tmp_path)), engine_from(settings(tmp_path, SIGNPOST_SEARCH="tantivy"))
    for revision in ("first", "second"):
        one.build(Collection(HELP_CENTRE), revision)
        assert other.revision() != revision
        other.build(Collection(HELP_CENTRE), revision)
        assert one.revision() == revision


def test_an_engine_that_is_not_installed_is_told_with_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("tantivy_engine", "tantivy_build", "tantivy_index"):
        monkeypatch.delitem(sys.modules, f"app.search.{module}", raising=False)
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with pytest.raises(SettingsError, match="tantivy is not installed: run"):
        engine_from(settings(tmp_path, SIGNPOST_SEARCH="tantivy"))


CHOSEN = """
import os, sys
from pathlib import Path
from app.config import Settings
from app.search.choice import engine_from

engine_from(Settings.from_environment(os.environ))
print({"tantivy", "whoosh.fields"}.intersection(sys.modules))
"""


@pytest.mark.parametrize(("name", "imported"), [("whoosh", "whoosh.fields"), ("tantivy", "tantivy")])
def test_an_engine_is_imported_only_when_it_is_chosen(tmp_path: Path, name: str, imported: str) -> None:
    environment = {"SIGNPOST_SEARCH": name, "SIGNPOST_SEARCH_INDEX_DIR": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", CHOSEN], env=environment, capture_output=True, text=True, check=True, cwd=CHECKOUT
    )
    assert told.stdout.strip() == str({imported})
