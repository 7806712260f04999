"""A thousand made-up articles, the same on every machine."""

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

from app.search.port import Document, Section

WORDS_KNOWN = 4000
SECTIONS, WORDS_A_SECTION = 5, 80
COMMON = (
    "backup restore cluster node replica upgrade install configure error log disk memory index query slow timeout "
    "certificate password user role permission network port firewall proxy container volume snapshot schedule alert "
    "metric dashboard library photo import export thumbnail database table column partition shard key merge insert "
    "failover switchover quorum split brain lag standby primary license subscription incident severity response"
).split()
SYLLABLES = "ba be di do fa ge hi ka ke la le mi mo na no pa pe ra ri sa se ta ti va vo zu".split()


def vocabulary() -> list[str]:
    """The words of all articles, the frequent ones first."""
    chance, words = Random(1), dict.fromkeys(COMMON)
    while len(words) < WORDS_KNOWN:
        words["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(words)


def write_articles(folder: Path, count: int) -> None:
    """Writes so many articles of some 400 words below `folder`/articles."""
    chance, words = Random(2), vocabulary()
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))
    for number in range(count):
        place = folder / "articles" / f"shelf-{number % 10}" / f"article-{number:04}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        title = " ".join(chance.choices(words, cum_weights=weights, k=5))
        parts = [_section(chance, words, weights) for _ in range(SECTIONS)]
        place.write_text(f"---\ntitle: {title}\n---\n" + "\n\n".join(parts) + "\n", encoding="utf-8")


def _section(chance: Random, words: list[str], weights: list[float]) -> str:
    heading = " ".join(chance.choices(words, cum_weights=weights, k=3))
    return f"## {heading.title()}\n\n{' '.join(chance.choices(words, cum_weights=weights, k=WORDS_A_SECTION))}."


def titled_documents(count: int, headings: int) -> Iterator[Document]:
    """So many articles of so many sections each, with titles and headings and without any text."""
    chance, words = Random(4), vocabulary()
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))

    def phrase(length: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=length)).capitalize()

    for number in range(count):
        sections = tuple(Section(f"section-{n}", phrase(3), "") for n in range(headings))
        url = f"/articles/shelf-{number % 10}/article-{number:05}"
        yield Document(url, phrase(5), "article", f"shelf-{number % 10}", sections)


def questions(count: int) -> list[str]:
    """Questions as people type them: some words, sentences, and one in eight misspelt."""
    chance, found = Random(3), []
    for number in range(count):
        asked = chance.sample(COMMON, k=chance.randint(1, 4))
        if number % 8 == 0:
            asked[0] = asked[0][:2] + asked[0][3:]
        found.append(f"how do I {' '.join(asked)}?" if number % 3 == 0 else " ".join(asked))
    return found
