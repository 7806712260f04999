"""The layout of the form: sections, what is demanded first, sizes that fit the answer, the rarer kind marked."""

from app.config import CHECKOUT
from app.content.library_reader import LibraryReader
from app.web.cases.entries import OWN, Entry, entries
from app.web.cases.sections import HAPPENS, KNOWN, MEANS, SYSTEM, WHO, known, layout

LIBRARY = LibraryReader(CHECKOUT / "content").read()
POLICIES = [versions[-1].policy for versions in LIBRARY.policies.values()]


def shown(*asked: Entry, is_critical: bool = False) -> dict[str, list[str]]:
    laid = layout(asked, is_critical=is_critical)
    found = {section.title: [each.entry.name for each in section.fields] for section in laid.sections}
    return found | ({"folded": [each.entry.name for each in laid.folded]} if laid.folded else {})


def test_sections_stand_in_order_and_an_empty_one_is_left_out() -> None:
    assert list(shown(*OWN, Entry("impact", "Impact", is_long=True))) == [HAPPENS, SYSTEM, MEANS, WHO]
    assert list(shown(OWN[0], OWN[3])) == [HAPPENS, WHO]


def test_within_a_section_what_is_demanded_comes_first_and_else_the_policys_order_stays() -> None:
    asked = [Entry("logs", "Logs", is_required=False, is_long=True), *OWN, Entry("steps", "Steps", is_long=True)]
    assert shown(*asked)[HAPPENS] == ["summary", "description", "steps", "logs"]


def test_an_entry_that_only_its_policy_knows_finds_a_place() -> None:
    assert shown(Entry("colour", "Colour"), Entry("story", "Story", is_long=True)) == {
        HAPPENS: ["story"], SYSTEM: ["colour"],
    }  # fmt: skip


def test_where_every_minute_counts_what_is_not_demanded_is_folded() -> None:
    asked = [*OWN, Entry("version", "Version", is_required=False)]
    assert shown(*asked, is_critical=True)["folded"] == ["environment", "version"]
    assert "folded" not in shown(*asked)


def test_a_long_entry_is_never_a_line_and_a_line_never_a_text_whatever_its_name() -> None:
    for name in (*KNOWN, "unknown"):
        assert known(Entry(name, "")).size not in ("text", "log")
        assert known(Entry(name, "", is_long=True)).size in ("text", "log")


def test_the_kind_of_field_that_is_rarer_is_marked() -> None:
    optional = [Entry(f"more-{number}", "More", is_required=False) for number in range(6)]
    assert layout([*OWN, *optional[:4]], is_critical=False).marked == "optional"
    assert layout([*OWN, *optional[:5]], is_critical=False).marked == "required"


def test_every_entry_of_every_policy_stands_in_the_form_once() -> None:
    for policy in POLICIES:
        asked = entries(policy)
        for is_critical in (False, True):
            found = [name for names in shown(*asked, is_critical=is_critical).values() for name in names]
            assert sorted(found) == sorted(entry.name for entry in asked)


def test_what_is_wrong_is_listed_in_the_order_of_the_form() -> None:
    laid = layout([*OWN, Entry("version", "Version")], is_critical=False)
    names = sorted(["zone", "contact_name", "version", "summary"], key=laid.place)
    assert names == ["summary", "version", "contact_name", "zone"]
