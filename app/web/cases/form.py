"""The form of a case: its fields from the policy, read so that nothing typed is lost, whatever the bytes."""

import io
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import BinaryIO, NamedTuple, cast
from urllib.parse import parse_qsl

from flask import current_app, request, session
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField

from app.web.cases.attached import KEY, Attached, Receiver
from app.web.cases.entries import Entry
from app.web.cases.multipart import MOST_PARTS, Contents, parts

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class Sent(NamedTuple):
    """A form as it came in; not readable where bytes were no UTF-8: these stand as U+FFFD."""

    values: MultiDict[str, str]
    is_readable: bool


class CaseForm(FlaskForm):
    """What every form of a case carries beside the policy's entries.

    It checks that it is ours (CSRF) and no more: what may be typed is decided in one place for the form and the API.
    `seen` is set once the page before sending was shown; `shown` names what was shown, `mask` what is to be masked of
    it, `masking` the way to mask.
    """

    attached = Attached()
    key = HiddenField()
    zone = StringField()
    articles_read = SelectMultipleField(validate_choice=False)
    seen = HiddenField()
    shown = SelectMultipleField(validate_choice=False)
    mask = SelectMultipleField(validate_choice=False)
    masking = StringField()

    def is_ours(self, sent: MultiDict[str, str]) -> bool:
        """Whether this site made the form for this browser: its token holds, and its key is one of ours."""
        return bool(self.key.data == sent.get("key") and self.validate())

    def values(self, asked: tuple[Entry, ...]) -> dict[str, str]:
        """What was typed, by the entries' names."""
        return {entry.name: self[entry.control].data or "" for entry in asked}

    def texts(self, asked: tuple[Entry, ...]) -> dict[str, str]:
        """What was typed, by the entries' names, as a page can show it."""
        return {name: without_nul(text) for name, text in self.values(asked).items()}

    def renew_key(self) -> None:
        """A new idempotency key: what is sent next is a case of its own."""
        self.key.data = secrets.token_urlsafe(24)


def case_form(asked: tuple[Entry, ...], typed: MultiDict[str, str] | None) -> CaseForm:
    """The form for these entries, with what was typed; an idempotency key is minted where it has none of ours."""
    kinds = ((each.control, TextAreaField if each.is_long else StringField) for each in asked)
    fields = {control: kind(filters=[with_plain_lines]) for control, kind in kinds}
    form: CaseForm = type("FormOfPolicy", (CaseForm,), fields)(formdata=typed)
    if not KEY.fullmatch(form.key.data or ""):
        form.renew_key()
    return form


def key_of_page() -> str:
    """The idempotency key of a form at this address: the same each time this browser loads it.

    A form that a browser restores after it was sent, and that is sent again, so makes no second case.
    """
    seed = session.setdefault("case_seed", secrets.token_urlsafe(24))
    answers = sorted((name, value) for name, value in request.args.items() if name != "zone")
    digest = sha256(f"{seed}|{answers}".encode("utf-8", "replace")).digest()
    return urlsafe_b64encode(digest[:24]).decode("ascii")


def with_plain_lines(text: str | None) -> str:
    """The text as its writer saw it: forms send each end of a line as two characters."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def without_nul(text: str) -> str:
    """The text as a page can show it: a NUL, which HTML has no way to write, stands as U+FFFD."""
    return text.replace("\0", "\ufffd")


def sent_form(receiver: Receiver | None = None) -> Sent:
    """The form of this request. Its files go to the receiver as they come in; without one they are passed over.

    Flask gives up a whole form for one byte that is no UTF-8; here everything else is kept.

    Raises:
        RequestEntityTooLarge: the body is too long, or has too many parts.
    """
    if request.mimetype == MULTIPART:
        return _sent_parts(receiver)
    if request.mimetype != URLENCODED:
        return Sent(request.form, True)
    text = request.get_data().decode("latin-1")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, encoding="latin-1", max_num_fields=MOST_PARTS)
    except ValueError:
        raise RequestEntityTooLarge from None
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]
    values = MultiDict((name.decode(errors="replace"), value.decode(errors="replace")) for name, value in raw)
    return Sent(values, all(_is_utf8(part) for pair in raw for part in pair))


def _sent_parts(receiver: Receiver | None) -> Sent:
    """A form in parts; what comes in after a fault in its make-up is lost, and it is not readable then."""
    values, is_readable = MultiDict[str, str](), True
    left: int = current_app.config["MAX_FORM_MEMORY_SIZE"]
    try:
        for part in parts(cast("BinaryIO", request.stream), request.mimetype_params.get("boundary", "").encode()):
            if part.filename is None:
                raw = _text(part.contents, left)
                left -= len(raw)
                values.add(part.name, raw.decode(errors="replace"))
                is_readable = is_readable and _is_utf8(raw)
            elif part.filename and receiver is not None:
                receiver.take(values, part.filename, io.BufferedReader(part.contents))
    except ValueError:
        is_readable = False
    return Sent(values, is_readable)


def _text(contents: Contents, most_bytes: int) -> bytes:
    raw = io.BufferedReader(contents).read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise RequestEntityTooLarge
    return raw


def _is_utf8(part: bytes) -> bool:
    try:
        part.decode()
    except UnicodeDecodeError:
        return False
    return True
