"""Files attached to a case: with the form or ahead of it, never lost on the way, and only ever saved, never shown."""

import io
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.cases.database import Database
from app.cases.file_store import SPARE_BYTES, FileStore
from app.cases.files import Files
from tests.web.case_pages import Customer, Form, Unusable, case_of, case_site, says, stored, with_parts
from tests.web.small_site import SmallSite

LIMIT = 20_000
LOG = b"2026-12-03 12:00 down\n\xff"


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    site = case_site(tmp_path, SIGNPOST_MAX_FILE_BYTES=str(LIMIT), SIGNPOST_MAX_BODY_BYTES="100000")
    site.start()
    return site


@pytest.fixture
def customer(site: SmallSite) -> Customer:
    return Customer(site.app)


def sends(customer: Customer, form: Form, *files: tuple[str, bytes], **more: Any) -> TestResponse:
    """The form sent as a browser does, with files chosen in it."""
    sent: dict[str, Any] = form.values | {"file": form.kept}
    sent["files"] = [(io.BytesIO(content), name) for name, content in files] or [(io.BytesIO(b""), "")]
    return customer.client.post(form.action, data=sent, content_type="multipart/form-data", **more)


def goes_up(customer: Customer, form: Form, name: str, content: bytes, **instead: Any) -> TestResponse:
    """A file sent ahead of its form."""
    sent = {each: form.values[each] for each in ("csrf_token", "key")} | {"file": form.kept} | instead
    return customer.client.post(
        "/cases/files", data=sent | {"files": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )


def taken_from(answer: TestResponse) -> dict[str, str]:
    """What the site says of the one file that it took."""
    (taken,) = (answer.json or {})["files"]
    return dict(taken)


def attachments(site: SmallSite) -> list[Path]:
    folder = site.parts.settings.data_dir / "attachments"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_files_chosen_in_the_form_go_with_the_case(site: SmallSite, customer: Customer) -> None:
    answer = sends(customer, customer.form(), ("/var/log/a.log", LOG), ("b.csv", b"1;2\n"))
    case = case_of(site, answer)
    assert [(each.name, each.media_type, each.size) for each in case.files] == [
        ("a.log", "text/plain", len(LOG)),
        ("b.csv", "text/csv", 4),
    ]
    assert site.parts.files.of(case.reference) == case.files


def test_a_file_sent_ahead_goes_with_the_case(site: SmallSite, customer: Customer) -> None:
    form = customer.form()
    taken = taken_from(goes_up(customer, form, "a.log", LOG))
    assert taken == {"id": taken["id"], "name": "a.log"}
    form.kept.append(taken["id"])
    assert [each.id for each in case_of(site, sends(customer, form)).files] == [taken["id"]]


def test_a_file_that_is_unticked_stays_here(site: SmallSite, customer: Customer) -> None:
    form = customer.form()
    goes_up(customer, form, "a.log", LOG)
    assert case_of(site, sends(customer, form)).files == ()


def test_a_form_that_is_loaded_again_lists_what_went_up_before(customer: Customer) -> None:
    form = customer.form()
    goes_up(customer, form, "a<b>.log", LOG)
    page = customer.opens()
    says(page, "a<b>.log", f"{len(LOG)} bytes")
    assert len(Form(page.text).kept) == 1


def test_a_form_with_a_mistake_comes_back_with_its_files(site: SmallSite, customer: Customer) -> None:
    answer = sends(customer, customer.form(field_version=""), ("a.log", LOG))
    assert answer.status_code == 422
    form = Form(answer.text)
    form.values["field-version"] = "4.2"
    (file,) = case_of(site, sends(customer, form)).files
    assert file.name == "a.log"


def test_a_form_that_had_grown_old_comes_back_with_its_files(customer: Customer) -> None:
    form = customer.form()
    form.values["csrf_token"] = "old"
    answer = sends(customer, form, ("a.log", LOG))
    assert answer.status_code == 400
    assert len(Form(answer.text).kept) == 1


def test_a_case_book_that_is_away_loses_neither_text_nor_files(site: SmallSite, customer: Customer) -> None:
    form = customer.form()
    book = site.parts.book
    with_parts(site.app, book=Unusable())
    answer = sends(customer, form, ("a.log", LOG))
    assert answer.status_code == 503
    with_parts(site.app, book=book)
    (file,) = case_of(site, sends(customer, Form(answer.text))).files
    assert file.name == "a.log"


def test_a_database_that_is_away_keeps_the_text_and_names_what_to_attach_again(
    site: SmallSite, customer: Customer
) -> None:
    form = customer.form()
    taken = taken_from(goes_up(customer, form, "early.log", LOG))
    form.kept.append(taken["id"])
    parts = site.parts
    nowhere = Database.open("sqlite:////nowhere/at/all.db")
    with_parts(site.app, files=Files(nowhere, FileStore(Path("/nowhere")), parts.files.limits, site.parts.now))
    answer = sends(customer, form, ("late.log", LOG))
    assert answer.status_code == 503
    says(answer, "There is no room here for “late.log”", "Send it again in a minute")
    assert Form(answer.text).typed | {"file": ""} == form.typed | {"file": ""}
    assert taken["id"] in answer.text
    with_parts(site.app, files=parts.files)
    again = customer.client.post(form.action, data=form.values | {"file": taken["id"]})
    assert [each.name for each in case_of(site, again).files] == ["early.log"]


def test_a_disk_without_room_gives_the_form_back_and_takes_the_case_without_the_file(
    site: SmallSite, customer: Customer
) -> None:
    parts = site.parts
    full = FileStore(parts.settings.data_dir / "attachments", lambda _: SPARE_BYTES - 1)
    database = Database.open(parts.settings.database_url)
    with_parts(site.app, files=Files(database, full, parts.files.limits, parts.now))
    form = customer.form()
    answer = sends(customer, form, ("a.log", LOG))
    assert answer.status_code == 503
    says(answer, "There is no room here for “a.log” at the moment. Try again later, or send without.")
    assert Form(answer.text).typed == form.typed
    assert case_of(site, sends(customer, Form(answer.text))).files == ()
    database.close()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.png", b"hello", "“a.png” is not a PNG picture: it seems to be text."),
        ("a.log", b"\x7fELF\x00\x00", "“a.log” seems to be a program, which is not taken here."),
        ("a.log", b"", "“a.log” is empty."),
        ("a.log", b"x" * (LIMIT + 1), "“a.log” is larger than 20 kB"),
    ],
)
def test_a_file_that_is_not_taken_is_told_of_and_the_form_goes_out_without(
    site: SmallSite, customer: Customer, name: str, content: bytes, sentence: str
) -> None:
    form = customer.form()
    answer = sends(customer, form, ("b.log", LOG), (name, content))
    assert answer.status_code == 422
    assert 'href="#files"' in answer.text
    says(answer, sentence)
    assert [each.name for each in case_of(site, sends(customer, Form(answer.text))).files] == ["b.log"]
    told = goes_up(customer, form, name, content)
    assert told.status_code == 422
    assert sentence in (told.json or {})["detail"]


