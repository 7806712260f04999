"""Pages about the site itself, such as its privacy notice, and whom to write to about it."""

from flask import Blueprint, abort, render_template
from markupsafe import Markup

from app.content.pages import CONTACT
from app.web.public import public
from app.web.site import library, site

about = Blueprint("about", __name__, url_prefix="/about")
NOBODY = Markup("the people who run this site")


@about.get("/")
@public
def index() -> str:
    """All of them."""
    return render_template("about/index.html", pages=library().pages.values())


@about.get("/<slug>")
@public
def show(slug: str) -> str:
    """One of them."""
    page = library().pages.get(slug)
    if page is None:
        abort(404)
    # The text is sanitised, and an address is all that is put into it.
    text = Markup(page.body.html).replace(CONTACT, _contact())  # noqa: S704
    return render_template("about/show.html", page=page, text=text)


def contact_address() -> str:
    """The site's own address; empty where none but this machine's is set."""
    address = site().settings.desk_address
    return "" if address.endswith("@localhost") else address


def _contact() -> Markup:
    address = contact_address()
    return Markup('<a href="mailto:{0}">{0}</a>').format(address) if address else NOBODY
