"""How often one client may ask: counted for each kind of page, in windows of fixed length."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from app.cases.database import CaseBookUnavailable
from app.cases.postings import Postings
from app.web.site import now

MOST_COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds."""

    most: int
    seconds: int


READING = (Rate(3000, 60),)
POSTING = (Rate(30, 60), Rate(300, 3600))
"""Cases and votes, whoever posts them faster than people do is held back."""
POSTS = (
    "cases.submit", "api.submit_case", "votes.cast", "finding.ask", "receipts.send_link", "additions.add",
    "severities.ask", "uploads.take", "sending.solved", "contracts.check", "contracts.forget",
    "contracts_api.put_contracts",
)  # fmt: skip
GUESSING = (Rate(5, 60), Rate(20, 3600))
"""A Support ID is typed once or twice: who tries more of them guesses."""
GUESSED = (Rate(10, 3600),)
"""How often one Support ID may be tried with what does not belong to it, whoever asks."""
OF_THEIR_OWN = {"contracts.check": GUESSING, "contracts.guessed": GUESSED}
UNLIMITED = ("static",)


class Window:
    """Requests by client and kind of page, in the window of a rate that was asked about last."""

    def __init__(self, rate: Rate, most_counted: int = MOST_COUNTED) -> None:
        self._rate = rate
        self._most_counted = most_counted
        self._number = 0
        self._counts: dict[tuple[str, str], int] = defaultdict(int)
        self._lock = Lock()

    def seconds_to_wait(self, key: tuple[str, str], at_seconds: float) -> int:
        """Counts a request; 0 where it is within the rate, else how long it is until the next window.

        Where more are counted than memory is set aside for, all begin anew.
        """
        number = int(at_seconds) // self._rate.seconds
        with self._lock:
            if number != self._number or len(self._counts) > self._most_counted:
                self._number = number
                self._counts.clear()
            self._counts[key] += 1
            return _wait(self._rate, self._counts[key], at_seconds)

    def take_back(self, key: tuple[str, str]) -> None:
        """Forgets one request."""
        with self._lock:
            self._counts[key] = max(self._counts[key] - 1, 0)


class Limits:
    """The rates of a site, with what was counted in each.

    Reading is counted in this process, for it must cost nothing. So is posting, unless there are `postings`: then all
    processes and machines count it together.
    """

    def __init__(self, postings: Postings | None = None) -> None:
        self._reading = [Window(rate) for rate in READING]
        self._posting = {rates: [Window(rate) for rate in rates] for rates in {POSTING, *OF_THEIR_OWN.values()}}
        self._postings = postings

    def seconds_to_wait(self, client: str, endpoint: str, at_seconds: float) -> int:
        """Counts a request; 0 where it is within its rates."""
        if endpoint in UNLIMITED:
            return 0
        if endpoint not in POSTS and endpoint not in OF_THEIR_OWN:
            return self._in_memory(self._reading, client, endpoint, at_seconds)
        rates = OF_THEIR_OWN.get(endpoint, POSTING)
        if self._postings:
            try:
                counts = self._postings.count(client, endpoint, [rate.seconds for rate in rates], at_seconds)
            except CaseBookUnavailable:
                # A database that is away must not let everything through, nor hold back anybody else.
                return self._in_memory(self._posting[rates], client, endpoint, at_seconds)
            return _first(_wait(rate, count, at_seconds) for rate, count in zip(rates, counts, strict=True))
        return self._in_memory(self._posting[rates], client, endpoint, at_seconds)

    def take_back(self, client: str, endpoint: str, at_seconds: float) -> None:
        """Forgets a post that was counted at that moment; where that cannot be done, it stays counted."""
        rates = OF_THEIR_OWN.get(endpoint, POSTING)
        if self._postings:
            self._postings.take_back(client, endpoint, [rate.seconds for rate in rates], at_seconds)
        for window in self._posting[rates]:
            window.take_back((client, endpoint))

    def _in_memory(self, windows: Iterable[Window], client: str, endpoint: str, at_seconds: float) -> int:
        return _first(each.seconds_to_wait((client, endpoint), at_seconds) for each in windows)


def _wait(rate: Rate, count: int, at_seconds: float) -> int:
    """How long it is until the next window, for who asked so often in this one."""
    return rate.seconds - int(at_seconds) % rate.seconds if count > rate.most else 0


def _first(waits: Iterable[int]) -> int:
    return next(filter(None, waits), 0)


def add_limits(app: Flask, limits: Limits) -> None:
    """Hold back clients that ask faster than people and pages do."""
    app.extensions["signpost_limits"] = limits

    @app.before_request
    def _count() -> None:
        if request.endpoint is not None:
            seconds = limits.seconds_to_wait(request.remote_addr or "", request.endpoint, now().timestamp())
            if seconds:
                raise TooManyRequests(retry_after=seconds)
