"""The access log tells how requests went and nothing about persons or cases."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.errand.county import ErrandCounty, basic, open_county


@pytest.fixture
def county(database_url: str, tmp_path: Path) -> Iterator[ErrandCounty]:
    with open_county(database_url, tmp_path) as opened:
        yield opened


def test_a_request_leaves_one_line_without_personal_data(county: ErrandCounty) -> None:
    number = county.start()

    with capture_logs() as lines:
        answer = county.client().get(f"/api/v1/cases/{number}?colour=red", headers=basic("clerk", "a-wrong-password"))

    (line,) = [line for line in lines if line["event"] == "request_answered"]
    assert (line["method"], line["rule"], line["status"]) == ("GET", "/api/v1/cases/<number>", 401)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["milliseconds"] >= 0
    for secret in (number, "clerk", "a-wrong-password", "colour", "127.0.0.1"):
        assert secret not in str(line)
