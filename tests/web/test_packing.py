"""Which form of a body a client takes: the one that it likes best, and among equals the one that packs best."""

import brotli
import pytest

from app.web.packing import coding_for, form_for, packed, without_plain

TEXT = b"Text. " * 500


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.5", "br"),
        ("br;q=0, gzip;q=0.001", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("br;q=0, gzip;q=0, *", "identity"),
        ("gzip;q=0.5, identity", "identity"),
        ("identity;q=0", "identity"),
        ("*;q=0", "identity"),
        ("", "identity"),
        ("nonsense;q=x, ;;", "identity"),
        ("gzip, " * 100, "identity"),
    ],
)
def test_a_client_gets_the_coding_that_it_likes_best(accepted: str, coding: str) -> None:
    assert coding_for(accepted) == coding


def test_what_is_kept_without_its_plain_form_is_had_from_a_packed_one() -> None:
    forms = without_plain(packed(TEXT, 6, 5))
    assert set(forms) == {"br", "gzip"}
    assert form_for("", forms) == ("identity", TEXT)
    assert brotli.decompress(form_for("br", forms)[1]) == TEXT


@pytest.mark.parametrize("body", [b"", b"Short", bytes(range(256)) * 4])
def test_what_packing_does_not_shorten_has_one_form(body: bytes) -> None:
    forms = without_plain(packed(body, 6, 5))
    assert form_for("gzip, br", forms) in {("identity", body), ("br", forms.get("br"))}
