"""External tasks as the dialect writes them."""
from __future__ import annotations

from typing import Any

from api.engine_rest.dates import write_date
from api.engine_rest.variables import typed_values
from engine.external_locks import Fetched


def shown_external_task(row: Any) -> dict[str, Any]:
    """One task in a list. ``row``: as engine.external_tasks.described gives it."""
    return {
        "activityId": row.element_id,
        "activityInstanceId": row.id,
        "errorMessage": row.error_message,
        "executionId": row.id,
        "id": row.id,
        "lockExpirationTime": write_date(row.lock_until) if row.lock_until else None,
        "createTime": write_date(row.created_at),
        "processDefinitionId": row.definition_id,
        "processDefinitionKey": row.definition_key,
        "processDefinitionVersionTag": row.version_tag,
        "processInstanceId": row.instance_id,
        "retries": row.retries,
        "suspended": False,
        "workerId": row.worker_id,
        "topicName": row.topic,
        "tenantId": None,
        "priority": row.priority,
        "businessKey": row.business_key,
    }


def shown_fetched(task: Fetched) -> dict[str, Any]:
    """One task for its worker."""
    return {
        **shown_external_task(task.row),
        "errorDetails": task.row.error_details,
        "extensionProperties": dict(task.properties),
        "variables": typed_values(task.variables),
    }
