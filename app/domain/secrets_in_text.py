"""Secrets that people paste with a log: how keys, tokens and passwords stand in a text, and which part of it to hide.

Every pattern reads a text in linear time: what repeats is bounded or possessive, and nothing that repeats is nested.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What was found. Its value is the word that stands in its place."""

    PRIVATE_KEY = "private key"
    TOKEN = "token"  # noqa: S105 - a word, not a secret
    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    EMAIL = "email"
    IP = "ip"

    @property
    def is_secret(self) -> bool:
        """Whether it opens something; an address only says who or where."""
        return self not in (Kind.EMAIL, Kind.IP)


class Span(NamedTuple):
    """A piece of a text, from `start` up to, not with, `end`."""

    start: int
    end: int
    kind: Kind


_QUOTED = r"\"[^\"\n\\]{1,4000}+\"|'[^'\n\\]{1,4000}+'|\\\"[^\"\n\\]{1,4000}+\\\""
# A bare value ends at a blank, and at a sign that begins the next value, ends a list or closes what surrounds it.
_BARE = r"(?:[^\s,;&\"'<>(){}\[\]`]|[,;&](?![\s\"']|$|[\w.\-]{1,40}+[\"']?[=:])|[\"'(){}\[\]](?=\w)){1,4000}+"
_AFTER_NAME = r"(?:\\?[\"'])?(?:[ \t]{0,8}(?:=>|[=:])[ \t]{0,8}|[ \t]{1,4}(?==))"
_OF_PASSWORD = r"(?:password|passwd|passphrase|passwort|(?<![a-z])pwd|_pass|_pwd)"  # noqa: S105 - a pattern
_OF_KEY = (
    r"(?:(?<![a-z])(?:auth|access|refresh|id|api|bearer|session|csrf|private|deploy|bot)?[_\-]?token|"
    r"(?:api|access|secret|private|encryption|signing|account|shared|auth)[_\-]?key(?:[_\-]?id)?|"
    r"secret[_\-]access[_\-]key|(?<![a-z])(?:client|app|api|jwt|webhook|signing|shared)?[_\-]?secret|(?<![a-z])apikey)"
)
_ASSIGNED = re.compile(
    rf"(?P<password>{_OF_PASSWORD})?(?(password)|{_OF_KEY}){_AFTER_NAME}(?P<value>{_QUOTED}|{_BARE})",
    re.IGNORECASE,
)
_PEM_BEGIN = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,30}+(?<=PRIVATE KEY)(?: BLOCK)?-----|-----BEGIN PGP PRIVATE KEY BLOCK-----"
)
_PEM_END = "-----END"
_PEM_LINES = re.compile(r"(?:(?:\s|\\n)*+[A-Za-z0-9+/=]{16,}+)*+")
_PASSWORDS = (
    re.compile(r"://[^\s:/@'\"<>]{0,128}+:(?P<value>[^\s/'\"<>]{1,256})@(?=[\w\[])"),
    re.compile(
        r"\b(?:IDENTIFIED[ \t]{1,4}(?:WITH[ \t]{1,4}[\w'\"]{1,40}+[ \t]{1,4})?(?:BY|AS)(?:[ \t]{1,4}PASSWORD)?|"
        r"PASSWORD)(?=[ \t(])"
        rf"[ \t]{{0,4}}\(?[ \t]{{0,4}}(?P<value>{_QUOTED})", re.IGNORECASE),
    re.compile(rf"--?[a-z\-]{{0,20}}password[ \t]{{1,4}}(?P<value>{_QUOTED}|(?!-)[^\s\"']{{1,200}}+)", re.IGNORECASE),
    re.compile(r"<password\w{0,20}+>(?P<value>[^<\n]{1,300}+)</", re.IGNORECASE),
)  # fmt: skip
_TOKENS = (
    re.compile(r"\b(?:Proxy-)?Authorization\b[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?:Bearer|Basic|Token|Digest|ApiKey)"
               r"[ \t]{1,4}(?P<value>[^\s\"',;<>]{6,2000}+)", re.IGNORECASE),
    re.compile(r"\bBearer[ \t]{1,4}(?P<value>[A-Za-z0-9._~+/=\-]{16,2000}+)"),
    re.compile(r"\b(?:Set-)?Cookie:[ \t]{0,4}(?P<value>[^\s=;\"']{1,80}+=[^\r\n\"']{4,4000}+)", re.IGNORECASE),
    re.compile(r"<\w{0,30}?(?:secret_access_key|access_key_id|secret|token|api_key)>(?P<value>[^<\n]{6,500}+)</"),
    re.compile(r"(?P<value>\beyJ[A-Za-z0-9_\-]{8,4000}+\.[A-Za-z0-9_\-]{8,4000}+\.[A-Za-z0-9_\-]{0,4000}+)"),
    re.compile(
        r"(?<![A-Za-z0-9_\-])(?P<value>(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"
        r"|gh[pousr]_[A-Za-z0-9]{20,255}+|github_pat_[A-Za-z0-9_]{20,255}+|gl(?:pat|rt|dt|cbt|ptt|soat)-[A-Za-z0-9_\-]{16,255}+"
        r"|xox[abeoprs]-[A-Za-z0-9\-]{10,255}+|xapp-[A-Za-z0-9\-]{10,255}+"
        r"|AIza[A-Za-z0-9_\-]{35}|ya29\.[A-Za-z0-9_\-]{20,400}+|GOCSPX-[A-Za-z0-9_\-]{20,60}+"
        r"|[rs]k_(?:live|test)_[A-Za-z0-9]{10,255}+|whsec_[A-Za-z0-9]{16,255}+|npm_[A-Za-z0-9]{36}"
        r"|pypi-[A-Za-z0-9_\-]{40,400}+|SG\.[A-Za-z0-9_\-]{16,64}+\.[A-Za-z0-9_\-]{16,64}+"
        r"|hvs\.[A-Za-z0-9_\-]{20,255}+|dop_v1_[a-f0-9]{64}|AGE-SECRET-KEY-1[A-Z0-9]{20,255}+)"),
    re.compile(r"hooks\.slack\.com/services/(?P<value>[A-Za-z0-9/]{20,100}+)"),
)  # fmt: skip
# What a client is started with: the program, and how it takes a password.
_STARTED = (
    (
        re.compile(r"\b(?:mysql|mariadb|xtrabackup|mariabackup)"),
        re.compile(r"(?<=\s)-p(?P<value>[^\s=\"'][^\s\"']{0,199}+)"),
    ),
    (re.compile(r"\b(?:mongo|sshpass\b)"), re.compile(r"(?<=\s)-p[ \t]{0,4}(?P<value>[^\s\-\"'][^\s\"']{0,199}+)")),
    (re.compile(r"\bredis-cli\b"), re.compile(r"(?<=\s)-a[ \t]{1,4}(?P<value>[^\s\-][^\s]{0,199}+)")),
    (
        re.compile(r"\b(?:curl|wget)\b"),
        re.compile(r"(?<=\s)(?:-u|--user)[ =]{0,4}[\"']?[^\s:\"']{1,100}+:(?P<value>[^\s\"']{1,200}+)"),
    ),
)  # fmt: skip

