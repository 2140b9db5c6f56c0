"""External tasks as Camunda's workers fetch and report them."""
from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, jsonify

from api.context import actor, engine
from api.engine_rest.door import door, read_body
from api.engine_rest.external_bodies import (
    CompleteBody,
    ErrorBody,
    ExtendBody,
    FailureBody,
    FetchBody,
    LockBody,
    RetriesBody,
    read,
)
from api.engine_rest.external_polling import poll
from api.engine_rest.external_shapes import shown_fetched
from api.engine_rest.variables import read_typed
from engine.external_failures import Failure, report_failure, set_retries
from engine.external_locks import Topic, extend_lock, fetch_and_lock, lock, unlock
from engine.external_outcomes import Outcome, report_outcome
from engine.external_tasks import Filter

#: A worker that asks for more gets these first.
MOST_AT_ONCE = 100
LONGEST_MESSAGE = 4_000
LONGEST_DETAILS = 20_000


@door.operation("POST", "/external-task/fetchAndLock")
def fetch() -> Response:
    """Lock free tasks of the topics; ``asyncResponseTimeout`` says how long to wait for one."""
    body = read(FetchBody(), read_body())
    limit = min(body["limit"], MOST_AT_ONCE)
    topics = [_topic(topic) for topic in body["topics"]]
    by_priority = bool(body["by_priority"])
    worker, who = body["worker_id"], actor()
    found = poll(
        lambda: fetch_and_lock(engine(), who, worker, topics, limit, by_priority=by_priority),
        (body["timeout"] or 0) / 1000,
    )
    return jsonify([shown_fetched(task) for task in found])


@door.operation("POST", "/external-task/<task_id>/complete")
def complete_external_task(task_id: str) -> Response:
    """The work is done; the case goes on with the variables."""
    body = read(CompleteBody(), read_body())
    outcome = Outcome(read_typed(body["variables"]), read_typed(body["local"]))
    report_outcome(engine(), actor(), task_id, body["worker_id"], outcome)
    return _done()


@door.operation("POST", "/external-task/<task_id>/bpmnError")
def report_bpmn_error(task_id: str) -> Response:
    """Something that the diagram has foreseen went wrong; the case goes on where the diagram catches it."""
    body = read(ErrorBody(), read_body())
    outcome = Outcome(read_typed(body["variables"]), code=body["code"], message=_cut(body["message"], LONGEST_MESSAGE))
    report_outcome(engine(), actor(), task_id, body["worker_id"], outcome)
    return _done()


@door.operation("POST", "/external-task/<task_id>/failure")
def report_external_failure(task_id: str) -> Response:
    """It could not be done this time; without retries an administrator is told."""
    body = read(FailureBody(), read_body())
    failure = Failure(
        _cut(body["message"], LONGEST_MESSAGE),
        _cut(body["details"], LONGEST_DETAILS),
        body["retries"] or 0,
        _milliseconds(body["pause"] or 0),
    )
    report_failure(engine(), actor(), task_id, body["worker_id"], failure)
    return _done()


@door.operation("POST", "/external-task/<task_id>/extendLock")
def extend_external_lock(task_id: str) -> Response:
    """The worker needs longer, counted from now."""
    body = read(ExtendBody(), read_body())
    extend_lock(engine(), actor(), task_id, body["worker_id"], _milliseconds(body["duration"]))
    return _done()


@door.operation("POST", "/external-task/<task_id>/lock")
def lock_external_task(task_id: str) -> Response:
    """Lock one known task."""
    body = read(LockBody(), read_body())
    lock(engine(), actor(), task_id, body["worker_id"], _milliseconds(body["duration"]))
    return _done()


@door.operation("POST", "/external-task/<task_id>/unlock")
def unlock_external_task(task_id: str) -> Response:
    """Give a task back untouched."""
    unlock(engine(), actor(), task_id)
    return _done()


@door.operation("PUT", "/external-task/<task_id>/retries")
def set_external_retries(task_id: str) -> Response:
    """Let workers try again, and close what incidents the task has."""
    body = read(RetriesBody(), read_body())
    set_retries(engine(), actor(), task_id, body["retries"])
    return _done()


def _topic(body: dict[str, Any]) -> Topic:
    return Topic(
        body["name"],
        _milliseconds(body["lock_duration"]),
        None if body["variables"] is None else frozenset(body["variables"]),
        bool(body["local_only"]),
        Filter(
            business_key=body["business_key"],
            definition_ids=_either(body["definition_id"], body["definition_ids"]),
            definition_keys=_either(body["definition_key"], body["definition_keys"]),
            version_tag=body["version_tag"],
        ),
        bool(body["properties"]),
    )


def _either(one: str | None, several: list[str] | None) -> tuple[str, ...] | None:
    """Both narrow what is meant; an empty list says nothing, as clients send it."""
    if one is None:
        return tuple(several) if several else None
    return (one,) if not several or one in several else ()


def _milliseconds(number: int) -> dt.timedelta:
    return dt.timedelta(milliseconds=number)


def _cut(text: str | None, longest: int) -> str | None:
    return text if text is None else text[:longest]


def _done() -> Response:
    response = Response(status=204)
    del response.headers["Content-Type"]  # there is no content
    return response
