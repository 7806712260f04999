"""What a file is taken as: its contents decide, and a name that lies or misleads does not come through."""

import io
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.cases.file_kinds import BY_ENDING, RUN_WHEN_OPENED, SIGNED, FileRefused, Kind, ending_of, kind_of
from app.cases.file_names import LONGEST_BYTES, LONGEST_NAME, apart, clean_name, is_like

HEADS = {
    "png": b"\x89PNG\r\n\x1a\n\x00",
    "jpg": b"\xff\xd8\xff\xe0\x00",
    "gif": b"GIF89a\x00",
    "webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "pdf": b"%PDF-1.7\n\x00",
    "zip": b"PK\x03\x04\x00",
    "docx": b"PK\x03\x04\x00",
    "gz": b"\x1f\x8b\x08\x00",
    "bz2": b"BZh91AY&SY\x00",
    "xz": b"\xfd7zXZ\x00\x00",
    "zst": b"\x28\xb5\x2f\xfd\x00",
    "7z": b"7z\xbc\xaf\x27\x1c\x00",
    "tar": b"a.log".ljust(257, b"\x00") + b"ustar\x00",
    "pcap": b"\xd4\xc3\xb2\xa1\x02\x00",
}
PROGRAMS = (b"\x7fELF\x02\x01\x01\x00", b"MZ\x90\x00\x03\x00", b"\xca\xfe\xba\xbe\x00\x00", b"\xcf\xfa\xed\xfe\x00")
TEXTS = (
    b"plain\n",
    "ü ログ \U0001f600\r\n".encode(),
    b"\xef\xbb\xbfwith a mark",
    "Größe\n".encode("latin-1"),
    "“quoted” €".encode("cp1252"),
    "Größe\n".encode("utf-16"),
    "Größe\n".encode("utf-16-be").join([b"\xfe\xff", b""]),
    b"\x1b[31mred\x1b[0m \x08 50 %\r 51 %\r\n",
)
NO_TEXTS = (b"a\x00b", b"\x01\x02", "a\0b".encode("utf-16"), b"\xff\xfea", "x".encode("utf-32"), b"\x7f" * 3)


def kind(name: str, content: bytes) -> Kind:
    return kind_of(name, io.BytesIO(content))


@pytest.mark.parametrize("content", TEXTS)
@pytest.mark.parametrize("name", ["a.log", "messages", "my.cnf", "dump.sql.1", ".env", "change.diff", "trace.out"])
def test_text_is_taken_under_any_name_that_is_no_other_kinds(name: str, content: bytes) -> None:
    assert kind(name, content) == Kind(name, "text/plain")


@pytest.mark.parametrize(("name", "media_type"), [("a.csv", "text/csv"), ("a.JSON", "application/json")])
def test_text_that_programs_read_is_told_to_them(name: str, media_type: str) -> None:
    assert kind(name, b"1,2").media_type == media_type


@pytest.mark.parametrize("content", NO_TEXTS)
def test_what_no_person_can_read_is_no_text(content: bytes) -> None:
    with pytest.raises(FileRefused, match="of a kind that is not taken here"):
        kind("a.log", content)


def test_a_fault_far_into_a_text_is_found() -> None:
    with pytest.raises(FileRefused):
        kind("a.log", b"a\n" * 400_000 + b"\x00")


@pytest.mark.parametrize("ending", HEADS)
def test_a_kind_that_is_told_by_its_first_bytes_is_taken_where_they_are_there(ending: str) -> None:
    assert kind(f"a.{ending}", HEADS[ending]) == Kind(f"a.{ending}", BY_ENDING[ending].media_type)
    assert kind(f"A.{ending.upper()}", HEADS[ending]).media_type == BY_ENDING[ending].media_type


def test_every_kind_of_the_table_is_shown_here() -> None:
    assert {BY_ENDING[each] for each in HEADS} == {each for each in SIGNED if each.endings}


