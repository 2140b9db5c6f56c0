"""Every route of the pages, as everybody, with ids of others and of nobody: what is one's own is one's own alone."""
from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.errand.county import PEOPLE, ErrandCounty
from tests.integration.web.test_sign_in_pages import rows, sign_in, token_of

#: What whoever is not signed in may open; all other pages lead to the sign-in.
PUBLIC = {"/", "/login", "/logout", "/api", "/coverage", "/diagrams/<key>", "/diagrams/<key>.bpmn", "/decisions/<key>",
          "/decisions/<key>.dmn", "/static/<path:filename>"}  # fmt: skip
ODD = ("x", "00000000-0000-0000-0000-000000000000", "..%2f..%2fetc%2fpasswd", "%00", "'\"><script>", "x" * 300)


def page_rules(county: ErrandCounty) -> list[tuple[str, str]]:
    """Method and rule of each page."""
    return sorted(
        (method, rule.rule)
        for rule in county.app.url_map.iter_rules()
        if rule.endpoint.startswith("pages.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


def ask(client: FlaskClient, method: str, path: str, token: str) -> tuple[int, str]:
    answer = client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
    return answer.status_code, answer.location or ""


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(county: ErrandCounty) -> None:
    client = county.client()
    token = token_of(client.get("/login").text)
    asked = 0
    for method, rule in page_rules(county):
        if rule not in PUBLIC:
            status, place = ask(client, method, re.sub("<[^>]+>", "x", rule), token)
            assert (status, place.partition("?")[0]) == (303, "/login"), (method, rule)
            asked += 1
    assert asked >= 8


@pytest.mark.parametrize("login", [None, *PEOPLE])
def test_ids_of_others_and_of_nobody_lead_nowhere(county: ErrandCounty, login: str | None) -> None:
    stranger = county.client()
    sign_in(stranger, "chair" if login != "chair" else "clerk")
    theirs = (rows(county)[0].id, county.tokens["town" if login != "town" else "clerk"][:13])
    client = county.client()
    if login is not None:
        sign_in(client, login)
    token = token_of(client.get("/mine/tokens" if login else "/login").text)

    for method, rule in page_rules(county):
        if "<" in rule and "static" not in rule:
            for odd in (*ODD, *theirs):
                status, place = ask(client, method, re.sub("<[^>]+>", odd, rule), token)
                expected = (404, "") if login is not None or rule in PUBLIC else (303, "/login")
                found = (status, place.partition("?")[0])
                assert found in (expected, (404, "")), (method, rule, odd, found)
    assert stranger.get("/mine").status_code == 200
    assert all(county.get(who, "/me").status_code == 200 for who in ("town", "clerk"))
