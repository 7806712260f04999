"""A pasted log becomes a question: codes, names and words of its errors, and nothing that is theirs alone."""

from datetime import date
from pathlib import Path

import pytest

from app.config import CHECKOUT
from app.content.store import LibraryStore
from app.search.documents import collection
from app.search.log_question import MOST_WORDS, log_question
from app.search.port import Query, SearchEngine
from app.search.whoosh_engine import WhooshEngine

# What is pasted, under the article that should come first.
PASTED = Path(__file__).with_name("pasted_logs.txt").read_text(encoding="utf-8")
LOGS = [tuple(part.split("\n", 1)) for part in PASTED.removeprefix("== ").split("\n== ")]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    """The articles that are shipped, as the site searches them."""
    folder: Path = tmp_path_factory.mktemp("index")
    engine = WhooshEngine(folder)
    engine.build(collection(LibraryStore(CHECKOUT / "content").library, date(2026, 12, 3)), "shipped")
    return engine


@pytest.mark.parametrize(("article", "log"), LOGS)
def test_a_log_finds_the_article_about_its_error_first(shipped: SearchEngine, article: str, log: str) -> None:
    found = shipped.search(Query(log_question([log]), article.partition("/")[0], "article", is_literal=True))
    assert found.hits[0].url.partition("#")[0] == f"/articles/{article}"


def test_a_single_line_may_miss_by_little(shipped: SearchEngine) -> None:
    """The article about this error does not quote it: one on what to collect comes before it, and both score low."""
    line = "level=error msg=\"Error 1045 (28000): Access denied for user 'app'@'172.18.0.3' (using password: YES)\""
    found = shipped.search(Query(log_question([line]), "photoprism", "article", is_literal=True)).hits
    assert "/articles/photoprism/mariadb-errors" in [hit.url.partition("#")[0] for hit in found[:2]]
    assert found[0].score < 15


@pytest.mark.parametrize(
    "theirs",
    ["10.0.4.17", "db1.example.com", "/var/lib/mysql/shop", "2026-11-28", "10:12:01.201", "ann@example.com", "51234",
     "7c9e6679-7425-40de-944b-e07fc1f90ae7", "0x00007f3a1c2b4d5e", "postgres://u:s3cr3t@db/x",
     "C:\\Users\\ann\\log.txt",
     "2001:db8:0:7:0:0:0:1a", "000000010000002A000000F1"],
)  # fmt: skip
def test_nothing_that_is_theirs_alone_is_asked(theirs: str) -> None:
    question = log_question([f"ERROR: connection to {theirs} refused ({theirs})"])
    assert question.split() == ["connection", "refused"]


def test_codes_come_first_then_names_then_words() -> None:
    log = "INFO all is well\nERROR 1045 (28000): Access denied\nCode: 241. DB::Exception: MEMORY_LIMIT_EXCEEDED"
    assert log_question([log]).split() == ["1045", "28000", "241", "MEMORY_LIMIT_EXCEEDED", "Access", "denied", "Code"]


@pytest.mark.parametrize("text", ["", "All is well.", "12:00 started\n12:01 stopped", "\0", "\u202e"])
def test_a_text_that_tells_of_no_error_asks_nothing(text: str) -> None:
    assert log_question([text]) == ""


def test_a_long_log_asks_a_short_question() -> None:
    log = "\n".join(f"ERROR number{chr(97 + n % 26)}{chr(97 + n // 26)} failed" for n in range(400))
    assert len(log_question([log]).split()) <= MOST_WORDS


@pytest.mark.parametrize(
    "part", ["error ", "a.", "/", "://", "@", "0-", "error:", "1:", "A_", "0x", "\n", "[", "E1234"]
)
def test_a_hostile_text_is_looked_through_line_by_line(part: str) -> None:
    log_question(["error " + part * (100_000 // len(part))])
