"""Whether a request comes from somebody who reads the page, as far as the request itself tells."""

import re

from flask import request

_ROBOT = re.compile(
    r"(?<!cu)bot(?:\b|_)|crawl|spider|slurp|scrap|fetch|preview|monitor|uptime|headless|lighthouse|archiver|validator"
    r"|^(?:curl|wget|python|go-http|java|okhttp|libwww|ruby|perl|php|node|axios|apache-httpclient)\b|http-?client"
    r"|facebookexternalhit|whatsapp|feed|rss",
    re.IGNORECASE,
)


def is_reader() -> bool:
    """Whether a person seems to open the page: no robot by its own name, no part of a page, nothing fetched ahead."""
    agent = request.headers.get("User-Agent", "")
    is_ahead = "prefetch" in f"{request.headers.get('Sec-Purpose', '')}{request.headers.get('Purpose', '')}"
    is_page = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return request.method == "GET" and bool(agent) and not _ROBOT.search(agent) and is_page and not is_ahead
