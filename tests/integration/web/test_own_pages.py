"""One changes one's own password and one's own tokens; nobody else's, and nothing weaker."""
from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from consultation.accounts import change_password, find_account
from consultation.audit import AuditFilter, search
from consultation.brake import counters
from consultation.own_password import reset_password
from engine.errors import NotFound
from engine.transaction import reading, writing
from tests.errand.county import PASSWORD, ErrandCounty, basic
from tests.integration.web.test_sign_in_pages import sign_in, token_of

NEW = "四个不相干的词语放在一起"
FREE = counters("clerk", "127.0.0.1")[0].free


@pytest.fixture
def client(county: ErrandCounty) -> FlaskClient:
    """The clerk's browser."""
    browser = county.client()
    sign_in(browser)
    return browser


def change(client: FlaskClient, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> Any:
    token = token_of(client.get("/mine/password").text)
    data = {"csrf_token": token, "old": old, "new": new, "again": new if again is None else again}
    return client.post("/mine/password", data=data)


def issue(client: FlaskClient, **given: str) -> Any:
    data = {"csrf_token": token_of(client.get("/mine/tokens").text), "name": "报表程序", "days": "30", **given}
    return client.post("/mine/tokens", data=data)


def shown(answer: Any) -> str:
    found = re.search(r"xs_[0-9a-f]{10}_[A-Za-z0-9_-]{43}", answer.text)
    return found[0] if found else ""


def told(county: ErrandCounty) -> list[str]:
    with reading(county.product.database) as connection:
        return [row.type for row in reversed(search(connection, AuditFilter(), 100))]


def test_a_new_password_opens_and_the_old_one_does_not(county: ErrandCounty, client: FlaskClient) -> None:
    elsewhere = county.client()
    sign_in(elsewhere)

    assert change(client).location == "/mine"

    assert "密码改好了" in client.get("/mine").text
    assert elsewhere.get("/mine").status_code == 303
    assert county.client().get("/api/v1/me", headers=basic("clerk", PASSWORD)).status_code == 401
    assert county.client().get("/api/v1/me", headers=basic("clerk", NEW)).status_code == 200
    assert told(county)[2:4] == ["sessions_ended", "password_changed"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"old": "a-guess"}, "原来的密码不对"), ({"again": NEW + "?"}, "不一样"), ({"new": PASSWORD}, "和原来的一样"),
        ({"new": "12345678"}, "太容易被猜到"), ({"new": "clerk-clerk-clerk"}, "太容易被猜到"),
        ({"new": "杨文书杨文书杨文书"}, "太容易被猜到"), ({"new": "x9$Lq"}, "8到256个字符"),
        ({"new": ""}, "8到256个字符"), ({"new": NEW * 30}, "8到256个字符"),
    ],
)  # fmt: skip
def test_what_is_unfit_is_told_and_changes_nothing(
    county: ErrandCounty, client: FlaskClient, given: dict[str, str], words: str
) -> None:
    answer = change(client, **given)

    assert answer.status_code == 422
    assert words in answer.text
    assert not any(value in answer.text for value in given.values() if value)
    assert county.client().get("/api/v1/me", headers=basic("clerk", PASSWORD)).status_code == 200
    assert "password_changed" not in told(county)


def test_the_old_password_is_not_to_be_guessed_here_either(client: FlaskClient) -> None:
    for _ in range(FREE):
        assert change(client, old="a-guess").status_code == 422

    answer = change(client)

    assert (answer.status_code, "请过 1 分钟再试" in answer.text) == (429, True)


def test_a_password_of_somebody_else_s_has_to_be_changed_first(county: ErrandCounty) -> None:
    with writing(county.product.database) as connection:
        given = reset_password(connection, "clerk", county.clock())
    client = county.client()
    refused = client.get("/api/v1/me", headers=basic("clerk", given))
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/password-due")
    sign_in(client, password=given)
    for place in ("/mine", "/mine/tokens"):
        assert client.get(place).location == "/mine/password"
    assert client.get("/coverage").status_code == 200

    assert change(client, old=given).location == "/mine"

    assert client.get("/mine").status_code == 200
    assert county.client().get("/api/v1/me", headers=basic("clerk", NEW)).status_code == 200


