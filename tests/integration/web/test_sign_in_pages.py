"""Signing in and out on the pages: what a browser keeps, what it may send, and what ends a session."""
from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from lxml import html

from consultation.audit import AuditFilter, search, verify_audit
from consultation.brake import counters
from consultation.session_tables import sessions
from engine.transaction import reading
from tests.errand.county import PASSWORD, ErrandCounty

FREE = counters("clerk", "127.0.0.1")[0].free
COOKIE = "xs_session"


def token_of(page: str) -> str:
    return str(html.fromstring(page).xpath("string((//input[@name='csrf_token']/@value)[1])"))


def sign_in(client: FlaskClient, login: str = "clerk", password: str = PASSWORD, **more: str) -> Any:
    page = client.get("/login").text
    return client.post("/login", data={"csrf_token": token_of(page), "login": login, "password": password, **more})


def press(client: FlaskClient, place: str) -> Any:
    """Press the button of a form on one's own page."""
    page = client.get("/mine").text
    assert place in html.fromstring(page).xpath("//form/@action"), page
    return client.post(place, data={"csrf_token": token_of(page)})


def rows(county: ErrandCounty) -> list[Any]:
    with reading(county.product.database) as connection:
        return list(connection.execute(sa.select(sessions).order_by(sessions.c.created_at)))


def told(county: ErrandCounty) -> list[str]:
    with reading(county.product.database) as connection:
        assert verify_audit(connection).ok
        return [row.type for row in reversed(search(connection, AuditFilter(), 100))]


def test_one_signs_in_sees_oneself_and_signs_out(county: ErrandCounty) -> None:
    client = county.client()
    assert "登录" in client.get("/").text

    answer = sign_in(client)

    assert (answer.status_code, answer.location) == (303, "/mine")
    page = client.get("/mine")
    assert page.headers["Cache-Control"] == "no-store"
    shown = html.fromstring(page.text).text_content()
    assert "杨文书" in shown
    assert "东沟村" in shown
    assert "杨文书" in client.get("/").text
    out = press(client, "/logout")
    assert (out.status_code, out.location) == (303, "/")
    assert client.get_cookie(COOKIE) is None
    assert client.get("/mine").location == "/login?next=/mine"
    assert told(county) == ["signed_in", "signed_out"]


def test_the_cookie_is_out_of_reach_and_its_secret_is_stored_nowhere(county: ErrandCounty) -> None:
    client = county.client()
    set_cookie = next(value for value in sign_in(client).headers.getlist("Set-Cookie") if value.startswith(COOKIE))

    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(set_cookie.split("; "))
    assert "Expires" not in set_cookie
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.value not in str(rows(county))
    assert rows(county)[0].digest not in cookie.value


def test_over_tls_the_cookies_stay_with_this_host(county: ErrandCounty) -> None:
    client = county.client()
    secure = {"base_url": "https://county.example"}
    page = client.get("/login", **secure).text
    given = {"csrf_token": token_of(page), "login": "clerk", "password": PASSWORD}

    answer = client.post("/login", data=given, headers={"Referer": "https://county.example/login"}, **secure)

    assert answer.status_code == 303
    for value in answer.headers.getlist("Set-Cookie"):
        assert value.startswith("__Host-"), value
        assert "Secure" in value
        assert "Domain" not in value
    assert client.get("/mine", **secure).status_code == 200


@pytest.mark.parametrize(
    ("login", "password"),
    [("clerk", "a-guess"), ("no-such-login", PASSWORD), ("", ""), ("clerk", ""), ("a\0b", "typed-by-somebody"),
     ("x" * 300, "typed-by-somebody"), ("clerk", "z" * 300)],
)  # fmt: skip
def test_what_is_wrong_is_told_in_the_same_words(county: ErrandCounty, login: str, password: str) -> None:
    answer = sign_in(county.client(), login, password)

    assert answer.status_code == 401
    assert "账号或密码不对，请再试。" in answer.text
    assert "Set-Cookie" not in answer.headers or COOKIE not in answer.headers["Set-Cookie"]
    assert password == "" or password not in answer.text
    assert rows(county) == []


def test_whoever_guesses_has_to_wait_here_too(county: ErrandCounty) -> None:
    client = county.client()
    for _ in range(FREE):
        sign_in(client, password="a-guess")

    answer = sign_in(client)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "请过 1 分钟再试" in answer.text
    assert rows(county) == []


def test_what_was_typed_is_text_and_no_tag(county: ErrandCounty) -> None:
    answer = sign_in(county.client(), login='"><script>alert(1)</script>')

    assert "<script>alert" not in answer.text
    assert html.fromstring(answer.text).xpath("string(//input[@name='login']/@value)") == '"><script>alert(1)</script>'


@pytest.mark.parametrize("token", [None, "", "x", "stolen"])
@pytest.mark.parametrize("place", ["/login", "/logout", "/mine/sessions/end", "/mine/sessions/x/end"])
def test_a_form_of_another_page_does_nothing(county: ErrandCounty, place: str, token: str | None) -> None:
    client = county.client()
    sign_in(client)
    if token == "stolen":
        token = token_of(county.client().get("/login").text)
    data = {"login": "clerk", "password": PASSWORD} | ({} if token is None else {"csrf_token": token})

    answer = client.post(place, data=data)

    assert answer.status_code == 400
    assert "请再提交一次" in answer.text
    assert client.get("/mine").status_code == 200
    assert len(rows(county)) == 1


