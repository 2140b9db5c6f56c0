"""What the FEEL tests share: one way to evaluate a text with plain JSON variables."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

import feel

# an example that waits for a busy processor is no fault
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")

NOON = feel.Settings(now=datetime(2026, 11, 24, 18, 30, tzinfo=UTC))


@pytest.fixture
def evaluate() -> Callable[..., feel.Evaluation]:
    """Evaluate ``text`` with JSON variables by keyword; names with blanks come in ``extra``."""
    def run(text: str, extra: dict[str, Any] | None = None, settings: feel.Settings = NOON,
            **variables: Any) -> feel.Evaluation:
        values = {name: feel.from_json(value) for name, value in {**variables, **(extra or {})}.items()}
        return feel.parse(text, values).evaluate(values, settings)

    return run


@pytest.fixture
def json_of(evaluate: Callable[..., feel.Evaluation]) -> Callable[..., Any]:
    """As ``evaluate``, giving the value as JSON."""
    def run(text: str, extra: dict[str, Any] | None = None, **variables: Any) -> Any:
        return feel.to_json(evaluate(text, extra, **variables).value)

    return run


@pytest.fixture
def verdict() -> Callable[..., Any]:
    """The verdict of unary tests on a JSON value, with JSON variables by keyword."""
    def run(text: str, value: Any, **variables: Any) -> Any:
        values = {name: feel.from_json(one) for name, one in {**variables, "?": value}.items()}
        return feel.parse_unary_tests(text, values).evaluate(values, NOON).value

    return run
