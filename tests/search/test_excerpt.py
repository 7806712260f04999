"""An excerpt shows the matches that count, in whole words, and marks nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.analysis import WORD, terms_of
from app.search.excerpt import LENGTH, SNAP, Matching, best_section, excerpt
from app.search.port import Collection, Query, SearchEngine, Section
from tests.search.documents import article

FILLER = "Nothing of interest stands here, only words. " * 30


def plain(pieces: tuple[tuple[str, bool], ...]) -> str:
    return "".join(text for text, _ in pieces)


def marked(pieces: tuple[tuple[str, bool], ...]) -> list[str]:
    return [text for text, is_match in pieces if is_match]


def test_every_form_of_a_matched_word_is_marked_whole() -> None:
    pieces = excerpt("Backups: a backup of max_connections.", Matching(frozenset({"backup", "max"})))
    assert pieces == (
        ("Backups", True),
        (": a ", False),
        ("backup", True),
        (" of ", False),
        ("max_connections", True),
        (".", False),
    )


WRITTEN = [
    "X-ray",
    "x-rays",
    "SEV-1",
    "max_connections",
    "23.8-lts",
    "dying",
    "Café",
    "policies",
    "flies",
    "a-b",
    "don't",
    "É",
    "BackUps",
    "ﬁles",
    "İstanbul",
    "sensibilities",
]


@pytest.mark.parametrize("word", WRITTEN)
def test_a_word_is_matched_by_each_of_its_terms(word: str) -> None:
    for term in terms_of(word):
        assert Matching(frozenset({term, "zebra"})).matches(f"so ({word}), it is") == [
            (4, 4 + len(word), frozenset({term}))
        ]


@given(
    words=st.lists(
        st.sampled_from([*WRITTEN, "élan", "a.b.c", "…", "it’s", "数据库", "-x-", "node", "Nodes"]), max_size=9
    )
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_the_matches_are_those_of_every_word_looked_at(words: list[str]) -> None:
    wanted = frozenset(term for word in words[::2] for term in terms_of(word))
    text, matching = " ".join(words), Matching(wanted)
    every = [(word.start(), word.end(), wanted.intersection(terms_of(word[0]))) for word in WORD.finditer(text)]
    assert matching.matches(text) == [match for match in every if match[2]]


def test_question_words_are_not_marked(engine: SearchEngine) -> None:
    hit = engine.search(Query("what is a backup when it is consistent")).hits[0]
    assert set(marked(hit.excerpt)) == {"backup", "consistent"}


def test_a_short_text_is_shown_whole() -> None:
    assert excerpt("A short text.", Matching(frozenset())) == (("A short text.", False),)


def test_a_long_text_is_shown_where_the_most_different_words_match() -> None:
    text = f"{FILLER}zebra zebra zebra. {FILLER}The zebra and the okapi met. {FILLER}"
    pieces = excerpt(text, Matching(frozenset({"zebra", "okapi"})))
    assert "The zebra and the okapi met." in plain(pieces)
    assert marked(pieces) == ["zebra", "okapi"]


def test_an_excerpt_begins_where_a_sentence_does() -> None:
    text = f"{FILLER}This is how it is done. The zebra met an okapi, and they talked. {FILLER}"
    shown = plain(excerpt(text, Matching(frozenset({"zebra", "okapi"}))))
    assert shown.startswith("… The zebra met an okapi")


def test_an_excerpt_near_the_end_takes_in_what_stands_before() -> None:
    shown = plain(excerpt(f"{FILLER}A zebra.", Matching(frozenset({"zebra"}))))
    assert shown.endswith("A zebra.")
    assert shown.startswith("… Nothing of interest")
    assert len(shown) > LENGTH // 2


def test_matches_far_from_the_start_of_their_sentence_are_shown_all_the_same() -> None:
    text = f"{FILLER}Once {'and then once more ' * 30}a zebra came. {FILLER}"
    assert "zebra" in marked(excerpt(text, Matching(frozenset({"zebra"}))))


def test_a_cut_falls_between_words_and_is_shown() -> None:
    shown = plain(excerpt(f"{FILLER}A zebra. {FILLER}", Matching(frozenset({"zebra"}))))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert shown.removeprefix("… ").removesuffix(" …") in FILLER + "A zebra. " + FILLER
    assert set(shown.strip("… ").split()) <= set(f"{FILLER} A zebra.".split())


def test_without_a_match_the_beginning_is_shown() -> None:
    shown = plain(excerpt(FILLER, Matching(frozenset({"zebra"}))))
    assert FILLER.startswith(shown.removesuffix(" …"))
    assert shown.endswith(" …")


def test_a_word_without_end_is_cut() -> None:
    shown = plain(excerpt("x" * 5_000, Matching(frozenset())))
    assert len(shown) == LENGTH + len(" …")


@given(text=st.text(max_size=600), word=st.text(max_size=5))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_text_gives_pieces_of_itself_in_bounded_length(text: str, word: str) -> None:
    pieces = excerpt(text, Matching(frozenset({word})))
    shown = plain(pieces)
    assert len(shown) <= LENGTH + 2 * SNAP + len("…  …")
    assert shown.removeprefix("… ").removesuffix(" …") in " ".join(text.split())
    assert all(piece for piece, _ in pieces)


def test_markup_in_a_text_stays_text(engine: SearchEngine) -> None:
    engine.build(Collection([article("/articles/x", "X", "Type <b>zebra</b> & go.")]), "markup")
    hit = engine.search(Query("zebra")).hits[0]
    assert hit.excerpt == (("Type <b>", False), ("zebra", True), ("</b> & go.", False))


SECTIONS = (
    Section("", "", "The lead names the zebra, the zebra and the zebra."),
    Section("both", "Zebra", "An okapi."),
    Section("later", "Zebra", "An okapi."),
)


@pytest.mark.parametrize(
    ("wanted", "anchor"),
    [({"zebra"}, ""), ({"zebra", "okapi"}, "both"), ({"okapi"}, "both"), ({"lion"}, "")],
)
def test_the_best_section_is_the_first_with_the_most_different_words(wanted: set[str], anchor: str) -> None:
    assert best_section(SECTIONS, Matching(frozenset(wanted))).anchor == anchor
