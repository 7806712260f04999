"""What is counted is written in the background: at once, now and then, and once more at the end."""

import logging
import threading

import pytest

from app.insight.tending import Tending


class Counted:
    """Counts how often it was tended, and says so."""

    def __init__(self, fails: bool = False) -> None:
        self.times = 0
        self.tended = threading.Event()
        self._fails = fails

    def tend(self) -> None:
        self.times += 1
        self.tended.set()
        if self._fails:
            raise RuntimeError("a fault")


def test_counters_are_tended_at_once_and_when_it_ends() -> None:
    counted = Counted()
    tending = Tending(counted)
    tending.start(seconds=3600)
    assert counted.tended.wait(30)
    tending.stop()
    assert counted.times == 2


def test_a_fault_of_one_counter_ends_neither_itself_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    faulty, good = Counted(fails=True), Counted()
    tending = Tending(faulty, good)
    with caplog.at_level(logging.CRITICAL):
        tending.start(seconds=3600)
        assert good.tended.wait(30)
        tending.stop()
    assert (faulty.times, good.times) == (2, 2)
