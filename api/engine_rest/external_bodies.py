"""What external workers send, bounded and checked; clients write null for what they leave out."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import marshmallow as ma

from engine.errors import InvalidRequest
from engine.external_tables import WORKER_ID_LENGTH

LONGEST_LOCK = 30 * 24 * 3600 * 1000
MOST_TOPICS = 100
MOST_TASKS = 1_000_000
MOST_RETRIES = 1_000
_NAME = 255
_UNKNOWN = "这里没有这一项，请去掉"
_MESSAGES = {"required": "要写", "null": "要写", "invalid": "格式不对", "type": "要写成对象"}


def read(schema: ma.Schema, body: Any) -> dict[str, Any]:
    """The body as the schema reads it. Raises InvalidRequest with a line for each mistake."""
    try:
        found: dict[str, Any] = schema.load(body)
    except ma.ValidationError as error:
        lines = [f"{path}：{sentence}。" for path, sentence in _flat(error.messages, "")]
        raise InvalidRequest("\n".join(lines)) from error
    return found


def _flat(messages: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key)[:60])
    else:
        yield path.removesuffix("._schema"), "；".join(str(message) for message in messages)


class Body(ma.Schema):
    """A JSON object; what it does not name is refused."""

    class Meta:
        unknown = ma.RAISE

    error_messages = {"unknown": _UNKNOWN, "type": _MESSAGES["type"]}


def _text(key: str, longest: int = _NAME, *, required: bool = False, cut: bool = False) -> ma.fields.String:
    """``cut``: a longer text is shortened by whoever reads it, because the report matters more."""
    least = 1 if required else 0
    length = None if cut else ma.validate.Length(least, longest, error=f"要写 {least} 到 {longest} 个字")
    return ma.fields.String(
        data_key=key, required=required, allow_none=not required, load_default=ma.missing if required else None,
        validate=[length] if length else [], error_messages={**_MESSAGES, "invalid": "要写文字"},
    )  # fmt: skip


def _whole(key: str, least: int, most: int, *, required: bool = False, default: int | None = None) -> ma.fields.Integer:
    sentence = f"要写 {least} 到 {most} 之间的整数"
    return ma.fields.Integer(
        data_key=key, required=required, allow_none=not required, load_default=ma.missing if required else default,
        strict=True, validate=ma.validate.Range(least, most, error=sentence),
        error_messages={**_MESSAGES, "invalid": sentence, "too_large": sentence},
    )  # fmt: skip


def _flag(key: str) -> ma.fields.Boolean:
    return ma.fields.Boolean(
        data_key=key, allow_none=True, load_default=False, error_messages={"invalid": "要写 true 或 false"}
    )


def _texts(key: str) -> ma.fields.List[Any]:
    each = ma.fields.String(error_messages={"invalid": "要写文字"})
    return ma.fields.List(
        each, data_key=key, allow_none=True, load_default=None,
        validate=ma.validate.Length(max=1000, error="最多写 1000 个"), error_messages={"invalid": "要写成列表"},
    )  # fmt: skip


def _nothing(key: str, sentence: str) -> ma.fields.Raw:
    """Something of the dialect that this engine does not do: only its empty form is taken."""

    def check(value: Any) -> None:
        if value not in (None, False, [], {}):
            raise ma.ValidationError(sentence)

    return ma.fields.Raw(data_key=key, allow_none=True, load_default=None, validate=check)


class TopicBody(Body):
    """One topic of fetchAndLock."""

    name = _text("topicName", required=True)
    lock_duration = _whole("lockDuration", 1, LONGEST_LOCK, required=True)
    variables = _texts("variables")
    local_only = _flag("localVariables")
    deserialize = _flag("deserializeValues")
    business_key = _text("businessKey")
    definition_id = _text("processDefinitionId")
    definition_ids = _texts("processDefinitionIdIn")
    definition_key = _text("processDefinitionKey")
    definition_keys = _texts("processDefinitionKeyIn")
    version_tag = _text("processDefinitionVersionTag")
    without_tenant = _flag("withoutTenantId")
    tenants = _nothing("tenantIdIn", "这里没有租户，请去掉")
    values = _nothing("processVariables", "这里不能按变量的值领取，请去掉")
    properties = _flag("includeExtensionProperties")


class FetchBody(Body):
    """fetchAndLock."""

    worker_id = _text("workerId", WORKER_ID_LENGTH, required=True)
    limit = _whole("maxTasks", 1, MOST_TASKS, required=True)
    by_priority = _flag("usePriority")
    timeout = _whole("asyncResponseTimeout", 0, LONGEST_LOCK)
    sorting = _nothing("sorting", "这里先给急的（usePriority）和早的，不能另行排序，请去掉")
    topics = ma.fields.List(
        ma.fields.Nested(TopicBody), required=True,
        validate=ma.validate.Length(1, MOST_TOPICS, error=f"要写 1 到 {MOST_TOPICS} 个主题"),
        error_messages={**_MESSAGES, "invalid": "要写成列表"},
    )  # fmt: skip


class CompleteBody(Body):
    """complete."""

    worker_id = _text("workerId", WORKER_ID_LENGTH, required=True)
    variables = ma.fields.Raw(allow_none=True, load_default=None)
    local = ma.fields.Raw(data_key="localVariables", allow_none=True, load_default=None)


class ErrorBody(Body):
    """bpmnError."""

    worker_id = _text("workerId", WORKER_ID_LENGTH, required=True)
    code = _text("errorCode", required=True)
    message = _text("errorMessage", cut=True)
    variables = ma.fields.Raw(allow_none=True, load_default=None)


class FailureBody(Body):
    """failure."""

    worker_id = _text("workerId", WORKER_ID_LENGTH, required=True)
    message = _text("errorMessage", cut=True)
    details = _text("errorDetails", cut=True)
    retries = _whole("retries", 0, MOST_RETRIES, default=0)
    pause = _whole("retryTimeout", 0, LONGEST_LOCK, default=0)
    variables = _nothing("variables", "失败时不能写变量，请去掉")
    local = _nothing("localVariables", "失败时不能写变量，请去掉")


class ExtendBody(Body):
    """extendLock."""

    worker_id = _text("workerId", WORKER_ID_LENGTH, required=True)
    duration = _whole("newDuration", 1, LONGEST_LOCK, required=True)


class LockBody(Body):
    """lock."""

    worker_id = _text("workerId", WORKER_ID_LENGTH, required=True)
    duration = _whole("lockDuration", 1, LONGEST_LOCK, required=True)


class RetriesBody(Body):
    """retries."""

    retries = _whole("retries", 0, MOST_RETRIES, required=True)
