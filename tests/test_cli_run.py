"""`signpost run`, for real: it starts, answers, sees edits, refuses bad ones, and ends."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from socket import create_server

import pytest

from app.config import CHECKOUT
from tests.content.conftest import ContentFolder
from tests.content.example_policy import TEXT, replaced
from tests.running import NotServing, environment, free_port, running_site

ARTICLE = "---\ntitle: A\n---\nText\n"
LOOKS, BETWEEN_LOOKS_SECONDS = 600, 0.05


@pytest.fixture
def content(tmp_path: Path) -> ContentFolder:
    """A folder with a policy and an article."""
    folder = ContentFolder(tmp_path / "content")
    folder.write("policies/acme/1.0.md", TEXT)
    folder.write("articles/a.md", ARTICLE)
    return folder


def comes_true(is_so: Callable[[], bool]) -> bool:
    """Whether it does before patience is at its end."""
    for _ in range(LOOKS):
        if is_so():
            return True
        time.sleep(BETWEEN_LOOKS_SECONDS)
    return False


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_site_answers_and_ends_cleanly_when_told_to(
    tmp_path: Path, content: ContentFolder, ending: signal.Signals
) -> None:
    with running_site(tmp_path, content.path, SIGNPOST_WORKERS="2") as site:
        assert site.get("/policies/acme/").status == 200
        assert json.loads(site.get("/healthz").text)["status"] == "ok"
        workers = site.workers()
        assert len(workers) == 2
        assert site.end(ending) == 0
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []


def test_a_running_site_shows_good_edits_and_keeps_the_last_good_version_over_bad_ones(
    tmp_path: Path, content: ContentFolder
) -> None:
    with running_site(tmp_path, content.path) as site:

        def health() -> dict[str, dict[str, list[dict[str, object]]]]:
            found: dict[str, dict[str, list[dict[str, object]]]] = json.loads(site.get("/healthz").text)
            return found

        content.write("policies/acme/1.0.md", replaced(("1: 2 hours on always", "1: 2 ours on always")))
        assert comes_true(lambda: bool(health()["content"]["problems"]))
        (problem,) = health()["content"]["problems"]
        assert problem["file"] == "content/policies/acme/1.0.md"
        assert problem["line"] == TEXT[: TEXT.index("1: 2 hours on always")].count("\n") + 1
        assert "2 hours" in site.get("/policies/acme/").text

        content.write("policies/acme/1.0.md", replaced(("1: 2 hours on always", "1: 3 hours on always")))
        assert comes_true(lambda: "3 hours" in site.get("/policies/acme/").text)
        assert health()["content"]["problems"] == []


def run(folder: Path, content: ContentFolder, *options: str) -> subprocess.CompletedProcess[str]:
    """A start that is expected to come to an end by itself."""
    command = [sys.executable, "-m", "app.cli", "run", *options]
    env = environment(folder, content.path)
    return subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_a_start_on_bad_content_ends_with_1_and_every_problem(tmp_path: Path, content: ContentFolder) -> None:
    content.write("policies/acme/1.0.md", replaced(("1: 2 hours on always", "1: 2 ours on always")))
    content.write("articles/a.md", "---\ntitel: A\n---\n")
    ended = run(tmp_path, content, "--port", str(free_port()))
    assert ended.returncode == 1
    assert "content/policies/acme/1.0.md:" in ended.stderr
    assert "content/articles/a.md:2" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_start_on_a_port_that_is_taken_ends_with_a_sentence(tmp_path: Path, content: ContentFolder) -> None:
    with closing(create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        ended = run(tmp_path, content, "--port", str(port))
    assert ended.returncode == 1
    assert f"port {port}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_two_sites_run_side_by_side_from_one_checkout(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    contents = []
    for folder in folders:
        folder.mkdir()
        contents.append(ContentFolder(folder / "content"))
        contents[-1].write(f"articles/{folder.name}.md", ARTICLE)
    with running_site(folders[0], contents[0].path) as one, running_site(folders[1], contents[1].path) as two:
        assert [one.get("/articles/one").status, one.get("/articles/two").status] == [200, 404]
        assert [two.get("/articles/one").status, two.get("/articles/two").status] == [404, 200]


def test_a_site_that_does_not_start_says_why(tmp_path: Path, content: ContentFolder) -> None:
    content.write("articles/a.md", "---\ntitel: A\n---\n")
    with pytest.raises(NotServing, match=r"content/articles/a\.md:2"), running_site(tmp_path, content.path):
        pass
