"""A job that broke again and again is left to an administrator, who retries it: it is enqueued anew."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from engine.actors import SYSTEM, Actor, as_content
from engine.execution_errors import ExecutionFailed
from engine.incidents import Trigger, record_incident
from engine.jobs import enqueue
from engine.process_engine import ProcessEngine
from engine.transaction import writing


@dataclass(frozen=True)
class JobTrigger(Trigger):
    """A job that is in no queue any more: the incident alone keeps what it was."""

    actor: Actor
    name: str
    args: Mapping[str, Any]
    kind = "job"

    def content(self) -> dict[str, Any]:
        """``args`` as text: they are JSON, and come back as they were."""
        return {**as_content(self.actor), "name": self.name, "args": orjson.dumps(dict(self.args)).decode()}

    @staticmethod
    def subject(content: Any) -> object:
        """What failed."""
        return [content["name"], content["args"]]


def give_up(connection: Connection, name: str, args: Mapping[str, Any], reason: str, now: dt.datetime) -> None:
    """Record the incident of a job, in the transaction that takes it out of the queue. ``reason``: why, in Chinese."""
    failure = ExecutionFailed(f"后台任务 {name} 多次没有做成：{reason}。请查看日志，排除原因后重试。")
    record_incident(connection, None, JobTrigger(SYSTEM, name, args), failure, now)


def retry_job(engine: ProcessEngine, content: Mapping[str, Any], _actor: Actor, _instance_id: Any) -> None:
    """Put the job into the queue again, with all its attempts before it."""
    with writing(engine.database) as connection:
        enqueue(connection, content["name"], **orjson.loads(content["args"]))
