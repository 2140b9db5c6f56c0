"""An instance's tokens as bytes and back: live tokens only, by name; specifications come from the version cache.

Layout, version 1 (msgpack): [1, [[host token id or empty, [[id, element, state, internal data], …]], …]],
the top scope first and every subprocess after the scope of its host. Variables are rows, not part of it.
"""
from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from SpiffWorkflow.task import Task

from engine.execution.scopes import SubWorkflow
from engine.execution.workflow import InstanceWorkflow

CODEC_VERSION = 1


class UnreadableState(ValueError):
    """The bytes are not a state of a version that this code knows."""


def dump_state(workflow: InstanceWorkflow) -> bytes:
    """The state of a workflow in which every token waits."""
    scopes = [[b"", _tokens(workflow)]]
    scopes += [[host.bytes, _tokens(scope)] for host, scope in workflow.subprocesses.items()]
    return msgspec.msgpack.encode([CODEC_VERSION, scopes])


def load_state(workflow: InstanceWorkflow, content: bytes) -> None:
    """Put the stored tokens into a new workflow of the same bundle. Raises UnreadableState."""
    try:
        version, scopes = msgspec.msgpack.decode(content)
        if version != CODEC_VERSION:
            raise UnreadableState(f"state version {version} is not known")
        for host_id, rows in scopes:
            scope = _open_scope(workflow, host_id) if host_id else workflow
            scope.plant_root()
            for row in rows:
                _restore_token(scope, *row)
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableState(str(error)) from error


def _open_scope(workflow: InstanceWorkflow, host_id: bytes) -> SubWorkflow:
    host = workflow.token(UUID(bytes=host_id))
    scope = SubWorkflow(workflow.scope_spec(host), host.id, workflow, deserializing=True)
    workflow.adopt(scope, host)
    return scope


def _tokens(scope: Any) -> list[list[Any]]:
    return [
        [token.id.bytes, token.task_spec.name, token._state, token.internal_data] for token in scope.live_tokens()
    ]


def _restore_token(scope: Any, token_id: bytes, element: str, state: int, internal_data: dict[str, Any]) -> None:
    token = Task(scope, scope.spec.task_specs[element], scope.task_tree, state=state, id=UUID(bytes=token_id))
    token.internal_data = internal_data
