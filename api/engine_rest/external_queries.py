"""Looking at external tasks: lists, counts, one."""
from __future__ import annotations

from flask import Response, jsonify, request

from api.context import actor, engine
from api.engine_rest.door import door
from api.engine_rest.external_shapes import shown_external_task
from engine.errors import InvalidRequest
from engine.external_tasks import Filter, count_external_tasks, get_external_task, list_external_tasks

LARGEST_PAGE = 200
_FILTERS = (
    "externalTaskId", "externalTaskIdIn", "topicName", "workerId", "locked", "notLocked", "withRetriesLeft",
    "noRetriesLeft", "processInstanceId", "processInstanceIdIn", "processDefinitionId", "activityId", "activityIdIn",
)  # fmt: skip


@door.operation("GET", "/external-task", query=(*_FILTERS, "firstResult", "maxResults"))
def list_tasks_for_workers() -> Response:
    """Open tasks, oldest first."""
    limit = min(_whole("maxResults", LARGEST_PAGE), LARGEST_PAGE)
    rows = list_external_tasks(engine(), actor(), _filter(), limit, _whole("firstResult", 0))
    return jsonify([shown_external_task(row) for row in rows])


@door.operation("GET", "/external-task/count", query=_FILTERS)
def count_tasks_for_workers() -> Response:
    """How many open tasks there are."""
    return jsonify(count=count_external_tasks(engine(), actor(), _filter()))


@door.operation("GET", "/external-task/<task_id>")
def get_task_for_workers(task_id: str) -> Response:
    """One open task."""
    return jsonify(shown_external_task(get_external_task(engine(), actor(), task_id)))


def _filter() -> Filter:
    return Filter(
        ids=_texts("externalTaskId", "externalTaskIdIn"),
        topics=_texts("topicName"),
        worker_id=request.args.get("workerId") or None,
        instance_ids=_texts("processInstanceId", "processInstanceIdIn"),
        element_ids=_texts("activityId", "activityIdIn"),
        definition_ids=_texts("processDefinitionId"),
        locked=_switch("locked", "notLocked"),
        retries_left=_switch("withRetriesLeft", "noRetriesLeft"),
    )


def _texts(one: str, several: str | None = None) -> tuple[str, ...] | None:
    """The value of the one parameter, or those of the other between commas; None without both."""
    single, listed = request.args.get(one), request.args.get(several or "")
    if single is not None and listed is not None:
        raise InvalidRequest(f"{one} 和 {several} 请只写一个。")
    if single is not None:
        return (single,)
    return None if listed is None else tuple(part.strip() for part in listed.split(","))


def _switch(yes: str, no: str) -> bool | None:
    """True and False for the two opposite parameters. As in Camunda, one that says false says nothing."""
    given = [name for name in (yes, no) if _is_true(name)]
    if len(given) > 1:
        raise InvalidRequest(f"{yes} 和 {no} 请只写一个。")
    return given[0] == yes if given else None


def _is_true(name: str) -> bool:
    text = request.args.get(name, "false").lower()
    if text not in ("true", "false"):
        raise InvalidRequest(f"{name} 要写 true 或 false。")
    return text == "true"


def _whole(name: str, default: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InvalidRequest(f"{name} 要写不带正负号的整数。")
    return int(text)