@pytest.mark.parametrize("ending", HEADS)
def test_a_name_that_lies_is_refused_and_told_what_it_seems_to_be(ending: str) -> None:
    others = {each: head for each, head in HEADS.items() if not BY_ENDING[ending].begins.match(head)}
    for other, head in others.items():
        with pytest.raises(FileRefused, match=f"seems to be {BY_ENDING[other].words}|seems to be a zip archive"):
            kind(f"a.{ending}", head)
    with pytest.raises(FileRefused, match="it seems to be text"):
        kind(f"a.{ending}", b"hello")
    with pytest.raises(FileRefused, match="or damaged"):
        kind(f"a.{ending}", b"\x01\x02\x03")
    with pytest.raises(FileRefused, match=r"give it a name that ends in \."):
        kind("a.log", HEADS[ending])


@pytest.mark.parametrize("content", PROGRAMS)
@pytest.mark.parametrize("name", ["setup.exe", "a.log", "a.png", "a", "core.gz"])
def test_a_program_is_not_taken_under_any_name(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused, match="seems to be a program"):
        kind(name, content)


@pytest.mark.parametrize("ending", sorted(RUN_WHEN_OPENED))
def test_a_text_that_would_run_when_it_is_opened_gets_a_name_that_runs_nothing(ending: str) -> None:
    assert kind(f"a.{ending.upper()}", b"<script>") == Kind(f"a.{ending.upper()}.txt", "text/plain")


@given(st.binary(max_size=600), st.sampled_from([*HEADS, "log", "html", "exe", ""]))
@example(b"", "png")
def test_whatever_comes_is_taken_as_what_it_is_or_refused_in_a_sentence(content: bytes, ending: str) -> None:
    taken, sentence = None, ""
    try:
        taken = kind(f"a.{ending}" if ending else "a", content)
    except FileRefused as refused:
        sentence = refused.sentence
    if taken is None:
        assert sentence.startswith("“a")
        assert sentence.endswith(".")
        return
    assert content
    assert not any(content.startswith(each) for each in PROGRAMS)
    assert ending_of(taken.name) not in RUN_WHEN_OPENED


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a.log", "a.log"),
        ("/var/log/../a.log", "a.log"),
        ("C:\\Logs\\a.log", "a.log"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b\r\nc.log", "ab c.log"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\ufeffa\u200b.log", "a.log"),
        ("  a \u00a0 b.log . ", "a b.log"),
        ("e\u0301.log", "\u00e9.log"),
        ("\u0645\u06cc\u200c\u0631.log", "\u0645\u06cc\u200c\u0631.log"),
        ("\U0001f469\u200d\U0001f467.png", "\U0001f469\u200d\U0001f467.png"),
        ("a" * 200 + ".tar", "a" * 146 + ".tar"),
        ("\U0001f600" * 100 + ".log", "\U0001f600" * 59 + ".log"),
    ],
)
def test_a_name_is_cleaned(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


@given(st.text(max_size=400))
def test_no_name_misleads_whatever_was_sent(sent: str) -> None:
    name = clean_name(sent)
    assert name
    assert name == clean_name(name)
    assert len(name) <= LONGEST_NAME
    assert len(name.encode()) <= LONGEST_BYTES
    assert not set(name) & set("/\\\0\r\n\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert all(unicodedata.category(each)[0] != "C" for each in name if each not in "\u200c\u200d")
    assert name.strip(" .")


@given(st.lists(st.sampled_from(["a.log", "A.log", "a (2).log", "a", ".log", "a.tar.gz"]), max_size=8))
def test_doubles_are_told_apart_and_still_known(names: list[str]) -> None:
    taken: list[str] = []
    for name in names:
        kept = apart(name, taken)
        assert kept.casefold() not in [each.casefold() for each in taken]
        assert is_like(kept, name)
        assert ending_of(kept) == ending_of(name)
        taken.append(kept)


def test_a_double_is_numbered_before_its_ending() -> None:
    assert apart("a.log", ["a.log", "a (2).log"]) == "a (3).log"
    assert apart("messages", ["MESSAGES"]) == "messages (2)"
    assert not is_like("ab.log", "a.log")
