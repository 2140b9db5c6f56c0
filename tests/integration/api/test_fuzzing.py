"""Requests made from the document itself, sound and unsound: nothing breaks, every answer is as documented."""
from __future__ import annotations

import contextlib
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.errand.county import ErrandCounty

#: Not among them: that whatever fits the schema is accepted. Forms and posts decide that, not the schema.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


ENOUGH = settings(
    max_examples=6, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
MANY = settings(ENOUGH, max_examples=30)


@pytest.mark.parametrize("enough", [ENOUGH, pytest.param(MANY, marks=pytest.mark.full)], ids=["few", "many"])
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_breaks_an_operation(county: ErrandCounty, mode: GenerationMode, enough: settings) -> None:
    county.start(amount=5)
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", county.app)
    asked = 0

    for found in document.get_all_operations():
        operation: Any = found.ok()

        @enough
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            nonlocal asked
            for login in ("clerk", "admin", "owner"):
                headers = {"Authorization": f"Bearer {county.tokens[login]}"}
                case.call_and_validate(headers=headers, checks=CHECKS)
                asked += 1

        with contextlib.suppress(Unsatisfiable):  # some operations take nothing that could be wrong
            ask()

    assert asked > 200
