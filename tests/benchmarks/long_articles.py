"""Long made-up articles whose words are as unevenly spread as those of real texts, the same on every machine."""

from itertools import accumulate
from pathlib import Path
from random import Random

from app.search.analysis import QUESTION_WORDS
from tests.benchmarks.articles import COMMON, SYLLABLES

WORDS_KNOWN = 60_000
SHORTEST, LONGEST = 300, 2_000  # words of an article
WORDS_A_SECTION = 200
QUESTION_WORD_SHARE = 0.4  # of the words of a text


def write_long_articles(folder: Path, count: int) -> None:
    """Writes so many articles of 300 to 2,000 words; the word of rank n comes as often as 1/n says (Zipf)."""
    chance, words = Random(4), _words()
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    small = sorted(QUESTION_WORDS)
    for number in range(count):
        place = folder / f"shelf-{number % 40}" / f"article-{number:05}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        length = chance.randint(SHORTEST, LONGEST)
        text = chance.choices(words, cum_weights=weights, k=length)
        for at in range(length):
            if chance.random() < QUESTION_WORD_SHARE:
                text[at] = small[chance.randrange(len(small))]
        title = " ".join(chance.choices(words, cum_weights=weights, k=6))
        place.write_text(f"---\ntitle: {title}\n---\n{_sections(text)}\n", encoding="utf-8")


def _sections(text: list[str]) -> str:
    parts = [text[at : at + WORDS_A_SECTION] for at in range(0, len(text), WORDS_A_SECTION)]
    return "\n\n".join(f"## {' '.join(part[:4])}\n\n{' '.join(part[4:])}." for part in parts)


def _words() -> list[str]:
    """The words that articles are made of, the frequent ones first: those of the field among them."""
    chance, words = Random(5), dict.fromkeys(COMMON)
    while len(words) < WORDS_KNOWN:
        words["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5)))] = None
    return list(words)


def long_questions(count: int) -> list[str]:
    """Whole questions of two to six words that say something, frequent and rare, one in eight with a slip."""
    chance, words = Random(6), _words()
    found = []
    for number in range(count):
        asked = chance.sample(COMMON, k=chance.randint(1, 3)) + chance.sample(words[:5000], k=chance.randint(1, 3))
        if number % 8 == 0:
            asked[0] = asked[0][:2] + asked[0][3:]
        found.append(f"how do I {' '.join(asked)}?")
    return found
