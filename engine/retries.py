"""What retrying an incident does, by its kind."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

import feel
from engine.actors import Actor, RequestKey
from engine.external_failures import retry_failure
from engine.external_outcomes import retry_outcome
from engine.incidents import Retry
from engine.job_incidents import retry_job
from engine.messages import deliver_message, repeat_signal
from engine.outbox import deliver_row
from engine.process_engine import ProcessEngine
from engine.tables import instance
from engine.tasks import complete
from engine.timers import fire_timer
from engine.transaction import reading


def _completion(engine: ProcessEngine, content: Mapping[str, Any], actor: Actor, _instance_id: str) -> None:
    complete(engine, actor, content["task_id"], _json(content["data"]))


def _message(engine: ProcessEngine, content: Mapping[str, Any], actor: Actor, instance_id: str) -> None:
    if content["event"] == "signal":
        repeat_signal(engine, actor, instance_id, content["name"])
        return
    with reading(engine.database) as connection:
        key = connection.execute(sa.select(instance.c.business_key).where(instance.c.id == instance_id)).scalar_one()
    asking = replace(actor, request=RequestKey(content["request_key"], content["fingerprint"]))
    deliver_message(engine, asking, key, content["name"], _json(content["data"]), content.get("correlation"))


def _timer(engine: ProcessEngine, content: Mapping[str, Any], _actor: Actor, instance_id: str) -> None:
    fire_timer(engine, content["timer_id"], instance_id)


def _delivery(engine: ProcessEngine, content: Mapping[str, Any], _actor: Actor, _instance_id: Any) -> None:
    deliver_row(engine, content["outbox_id"])


def _json(value: Any) -> dict[str, Any]:
    data: Any = feel.to_json(value)
    return dict(data)


RETRIES: Mapping[str, Retry] = {
    "completion": _completion,
    "message": _message,
    "timer": _timer,
    "delivery": _delivery,
    "job": retry_job,
    "external_failure": retry_failure,
    "external_outcome": retry_outcome,
}
