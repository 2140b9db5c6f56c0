"""Deployments and definitions as the dialect writes them."""
from __future__ import annotations

import re
from typing import Any

from flask import request
from sqlalchemy.engine import Row

from api.engine_rest.cors import PREFIX
from api.engine_rest.dates import write_date

_DAYS = re.compile(r"(?:P(\d{1,6})D|(\d{1,6}))", re.ASCII)


def shown_deployment(row: Row[Any]) -> dict[str, Any]:
    """One deployment; our number is its id."""
    id_ = str(row.number)
    return {
        "links": [{"method": "GET", "href": f"{request.host_url}{PREFIX[1:]}/deployment/{id_}", "rel": "self"}],
        "id": id_,
        "name": row.name,
        "source": row.source,
        "deploymentTime": write_date(row.deployed_at),
        "tenantId": None,
    }


def shown_process(row: Row[Any]) -> dict[str, Any]:
    """One version of a process."""
    return {
        "id": row.id,
        "key": row.key,
        "version": row.version,
        "name": row.name,
        "resource": row.resource,
        "deploymentId": str(row.deployment_number),
        "category": "http://bpmn.io/schema/bpmn",
        "description": row.info.get("documentation"),
        "diagram": None,
        "suspended": False,
        "tenantId": None,
        "versionTag": row.version_tag,
        "historyTimeToLive": _days(row.info.get("history_time_to_live")),
        "startableInTasklist": row.info.get("startable_in_tasklist", True),
    }


def shown_decision(row: Row[Any]) -> dict[str, Any]:
    """One version of a decision."""
    return {
        "id": row.id,
        "key": row.key,
        "version": row.version,
        "name": row.name,
        "resource": row.resource,
        "deploymentId": str(row.deployment_number),
        "category": None,
        "decisionRequirementsDefinitionId": None,
        "decisionRequirementsDefinitionKey": None,
        "tenantId": None,
        "versionTag": row.version_tag,
        "historyTimeToLive": None,
    }


def _days(text: str | None) -> int | None:
    found = _DAYS.fullmatch(text or "")
    return int(found[1] or found[2]) if found else None
