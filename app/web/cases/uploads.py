"""Files that go up by themselves while their form is still being filled in, and those that a case holds."""

from pathlib import Path

from flask import Blueprint, Response, get_template_attribute, jsonify, send_file
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException

from app.cases.files import Files
from app.domain.case import CaseFile
from app.web.cases.attached import Receiver
from app.web.cases.form import sent_form
from app.web.errors import problem
from app.web.site import now, site

uploads = Blueprint("uploads", __name__, url_prefix="/cases/files")
SENTENCES = {
    413: "The file is larger than this site takes.",
    429: "That was more at once than this site takes. Wait a minute, then try again.",
}
OLD = "This page has grown old. Send the form: it comes back with everything that you typed, and takes the file then."
BROKEN = "The file did not come in whole. Try it again."
INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"


@uploads.post("")
def take() -> Response:
    """Takes files for a form that has not been sent; answers with these and their rows in the form, or why not."""
    receiver = Receiver(site().files, now())
    sent = sent_form(receiver)
    if not FlaskForm(formdata=sent.values).validate():
        return problem(400, OLD)
    if not sent.is_readable:
        return problem(400, BROKEN)
    attached = receiver.attached(sent.values)
    if attached.problems:
        return problem(503 if attached.is_fault_of_ours else 422, " ".join(attached.problems))
    row = get_template_attribute("cases/_files.html", "kept")
    taken = [{"id": each.id, "name": each.name} for each in receiver.taken]
    return jsonify({"files": taken, "rows": "".join(row(each) for each in receiver.taken)})


@uploads.errorhandler(HTTPException)
def _answer(error: HTTPException) -> Response:
    """Whatever stands in the way, in a sentence for the page."""
    code = error.code or 500
    answer = problem(code, SENTENCES.get(code, str(error.description)))
    answer.headers.extend((name, value) for name, value in error.get_headers() if name == "Retry-After")
    return answer


def download(files: Files, file: CaseFile) -> Response | None:
    """A file to save, never to be shown in the site's own name; None where its contents are missing."""
    path: Path | None = files.path(file.id)
    if path is None:
        return None
    answer = send_file(
        path, "application/octet-stream", as_attachment=True, download_name=file.name, conditional=False, etag=False
    )
    answer.headers["Content-Security-Policy"] = INERT
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