def test_too_many_files_and_too_much_are_refused_and_those_that_fit_are_kept(customer: Customer) -> None:
    many = sends(customer, customer.form(), *((f"{n}.log", b"%d" % n) for n in range(11)))
    says(many, "“10.log” is one too many: 10 files at most")
    assert len(Form(many.text).kept) == 10
    other = Customer(customer.app)
    much = sends(other, other.form(), *((f"{n}.log", b"%d" % n * LIMIT) for n in range(3)))
    says(much, "“2.log” is too much: all files together may have 39 kB.")


def test_files_that_came_one_by_one_are_no_more_than_others(customer: Customer) -> None:
    form = customer.form()
    form.kept += [taken_from(goes_up(customer, form, f"{n}.log", b"%d" % n))["id"] for n in range(11)]
    answer = sends(customer, form)
    assert answer.status_code == 422
    says(answer, "“10.log” is one too many: 10 files at most")
    assert len(Form(answer.text).kept) == 10


def test_files_far_beyond_the_limit_still_give_the_text_back(customer: Customer) -> None:
    form = customer.form()
    answer = sends(customer, form, ("a.log", b"x" * 6 * LIMIT))
    assert answer.status_code == 422
    assert Form(answer.text).typed == form.typed


def test_a_form_that_is_longer_than_any_may_be_is_told_how_much_is_taken(customer: Customer) -> None:
    answer = sends(customer, customer.form(), ("a.log", b"x" * (6 * LIMIT + 100_000)))
    assert answer.status_code == 413
    says(answer, "100 kB of text, and 39 kB of files")


def test_text_in_a_form_with_files_may_be_no_longer_than_in_others(customer: Customer) -> None:
    assert sends(customer, customer.form(field_description="x" * 100_001)).status_code == 413
    assert customer.sends(customer.form(field_description="x" * 100_001)).status_code == 413


