"""The door to Camunda's dialect: credentials, roles, parameters, addresses, and errors that are never a page."""
from __future__ import annotations

import pytest

from tests.errand.county import PASSWORD, ErrandCounty, basic

ELECTRON = {"Accept": "application/json", "Origin": "file://"}


@pytest.mark.parametrize("path", ["/deployment?maxResults=0", "//deployment?maxResults=0", "/version", "/nothing", ""])
def test_without_credentials_every_address_answers_401_in_json(county: ErrandCounty, path: str) -> None:
    answer = county.client().get(f"/engine-rest{path}", headers=ELECTRON)

    assert (answer.status_code, answer.content_type) == (401, "application/json")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert answer.json["type"] == "AuthenticationException"
    assert "请先登录" in answer.json["message"]
    assert "Set-Cookie" not in answer.headers


def test_a_session_opens_nothing(county: ErrandCounty) -> None:
    client = county.client()
    client.set_cookie("session", county.tokens["owner"])

    assert client.get("/engine-rest/version").status_code == 401


def test_a_password_and_a_token_open_the_door(county: ErrandCounty) -> None:
    token = {"Authorization": f"Bearer {county.tokens['owner']}"}

    assert county.client().get("/engine-rest/version", headers=basic("owner", PASSWORD)).json == {"version": "7.24.0"}
    assert county.client().get("/engine-rest/version", headers=token).json == {"version": "7.24.0"}
    assert county.client().get("/engine-rest/version", headers=basic("owner", "another")).status_code == 401


def test_what_is_not_there_is_a_404_in_json_for_whoever_is_recognised(county: ErrandCounty) -> None:
    headers = basic("owner", PASSWORD)
    for method, path in [("GET", ""), ("GET", "/"), ("GET", "/nothing"), ("DELETE", "//nothing"), ("POST", "/version")]:
        answer = county.client().open(f"/engine-rest{path}?a=b", method=method, headers=headers)
        assert (answer.status_code, answer.content_type) == (404, "application/json"), path
        assert answer.json["message"] != ""


def test_a_parameter_that_the_operation_does_not_read_is_refused(county: ErrandCounty) -> None:
    answer = county.client().get("/engine-rest/version?tenantIdIn=a", headers=basic("owner", PASSWORD))

    assert (answer.status_code, answer.json["type"]) == (400, "InvalidRequestException")


def test_answers_are_not_kept_by_caches(county: ErrandCounty) -> None:
    answer = county.client().get("/engine-rest/version", headers=basic("owner", PASSWORD))

    assert (answer.content_type, answer.headers["Cache-Control"]) == ("application/json", "no-store")
