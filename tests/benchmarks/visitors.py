"""Visitors who ask for one address over and over: by wrk where the machine has it, else by a process of our own."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

from app.config import CHECKOUT

CONNECTIONS = 16
MILLISECONDS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass(frozen=True, slots=True)
class Load:
    """What a server gave its visitors."""

    per_second: float
    p99_ms: float


class AnsweredOtherwise(Exception):
    """Some requests got another answer than the one that is measured, or none."""


def generator() -> str:
    """What asks on this machine."""
    return "wrk" if shutil.which("wrk") else "Python (no wrk here: it costs a core, and its own limit counts too)"


def load(port: int, path: str, headers: dict[str, str], status: int, seconds: float) -> Load:
    """16 connections that ask without a pause.

    Raises:
        AnsweredOtherwise: not every answer had the status.
    """
    found = _by_wrk(port, path, headers, seconds) if shutil.which("wrk") else None
    return found or _by_python(port, path, headers, status, seconds)


def _by_wrk(port: int, path: str, headers: dict[str, str], seconds: float) -> Load:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    url = f"http://127.0.0.1:{port}{path}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--latency", *given, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise AnsweredOtherwise(said)
    rate, p99 = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    assert rate is not None
    assert p99 is not None
    return Load(float(rate[1]), float(p99[1]) * MILLISECONDS[p99[2]])


def _by_python(port: int, path: str, headers: dict[str, str], status: int, seconds: float) -> Load:
    asked = json.dumps([port, path, headers, status, seconds])
    command = [sys.executable, "-m", "tests.benchmarks.visitors", asked]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AnsweredOtherwise(done.stderr)
    return Load(*json.loads(done.stdout))


async def _all(port: int, path: str, headers: dict[str, str], status: int, seconds: float) -> list[float]:
    """How long each request took, in milliseconds."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *(f"{n}: {v}" for n, v in headers.items())]
    request, until = "\r\n".join([*lines, "", ""]).encode("latin-1"), time.perf_counter() + seconds
    visits = (_visit(port, request, b"HTTP/1.1 %d " % status, until) for _ in range(CONNECTIONS))
    return [took for each in await asyncio.gather(*visits) for took in each]


async def _visit(port: int, request: bytes, begins: bytes, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    took = []
    while (asked_at := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(begins):
            raise AnsweredOtherwise(head.decode("latin-1"))
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length and not begins.endswith(b" 304 ") else 0)
        took.append((time.perf_counter() - asked_at) * 1e3)
    writer.close()
    return took


def _main(port: int, path: str, headers: dict[str, str], status: int, seconds: float) -> None:
    took = sorted(asyncio.run(_all(port, path, headers, status, seconds)))
    print(json.dumps([len(took) / seconds, took[int(len(took) * 0.99)]]))


if __name__ == "__main__":
    _main(*json.loads(sys.argv[1]))
