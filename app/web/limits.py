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
POSTS = ("cases.submit", "sending.solved", "api.submit_case", "votes.cast")
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


class Limits:
    """The rates of a site, with what was counted in each.

    Reading is counted in this process, for it must cost nothing. So is posting, unless there are `postings`: then all
    processes and machines count it together.
    """

    def __init__(self, postings: Postings | None = None) -> None:
        self._reading = [Window(rate) for rate in READING]
        self._posting = [Window(rate) for rate in POSTING]
        self._postings = postings

    def seconds_to_wait(self, client: str, endpoint: str, at_seconds: float) -> int:
        """Counts a request; 0 where it is within its rates."""
        if endpoint in UNLIMITED:
            return 0
        if endpoint in POSTS and self._postings:
            try:
                counts = self._postings.count(client, endpoint, [rate.seconds for rate in POSTING], at_seconds)
            except CaseBookUnavailable:
                # A database that is away must not let everything through, nor hold back anybody else.
                return self._in_memory(self._posting, client, endpoint, at_seconds)
            return _first(_wait(rate, count, at_seconds) for rate, count in zip(POSTING, counts, strict=True))
        windows = self._posting if endpoint in POSTS else self._reading
        return self._in_memory(windows, client, endpoint, at_seconds)

    def _in_memory(self, windows: Iterable[Window], client: str, endpoint: str, at_seconds: float) -> int:
        return _first(each.seconds_to_wait((client, endpoint), at_seconds) for each in windows)


def _wait(rate: Rate, count: int, at_seconds: float) -> int:
    """How long it is until the next window, for who asked so often in this one."""
    return rate.seconds - int(at_seconds) % rate.seconds if count > rate.most else 0


def _first(waits: Iterable[int]) -> int:
    return next(filter(None, waits), 0)


def add_limits(app: Flask, limits: Limits) -> None:
    """Hold back clients that ask faster than people and pages do."""

    @app.before_request
    def _count() -> None:
        if request.endpoint is not None:
            seconds = limits.seconds_to_wait(request.remote_addr or "", request.endpoint, now().timestamp())
            if seconds:
                raise TooManyRequests(retry_after=seconds)
