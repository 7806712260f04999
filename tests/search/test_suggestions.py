"""What is suggested while somebody types: places that hold the words, the likeliest first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.analysis import is_question_word
from app.search.port import Collection, Document, SearchEngine, Suggestion, Suggestions
from app.search.suggestions import SuggestionIndex
from app.search.title_words import Typed, is_one_slip, stem_of, words_of
from tests.search.documents import HELP_CENTRE, article, clause

WORDS = ("restore", "restoring", "backup", "node", "log", "logs", "plan", "élan", "sev-1", "the", "how", "to")
TITLES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
CENTRES = st.lists(
    st.tuples(TITLES, st.lists(TITLES, max_size=3), st.sampled_from(["one", "two", None])), min_size=1, max_size=12
)


def centre(given: list[tuple[str, list[str], str | None]]) -> list[Document]:
    return [
        article(f"/articles/{number}", title, "", *((f"s{n}", text, "") for n, text in enumerate(headings)), product=of)
        for number, (title, headings, of) in enumerate(given)
    ]


def texts(found: Suggestions) -> list[str]:
    return [place.text for place in found.places]


def index(*titles: str) -> SuggestionIndex:
    return SuggestionIndex.of(article(f"/articles/{n}", title) for n, title in enumerate(titles))


@given(CENTRES, TITLES, st.integers(1, 30))
def test_every_place_holds_all_words_typed_the_last_as_a_beginning(
    given: list[tuple[str, list[str], str | None]], typed: str, cut: int
) -> None:
    asked = Typed.of(typed[:cut])
    for place in SuggestionIndex.of(centre(given)).suggest(typed[:cut], most=20).places:
        held = words_of(f"{place.text} {place.context}")
        stems = {stem_of(word) for word in held}
        assert all(stem_of(word) in stems for word in asked.telling)
        is_dropped = is_question_word(asked.last) and asked.words
        assert is_dropped or any(word.startswith(asked.last) for word in held) or stem_of(asked.last) in stems


@given(TITLES.flatmap(lambda title: st.tuples(st.just(title), st.integers(1, len(title)))))
def test_every_beginning_of_a_title_finds_it(title_and_cut: tuple[str, int]) -> None:
    title, cut = title_and_cut
    assert title in texts(index(title, "Something else", "Other").suggest(title[:cut], most=20))


@given(CENTRES, TITLES)
@settings(max_examples=50)
def test_the_order_of_the_documents_and_the_bytes_in_between_change_nothing(
    given: list[tuple[str, list[str], str | None]], typed: str
) -> None:
    documents = centre(given)
    one, other = SuggestionIndex.of(documents), SuggestionIndex.of(reversed(documents))
    assert one.to_bytes() == other.to_bytes()
    assert one.suggest(typed) == SuggestionIndex.from_bytes(one.to_bytes()).suggest(typed)


@given(CENTRES, TITLES)
@settings(max_examples=50)
def test_with_a_product_there_are_only_places_about_it(
    given: list[tuple[str, list[str], str | None]], typed: str
) -> None:
    about = {f"/articles/{number}" for number, (_, _, product) in enumerate(given) if product == "one"}
    for place in SuggestionIndex.of(centre(given)).suggest(typed, "one", 20).places:
        assert place.url.partition("#")[0] in about


def test_the_start_of_a_title_comes_first_then_whole_words_then_beginnings() -> None:
    found = index("Our logs", "Where logins fail", "Logging in", "A log").suggest("log")
    assert texts(found) == ["Logging in", "A log", "Our logs", "Where logins fail"]


def test_of_equal_fit_an_article_comes_before_a_heading_before_a_clause_and_the_shorter_first() -> None:
    documents = (
        clause("/policies/x/#backup", "Backup · X", ""),
        article("/articles/b", "Backups in general", "", ("a", "Backup", "")),
        article("/articles/a", "Backup tools", ""),
    )
    found = SuggestionIndex.of(documents).suggest("backup")
    assert [(place.kind, place.text) for place in found.places] == [
        ("article", "Backup tools"), ("article", "Backups in general"), ("heading", "Backup"), ("policy", "Backup"),
    ]  # fmt: skip


def test_each_kind_stands_together(engine: SearchEngine) -> None:
    for typed in ("b", "t", "s", "re"):
        kinds = [place.kind for place in engine.suggest(typed, most=20).places]
        assert len(list(dict.fromkeys(kinds))) == sum(a != b for a, b in zip([None, *kinds], kinds, strict=False))


def test_a_heading_says_its_article_and_opens_at_itself(engine: SearchEngine) -> None:
    place = engine.suggest("using a po").places[0]
    assert place == Suggestion("Using a pool", "/articles/db/connections#pool", "heading", "Too many connections")


def test_a_clause_says_its_vendor() -> None:
    found = SuggestionIndex.of([clause("/policies/x/#hours", "Opening hours · Vendor · Sons", "")]).suggest("hours")
    assert found.places == (Suggestion("Opening hours · Vendor", "/policies/x/#hours", "policy", "Sons"),)


@pytest.mark.parametrize("typed", ["connections pool", "pool connections", "pool connect"])
def test_a_heading_may_hold_some_of_the_words_through_its_article(engine: SearchEngine, typed: str) -> None:
    assert texts(engine.suggest(typed)) == ["Using a pool"]


def test_a_product_alone_suggests_nothing_but_tells_places_apart() -> None:
    documents = [article("/a", "Logs", product="db"), article("/b", "Logs", product="web")]
    suggestions = SuggestionIndex.of(documents)
    assert suggestions.suggest("db").places == ()
    assert [place.url for place in suggestions.suggest("db logs").places] == ["/a"]


@pytest.mark.parametrize(
    "typed", ["how do I take a backu", "TAKING backups", "táking a bäckup", "baclup taking", "takng"]
)
def test_question_words_case_accents_forms_and_one_slip_do_not_matter(engine: SearchEngine, typed: str) -> None:
    assert "Taking a backup" in texts(engine.suggest(typed))


@pytest.mark.parametrize(("typed", "completed"), [
    ("rais", "raising"), ("Too many con", "Too many connections"), ("backup", None), ("b", None), ("", None),
    ("zzz", None), ("pool ", None),
])  # fmt: skip
def test_the_last_word_is_completed_as_it_was_typed(engine: SearchEngine, typed: str, completed: str | None) -> None:
    assert engine.suggest(typed).completed == completed


def test_the_likeliest_word_is_the_one_that_goes_with_the_others() -> None:
    suggestions = index("Restore a node", "Restart everything", "Restart", "Restart again")
    assert suggestions.suggest("res").completed == "restart"
    assert suggestions.suggest("node res").completed == "node restore"


@pytest.mark.parametrize("typed", ["", " ", "?!", "\0", "\ud800", "a" * 5000, "#" * 300, "x " * 1000, "-_.'"])
def test_whatever_is_typed_there_is_an_answer(engine: SearchEngine, typed: str) -> None:
    assert len(engine.suggest(typed).places) <= 8


@pytest.mark.parametrize(("most", "given"), [(-1, 0), (0, 0), (2, 2), (1000, 3)])
def test_there_are_never_more_than_asked_for(most: int, given: int) -> None:
    assert len(index("Log", "Logs", "Log in").suggest("log", most=most).places) == given


def test_of_doubles_the_first_is_suggested() -> None:
    suggestions = SuggestionIndex.of([article("/a", "First log"), article("/a", "Second log")])
    assert texts(suggestions.suggest("log")) == ["First log"]


def test_without_documents_nothing_is_suggested() -> None:
    empty = SuggestionIndex.from_bytes(SuggestionIndex.of(()).to_bytes())
    assert empty.suggest("log") == Suggestions(None, ())


def test_a_new_index_suggests_its_own_titles(engine: SearchEngine) -> None:
    engine.build(Collection([*HELP_CENTRE, article("/articles/new", "Aardvarks")]), "second")
    assert texts(engine.suggest("aard")) == ["Aardvarks"]


@pytest.mark.parametrize(("word", "other", "expected"), [
    ("logs", "log", True), ("lgo", "log", True), ("lag", "log", True), ("loog", "log", True), ("log", "log", False),
    ("dog", "log", False), ("logical", "log", False), ("golg", "glog", True),
])  # fmt: skip
def test_one_slip_is_a_letter_too_many_too_few_wrong_or_out_of_turn(word: str, other: str, expected: bool) -> None:
    assert is_one_slip(word, other) == expected
