"""Definitions and deployments in the dialect's words."""
from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from api.engine_rest.shapes import shown_deployment, shown_process


def process(**info: Any) -> Any:
    return SimpleNamespace(
        id="leave:3:8f1c", key="leave", version=3, name="请假", resource="leave.bpmn", deployment_number=7,
        version_tag="二〇二六", info=info,
    )  # fmt: skip


def test_a_process_has_every_key_that_clients_read_in_their_order() -> None:
    shown = shown_process(process(documentation="怎么请假", startable_in_tasklist=False))

    assert list(shown) == [
        "id", "key", "version", "name", "resource", "deploymentId", "category", "description", "diagram", "suspended",
        "tenantId", "versionTag", "historyTimeToLive", "startableInTasklist",
    ]  # fmt: skip
    assert (shown["deploymentId"], shown["versionTag"], shown["description"]) == ("7", "二〇二六", "怎么请假")
    assert (shown["startableInTasklist"], shown["suspended"]) == (False, False)


@pytest.mark.parametrize(
    ("text", "days"), [("P180D", 180), ("180", 180), (None, None), ("", None), ("P1Y", None), ("=x", None)]
)
def test_how_long_history_is_kept_is_a_number_of_days_or_nothing(text: str | None, days: int | None) -> None:
    assert shown_process(process(history_time_to_live=text))["historyTimeToLive"] == days


def test_a_deployment_is_known_by_its_number_as_text() -> None:
    at = dt.datetime(2026, 11, 22, 20, 0, 0, 1234, tzinfo=dt.UTC)
    row: Any = SimpleNamespace(number=12, name="请假", source="Camunda Modeler", deployed_at=at)
    with Flask(__name__).test_request_context(base_url="http://county:8000"):
        shown = shown_deployment(row)

    assert shown == {
        "links": [{"method": "GET", "href": "http://county:8000/engine-rest/deployment/12", "rel": "self"}],
        "id": "12", "name": "请假", "source": "Camunda Modeler", "deploymentTime": "2026-11-22T20:00:00.001+0000",
        "tenantId": None,
    }  # fmt: skip
