"""Pages about the site: a title is enough, a slip of the pen is told, and only the contact can be placed."""

from datetime import date

from tests.content.conftest import ContentFolder


def test_a_page_needs_a_title_and_nothing_else(folder: ContentFolder) -> None:
    folder.write("pages/imprint.md", "---\ntitle: Imprint\n---\nExample Ltd.")
    page = folder.read().pages["imprint"]
    assert (page.title, page.summary, page.order, page.reviewed_on) == ("Imprint", "", 100, None)
    assert page.body.html == "<p>Example Ltd.</p>"


def test_pages_stand_in_their_order_and_then_by_title(folder: ContentFolder) -> None:
    for slug, order in (("b", 5), ("c", 1), ("a", 5)):
        folder.write(f"pages/{slug}.md", f"---\ntitle: {slug.upper()}\norder: {order}\nreviewed_on: 2026-11-22\n---\n")
    pages = folder.read().pages
    assert list(pages) == ["c", "a", "b"]
    assert pages["a"].reviewed_on == date(2026, 11, 22)


def test_what_is_wrong_with_a_page_is_told_with_its_line_and_a_hint(folder: ContentFolder) -> None:
    folder.write("pages/a.md", "---\ntitel: A\norder: first\n---\n")
    folder.write("pages/b.md", "---\ntitle: B\n---\nWrite to [[contact]].\n\nOr to [[desk]].")
    folder.write("pages/folder/c.md", "---\ntitle: C\n---\n")
    folder.write("pages/Big.md", "---\ntitle: D\n---\n")
    moved = "a page stands at pages/<slug>.md (move it there, its name made of a-z, 0-9 and “-”)"
    assert folder.problems() == [
        f"content/pages/Big.md: {moved}",
        "content/pages/a.md:1: title: this field is missing (add it)",
        "content/pages/a.md:2: titel: this field is not known (did you mean “title”?)",
        "content/pages/a.md:3: order: “first” cannot stand here (write a whole number)",
        "content/pages/b.md:6: [[desk]] places nothing (a page can place [[contact]])",
        f"content/pages/folder/c.md: {moved}",
    ]


def test_a_page_is_part_of_the_revision(folder: ContentFolder) -> None:
    before = folder.read().revision
    folder.write("pages/a.md", "---\ntitle: A\n---\n")
    assert folder.read().revision != before
