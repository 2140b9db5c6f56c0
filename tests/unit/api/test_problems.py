"""Every error of ours has one place in HTTP, and every answer to an error has one shape."""
from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from werkzeug.exceptions import (
    BadRequest,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from api.problems import TITLES, errors_by_path, http_problem_of, problem_of
from engine.errors import Conflict, InvalidSubmission, ProductError


def subclasses(parent: type[ProductError]) -> Iterator[type[ProductError]]:
    for child in parent.__subclasses__():
        yield child
        yield from subclasses(child)


def test_every_error_has_a_status_a_type_with_a_title_and_a_chinese_sentence() -> None:
    for package in ("engine", "consultation", "api"):
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            importlib.import_module(module.name)
    found = {error for error in subclasses(ProductError) if error.__module__.split(".")[0] != "tests"}
    assert len(found) > 10
    for error in found:
        assert 400 <= error.status <= 599, error
        assert error.type in TITLES, error


def test_a_conflict_says_what_happened_and_carries_its_details() -> None:
    body = problem_of(Conflict("王主任刚刚办完了这件事。", completed_by="王主任", status="ignored"))

    assert body == {
        "type": "/problems/conflict",
        "title": "已经有人办过",
        "status": 409,
        "detail": "王主任刚刚办完了这件事。",
        "completed_by": "王主任",
    }


def test_a_submission_s_errors_stand_by_field_path() -> None:
    body = problem_of(InvalidSubmission({"plan.place": ["「协商地点」必须填写。"]}))

    assert (body["status"], body["type"]) == (422, "/problems/invalid-submission")
    assert body["errors"] == {"plan.place": ["「协商地点」必须填写。"]}


def test_nested_messages_become_paths() -> None:
    messages = {"json": {"data": {"rows": {0: {"name": ["要填"]}}}, "_schema": ["不对"], "process": ["太长"]}}

    assert errors_by_path(messages) == {"data.rows[0].name": ["要填"], "body": ["不对"], "process": ["太长"]}


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (BadRequest(), 400, "bad-request"),
        (NotFound(), 404, "not-found"),
        (MethodNotAllowed(), 405, "method-not-allowed"),
        (RequestEntityTooLarge(), 413, "too-large"),
        (UnsupportedMediaType(), 415, "unsupported-media-type"),
        (InternalServerError(), 500, "internal"),
    ],
)
def test_errors_of_http_itself_have_the_same_shape_in_chinese(error: BadRequest, status: int, kind: str) -> None:
    body = http_problem_of(error)

    assert (body["status"], body["type"]) == (status, f"/problems/{kind}")
    assert body["detail"].endswith("。")
