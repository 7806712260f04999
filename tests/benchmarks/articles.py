"""Made-up articles, the same on every machine."""

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class MadeUp:
    """An article of some 400 words: its place below the articles, its title, and its sections as heading and text."""

    place: str
    title: str
    sections: tuple[tuple[str, str], ...]


def made_up(count: int) -> Iterator[MadeUp]:
    """So many articles."""
    chance, words = Random(2), vocabulary()
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))

    def some(number: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=number))

    for number in range(count):
        title = some(5)
        sections = tuple((some(3).title(), f"{some(WORDS_A_SECTION)}.") for _ in range(SECTIONS))
        yield MadeUp(f"shelf-{number % 10}/article-{number:04}", title, sections)


def write_articles(folder: Path, count: int) -> None:
    """Writes so many articles below `folder`/articles."""
    for article in made_up(count):
        place = folder / "articles" / f"{article.place}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in article.sections)
        place.write_text(f"---\ntitle: {article.title}\n---\n{body}\n", encoding="utf-8")


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
