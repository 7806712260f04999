"""How well and how quickly the site answers people's questions, asked through the API of the real site.

usage: python -m tests.benchmarks.quality FOLDER [--engine whoosh|tantivy|all] [--only N]
       python -m tests.benchmarks.quality --articles 10000 [--engine whoosh|tantivy|all]

FOLDER holds docs.jsonl (id, title, text), queries.jsonl (id, text) and qrels.tsv (query, document, grade). Its articles
are served from a scratch folder; each question is asked as it is, and with one slip in one word.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from app.config import CHECKOUT
from tests.benchmarks.collections_of_questions import DEPTH, Questions, read, scores, with_slip, write_articles
from tests.benchmarks.long_articles import long_questions, write_long_articles
from tests.running import RunningSite, environment, running_site

SEED = 11
ASKED = 300
ENGINES = tuple(name for name in ("whoosh", "tantivy") if name == "whoosh" or find_spec(name))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question asked: how good the answer is, whether there was any, and how long the whole answer took."""

    ndcg: float
    reciprocal_rank: float
    recall: float
    is_empty: bool
    milliseconds: float


@contextmanager
def site_of(folder: Path, engine: str) -> Iterator[RunningSite]:
    """The site of the articles in folder/content, its index built beforehand; how long that took is printed."""
    (folder / "content" / "policies").mkdir()
    settings = {"SIGNPOST_SEARCH": engine, "SIGNPOST_WORKERS": "1"}
    started = time.perf_counter()
    command = [sys.executable, "-m", "app.cli", "index"]
    subprocess.run(command, cwd=CHECKOUT, env=environment(folder, folder / "content", **settings), check=True)
    print(f"{engine}: read and indexed in {time.perf_counter() - started:.1f} s", file=sys.stderr)
    with running_site(folder, folder / "content", **settings) as site:
        yield site


def ask(site: RunningSite, text: str, grades: Mapping[str, int]) -> Asked:
    """Asks the API for articles; a document counts once, whatever heading it opens at."""
    started = time.perf_counter()
    answer = site.get(f"/api/v1/search?{urlencode({'q': text, 'kind': 'article', 'per_page': DEPTH})}")
    took = (time.perf_counter() - started) * 1000
    urls = [hit["url"].split("#")[0] for hit in json.loads(answer.text)["hits"]]
    found = list(dict.fromkeys(url.rsplit("/", 1)[-1] for url in urls))
    return Asked(*scores(found, grades), not found, took)


def quality(questions: Questions, engine: str, only: int | None) -> Iterator[str]:
    """A line for the questions as they are, and one for them with a slip each."""
    with TemporaryDirectory() as name:
        write_articles(questions, Path(name) / "content" / "articles")
        with site_of(Path(name), engine) as site:
            for mode in ("as asked", "one slip"):
                chance, asked = random.Random(SEED), []
                for question, text in list(questions.texts.items())[:only]:
                    slipped = with_slip(text, chance) if mode == "one slip" else text
                    asked.append(ask(site, slipped, questions.grades[question]))
                yield f"{questions.name:12} {engine:8} {mode:9} {_scores(asked)} {_times(asked)}"


def latency(articles: int, engine: str) -> str:
    """A line for questions to so many long made-up articles, with the work of the server's own processor."""
    with TemporaryDirectory() as name:
        write_long_articles(Path(name) / "content" / "articles", articles)
        with site_of(Path(name), engine) as site:
            (worker,) = site.workers()
            ask(site, "backup", {})
            before = _worked_seconds(worker)
            asked = [ask(site, question, {}) for question in long_questions(ASKED)]
            worked = 1000 * (_worked_seconds(worker) - before) / len(asked)
    return f"{articles:,} long articles {engine:8} {_times(asked)} CPU {worked:.1f} ms a question"


def _worked_seconds(process: int) -> float:
    times = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / 100


def _scores(asked: Sequence[Asked]) -> str:
    columns = ([a.ndcg for a in asked], [a.reciprocal_rank for a in asked], [a.recall for a in asked])
    ndcg, rank, recall = map(statistics.mean, columns)
    return f"nDCG@10 {ndcg:.4f} MRR@10 {rank:.4f} recall@10 {recall:.4f} empty {sum(a.is_empty for a in asked)}"


def _times(asked: Sequence[Asked]) -> str:
    times = sorted(a.milliseconds for a in asked)
    return f"p50 {times[len(times) // 2]:.1f} ms p95 {times[int(0.95 * len(times))]:.1f} ms"


def main() -> None:
    """Measures a collection, or the latency, for each engine asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, help="so many long made-up articles instead of a collection")
    parser.add_argument("--engine", choices=[*ENGINES, "all"], default="all")
    parser.add_argument("--only", type=int, help="the first questions alone")
    chosen = parser.parse_args()
    if chosen.folder is None and chosen.articles is None:
        parser.error("name a folder with docs.jsonl, queries.jsonl and qrels.tsv, or give --articles")
    for engine in ENGINES if chosen.engine == "all" else (chosen.engine,):
        for line in quality(read(chosen.folder), engine, chosen.only) if chosen.folder else ():
            print(line, flush=True)
        if chosen.articles:
            print(latency(chosen.articles, engine), flush=True)


if __name__ == "__main__":
    main()
