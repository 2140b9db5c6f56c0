"""Diagrams in two versions, and an instance of the first one."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.moves.moving import Route, move_instance, preview_move
from tests.integration.engine.conftest import CADRE


@pytest.fixture
def move(bench: Any) -> Callable[..., Any]:
    """Move an instance to the newest version."""

    def run(instance_id: str, **route: Any) -> Any:
        return move_instance(bench.engine, CADRE, instance_id, Route(**route), "流程图改好了")

    return run


@pytest.fixture
def findings(bench: Any) -> Callable[..., list[tuple[str, str | None]]]:
    """What would be said of a move: (severity, element)."""

    def run(instance_id: str, **route: Any) -> list[tuple[str, str | None]]:
        preview = preview_move(bench.engine, CADRE, instance_id, Route(**route))
        return [(entry.severity, entry.element_id) for entry in preview.findings]

    return run
