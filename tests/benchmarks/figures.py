"""A figure to keep: its target and what was measured."""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median, quantiles

PER_SECOND = {"s": 1.0, "ms": 1e3, "µs": 1e6}


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in `unit`. The median is held against `most` and `least`; None: told, with no such target.

    `cpu` is the median of what a processor worked for it: less than what the clock told when others had it in between.
    """

    name: str
    most: float | None
    unit: str
    samples: tuple[float, ...]
    note: str = ""
    cpu: float | None = None
    least: float | None = None

    @property
    def median(self) -> float:
        """The middle one: a machine that is busy with something else now and then moves it little."""
        return median(self.samples)

    @property
    def p95(self) -> float:
        """What 95 of 100 stay under; the largest where there are few."""
        return quantiles(self.samples, n=20)[-1] if len(self.samples) >= 20 else max(self.samples)

    @property
    def is_kept(self) -> bool:
        """Whether the target holds."""
        return (self.most is None or self.median <= self.most) and (self.least is None or self.median >= self.least)

    @property
    def verdict(self) -> str:
        """“ok”, or by how much the target is missed."""
        target = self.least if self.most is None else self.most
        if target is None:
            return ""
        return "ok" if self.is_kept else f"MISSED by {math.ceil(100 * abs(self.median / target - 1))} %"


def timed(name: str, most: float | None, unit: str, runs: Iterable[Callable[[], object]], note: str = "") -> Figure:
    """How long each run takes."""
    samples, worked = [], []
    for run in runs:
        started, began = time.perf_counter(), time.thread_time()
        run()
        worked.append((time.thread_time() - began) * PER_SECOND[unit])
        samples.append((time.perf_counter() - started) * PER_SECOND[unit])
    return Figure(name, most, unit, tuple(samples), note, median(worked))
