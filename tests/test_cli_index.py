"""`signpost index`: any number at once, in processes of their own, leave one whole index that running sites use."""

import json
import subprocess
import sys
from pathlib import Path

from app.config import CHECKOUT
from tests.running import environment, running_site

TITLE = "---\ntitle: {title}\n---\nText\n"


def builders(folder: Path, content: Path, count: int) -> list[dict[str, object]]:
    """What so many builders say that were started at once."""
    command, env = [sys.executable, "-m", "app.cli", "index", "--json"], environment(folder, content)
    started = [subprocess.Popen(command, cwd=CHECKOUT, env=env, stdout=subprocess.PIPE) for _ in range(count)]
    said = [each.communicate(timeout=120)[0] for each in started]
    assert [each.returncode for each in started] == [0] * count
    return [json.loads(text) for text in said]


def test_of_builders_that_start_at_once_one_builds_and_the_others_take_its_index(tmp_path: Path) -> None:
    (articles := tmp_path / "content" / "articles").mkdir(parents=True)
    for number in range(200):
        (articles / f"{number}.md").write_text(TITLE.format(title=f"Article {number}"), encoding="utf-8")
    said = builders(tmp_path, tmp_path / "content", 3)
    assert len({each["revision"] for each in said}) == 1
    assert len(list((tmp_path / "index" / "builds").iterdir())) == 1  # a second build would leave the one before, too
    assert [each["built"] for each in builders(tmp_path, tmp_path / "content", 1)] == [False]


def test_every_worker_of_a_running_site_finds_what_was_indexed_beside_it(tmp_path: Path) -> None:
    (articles := tmp_path / "content" / "articles").mkdir(parents=True)
    (articles / "a.md").write_text(TITLE.format(title="Zebrafish"), encoding="utf-8")
    with running_site(tmp_path, tmp_path / "content", SIGNPOST_WORKERS="2") as site:
        assert "/articles/a" in site.get("/api/v1/search?q=zebrafish").text
        (articles / "b.md").write_text(TITLE.format(title="Marmoset"), encoding="utf-8")
        builders(tmp_path, tmp_path / "content", 1)
        # Connections are new each time, so both workers answer some of them.
        assert {"/articles/b" in site.get("/api/v1/search?q=marmoset").text for _ in range(20)} == {True}
