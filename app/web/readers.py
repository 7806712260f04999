"""Whether a request comes from somebody who reads the page, as far as the request itself tells."""

import re
from wsgiref.types import WSGIEnvironment

_ROBOT = re.compile(
    r"(?<!cu)bot(?:\b|_)|crawl|spider|slurp|scrap|fetch|preview|monitor|uptime|headless|lighthouse|archiver|validator"
    r"|^(?:curl|wget|python|go-http|java|okhttp|libwww|ruby|perl|php|node|axios|apache-httpclient)\b|http-?client"
    r"|facebookexternalhit|whatsapp|feed|rss",
    re.IGNORECASE,
)


def is_reader(environ: WSGIEnvironment) -> bool:
    """Whether a person seems to open the page: no robot by its own name, no part of a page, nothing fetched ahead."""
    is_ahead = "prefetch" in f"{environ.get('HTTP_SEC_PURPOSE', '')}{environ.get('HTTP_PURPOSE', '')}"
    is_page = environ.get("HTTP_SEC_FETCH_DEST", "document") == "document"
    return environ["REQUEST_METHOD"] == "GET" and not is_robot(environ) and is_page and not is_ahead


def is_robot(environ: WSGIEnvironment) -> bool:
    """Whether a request comes from a program: one that names itself, or that hides what it is."""
    agent = environ.get("HTTP_USER_AGENT", "")
    return not agent or bool(_ROBOT.search(agent))
