"""A collection of people's questions with the documents that answer them: read, written as articles, and scored."""

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

DEPTH = 10
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Questions:
    """Documents, questions by id, and by question the grade of each document that answers it."""

    name: str
    documents: Sequence[Mapping[str, str]]
    texts: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]


def read(folder: Path) -> Questions:
    """The collection in a folder: docs.jsonl, queries.jsonl, qrels.tsv. Questions without a grade are left out."""
    documents, questions = (_lines(folder / name) for name in ("docs.jsonl", "queries.jsonl"))
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        question, document, grade = line.split("\t")
        grades.setdefault(question, {})[address(document)] = int(grade)
    texts = {question["id"]: question["text"] for question in questions if question["id"] in grades}
    return Questions(folder.name, documents, texts, grades)


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def address(document: str) -> str:
    """The last part of an article's address, made of a document's id."""
    return re.sub(r"[^a-z0-9]+", "-", document.lower()).strip("-")


def write_articles(questions: Questions, folder: Path) -> None:
    """Writes each document as an article; one without a title is called by its beginning."""
    folder.mkdir(parents=True)
    for document in questions.documents:
        title = " ".join((document["title"] or document["text"][:80]).split()) or document["id"]
        text = f"---\ntitle: {json.dumps(title)}\n---\n\n{document['text']}\n"
        (folder / f"{address(document['id'])}.md").write_text(text.replace("\r", ""), encoding="utf-8")


def with_slip(text: str, chance: random.Random) -> str:
    """The text with one letter left out, added, changed or out of turn, inside one of its longer words."""
    words = list(re.finditer(r"[A-Za-z]{5,}", text))
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    head, letter, following, tail = text[:at], text[at], text[at + 1], text[at + 2 :]
    other = chance.choice(LETTERS)
    slip = chance.choice([following, other + letter + following, other + following, following + letter])
    return head + slip + tail


def scores(found: Sequence[str], grades: Mapping[str, int]) -> tuple[float, float, float]:
    """nDCG, reciprocal rank and recall of the first ten."""
    gains = [grades.get(document, 0) for document in found[:DEPTH]]
    ideal = _discounted(sorted(grades.values(), reverse=True)[:DEPTH])
    first = next((1 / place for place, gain in enumerate(gains, 1) if gain > 0), 0.0)
    recall = sum(gain > 0 for gain in gains) / max(1, sum(grade > 0 for grade in grades.values()))
    return _discounted(gains) / ideal if ideal else 0.0, first, recall


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, 1))