@pytest.mark.parametrize("place", ["/coverage", "/diagrams/errand?x=1", "/mine"])
def test_one_is_led_back_to_where_one_was_going(county: ErrandCounty, place: str) -> None:
    assert sign_in(county.client(), next=place).location == place


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", "",
              "/\t/evil.example", "///evil.example", "/%0d%0aSet-Cookie:x=1\r\nX: y", "http:/evil.example"],
)  # fmt: skip
def test_one_is_led_nowhere_else(county: ErrandCounty, place: str) -> None:
    client = county.client()
    page = client.get("/login", query_string={"next": place})
    assert "evil" not in page.text

    assert sign_in(client, next=place).location == "/mine"
    assert client.get("/login", query_string={"next": place}).location == "/mine"


def test_a_session_ends_when_nobody_was_there_and_after_half_a_day(county: ErrandCounty) -> None:
    for idle, open_ in ((119, True), (121, False)):
        client = county.client()
        sign_in(client)
        county.clock.now += dt.timedelta(minutes=idle)
        assert (client.get("/mine").status_code == 200) is open_
    client = county.client()
    sign_in(client)
    for _ in range(11):
        county.clock.now += dt.timedelta(minutes=60)
        assert client.get("/mine").status_code == 200
    county.clock.now += dt.timedelta(minutes=61)
    assert client.get("/mine").status_code == 303


def test_a_new_sign_in_is_a_new_secret_and_an_old_one_opens_nothing(county: ErrandCounty) -> None:
    client = county.client()
    client.set_cookie(COOKIE, "A" * 43)  # whoever has planted one
    sign_in(client)
    first = client.get_cookie(COOKIE)
    press(client, "/logout")
    sign_in(client)
    second = client.get_cookie(COOKIE)
    assert first is not None
    assert second is not None
    assert len({"A" * 43, first.value, second.value}) == 3

    thief = county.client()
    for value in (first.value, "A" * 43, "", "x", second.value[:-1], second.value + "=", "é"):
        thief.set_cookie(COOKIE, value)
        assert thief.get("/mine").status_code == 303
    thief.set_cookie(COOKIE, second.value)
    assert thief.get("/mine").status_code == 200


def test_one_ends_one_s_sessions_elsewhere_one_by_one_or_all(county: ErrandCounty) -> None:
    here, phone, office, other = (county.client() for _ in range(4))
    for client in (phone, office, here):
        sign_in(client)
        county.clock.now += dt.timedelta(minutes=2)
    sign_in(other, "town")
    ids = [row.id for row in rows(county)]

    assert press(here, f"/mine/sessions/{ids[0]}/end").status_code == 303
    assert [client.get("/mine").status_code for client in (phone, office, here, other)] == [303, 200, 200, 200]
    assert press(here, "/mine/sessions/end").status_code == 303
    assert [client.get("/mine").status_code for client in (phone, office, here, other)] == [303, 303, 200, 200]
    assert told(county)[-2:] == ["session_ended", "sessions_ended"]


@pytest.mark.parametrize("which", ["another's", "x", "00000000-0000-0000-0000-000000000000"])
def test_nobody_ends_a_session_of_somebody_else(county: ErrandCounty, which: str) -> None:
    mine, theirs = county.client(), county.client()
    sign_in(theirs, "town")
    session_id = rows(county)[0].id if which == "another's" else which
    sign_in(mine)
    token = token_of(mine.get("/mine").text)

    assert mine.post(f"/mine/sessions/{session_id}/end", data={"csrf_token": token}).status_code == 404
    assert theirs.get("/mine").status_code == 200


def test_posts_are_those_of_this_moment(county: ErrandCounty) -> None:
    client = county.client()
    sign_in(client, "nobody")
    assert "现在没有任职" in client.get("/mine").text


def test_the_interface_knows_no_session(county: ErrandCounty) -> None:
    client = county.client()
    sign_in(client)

    assert client.get("/api/v1/me").status_code == 401
    assert client.get("/engine-rest/version").status_code == 401


def test_when_the_database_is_away_the_page_says_so(county: ErrandCounty) -> None:
    client = county.client()
    sign_in(client)

    def broken(*args: Any) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("server closed the connection unexpectedly"))

    sa.event.listen(county.product.database, "before_cursor_execute", broken)
    answer = client.get("/mine")
    sa.event.remove(county.product.database, "before_cursor_execute", broken)

    assert answer.status_code == 503
    assert client.get("/mine").status_code == 200


def test_a_session_costs_a_write_once_a_minute(county: ErrandCounty) -> None:
    client = county.client()
    sign_in(client)
    seen = []
    for seconds in (1, 30, 40, 1):
        county.clock.now += dt.timedelta(seconds=seconds)
        client.get("/mine")
        seen.append(rows(county)[0].seen_at)
    assert len(set(seen)) == 2