def test_a_reset_ends_what_was_open_and_is_told(county: ErrandCounty, client: FlaskClient) -> None:
    with writing(county.product.database) as connection:
        reset_password(connection, "clerk", county.clock())
        with pytest.raises(NotFound):
            reset_password(connection, "no-such-login", county.clock())

    assert client.get("/mine").status_code == 303
    assert told(county)[-1] == "password_reset"
    with writing(county.product.database) as connection:
        change_password(connection, "clerk", NEW)
        account = find_account(connection, "clerk")
    assert account is not None
    assert account.must_change is False


@pytest.mark.parametrize("reads_only", [True, False])
def test_a_token_does_what_it_was_made_for_and_is_shown_once(
    county: ErrandCounty, client: FlaskClient, reads_only: bool
) -> None:
    county.start()
    task = county.task("clerk")["id"]

    answer = issue(client, **({"reads_only": "1"} if reads_only else {}))

    assert answer.headers["Cache-Control"] == "no-store"
    token = shown(answer)
    page = client.get("/mine/tokens").text
    assert token not in page
    assert token[:13] in page
    bearer = {"Authorization": f"Bearer {token}"}
    assert county.client().get("/api/v1/tasks", headers=bearer).status_code == 200
    claim = county.client().post(f"/api/v1/tasks/{task}/claim", headers=bearer)
    assert claim.status_code == (403 if reads_only else 200)
    if reads_only:
        assert claim.json["type"] == "/problems/token-reads-only"
        assert county.client().post("/engine-rest/deployment/create", headers=bearer).status_code == 403
    assert told(county)[-1] == "token_issued"


def test_a_token_ends_by_itself_and_at_once_when_revoked(county: ErrandCounty, client: FlaskClient) -> None:
    first, second = shown(issue(client)), shown(issue(client, days="90"))
    place = f"/mine/tokens/{first[:13]}/revoke"
    page = client.get("/mine/tokens").text
    assert place in html.fromstring(page).xpath("//form/@action")

    assert client.post(place, data={"csrf_token": token_of(page)}).location == "/mine/tokens"

    def opens(token: str) -> bool:
        return county.client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200

    assert (opens(first), opens(second)) == (False, True)
    assert "已经收回" in client.get("/mine/tokens").text
    county.clock.now += dt.timedelta(days=91)
    assert not opens(second)
    assert told(county)[-1] == "token_revoked"


@pytest.mark.parametrize(
    "given", [{"name": ""}, {"name": " "}, {"name": "x" * 101}, {"days": ""}, {"days": "9999"}, {"days": "-1"},
              {"days": "１"}],
)  # fmt: skip
def test_an_unfit_token_is_refused(county: ErrandCounty, client: FlaskClient, given: dict[str, str]) -> None:
    answer = issue(client, **given)

    assert (answer.status_code, shown(answer)) == (422, "")
    assert told(county) == ["signed_in"]
    assert "报表程序" not in answer.text


def test_a_name_is_text_and_no_tag(client: FlaskClient) -> None:
    issue(client, name="<script>alert(1)</script>")

    assert "<script>alert" not in client.get("/mine/tokens").text


def test_nobody_revokes_a_token_of_somebody_else(county: ErrandCounty, client: FlaskClient) -> None:
    prefix = county.tokens["town"][:13]
    token = token_of(client.get("/mine/tokens").text)

    for name in (prefix, "x", "xs_0000000000"):
        assert client.post(f"/mine/tokens/{name}/revoke", data={"csrf_token": token}).status_code == 404
    assert county.get("town", "/me").status_code == 200


@pytest.mark.parametrize("place", ["/mine/password", "/mine/tokens"])
def test_without_a_session_or_a_form_of_ours_nothing_happens(
    county: ErrandCounty, client: FlaskClient, place: str
) -> None:
    given = {"old": PASSWORD, "new": NEW, "again": NEW, "name": "x", "days": "30"}
    stranger = county.client()
    assert stranger.get(place).location == f"/login?next={place}"
    token = token_of(stranger.get("/login").text)
    assert stranger.post(place, data={"csrf_token": token, "name": "x", "days": "30"}).location == "/login"
    assert client.post(place, data=given).status_code == 400
    assert told(county) == ["signed_in"]