_NO_SECRET = re.compile(
    r"[*•x.\-_]*|<.*|\$.*|%.*|\{.*|\?|(?:null|none|nil|true|false|yes|no|on|off|undefined|redacted|masked|hidden|removed|"
    r"required|optional|empty|unknown|invalid|encrypted|string|str|\w*password\w*|\*+\w*|os\.environ.*|env\..*|file:.*)",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"\\?[\"']")
_PATH = re.compile(r"[~.]{0,2}/[\w./\-]*|[A-Za-z]:\\.*")
_ODD = re.compile(r"\d|[^\w\s]|[a-z][A-Z]|_")
SHORTEST_TOKEN = 8


def secrets(text: str) -> Iterator[Span]:
    """The secrets in a text, in no order; one may lie within another."""
    yield from _private_keys(text)
    for kind, patterns in ((Kind.PASSWORD, _PASSWORDS), (Kind.TOKEN, _TOKENS)):
        for pattern in patterns:
            yield from (_span(found, kind) for found in pattern.finditer(text) if _may_be(found["value"]))
    yield from _assigned(text)
    yield from _started_with(text)


def _private_keys(text: str) -> Iterator[Span]:
    """Whole blocks; one whose end was not pasted reaches as far as its lines do."""
    at, last_end = 0, text.rfind(_PEM_END)
    while begun := _PEM_BEGIN.search(text, at):
        at = begun.end()
        if begun.end() <= last_end:
            closing = text.index(_PEM_END, begun.end())
            at = _line_end(text, closing)
        elif lines := _PEM_LINES.match(text, begun.end()):
            at = lines.end()
        yield Span(begun.start(), at, Kind.PRIVATE_KEY)


