"""Bodies over the limit, on a server as `make run` starts it: an answer that can be read, never a reset connection."""

import itertools
import socket
from collections.abc import Iterator

import pytest

from tests.running import running_site
from tests.web.case_pages import case_site

SIZE = 8_000_000
BLOCK = b"a" * 8_000


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server that takes 100 kB."""
    folder = tmp_path_factory.mktemp("site")
    case_site(folder)
    with running_site(folder, folder / "content", SIGNPOST_MAX_BODY_BYTES="100000") as site:
        yield site.port


def post(port: int, head: str, pieces: Iterator[bytes]) -> str:
    """The whole answer to a body that is sent to its end, whatever the server says meanwhile."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as sender:
        sender.sendall(f"POST {head}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        for piece in pieces:
            sender.sendall(piece)
        return b"".join(iter(lambda: sender.recv(65536), b"")).decode()


@pytest.mark.parametrize("address", ["/cases/new?policy=acme", "/api/v1/cases", "/triage/", "/nowhere"])
def test_a_body_that_tells_too_great_a_length_gets_an_answer_and_not_a_reset(port: int, address: str) -> None:
    length = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {SIZE}"
    answer = post(port, f"{address} HTTP/1.1\r\n{length}", itertools.repeat(BLOCK, SIZE // len(BLOCK)))
    assert answer.startswith("HTTP/1.1 413 ")
    assert "larger than this site takes" in answer


@pytest.mark.parametrize("address", ["/cases/new?policy=acme", "/api/v1/cases"])
def test_a_body_that_tells_no_length_is_not_cut_but_refused(port: int, address: str) -> None:
    length = "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked"
    chunk = b"%x\r\n%b\r\n" % (len(BLOCK), BLOCK)
    chunks = itertools.chain(itertools.repeat(chunk, SIZE // len(BLOCK)), [b"0\r\n\r\n"])
    answer = post(port, f"{address} HTTP/1.1\r\n{length}", chunks)
    assert answer.startswith("HTTP/1.1 413 ")
    assert "larger than this site takes" in answer


def test_a_page_that_refuses_a_body_says_how_much_is_taken_and_is_whole(port: int) -> None:
    length = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {SIZE}"
    answer = post(port, f"/cases/new HTTP/1.1\r\n{length}", itertools.repeat(BLOCK, SIZE // len(BLOCK)))
    assert "which is 100 kB" in answer
    assert "what you typed is still in the form" in answer
    assert answer.rstrip().endswith("</html>")
