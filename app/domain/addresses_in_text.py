"""Addresses of people and machines in a text: e-mail, IPv4 and IPv6, told from versions, times and names in code."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from app.domain.secrets_in_text import Kind, Span

_EMAIL = re.compile(
    r"(?<![\w.+/%\-@])(?P<local>\w[\w.+%\-]{0,63}+)@(?P<host>[\w\-]{1,63}(?:\.[\w\-]{1,63}+){1,8}+)(?![\w@])"
)
_NO_MAIL_HOST = re.compile(
    r"(?:local|internal|localdomain|lan|svc|cluster|test|png|jpe?g|gif|svg|webp|css|js|ts|json|html?|py|java|service|target)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[A-Za-z]{2,24}")
_V4 = re.compile(r"(?<![\w.\-])(?:\d{1,3}\.){3}\d{1,3}(?![\w\-]|\.\d)")
_V6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:]|\.\d)")
_OF_A_VERSION = re.compile(r"version|release|upgrad|downgrad|updat|build|revision|clickhouse", re.IGNORECASE)
_RIGHT_BEFORE = re.compile(
    r"(?:\bv|version|ver|release|build|tag|clickhouse[\w\-]*|mysql|mariadb|percona|postgres\w*|mongo\w*|redis|photoprism|"
    r"clustercontrol|chrome|chromium|firefox|safari|edg|opr|gecko|python|java|openssl|driver|image)[\s:=/(\"'@]{0,4}$",
    re.IGNORECASE,
)
WINDOW = 40


def addresses(text: str) -> Iterator[Span]:
    """The addresses in a text, in no order; not those that are the same on every machine."""
    for found in _EMAIL.finditer(text):
        if _is_mail(found):
            yield Span(*found.span(), Kind.EMAIL)
    for found in _V4.finditer(text):
        if _is_v4(found[0], text[max(0, found.start() - WINDOW) : found.start()].rpartition("\n")[2]):
            yield Span(*found.span(), Kind.IP)
    for found in _V6.finditer(text):
        if _is_v6(found[0]):
            yield Span(*found.span(), Kind.IP)


def _is_mail(found: re.Match[str]) -> bool:
    top = found["host"].rpartition(".")[2]
    return bool(_LETTERS.fullmatch(top)) and not _NO_MAIL_HOST.fullmatch(top) and found["local"].lower() != "git"


def _is_v4(text: str, before: str) -> bool:
    """Whether four numbers are an address of a machine. What is only private can hardly be a version."""
    try:
        address = IPv4Address(text)
    except AddressValueError:
        return False
    if address.is_loopback or address.is_unspecified or address.packed[0] in (0, 255) or text.endswith(".0.0.0"):
        return False
    return not _RIGHT_BEFORE.search(before) and (address.is_private or not _OF_A_VERSION.search(before))


def _is_v6(text: str) -> bool:
    """Whether it is an address, and neither a time nor a hash nor the path of a name."""
    try:
        address = IPv6Address(text)
    except AddressValueError:
        return False
    is_told = text.count(":") == 7 or len(text.partition(":")[0]) > 2
    return is_told and any(each.isdigit() for each in text) and not address.is_loopback
