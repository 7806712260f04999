"""Calls to a desk go to the one machine that the settings name, are bounded, and say nothing that was sent."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.cases.deliveries.http import LONGEST_ANSWER, Client, DeskUrlInvalid, Origin
from app.cases.deliveries.port import DeliveryFailed, DeliveryRefused, DeliveryTooLarge
from tests.cases.deliveries.servers import CERTIFICATE
from tests.cases.deliveries.web_server import Asked, Says, web_server

SECRET = {"Authorization": "token hidden"}


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_desk_that_is_not_well_is_tried_again_and_counts_as_down(status: int) -> None:
    with web_server(lambda _: Says(status)) as url, pytest.raises(DeliveryFailed, match=str(status)) as failed:
        Client(Origin.from_url(url)).get("/x").ensure_done("asking")
    assert failed.value.is_desk_down


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_desk_that_is_set_up_wrongly_is_tried_again_for_somebody_will_mend_it(status: int) -> None:
    with web_server(lambda _: Says(status)) as url, pytest.raises(DeliveryFailed, match="token") as failed:
        Client(Origin.from_url(url)).get("/x").ensure_done("asking")
    assert not failed.value.is_desk_down


@pytest.mark.parametrize("status", [400, 410, 413, 422])
def test_what_a_desk_does_not_take_is_refused(status: int) -> None:
    with web_server(lambda _: Says(status)) as url, pytest.raises(DeliveryRefused, match=str(status)):
        Client(Origin.from_url(url)).get("/x").ensure_done("asking")


@pytest.mark.parametrize(("header", "wait"), [("120", timedelta(minutes=2)), ("soon", None), ("-1", None), ("", None)])
def test_a_desk_that_asks_for_time_gets_it(header: str, wait: timedelta | None) -> None:
    with web_server(lambda _: Says(429, headers={"Retry-After": header})) as url:
        assert Client(Origin.from_url(url)).get("/x").retry_after == wait


@contextmanager
def _refusing() -> Iterator[str]:
    """A server that says 413 to the head of a request, reads no more and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            caller, _ = server.accept()
            with caller:
                caller.recv(4096)
                caller.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
                caller.shutdown(socket.SHUT_WR)
                while caller.recv(65536):
                    pass

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join(30)


def test_a_desk_that_takes_no_body_of_this_size_is_heard_although_it_hangs_up() -> None:
    with _refusing() as url, pytest.raises(DeliveryTooLarge, match="413"):
        Client(Origin.from_url(url)).post_bytes("/x", b"x" * 20_000_000, {}).ensure_done("sending")


def test_a_long_body_gets_more_time_than_a_short_one() -> None:
    """Five megabytes at the slowest pace that counts as one take twenty seconds; the limit alone is over at once."""
    with web_server(lambda _: Says(200, {}, seconds=0.2)) as url:
        client = Client(Origin.from_url(url), total_seconds=0.01)
        assert client.post_bytes("/x", b"x" * 5 * 1024**2, {}).status == 200
        with pytest.raises(DeliveryFailed, match="too long"):
            client.post_bytes("/x", b"x", {})


def test_no_redirect_is_followed() -> None:
    asked: list[Asked] = []

    def elsewhere(request: Asked) -> Says:
        asked.append(request)
        return Says(302, headers={"Location": "http://127.0.0.1:1/elsewhere"})

    with web_server(elsewhere) as url, pytest.raises(DeliveryFailed, match="not followed"):
        Client(Origin.from_url(url), SECRET).get("/x").ensure_done("asking")
    assert len(asked) == 1


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with web_server(lambda _: Says(200, {})) as url:
        assert Client(Origin.from_url(url)).get("/x").status == 200


def test_a_path_of_the_address_stays_before_every_call() -> None:
    paths: list[str] = []

    def note(asked: Asked) -> Says:
        paths.append(f"{asked.path} {asked.query}")
        return Says(200, {})

    with web_server(note) as url:
        Client(Origin.from_url(f"{url}/rt/")).get("/REST", query="a = 'b & c'")
    assert paths == ["/rt/REST {'query': \"a = 'b & c'\"}"]


def test_a_desk_slower_than_its_limit_is_tried_again() -> None:
    with (
        web_server(lambda _: Says(200, seconds=30)) as url,
        pytest.raises(DeliveryFailed, match="too long") as failed,
    ):
        Client(Origin.from_url(url), SECRET, read_seconds=0.2).get("/x")
    assert "hidden" not in repr(failed.value)


@contextmanager
def _dripping() -> Iterator[str]:
    """A server that sends a byte now and then, and never comes to an end."""
    listener, leave = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not leave.wait(0.02):
                try:
                    connection.sendall(b"X-More: 1\r\n"[:1])
                except OSError:
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        leave.set()
        thread.join(30)
        listener.close()


def test_a_desk_that_drips_is_hung_up_on() -> None:
    with _dripping() as url, pytest.raises(DeliveryFailed, match="too long"):
        Client(Origin.from_url(url), total_seconds=0.3).get("/x")


def test_an_answer_without_end_is_not_read() -> None:
    with web_server(lambda _: Says(raw=b"x" * (LONGEST_ANSWER + 10))) as url, pytest.raises(DeliveryFailed):
        Client(Origin.from_url(url)).get("/x")


def test_an_answer_that_breaks_off_is_none() -> None:
    def half(_: Asked) -> Says:
        return Says(raw=b"half", headers={"Content-Length": "100"})

    with web_server(half) as url, pytest.raises(DeliveryFailed):
        Client(Origin.from_url(url)).get("/x")


def test_an_answer_that_is_no_json_is_tried_again() -> None:
    with web_server(lambda _: Says(raw=b"<h1>Log in</h1>")) as url, pytest.raises(DeliveryFailed, match="JSON"):
        _ = Client(Origin.from_url(url)).get("/x").data


def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    asked: list[Asked] = []

    def note(each: Asked) -> Says:
        asked.append(each)
        return Says(200)

    with web_server(note, is_tls=True) as url:
        with pytest.raises(DeliveryFailed, match="certificate"):
            Client(Origin.from_url(url), SECRET).get("/x")
        assert asked == []
        trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
        assert Client(Origin.from_url(url), SECRET, tls=trusting).get("/x").status == 200


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://desk.example.com", Origin("desk.example.com", 443, "", True)),
        ("https://desk.example.com:8443/rt/", Origin("desk.example.com", 8443, "/rt", True)),
        ("http://localhost:8081", Origin("localhost", 8081, "", False)),
    ],
)
def test_the_address_of_a_desk_is_read(url: str, origin: Origin) -> None:
    assert Origin.from_url(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "", "desk.example.com", "ftp://desk.example.com", "https://", "https://x:99999", "https://user:hidden@example.com",
        "http://desk.example.com", "https://desk.example.com/?token=hidden", "https://desk.example.com/#x",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused_without_telling_what_is_in_it(url: str) -> None:
    with pytest.raises(DeskUrlInvalid) as refused:
        Origin.from_url(url)
    assert "hidden" not in str(refused.value)
