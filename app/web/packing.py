"""Bodies packed for the wire, and which form of one a client takes."""

import gzip
from functools import lru_cache

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

IDENTITY = "identity"
CODINGS = ("br", "gzip", IDENTITY)
"""The codings that are spoken here, the one that packs best first."""
SHORTEST_PACKED = 1000
LONGEST_WISH = 200
"""A longer Accept-Encoding is no browser's, and is answered as if it were not there."""

Forms = dict[str, bytes]
"""The same body by the coding that it is packed in."""


def packed(body: bytes, gzip_level: int, brotli_quality: int) -> Forms:
    """The body in all its forms; one that is short, or that packing does not shorten, as it is only."""
    if len(body) < SHORTEST_PACKED:
        return {IDENTITY: body}
    forms = {"br": brotli.compress(body, quality=brotli_quality), "gzip": gzip.compress(body, gzip_level, mtime=0)}
    is_worth_it = all(len(form) < len(body) for form in forms.values())
    return {**forms, IDENTITY: body} if is_worth_it else {IDENTITY: body}


def without_plain(forms: Forms) -> Forms:
    """The packed forms alone where there are any: the body can be had from them, and they take less memory."""
    return {coding: form for coding, form in forms.items() if coding != IDENTITY} or forms


def form_for(accept_encoding: str, forms: Forms) -> tuple[str, bytes]:
    """The form that a client with this Accept-Encoding takes, and its coding."""
    coding = coding_for(accept_encoding)
    if coding in forms:
        return coding, forms[coding]
    return IDENTITY, forms[IDENTITY] if IDENTITY in forms else gzip.decompress(forms["gzip"])


def coding_for(accept_encoding: str) -> str:
    """What a client would have most, by its quality values; among equals what packs best (RFC 9110, 12.5.3)."""
    return _coding_for(accept_encoding) if len(accept_encoding) <= LONGEST_WISH else IDENTITY


@lru_cache(maxsize=256)
def _coding_for(accept_encoding: str) -> str:
    wished = parse_accept_header(accept_encoding, Accept)
    best = max(CODINGS, key=wished.quality)
    return best if wished.quality(best) > 0 else IDENTITY
