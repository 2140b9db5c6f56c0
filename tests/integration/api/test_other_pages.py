"""A browser that knows a password sends it along with what any page makes it send; the doors do not fall for it."""
from __future__ import annotations

import io

import pytest
from werkzeug.test import TestResponse

from tests.errand.county import ERRAND, PASSWORD, ErrandCounty, basic

HERE = "http://localhost"
DIALECT, OWN = "/engine-rest/deployment/create", "/api/v1/deployments"
#: A form of another page that is sent off, the same in an invisible frame, and a script's request without leave.
OTHERS = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Origin": "https://elsewhere.example"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Origin": "null"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Origin": "http://localhost:9999"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": "https://elsewhere.example"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://localhost.elsewhere.example"},
    {"Origin": "http://localhost:9999"},
    {"Origin": "http://["},
    {"Origin": ""},
]
#: The desktop Modeler, a page from a file, programs, a page of our own, also one behind a proxy that speaks TLS.
WELCOME = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": "file://"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": "null"},
    {"Origin": "file://"},
    {},
    {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
    {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Origin": HERE},
    {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Origin": "https://localhost"},
]


def upload(county: ErrandCounty, path: str, headers: dict[str, str], credentials: dict[str, str]) -> TestResponse:
    """A changed form, as a page's own form would upload it."""
    form = (ERRAND / "errand_topic.form").read_bytes().replace(b'"label": "', b'"label": "\xe6\x96\xb0', 1)
    data = {"deployment-name": "new", "files": (io.BytesIO(form), "errand_topic.form")}
    if path == OWN:
        del data["deployment-name"]
    return county.client().post(path, data=data, headers={**headers, **credentials})


def deployments(county: ErrandCounty) -> int:
    """How many there are."""
    return len(county.get("owner", "/deployments").json["items"])


@pytest.mark.parametrize("headers", OTHERS)
@pytest.mark.parametrize("path", [DIALECT, OWN])
def test_what_another_page_makes_a_browser_send_with_a_password_is_refused(
    county: ErrandCounty, path: str, headers: dict[str, str]
) -> None:
    answer = upload(county, path, headers, basic("owner", PASSWORD))

    told = answer.json["message"] if path == DIALECT else answer.json["detail"]
    assert answer.status_code == 403
    assert told == "这个请求是别的网页让浏览器发来的，没有办理。程序请改用访问令牌（Bearer）。"
    assert answer.mimetype == ("application/json" if path == DIALECT else "application/problem+json")
    assert deployments(county) == 1


@pytest.mark.parametrize("headers", WELCOME)
def test_the_modeler_programs_and_our_own_pages_deploy_with_a_password(
    county: ErrandCounty, headers: dict[str, str]
) -> None:
    answer = upload(county, DIALECT, headers, basic("owner", PASSWORD))

    assert answer.status_code == 200, answer.text
    assert deployments(county) == 2


@pytest.mark.parametrize("headers", [found for found in WELCOME if found.get("Origin") not in {"file://", "null"}])
def test_programs_and_our_own_pages_use_the_product_s_door_with_a_password(
    county: ErrandCounty, headers: dict[str, str]
) -> None:
    assert upload(county, OWN, headers, basic("owner", PASSWORD)).status_code == 200


@pytest.mark.parametrize("origin", ["null", "file://"])
def test_no_page_from_a_file_uses_the_product_s_door_with_a_password(county: ErrandCounty, origin: str) -> None:
    assert upload(county, OWN, {"Origin": origin}, basic("owner", PASSWORD)).status_code == 403


@pytest.mark.parametrize("path", [DIALECT, OWN])
def test_a_token_is_the_sign_of_a_program_whatever_its_page(county: ErrandCounty, path: str) -> None:
    token = {"Authorization": f"Bearer {county.tokens['owner']}"}
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": "https://elsewhere.example"}

    assert upload(county, path, headers, token).status_code == 200


@pytest.mark.parametrize("path", ["/engine-rest/version", "/api/v1/me"])
@pytest.mark.parametrize("headers", OTHERS)
def test_reading_changes_nothing_and_is_not_refused(county: ErrandCounty, path: str, headers: dict[str, str]) -> None:
    assert county.client().get(path, headers={**headers, **basic("owner", PASSWORD)}).status_code == 200


@pytest.mark.parametrize("path", ["/engine-rest/version", "/engine-rest/nothing", "/api/v1/me"])
def test_a_browser_is_not_made_to_ask_for_a_password_that_it_would_keep(county: ErrandCounty, path: str) -> None:
    opened = county.client().get(path, headers={"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"})
    modeler = county.client().get(path, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"})
    program = county.client().get(path)

    assert [answer.status_code for answer in (opened, modeler, program)] == [401, 401, 401]
    assert opened.headers["WWW-Authenticate"] == "Bearer"
    assert modeler.headers["WWW-Authenticate"].startswith("Basic ")
    assert program.headers["WWW-Authenticate"].startswith("Basic ")
