"""A Modeler that runs as a web page may call the dialect; other pages, and cookies, may not."""
from __future__ import annotations

import pytest

from tests.errand.county import PASSWORD, ErrandCounty, basic

PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}


@pytest.mark.parametrize("origin", ["null", "file://"])
@pytest.mark.parametrize("path", ["/deployment", "/deployment/create", "//deployment/create", "/nothing/at/all"])
def test_a_preflight_of_the_modeler_needs_no_credentials(county: ErrandCounty, origin: str, path: str) -> None:
    answer = county.client().options(f"/engine-rest{path}", headers={"Origin": origin, **PREFLIGHT})

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert {"authorization", "content-type", "accept"} <= set(
        answer.headers["Access-Control-Allow-Headers"].split(", ")
    )
    assert {"GET", "POST", "OPTIONS"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://127.0.0.1", "NULL", ""])
def test_other_pages_are_not_allowed(county: ErrandCounty, origin: str) -> None:
    preflight = county.client().options("/engine-rest/deployment", headers={"Origin": origin, **PREFLIGHT})
    answer = county.client().get("/engine-rest/version", headers={"Origin": origin, **basic("owner", PASSWORD)})

    assert "Access-Control-Allow-Origin" not in preflight.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_answers_and_errors_may_be_read_by_the_modeler_too(county: ErrandCounty) -> None:
    right = county.client().get("/engine-rest/version", headers={"Origin": "null", **basic("owner", PASSWORD)})
    wrong = county.client().get("/engine-rest/version", headers={"Origin": "null"})

    assert right.headers["Access-Control-Allow-Origin"] == wrong.headers["Access-Control-Allow-Origin"] == "null"


def test_other_addresses_carry_none_of_these_headers(county: ErrandCounty) -> None:
    for path in ("/", "/api/v1/me", "/engine-restless"):
        assert "Access-Control-Allow-Origin" not in county.client().get(path, headers={"Origin": "null"}).headers
