"""Bodies of refused requests are read all the same, at every door and within bounds."""
from __future__ import annotations

import io

import pytest

from tests.errand.county import PASSWORD, ErrandCounty, basic

MEGABYTE = 1_000_000
BOUND = 32 * 1024 * 1024
UPLOADS = ["/engine-rest/deployment/create", "/engine-rest/nothing", "/api/v1/deployments", "/api/v1/nothing", "/"]
FORM = {"Content-Type": "multipart/form-data; boundary=part"}
FIELD = b'--part\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'


class Body(io.BytesIO):
    """What a client sends; ``ends``: whether the server tells the application where it ends, as gunicorn does."""

    def __init__(self, content: bytes, ends: bool) -> None:
        super().__init__(content if ends else content + b"GET /the-next-request HTTP/1.1\r\n")
        self.length = len(content)
        self.environment: dict[str, object] = {"CONTENT_LENGTH": str(len(content))}
        if ends:
            self.environment["wsgi.input_terminated"] = True


class BrokenBody(Body):
    """The body of a client that has gone away."""

    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError


def send(county: ErrandCounty, path: str, body: Body, headers: dict[str, str]) -> int:
    """The status of the answer to an upload."""
    answer = county.client().post(
        path, input_stream=body, headers={**FORM, **headers}, environ_overrides=body.environment
    )
    return answer.status_code


@pytest.mark.parametrize("ends", [True, False], ids=["gunicorn", "another server"])
@pytest.mark.parametrize("path", UPLOADS)
def test_what_is_refused_unread_is_read_to_its_end_and_not_beyond(county: ErrandCounty, path: str, ends: bool) -> None:
    body = Body(b"x" * 9 * MEGABYTE, ends)

    assert send(county, path, body, {}) in {401, 404, 405}
    assert body.tell() == body.length


@pytest.mark.parametrize("ends", [True, False], ids=["gunicorn", "another server"])
@pytest.mark.parametrize("path", ["/engine-rest/deployment/create", "/api/v1/deployments"])
@pytest.mark.parametrize("content", [b"x" * 9 * MEGABYTE, FIELD * 20_000], ids=["too large", "too many fields"])
def test_what_is_refused_halfway_is_read_on(county: ErrandCounty, path: str, content: bytes, ends: bool) -> None:
    body = Body(content, ends)

    assert send(county, path, body, basic("owner", PASSWORD)) in {400, 413}
    assert body.tell() == body.length


@pytest.mark.parametrize("path", UPLOADS)
def test_nobody_is_listened_to_for_ever(county: ErrandCounty, path: str) -> None:
    body = Body(b"x" * (BOUND + MEGABYTE), ends=True)

    send(county, path, body, {})

    assert body.tell() <= BOUND


@pytest.mark.parametrize("path", UPLOADS)
def test_a_client_that_has_gone_away_is_no_fault_of_ours(county: ErrandCounty, path: str) -> None:
    assert send(county, path, BrokenBody(b"x", ends=True), {}) in {401, 404, 405}
