"""Time stamps: the local stamper's own, and a service over HTTP that does well or badly."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from asn1crypto import tsp

from reports.signing.errors import TimestampError
from reports.signing.fields import SignatureRole
from reports.signing.secret import Secret
from reports.signing.timestamps import http_timestamper
from reports.signing.validate import validate
from tests.reports.signing.office import NOW, STAMPED, Office

KIND = "application/timestamp-reply"
Answer = Callable[[bytes], tuple[int, str, bytes]]


@contextmanager
def service(answer: Answer) -> Iterator[tuple[str, list[str | None]]]:
    """A time stamping service on this machine; yields its address and the credentials that it was shown."""
    shown: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            shown.append(self.headers.get("Authorization"))
            status, kind, body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", shown
        finally:
            server.shutdown()
            thread.join()


def stamps(office: Office) -> Answer:
    def answer(body: bytes) -> tuple[int, str, bytes]:
        request = tsp.TimeStampReq.load(body)
        return 200, KIND, asyncio.run(office.stamper.async_request_tsa_response(request)).dump()

    return answer


def test_a_service_over_http_stamps_the_seal(office: Office, steps: tuple[bytes, ...]) -> None:
    with service(stamps(office)) as (url, shown):
        pdf = office.sign(steps[3], SignatureRole.SEAL, timestamper=http_timestamper(url))
    found = validate(pdf, [office.authority.certificate], now=NOW + timedelta(days=1))
    assert found.accepted
    assert (found.signatures[-1].signed_at, found.signatures[-1].timestamped) == (STAMPED, True)
    assert set(shown) == {None}


def of_something_else(office: Office) -> Answer:
    def answer(body: bytes) -> tuple[int, str, bytes]:
        request = tsp.TimeStampReq.load(body)
        request["message_imprint"]["hashed_message"] = bytes(32)
        return stamps(office)(
            tsp.TimeStampReq(request.native | {"message_imprint": request["message_imprint"]}).dump()
        )

    return answer


@pytest.mark.parametrize(
    "reply",
    [
        (500, "text/plain", b"oops"),
        (200, "text/html", b"<html>welcome</html>"),
        (200, KIND, b"not asn.1"),
        (200, KIND, b""),
        (200, KIND, bytes.fromhex("30053003020102")),  # PKIStatus 2: rejection
    ],
)
def test_a_service_that_does_badly_leaves_the_file_as_it_was(
    reply: tuple[int, str, bytes], office: Office, steps: tuple[bytes, ...]
) -> None:
    before = bytes(bytearray(steps[3]))
    with (
        service(lambda body: reply) as (url, _),
        pytest.raises(TimestampError, match="文件没有盖章。请稍后重试"),
    ):
        office.sign(steps[3], SignatureRole.SEAL, timestamper=http_timestamper(url))
    assert steps[3] == before


def test_a_stamp_on_something_else_is_noticed(office: Office, steps: tuple[bytes, ...]) -> None:
    with (
        service(of_something_else(office)) as (url, _),
        pytest.raises(TimestampError, match="不是给这份文件的"),
    ):
        office.sign(steps[3], SignatureRole.SEAL, timestamper=http_timestamper(url))


def test_a_service_that_is_not_there_is_told(office: Office, steps: tuple[bytes, ...]) -> None:
    with service(stamps(office)) as (url, _):
        pass  # gone again, and its port with it
    with pytest.raises(TimestampError, match="没有给出可用的时间戳"):
        office.sign(steps[3], SignatureRole.SEAL, timestamper=http_timestamper(url))


@pytest.mark.parametrize("url", ["", "tsa.example", "ftp://tsa.example/", "http://"])
def test_an_address_must_be_a_web_address(url: str) -> None:
    with pytest.raises(TimestampError, match="网址不对"):
        http_timestamper(url)


def test_a_password_belongs_neither_into_the_address_nor_on_an_open_line() -> None:
    with pytest.raises(TimestampError, match="不要写用户名和口令") as caught:
        http_timestamper("https://me:sesame@tsa.example/")
    assert "sesame" not in str(caught.value)
    with pytest.raises(TimestampError, match="必须以 https:// 开头"):
        http_timestamper("http://tsa.example/", user="me", password=Secret("sesame"))
    stamper: Any = http_timestamper("https://tsa.example/", user="me", password=Secret("sesame"))
    assert "sesame" not in repr(stamper)
    # "me:sesame" in base 64
    assert stamper.request_headers()["Authorization"] == "Basic bWU6c2VzYW1l"
