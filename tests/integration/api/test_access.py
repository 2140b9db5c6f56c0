"""Who is let in: nobody without credentials, nothing by session, roles where an operation names them."""
from __future__ import annotations

import re

import pytest

from consultation.tokens import revoke_token
from engine.transaction import writing
from tests.errand.county import LONG_AGO, PASSWORD, VILLAGE, ErrandCounty, basic


def test_every_operation_answers_401_without_credentials(county: ErrandCounty) -> None:
    asked = 0
    for rule in county.app.url_map.iter_rules():
        if not rule.rule.startswith("/api/v1") or rule.rule == "/api/v1/openapi.json":
            continue
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = county.client().open(path, method=method)
            assert answer.status_code == 401, (method, path)
            assert answer.mimetype == "application/problem+json"
            assert "Basic" in answer.headers["WWW-Authenticate"]
            assert "Set-Cookie" not in answer.headers
            asked += 1
    assert asked > 25


def test_the_document_is_public(county: ErrandCounty) -> None:
    assert county.client().get("/api/v1/openapi.json").status_code == 200


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic !!!", "Basic Y2xlcms=", "Basic bm9ib2R5OndyaXRlcw==", "Bearer", "Bearer x",
     "Bearer " + "x" * 5000, "Digest username=clerk", "Basic " + "A" * 5000, "Basic //8=",
     "Bearer xs_0000000000_" + "a" * 43],
)  # fmt: skip
def test_strange_credentials_are_refused_alike(county: ErrandCounty, header: str) -> None:
    answer = county.client().get("/api/v1/me", headers={"Authorization": header})

    assert (answer.status_code, answer.json["type"]) == (401, "/problems/unauthenticated")


def test_a_password_opens_the_door_and_a_wrong_one_does_not(county: ErrandCounty) -> None:
    right = county.client().get("/api/v1/me", headers=basic("clerk", PASSWORD))
    wrong = county.client().get("/api/v1/me", headers=basic("clerk", "a-password-of-another"))
    unknown = county.client().get("/api/v1/me", headers=basic("no-such-login", PASSWORD))

    assert right.json["login"] == "clerk"
    assert wrong.json == unknown.json
    assert wrong.status_code == 401


def test_a_revoked_token_is_refused_at_once(county: ErrandCounty) -> None:
    assert county.get("clerk", "/me").status_code == 200

    with writing(county.product.database) as connection:
        revoke_token(connection, "clerk", county.tokens["clerk"][:13], LONG_AGO)

    assert county.get("clerk", "/me").status_code == 401


def test_me_tells_name_posts_and_keys(county: ErrandCounty) -> None:
    me = county.get("clerk", "/me").json

    assert (me["name"], me["login"]) == ("杨文书", "clerk")
    assert me["posts"] == [
        {"role": "village_committee", "role_name": "村（居）民委员会", "organisation": VILLAGE,
         "organisation_name": "东沟村"}
    ]  # fmt: skip
    assert me["keys"] == sorted([f"person:{me['person_id']}", f"village_committee@{VILLAGE}"])


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/deployments", {"owner"}),
        ("GET", "/deployments", {"owner", "admin"}),
        ("GET", "/deployments/1", {"owner", "admin"}),
        ("GET", "/incidents", {"owner", "admin"}),
        ("POST", "/incidents/x/retry", {"admin"}),
        ("POST", "/signals", {"admin"}),
    ],
)
def test_operations_for_some_roles_are_forbidden_to_others(
    county: ErrandCounty, method: str, path: str, allowed: set[str]
) -> None:
    for login in county.tokens:
        forbidden = county.call(login, method, path).status_code == 403
        assert forbidden == (login not in allowed), login
