"""Secrets and addresses in pasted text: what is found, what only looks like it, and a text that stays readable."""

import random
import re
import sys
from collections.abc import Iterator
from re import _parser  # the parts of a pattern, which nothing public tells
from types import ModuleType
from typing import Any

import pytest

from app.domain import addresses_in_text, secrets_in_text
from app.domain.redaction import Finding, Kind, findings, redacted

P, T, K, MAIL, IP = Kind.PASSWORD, Kind.TOKEN, Kind.PRIVATE_KEY, Kind.EMAIL, Kind.IP
RANDOM = "q7Zt3LmX9vKc2RbN8sWd4JfH6gPy1TaU5eVo"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq\nq7Zt3LmX9vKc2RbN8sWd4Jf=\n-----END RSA PRIVATE KEY-----"
CUT_OFF = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B"

# A line as people paste it, what is found in it, and of which kind.
TRUE = [
    ("password=hunter2", "hunter2", P),
    ("passwd: s3cret!", "s3cret!", P),
    ("PWD=tops3cret;", "tops3cret", P),
    ('  "password": "correct horse",', "correct horse", P),
    (r'{\"db_password\":\"s3cr3t\"}', "s3cr3t", P),
    ("db.password: mellon", "mellon", P),
    ("export PGPASSWORD=s3cr3t psql -h db", "s3cr3t", P),
    ("MYSQL_ROOT_PASSWORD=r00t", "r00t", P),
    ('PHOTOPRISM_ADMIN_PASSWORD: "insecure"', "insecure", P),
    ("jdbc:mysql://db/app?user=a&password=p4ss&ssl=1", "p4ss", P),
    ("Server=db;User Id=sa;Password=Str0ng;Encrypt=yes", "Str0ng", P),
    ("CREATE USER 'a'@'%' IDENTIFIED BY 'Gr33n';", "Gr33n", P),
    ("ALTER USER a IDENTIFIED WITH mysql_native_password BY \"Bl ue1\"", "Bl ue1", P),
    ("ALTER ROLE app PASSWORD 'yell0w'", "yell0w", P),
    ("mysqldump --password=abc123 shop", "abc123", P),
    ("clickhouse-client --user app --password b1rd", "b1rd", P),
    ("mysql -u root -pS3CRET shop", "S3CRET", P),
    ("mongosh -u admin -p s3sam3 --host db", "s3sam3", P),
    ("redis-cli -a f00bar ping", "f00bar", P),
    ("curl -u ann:p4ssw0rd https://api", "p4ssw0rd", P),
    ("<password>qwerty1</password>", "qwerty1", P),
    ("postgres://app:s3cr3t@db:5432/shop", "s3cr3t", P),
    ("mongodb+srv://ann:p%40ss@cluster0/test", "p%40ss", P),
    ("redis://:f00bared@cache:6379/0", "f00bared", P),
    ("amqp://ann:p@ss@mq/%2F", "p@ss", P),
    ("'dsn' => 'mysql://u:w0rd@h/x'", "w0rd", P),
    (f"Authorization: Bearer {RANDOM}", RANDOM, T),
    ('-H "Authorization: Basic YW5uOnNlY3JldA=="', "YW5uOnNlY3JldA==", T),
    ("Cookie: session=abc123; theme=dark", "session=abc123; theme=dark", T),
    (f"got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{RANDOM} back", f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{RANDOM}", T),
    ("AKIAQ7ZT3LMX9VKC2RBN", "AKIAQ7ZT3LMX9VKC2RBN", T),
    (f"aws_secret_access_key = {RANDOM}/+ab", f"{RANDOM}/+ab", T),
    ("<secret_access_key>q7Zt3LmX9v</secret_access_key>", "q7Zt3LmX9v", T),
    (f"ghp_{RANDOM}", f"ghp_{RANDOM}", T),
    (f"https://oauth2:glpat-{RANDOM[:20]}@gitlab.example.com/a.git", f"glpat-{RANDOM[:20]}", T),
    (f"remote: glpat-{RANDOM[:20]}", f"glpat-{RANDOM[:20]}", T),
    (f"xoxb-1234567890-{RANDOM[:12]}", f"xoxb-1234567890-{RANDOM[:12]}", T),
    (f"key AIza{RANDOM[:35]}", f"AIza{RANDOM[:35]}", T),
    (f"sk_live_{RANDOM[:24]}", f"sk_live_{RANDOM[:24]}", T),
    (f"//registry.example.com/:_authToken=npm_{RANDOM}", f"npm_{RANDOM}", T),
    ("api_key: 9f86d081884c7d65", "9f86d081884c7d65", T),
    ('"token": "q7Zt3LmX9v"', "q7Zt3LmX9v", T),
    ("CLIENT_SECRET=Zt3LmX9vKc", "Zt3LmX9vKc", T),
    ("https://api.example.com/v1?access_token=q7Zt3LmX9v&page=2", "q7Zt3LmX9v", T),
    (PEM, PEM, K),
    (f"{CUT_OFF}\n", CUT_OFF, K),
    ("mail to ann.lind+x@example.co.uk failed", "ann.lind+x@example.co.uk", MAIL),
    ("mailto:ann@example.com", "ann@example.com", MAIL),
    ("Access denied for user 'app'@'10.0.4.17' (using password: YES)", "10.0.4.17", IP),
    ("connect to 203.0.113.9:9000 failed", "203.0.113.9", IP),
    ("node db1/192.168.1.20:3306 left", "192.168.1.20", IP),
    ("from [2001:db8:0:7::1a]:5432", "2001:db8:0:7::1a", IP),
    ("peer fe80::1ff:fe23:4567:890a%eth0", "fe80::1ff:fe23:4567:890a", IP),
    ("10.0.4.17.", "10.0.4.17", IP),
]  # fmt: skip

HARMLESS = [
    "MySQL 8.0.36.1 on Linux", "ClickHouse server version 23.8.2.7 (official build)",
    "upgraded from 23.8.2.7 to 24.3.1.5", "(version 24.12.1.1614)", "Chrome/120.0.0.0 Safari/537.36",
    "image: clickhouse/clickhouse-server:23.8.2.7", "libssl-1.1.1.2-3.el8.x86_64", "1.3.6.1.4.1.311", "127.0.0.1:3306",
    "[::1]:9000", "0.0.0.0:8123", "255.255.255.0", "2026-11-28 12:34:56.789012", "12:34:56:78", "00:1b:44:11:3a:b7",
    "std::vector<DB::Exception>", "a::b::c", "dead::beef", "query_id: 7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "at com.example.Main.run(Main.java:42)",
    "0x00007f3a1c2b4d5e in ?? ()", "sha256:9f86d081884c7d659a2feaa0c55ad015", "logo@2x.png", "git@github.com:a/b.git",
    "lodash@4.17.21", "root@localhost", "Foo@1a2b3c4d", "'app'@'%'", "(using password: YES)", "password: NO",
    'FATAL: password authentication failed for user "app"', "Enter password: ", "password: ********",
    "password=<your password>", "PASSWORD=${DB_PASSWORD}", "password = $1", "password_file=/run/secrets/db",
    "password: null", "wrong password: please try again", "PWD=/var/lib/mysql", "passwordless login",
    "Unexpected token: }", "token count = 12", "secretName: my-certificate", "key=value", "primary key: id",
    "foreign_key: customer_id", "http://db:8080/a@b", "a: b://c", "mysql -p", "mysql --port=3306 -P3306",
    "Bearer of bad news", "Authorization: none", "Set-Cookie missing", "tokens: 4096", "-----BEGIN CERTIFICATE-----",
    "access_key_id: <set me>", "SELECT password FROM users", "the secret: patience", "ssh-ed25519 AAAAC3NzaC1lZDI1",
]  # fmt: skip


def found_in(text: str) -> list[tuple[str, Kind]]:
    return [(each.value, each.kind) for each in findings({"text": text})]


def masked(text: str) -> str:
    return redacted({"text": text}, findings({"text": text}))["text"]


@pytest.mark.parametrize(("text", "value", "kind"), TRUE, ids=[text[:40] for text, _, _ in TRUE])
def test_what_people_paste_is_found_to_the_letter(text: str, value: str, kind: Kind) -> None:
    assert found_in(text) == [(value, kind)]
    assert masked(text) == text.replace(value, f"[{kind} 1]")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert found_in(text) == []


def test_the_same_value_has_the_same_name_in_all_texts_and_another_value_another() -> None:
    texts = {
        "summary": "10.0.4.17 is away",
        "logs": "10.0.4.18 and 10.0.4.17\npassword=Str0ng-one\npassword=Str0ng-two",
    }
    found = redacted(texts, findings(texts))
    assert found == {
        "summary": "[ip 1] is away", "logs": "[ip 2] and [ip 1]\npassword=[password 1]\npassword=[password 2]"
    }  # fmt: skip


def test_a_password_is_found_too_where_nothing_says_that_it_is_one() -> None:
    texts = {"summary": "Str0ng-one does not work", "logs": "password=Str0ng-one, not Str0ng-ones"}
    assert redacted(texts, findings(texts)) == {
        "summary": "[password 1] does not work", "logs": "password=[password 1], not Str0ng-ones"
    }  # fmt: skip


def test_only_what_was_chosen_is_masked() -> None:
    texts = {"text": "ann@example.com password=hunter2"}
    chosen = [each for each in findings(texts) if each.kind.is_secret]
    assert redacted(texts, chosen) == {"text": "ann@example.com password=[password 1]"}


def test_a_name_in_a_form_tells_nothing_of_the_value_and_stays_the_same() -> None:
    one, other = findings({"a": "password=hunter2 password=hunter3"})
    (again,) = findings({"b": "now password=hunter2"})
    assert again.id == one.id != other.id
    assert "hunter2" not in one.id


# Properties, over texts thrown together from what is found, what is not, and what stands between: each on a line of its
# own, with signs behind it: where two words were glued together, one would begin anew once the other is masked.

BETWEEN = [
    " ",
    ", ",
    " and ",
    "; ",
    '"',
    "'",
    "=",
    ":",
    "@",
    "/",
    "\\n",
    "[",
    "]",
    "[password 1]",
    "\u202e",
    "\0",
    "🙂",
]


def thrown(seed: int) -> str:
    chance = random.Random(seed)
    parts = [text for text, _, _ in TRUE] + HARMLESS
    return "".join(
        chance.choice(parts) + "".join(chance.choices(BETWEEN, k=chance.randint(0, 3))) + "\n"
        for _ in range(chance.randint(1, 15))
    )


@pytest.mark.parametrize("seeds", [range(start, start + 100) for start in range(0, 300, 100)], ids=str)
def test_masked_twice_is_masked_once_and_nothing_found_remains_and_nothing_else_changes(seeds: range) -> None:
    for seed in seeds:
        text = thrown(seed)
        found = findings({"text": text})
        once = redacted({"text": text}, found)["text"]
        assert masked(once) == once, seed
        assert not [f for f in found if f.kind.is_secret and len(f.value) >= 12 and whole(f, once)], seed
        assert outside(text, places_of(found)) == outside(once, placeholders(text, found)), seed


def whole(finding: Finding, text: str) -> bool:
    """Whether it still stands there by itself."""
    at = text.find(finding.value)
    return at >= 0 and not (text[at - 1 : at].isalnum() or text[at + len(finding.value) :][:1].isalnum())


def places_of(found: tuple[Finding, ...]) -> list[tuple[int, int]]:
    return [(spot.start, spot.end) for each in found for spot in each.spots]


def outside(text: str, places: list[tuple[int, int]]) -> str:
    """What stands outside the places."""
    kept, at = [], 0
    for start, end in sorted(places):
        kept.append(text[at:start])
        at = end
    return "\u241f".join([*kept, text[at:]])


def placeholders(text: str, found: tuple[Finding, ...]) -> list[tuple[int, int]]:
    """Where the placeholders of the findings stand once they are in place."""
    places, shift = [], 0
    for start, end, name in sorted((s.start, s.end, f.placeholder) for f in found for s in f.spots):
        places.append((start + shift, start + shift + len(name)))
        shift += len(name) - (end - start)
    return places


# Hostile texts: four times the text is four times the work, counted in steps of the search and not by a clock.

HOSTILE = [
    "a", " ", ":", "1.", "1:", "a@", "@a.", "://", "://a:", "://a:b@", "password=", "password='", 'password="',
    "password=,a", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n    ", "-----END", "eyJ",
    "eyJaaaaaaaa.", "token:", "Cookie: ", "Authorization: Bearer ", "mysql -p", "mysql ", "curl -u a:", "<password>",
    "IDENTIFIED BY '", "::", "a:b:", "10.0.0.1 ", "password=abcdefg1 ", "Bearer abcdefghijklmnop", "[", "{(", "\\",
    '\\"', "_", "secret_access_", "PASSWORD ( ", "=>", "\u00e9",
]  # fmt: skip

OF_A_VALUE = {"_NO_SECRET", "_PATH", "_ODD", "_QUOTE", "_NO_MAIL_HOST", "_LETTERS", "_OF_A_VERSION", "_RIGHT_BEFORE"}
"""Patterns that read a value of at most 4,000 characters, or what stands right before it, and no whole text."""


def patterns(found: Any) -> Iterator[re.Pattern[str]]:
    """The patterns among these, also in tuples."""
    for each in found:
        if isinstance(each, re.Pattern):
            yield each
        elif isinstance(each, tuple):
            yield from patterns(each)


def tried(parsed: Any) -> Iterator[int]:
    """How often each part of a pattern can repeat that may be given back and tried again."""
    for operation, argument in parsed:
        if str(operation) in ("MAX_REPEAT", "MIN_REPEAT"):
            yield argument[1]
        for part in argument if isinstance(argument, (tuple, list)) else ():
            for each in part if isinstance(part, list) else [part]:
                if type(each).__name__ == "SubPattern":
                    yield from tried(each)


@pytest.mark.parametrize("module", [secrets_in_text, addresses_in_text])
def test_no_pattern_can_go_back_far_over_a_text(module: ModuleType) -> None:
    named = {name: each for name, each in vars(module).items() if name.startswith("_") and name not in OF_A_VALUE}
    reading = list(patterns(named.values()))
    assert len(reading) > 2
    most = {
        each.pattern: max(tried(_parser.parse(each.pattern, each.flags & re.IGNORECASE)), default=0) for each in reading
    }
    assert {pattern: times for pattern, times in most.items() if times > 256} == {}


def steps(text: str) -> int:
    """How many functions were called to look through a text."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        findings({"text": text})
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("part", HOSTILE, ids=repr)
def test_four_times_the_text_is_four_times_the_work(part: str) -> None:
    once, fourfold = (steps((part * length)[:length]) for length in (2_000, 8_000))
    assert fourfold < 4.4 * once + 200


def test_a_word_of_a_hundred_kilobytes_is_nothing() -> None:
    assert findings({"text": "w" * 100_000}) == ()