def _line_end(text: str, closing: int) -> int:
    """Where the line ends that closes a block."""
    dashes = text.find("-----", closing + len(_PEM_END), closing + 80)
    return dashes + 5 if dashes >= 0 else closing + len(_PEM_END)


def _assigned(text: str) -> Iterator[Span]:
    """Values of what is named a password, a token or a key: `name=value`, also in JSON, YAML and addresses."""
    for found in _ASSIGNED.finditer(text):
        value = found["value"]
        is_quoted = value[0] in "\"'"
        is_password = found["password"] is not None
        if not _may_be(value) or _is_path(value):
            continue
        if is_password and not is_quoted and _is_prose(text, found):
            continue
        if not is_password and not _is_token(
            value.strip("\"'"), is_loose=not is_quoted and ":" in found[0][: -len(value)]
        ):
            continue
        yield _span(found, Kind.PASSWORD if is_password else Kind.TOKEN)


def _started_with(text: str) -> Iterator[Span]:
    at = 0
    for line in text.splitlines(keepends=True):
        for program, option in _STARTED:
            if program.search(line):
                for found in option.finditer(line):
                    if _may_be(found["value"]):
                        yield Span(at + found.start("value"), at + found.end("value"), Kind.PASSWORD)
        at += len(line)


def _span(found: re.Match[str], kind: Kind) -> Span:
    """The value without the quotes around it."""
    start, end = found.span("value")
    quote = _QUOTE.match(found["value"])
    width = len(quote[0]) if quote and found["value"].endswith(quote[0]) and end - start > 2 else 0
    return Span(start + width, end - width, kind)


def _may_be(value: str) -> bool:
    """Whether a value can be a secret at all: no variable, no gap to fill in, no word that says there is none."""
    bare = value.strip("\"'\\")
    return bool(bare) and not bare.startswith("[") and not _NO_SECRET.fullmatch(bare)


def _is_path(value: str) -> bool:
    """Whether it is the path of a file, or the working folder of a shell."""
    return bool(_PATH.fullmatch(value.strip("\"'")))


def _is_prose(text: str, found: re.Match[str]) -> bool:
    """Whether a sentence goes on after “password: ”; a secret looks odd, or stands alone on the rest of its line."""
    if not found[0][: -len(found["value"])].rstrip(" \t").endswith(":") or _ODD.search(found["value"].rstrip(".,:;!?")):
        return False
    end = text.find("\n", found.end())
    return bool(text[found.end() : end if end >= 0 else None].strip(" \t\r,}])"))


def _is_token(value: str, *, is_loose: bool) -> bool:
    """Whether it looks made by chance; after a colon, where sentences are written too, it must hold a digit."""
    if len(value) < SHORTEST_TOKEN or value.isdigit() or " " in value:
        return False
    return any(each.isdigit() for each in value) if is_loose or value.islower() else bool(_ODD.search(value))
