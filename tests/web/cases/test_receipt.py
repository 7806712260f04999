"""The receipt's own words: a reference as it is said on the phone."""

from app.domain.case_reference import REFERENCE_ALPHABET
from app.web.cases.receipt import SPELLED, spelled


def test_a_reference_is_spelled_in_its_groups_with_digits_as_they_are() -> None:
    assert spelled("SP-7KDF-3QX") == "Sierra Papa, 7 Kilo Delta Foxtrot, 3 Quebec X-ray"


def test_every_letter_that_a_reference_can_have_has_a_word() -> None:
    assert {each for each in f"SP{REFERENCE_ALPHABET}" if each.isalpha()} == set(SPELLED)
