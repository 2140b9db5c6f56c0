"""Hostile and mistaken requests: each gets a problem in Chinese, none gets through."""
from __future__ import annotations

import pytest

from tests.errand.county import VILLAGE, ErrandCounty


def problem(answer: object) -> tuple[int, str]:
    status, body = answer.status_code, answer.json  # type: ignore[attr-defined]  # werkzeug's TestResponse
    assert answer.mimetype == "application/problem+json"  # type: ignore[attr-defined]  # as above
    assert body["status"] == status
    assert body["title"]
    assert body["detail"].endswith("。")
    return status, body["type"].removeprefix("/problems/")


@pytest.mark.parametrize(
    ("raw", "content_type", "expected"),
    [
        (b"{", "application/json", (400, "malformed-json")),
        (b'{"process": "a", "process": "b"}', "application/json", (400, "malformed-json")),
        (b'{"process": NaN}', "application/json", (400, "malformed-json")),
        (b"[" * 90_000, "application/json", (400, "malformed-json")),
        (b"\xff", "application/json", (400, "malformed-json")),
        (b"{}", "text/plain", (415, "unsupported-media-type")),
        (b"process=errand", "application/x-www-form-urlencoded", (415, "unsupported-media-type")),
        (b"", "application/json", (422, "invalid")),
        (b"[]", "application/json", (422, "invalid")),
        (b'"text"', "application/json", (422, "invalid")),
        (b"null", "application/json", (422, "invalid")),
        (b'{"data": "%s"}' % (b"x" * 1_100_000), "application/json", (413, "too-large")),
    ],
)
def test_a_body_that_is_no_sound_json_object_is_refused(
    county: ErrandCounty, raw: bytes, content_type: str, expected: tuple[int, str]
) -> None:
    answer = county.call("clerk", "POST", "/cases", data=raw, content_type=content_type)

    assert problem(answer) == expected


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"process", "organisation", "data"}),
        ({"process": 1, "organisation": [], "data": []}, {"process", "organisation", "data"}),
        ({"process": "", "organisation": "x" * 33, "data": {}}, {"process", "organisation"}),
        ({"process": None, "organisation": None, "data": None}, {"process", "organisation", "data"}),
        ({"process": "errand", "organisation": VILLAGE, "data": {}, "extra": 1}, {"extra"}),
    ],
)
def test_each_field_that_does_not_fit_is_named_in_chinese(
    county: ErrandCounty, body: dict[str, object], fields: set[str]
) -> None:
    answer = county.post("clerk", "/cases", body)

    assert problem(answer) == (422, "invalid")
    assert set(answer.json["errors"]) == fields
    for sentences in answer.json["errors"].values():
        assert all(sentence.endswith("。") and not sentence.isascii() for sentence in sentences)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=-1", "limit=ten", "limit=99999999999999999999", "limit=1&limit=2", "colour=red",
     "after=strange", "after=", "after=" + "x" * 401, "stage=nowhere", "text=", "text=" + "x" * 61, "status=old",
     "text=%00"],
)  # fmt: skip
def test_query_parameters_are_bounded_known_and_written_once(county: ErrandCounty, query: str) -> None:
    assert problem(county.get("clerk", f"/cases?{query}")) == (422, "invalid")


@pytest.mark.parametrize("path", ["/me?x=1", "/tasks/counts?x=1", "/cases/2026-0203-001?x=1", "/tasks/x/draft?x=1"])
def test_operations_without_parameters_take_none(county: ErrandCounty, path: str) -> None:
    answer = county.get("clerk", path)

    assert problem(answer) == (422, "invalid")
    assert list(answer.json["errors"]) == ["x"]


def test_a_long_idempotency_key_is_refused(county: ErrandCounty) -> None:
    body = {"process": "errand", "organisation": VILLAGE, "data": {"title": "x"}}

    assert county.post("clerk", "/cases", body, headers={"Idempotency-Key": "k" * 200}).status_code == 201
    assert problem(county.post("clerk", "/cases", body, headers={"Idempotency-Key": "k" * 201})) == (422, "invalid")


def test_wrong_method_and_unknown_path_are_problems_too(county: ErrandCounty) -> None:
    wrong = county.call("clerk", "DELETE", "/cases")

    assert problem(wrong) == (405, "method-not-allowed")
    assert "GET" in wrong.headers["Allow"]
    assert problem(county.get("clerk", "/nothing")) == (404, "not-found")
    assert problem(county.get("clerk", "/cases/")) == (404, "not-found")


def test_a_fault_of_ours_is_told_without_its_cause(county: ErrandCounty) -> None:
    county.product.database.dispose()
    county.app.extensions["xieshang"] = None

    county.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = county.get("clerk", "/me")

    assert problem(answer) == (500, "internal")
    assert "Traceback" not in answer.text
    assert "NoneType" not in answer.text


def test_answers_are_kept_by_nobody_and_run_nothing(county: ErrandCounty) -> None:
    answer = county.get("clerk", "/me")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-ID"]
