"""The document: complete, in Chinese, with examples, sound OpenAPI 3.1."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.errand.county import ErrandCounty


@pytest.fixture
def document(county: ErrandCounty) -> dict[str, Any]:
    found: dict[str, Any] = county.client().get("/api/v1/openapi.json").json
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield f"{method} {path}", operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def chinese(text: str) -> bool:
    return bool(re.search(r"[一-鿿]", text))


def test_every_route_of_the_api_is_documented(county: ErrandCounty, document: dict[str, Any]) -> None:
    routes = {
        re.sub(r"<([^>]+)>", r"{\1}", rule.rule)
        for rule in county.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1") and rule.rule != "/api/v1/openapi.json"
    }

    assert set(document["paths"]) == routes


def test_every_operation_says_in_chinese_what_it_does_and_answers(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for name, operation in operations(document):
        assert chinese(operation["summary"]), name
        assert chinese(operation["description"]), name
        for status, answer in operation["responses"].items():
            assert "$ref" in answer or chinese(answer["description"]), (name, status)


def test_every_parameter_and_field_is_described_with_an_example(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for parameter in operation.get("parameters", []):
            assert chinese(parameter["description"]), (name, parameter)
    for name, schema in document["components"]["schemas"].items():
        for field, described in schema["properties"].items():
            assert chinese(described.get("description", "")), (name, field)


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).items():
            assert content[0] == "multipart/form-data" or content[1]["example"], name


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    found = set(references(document))
    assert found
    for reference in found:
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            assert part in place, reference
            place = place[part]


def test_errors_are_documented_as_problems(document: dict[str, Any]) -> None:
    for answer in document["components"]["responses"].values():
        assert list(answer["content"]) == ["application/problem+json"]


def test_strings_and_numbers_that_come_in_are_bounded(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for parameter in operation.get("parameters", []):
            schema = parameter["schema"]
            kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
            bounded = {"string": {"maxLength", "enum"}, "integer": {"maximum"}, "boolean": {"type"}}[kind]
            assert parameter["in"] == "path" or bounded & set(schema), (name, parameter["name"])
