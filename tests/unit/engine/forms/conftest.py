"""Makes forms for the tests of engine/forms from a few lines each."""
from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.errors import InvalidSubmission
from engine.forms import Form, read_form
from feel import Settings

Component = dict[str, Any]
SETTINGS = Settings(now=datetime(2026, 11, 23, 16, 30, tzinfo=UTC), zone=ZoneInfo("Asia/Shanghai"))


def write_form(*components: Component, **header: Any) -> bytes:
    """A .form file of these components; ids and labels are made from the keys where they are not given."""
    def complete(component: Component) -> Component:
        name = component.get("key") or component.get("path") or component["type"]
        inner = {}
        if "components" in component:
            inner = {"components": [complete(child) for child in component["components"]]}
        repeats = {"isRepeating": True, "allowAddRemove": True} if component["type"] == "dynamiclist" else {}
        return {"id": f"Field_{name}", "label": name, **repeats, **component, **inner}

    return json.dumps({"type": "default", "id": "test_form", "schemaVersion": 19,
                       "executionPlatform": "Camunda Platform", "executionPlatformVersion": "7.24.0",
                       **header, "components": [complete(component) for component in components]}).encode()


@pytest.fixture(scope="session")
def form_bytes() -> Callable[..., bytes]:
    return write_form


@pytest.fixture
def make_form() -> Callable[..., Form]:
    """A form that can be deployed; warnings are allowed."""
    def make(*components: Component) -> Form:
        form = read_form(write_form(*components), "test.form")
        assert [finding.message for finding in form.findings if finding.severity == "error"] == []
        return form

    return make


@pytest.fixture
def read_findings() -> Callable[..., list[str]]:
    """The sentences of the errors in a form of these components."""
    def read(*components: Component, **header: Any) -> list[str]:
        form = read_form(write_form(*components, **header), "test.form")
        return [finding.message for finding in form.findings if finding.severity == "error"]

    return read


@pytest.fixture
def submit() -> Callable[..., Any]:
    """The variables of a submission."""
    def validate(form: Form, submitted: Mapping[str, Any], variables: Mapping[str, Any] | None = None) -> Any:
        return form.validate(submitted, variables or {}, SETTINGS)

    return validate


@pytest.fixture
def refuse(submit: Callable[..., Any]) -> Callable[..., dict[str, list[str]]]:
    """The errors of a submission that must not pass."""
    def errors(form: Form, submitted: Any, variables: Mapping[str, Any] | None = None) -> dict[str, list[str]]:
        with pytest.raises(InvalidSubmission) as caught:
            submit(form, submitted, variables)
        return caught.value.errors

    return errors
