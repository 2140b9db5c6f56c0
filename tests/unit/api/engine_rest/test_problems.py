"""Errors in the dialect: everything that people should read stands in ``message``."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.exceptions import InternalServerError, RequestEntityTooLarge

from api.engine_rest.problems import answer_http_error, answer_product_error, details_by_resource
from api.json_text import ExactJson
from engine.deployment.findings import Finding, refusal
from engine.errors import Forbidden, InvalidRequest, InvalidSubmission, NotFound, ProductError, Unauthenticated
from engine.execution_errors import ExecutionFailed


@pytest.fixture(autouse=True)
def request_of_a_client() -> Iterator[None]:
    app = Flask(__name__)
    app.json = ExactJson(app)
    with app.test_request_context("/engine-rest/version"):
        yield


@pytest.mark.parametrize(
    ("error", "status", "type_"),
    [
        (InvalidRequest("请改正。"), 400, "InvalidRequestException"),
        (Unauthenticated("请改正。"), 401, "AuthenticationException"),
        (Forbidden("请改正。"), 403, "AuthorizationException"),
        (NotFound("请改正。"), 404, "InvalidRequestException"),
        (ExecutionFailed("请改正。"), 409, "RestException"),
        (ProductError("请改正。"), 500, "ProcessEngineException"),
    ],
)
def test_an_error_has_the_status_and_type_that_clients_know(error: ProductError, status: int, type_: str) -> None:
    answer = answer_product_error(error)

    assert (answer.status_code, answer.content_type) == (status, "application/json")
    assert answer.json == {"type": type_, "message": "请改正。", "code": 0}
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


def test_a_form_s_errors_are_numbered_in_the_message() -> None:
    error = InvalidSubmission({"title": ["「题目」必须填写。"], "rows[0].n": ["太大。", "太长。"]})
    answer = answer_product_error(error)

    assert answer.status_code == 400
    assert answer.json["message"].splitlines() == [
        "填写的内容有 3 处要改，请改正后再试：",
        "1. title：「题目」必须填写。",
        "2. rows[0].n：太大。",
        "3. rows[0].n：太长。",
    ]
    assert answer.json["errors"]["title"] == ["「题目」必须填写。"]


def test_findings_are_told_by_file_with_element_line_and_column() -> None:
    wrong = Finding("error", "a.bpmn", "没有办理人", "check", "核对", "人工任务「核对」(check)", 12, 5)
    odd = Finding("warning", "b.form", "没有标签")
    answer = answer_product_error(refusal([wrong, odd]))

    assert (answer.status_code, answer.json["type"]) == (400, "ParseException")
    assert answer.json["message"] == "「a.bpmn」有 1 处问题，未部署：\n1. 人工任务「核对」(check)：没有办理人"
    assert answer.json["details"] == {
        "a.bpmn": {
            "errors": [
                {"message": "没有办理人", "line": 12, "column": 5, "mainElementId": "check", "elementIds": ["check"]}
            ],
            "warnings": [],
        },
        "b.form": {
            "errors": [],
            "warnings": [
                {"message": "没有标签", "line": None, "column": None, "mainElementId": None, "elementIds": []}
            ],
        },
    }


def test_no_findings_are_no_details() -> None:
    assert details_by_resource([]) == {}


def test_errors_of_http_are_told_in_chinese_and_their_cause_is_not() -> None:
    large = answer_http_error(RequestEntityTooLarge())
    fault = answer_http_error(InternalServerError(original_exception=KeyError("secret")))

    assert (large.status_code, large.json["message"]) == (413, "内容太大，请减小后再发。")
    assert (fault.status_code, fault.json["type"]) == (500, "ProcessEngineException")
    assert "secret" not in fault.get_data(as_text=True)
