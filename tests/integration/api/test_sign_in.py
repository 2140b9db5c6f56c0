"""Wrong passwords over HTTP: after some, whoever guesses is told how long to wait, on every door."""
from __future__ import annotations

import pytest

from consultation.audit import AuditFilter, search, verify_audit
from consultation.brake import counters
from engine.transaction import reading
from tests.errand.county import PASSWORD, ErrandCounty, basic

FREE = counters("clerk", "127.0.0.1")[0].free
DOORS = ("/api/v1/me", "/engine-rest/version")


@pytest.mark.parametrize("login", ["clerk", "no-such-login"])
@pytest.mark.parametrize("door", DOORS)
def test_whoever_guesses_has_to_wait(county: ErrandCounty, door: str, login: str) -> None:
    client = county.client()
    answers = [client.get(door, headers=basic(login, "a-guess")) for _ in range(FREE)]
    assert [answer.status_code for answer in answers] == [401] * FREE

    for path in DOORS:
        held = client.get(path, headers=basic(login, PASSWORD))
        assert (held.status_code, held.headers["Retry-After"]) == (429, "60")
        assert "1 分钟" in (held.json.get("detail") or held.json["message"])
    assert county.get("clerk", "/me").status_code == 200  # by a token
    assert client.get(door, headers=basic("town", PASSWORD)).status_code == 200


def test_the_audit_log_tells_who_and_from_where(county: ErrandCounty) -> None:
    client = county.client()
    client.get("/api/v1/me", headers=basic("clerk", "a-guess"))
    client.get("/api/v1/me", headers=basic("clerk", PASSWORD))
    client.get("/api/v1/me", headers=basic("clerk", PASSWORD))
    county.get("clerk", "/me")

    with reading(county.product.database) as connection:
        rows = search(connection, AuditFilter(), 10)
        assert verify_audit(connection).ok
    assert [(row.type, row.login, row.address) for row in rows] == [
        ("signed_in", "clerk", "127.0.0.1"), ("sign_in_failed", "clerk", "127.0.0.1"),
    ]  # fmt: skip