def test_the_same_form_sent_twice_is_one_case_with_its_files_once(site: SmallSite, customer: Customer) -> None:
    form = customer.form()
    first, again = (sends(customer, form, ("a.log", LOG), ("a.log", b"other")) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert [each.name for each in case_of(site, again).files] == ["a.log", "a (2).log"]
    assert stored(site) == 1
    assert len(attachments(site)) == 2


def test_a_form_changed_after_it_was_sent_becomes_a_second_case_with_its_files(
    site: SmallSite, customer: Customer
) -> None:
    form = customer.form()
    first = case_of(site, sends(customer, form, ("a.log", LOG)))
    form.values["field-summary"] = "Something else"
    answer = sends(customer, form, ("a.log", LOG), ("b.log", b"more"))
    assert answer.status_code == 409
    second = case_of(site, sends(customer, Form(answer.text)))
    assert [each.name for each in second.files] == ["a.log", "b.log"]
    assert first.files[0].id != second.files[0].id


def test_a_form_reaches_no_file_of_another_form(site: SmallSite, customer: Customer) -> None:
    taken = taken_from(goes_up(customer, customer.form(), "a.log", LOG))
    stranger = Customer(site.app)
    form = stranger.form()
    form.kept.append(taken["id"])
    answer = sends(stranger, form)
    assert answer.status_code == 422
    says(answer, "A file that you attached is not here any more: attach it again.")
    assert Form(answer.text).kept == []


@pytest.mark.parametrize("instead", [{"csrf_token": "none"}, {"csrf_token": ""}])
def test_nothing_goes_up_without_the_token_of_the_form(customer: Customer, instead: dict[str, str]) -> None:
    answer = goes_up(customer, customer.form(), "a.log", LOG, **instead)
    assert answer.status_code == 400
    assert "has grown old" in (answer.json or {})["detail"]


def test_nothing_goes_up_for_a_form_without_a_key_of_ours(site: SmallSite, customer: Customer) -> None:
    assert goes_up(customer, customer.form(), "a.log", LOG, key="short").status_code == 503
    assert attachments(site) == []


def raw(customer: Customer, form: Form, *parts: bytes, boundary: str = "b") -> TestResponse:
    texts = [
        b'Content-Disposition: form-data; name="%b"\r\n\r\n%b' % (n.encode(), v.encode())
        for n, v in form.values.items()
    ]
    body = b"".join(b"--b\r\n" + each + b"\r\n" for each in [*texts, *parts]) + b"--b--\r\n"
    return customer.client.post(form.action, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_bytes_that_are_no_utf_8_end_no_form_with_files(customer: Customer) -> None:
    form = customer.form()
    answer = raw(customer, form, b'Content-Disposition: form-data; name="zone"\r\n\r\n\xff')
    assert answer.status_code == 400
    says(answer, "Part of your text could not be read")
    assert Form(answer.text).values["field-summary"] == form.values["field-summary"]
    name = b'Content-Disposition: form-data; name="files"; filename="\xff.log"\r\n\r\nhello'
    assert raw(customer, form, name).status_code == 303


def test_a_form_that_breaks_off_or_has_no_boundary_is_no_fault_of_the_site(customer: Customer) -> None:
    form = customer.form()
    assert raw(customer, form, boundary="other").status_code == 400
    assert raw(customer, form, boundary="").status_code == 400
    assert raw(customer, form, b"nothing").status_code == 400
    assert raw(customer, form, *[b'Content-Disposition: form-data; name="x"\r\n\r\n'] * 1001).status_code == 413


def test_the_receipt_offers_the_files_to_save_and_never_shows_one(site: SmallSite, customer: Customer) -> None:
    page = b"<script>alert(1)</script>"
    answer = sends(customer, customer.form(), ("Fehler “ü”.html", page))
    receipt = customer.client.get(answer.headers["Location"])
    says(receipt, "Fehler “ü”.html.txt", "25 bytes")
    (file,) = case_of(site, answer).files
    saved = customer.client.get(f"{answer.headers['Location']}/files/{file.id}", buffered=True)
    assert saved.data == page
    assert saved.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''Fehler%20%E2%80%9C%C3%BC%E2%80%9D.html.txt" in saved.headers["Content-Disposition"]
    assert saved.headers["Content-Type"] == "application/octet-stream"
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in saved.headers["Content-Security-Policy"]
    assert saved.headers["Cache-Control"] == "no-store"
    assert saved.headers["Referrer-Policy"] == "no-referrer"


def test_a_file_opens_by_the_address_of_its_own_case_only(site: SmallSite, customer: Customer) -> None:
    first = sends(customer, customer.form(), ("a.log", LOG))
    other = Customer(site.app)
    second = sends(other, other.form(), ("b.log", LOG))
    (file,) = case_of(site, first).files
    assert customer.client.get(f"{second.headers['Location']}/files/{file.id}").status_code == 404
    assert customer.client.get(f"/cases/{'x' * 32}/files/{file.id}").status_code == 404
    for each in attachments(site):
        each.unlink()
    gone = customer.client.get(f"{first.headers['Location']}/files/{file.id}")
    assert gone.status_code == 404
    says(gone, "not kept here any more")


def test_who_sends_too_often_keeps_text_and_files(tmp_path: Path) -> None:
    site = case_site(tmp_path, SIGNPOST_RATE_LIMITS="on", SIGNPOST_MAX_BODY_BYTES="100000")
    site.start()
    customer = Customer(site.app)
    form = customer.form()
    taken = taken_from(goes_up(customer, form, "a.log", LOG))
    form.kept.append(taken["id"])
    form.values["field-version"] = ""
    for _ in range(30):
        customer.client.post(form.action, data=form.values)
    answer = sends(customer, form, ("b.log", b"x" * 300_000))
    assert answer.status_code == 429
    assert Form(answer.text).kept == [taken["id"]]
