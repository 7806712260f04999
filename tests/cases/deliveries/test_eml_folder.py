"""A folder of mails holds each message once, whole, for its owner only."""

import stat
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.cases.deliveries.eml_folder import EmlFolder, file_name
from tests.cases.deliveries.samples import message


def test_the_same_key_writes_the_same_file(tmp_path: Path) -> None:
    folder = EmlFolder(tmp_path)
    folder.deliver(message())
    folder.deliver(message(subject="again"))
    assert [each.name for each in tmp_path.iterdir()] == ["SP-2222-222.desk.eml"]
    assert b"Subject: again" in (tmp_path / "SP-2222-222.desk.eml").read_bytes()


def test_only_the_owner_may_read_mails(tmp_path: Path) -> None:
    EmlFolder(tmp_path / "mails").deliver(message())
    for each in (tmp_path / "mails", *(tmp_path / "mails").iterdir()):
        assert stat.S_IMODE(each.stat().st_mode) & 0o077 == 0


def test_what_an_ended_attempt_left_is_taken_away_by_the_next_one(tmp_path: Path) -> None:
    (tmp_path / ".SP-2222-222.desk.eml.abc.part").write_bytes(b"half a ma")
    (tmp_path / ".SP-3333-333.desk.eml.abc.part").write_bytes(b"of another worker")
    EmlFolder(tmp_path).deliver(message())
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        ".SP-3333-333.desk.eml.abc.part",
        "SP-2222-222.desk.eml",
    ]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_key_leaves_the_folder(key: str) -> None:
    name = file_name(key)
    assert "/" not in name
    assert not name.startswith(".")
    assert name.endswith(".eml")
    assert len(name.encode()) <= 200


def test_keys_that_look_alike_have_files_of_their_own() -> None:
    keys = ["a/b", "a_b", "a\\b", "..a_b", "a" * 200, "a" * 201]
    assert len({file_name(key) for key in keys}) == len(keys)
