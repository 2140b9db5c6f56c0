"""Errors as Camunda clients read them. The Modeler shows ``message`` and nothing else, so all of it stands there."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify
from werkzeug.exceptions import HTTPException, InternalServerError

from api.problems import CHALLENGE, http_problem_of, log_failure, tell_wait
from engine.errors import DeploymentRefused, InvalidSubmission, ProductError

#: What Camunda calls an error of this status; clients tell them apart by it.
_TYPES = {
    400: "InvalidRequestException",
    401: "AuthenticationException",
    403: "AuthorizationException",
    404: "InvalidRequestException",
    500: "ProcessEngineException",
}
_LISTED = 100


def answer_product_error(error: ProductError) -> Response:
    """The answer to one of our own errors."""
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log_failure(error)
    if isinstance(error, DeploymentRefused):
        details = details_by_resource(error.details.get("findings", ()))
        return _respond(error.status, error.message, "ParseException", details=details)
    if isinstance(error, InvalidSubmission):
        return _respond(error.status, _with_errors(error), errors=error.errors)
    return tell_wait(_respond(error.status, error.message), error)


def answer_http_error(error: HTTPException) -> Response:
    """The answer to an error that Flask raised; what was not foreseen is logged and told without its cause."""
    if isinstance(error, InternalServerError):
        log_failure(error.original_exception or error)
    problem = http_problem_of(error)
    return _respond(problem["status"], problem["detail"])


def details_by_resource(findings: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The findings of a bundle by file, as Camunda details a parse that failed."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for finding in findings:
        lists = found.setdefault(finding["resource"], {"errors": [], "warnings": []})
        id_ = finding.get("element_id")
        lists["errors" if finding["severity"] == "error" else "warnings"].append({
            "message": finding["message"],
            "line": finding.get("line"),
            "column": finding.get("column"),
            "mainElementId": id_,
            "elementIds": [id_] if id_ else [],
        })  # fmt: skip
    return found


def _with_errors(error: InvalidSubmission) -> str:
    listed = [f"{path}：{sentence}" for path, sentences in error.errors.items() for sentence in _texts(sentences)]
    lines = [f"{number}. {line}" for number, line in enumerate(listed[:_LISTED], start=1)]
    return "\n".join([f"填写的内容有 {len(listed)} 处要改，请改正后再试：", *lines])


def _texts(sentences: Any) -> list[str]:
    return [str(sentence) for sentence in sentences] if isinstance(sentences, list) else [str(sentences)]


def _respond(status: int, message: str, type_: str | None = None, **more: Any) -> Response:
    # The dialect knows no 422, and some clients treat what they do not know as a failure of the network.
    status = 400 if status == HTTPStatus.UNPROCESSABLE_ENTITY else status
    response = jsonify({"type": type_ or _TYPES.get(status, "RestException"), "message": message, "code": 0, **more})
    response.status_code = status
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response
