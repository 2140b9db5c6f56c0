"""Which variables a token sees: its own, those of the multi-instance activity it is part of, then its scope's."""
from __future__ import annotations

from uuid import UUID, uuid5

from SpiffWorkflow.task import Task

import feel
from feel.values import Value

LOCAL = "local"
#: On an event that waits on an activity: the id of the activity's token.
ATTACHED_TO = "attached_to"
INSTANCE_OF = "instance_of"
#: On an instance of a loop whose results are collected: what is written within it stays with it.
KEEPS = "keeps"


def local_scope(token_id: UUID | str) -> str:
    """The id of the variable scope that belongs to one token alone."""
    return str(uuid5(token_id if isinstance(token_id, UUID) else UUID(token_id), LOCAL))


def outer_chain(token: Task) -> list[str]:
    """The scopes around the token's own, innermost first: a loop's or multi-instance body's, then its scope's."""
    chain: list[str] = token.workflow.scope_chain
    body = token.internal_data.get(INSTANCE_OF)
    return chain if body is None else [local_scope(body), *chain]


def chain_of(token: Task) -> list[str]:
    """The scopes that the token reads, innermost first; an event that waits on an activity sees what that sees."""
    host = token.internal_data.get(ATTACHED_TO)
    if host is not None:
        return chain_of(token.workflow.tasks[UUID(host)])
    outer = outer_chain(token)
    return [local_scope(token.id), *outer] if token.internal_data.get(LOCAL) else outer


def write_chain_of(token: Task) -> list[str]:
    """The scopes where what the token writes may be declared; names that are not go to the last one."""
    data = token.internal_data
    if data.get(KEEPS):
        return [local_scope(token.id)]
    own = [local_scope(token.id)] if data.get(LOCAL) else []
    return own + _outer_write_chain(token)


def _outer_write_chain(token: Task) -> list[str]:
    chain: list[str] = token.workflow.write_chain
    body = token.internal_data.get(INSTANCE_OF)
    return chain if body is None else [local_scope(body), *chain]


def declare_local(token: Task, name: str, value: Value) -> None:
    """Write a variable that only this token, and what runs inside it, sees."""
    token.internal_data[LOCAL] = True
    token.workflow.top_workflow.declare(local_scope(token.id), name, value, token.task_spec.name)


def write(token: Task, name: str, value: Value) -> None:
    """Write where the name is declared seen from the token, otherwise to the root of its process.

    What is written within an instance whose results are collected stays with it, under whatever name.
    """
    if token.internal_data.get(KEEPS):
        declare_local(token, name, value)
    else:
        token.workflow.top_workflow.write(write_chain_of(token), name, value, token.task_spec.name)


def write_outside(token: Task, name: str, value: Value) -> None:
    """Write as ``write`` does, past the token's own scope."""
    token.workflow.top_workflow.write(_outer_write_chain(token), name, value, token.task_spec.name)


def evaluate_outside(token: Task, expression: feel.Expression) -> Value:
    """The value of an expression seen past the token's own scope."""
    value: Value = token.workflow.script_engine.evaluate_in(token.workflow, expression, token.task_spec.name,
                                                            outer_chain(token))
    return value


def forget_local(token: Task) -> None:
    """Drop the token's own scope."""
    if token.internal_data.pop(LOCAL, None):
        token.workflow.top_workflow.variables.forget(local_scope(token.id))
