"""Where a token reads and where it writes: its own scope, its loop's, its subprocess's, the process's."""
from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from engine.execution.variables import Variables
from engine.specs.variable_scopes import (
    ATTACHED_TO,
    INSTANCE_OF,
    KEEPS,
    chain_of,
    declare_local,
    forget_local,
    local_scope,
    outer_chain,
    write,
    write_chain_of,
    write_outside,
)


class Top:
    """As much of a workflow as scopes are about: the process "" with the subprocess "sub"."""

    def __init__(self) -> None:
        self.variables = Variables(lambda _names: [])
        self.top_workflow = self
        self.scope_chain = self.write_chain = ["sub", ""]
        self.tasks: dict[UUID, Any] = {}

    def write(self, chain: list[str], name: str, value: Any, by: str) -> None:
        self.variables.write(chain, name, value, by)

    def declare(self, scope: str, name: str, value: Any, by: str) -> None:
        self.variables.declare(scope, name, value, by)


@pytest.fixture
def top() -> Top:
    return Top()


def token(top: Top, **internal_data: Any) -> Any:
    made = SimpleNamespace(
        id=uuid4(), workflow=top, internal_data=internal_data, task_spec=SimpleNamespace(name="element")
    )
    top.tasks[made.id] = made
    return made


def found(top: Top, name: str) -> list[tuple[str, Any]]:
    return [(scope, value) for (scope, given), (value, _by) in top.variables.written.items() if given == name]


def test_a_token_reads_its_own_variables_only_once_it_has_some(top: Top) -> None:
    plain = token(top)
    assert chain_of(plain) == outer_chain(plain) == ["sub", ""]
    declare_local(plain, "x", "1")
    assert chain_of(plain) == [local_scope(plain.id), "sub", ""]
    assert outer_chain(plain) == ["sub", ""]


def test_an_instance_of_a_loop_reads_what_the_loop_counts(top: Top) -> None:
    body = token(top)
    inner = token(top, **{INSTANCE_OF: str(body.id)})
    declare_local(inner, "item", "1")
    assert chain_of(inner) == [local_scope(inner.id), local_scope(body.id), "sub", ""]


def test_an_event_on_an_activity_reads_what_the_activity_reads(top: Top) -> None:
    host = token(top)
    declare_local(host, "x", "1")
    assert chain_of(token(top, **{ATTACHED_TO: str(host.id)})) == chain_of(host)


def test_a_name_is_written_where_it_is_declared_and_otherwise_to_the_process(top: Top) -> None:
    writer = token(top)
    declare_local(writer, "own", "old")
    write(writer, "own", "new")
    write(writer, "other", "new")
    assert found(top, "own") == [(local_scope(writer.id), "new")]
    assert found(top, "other") == [("", "new")]


def test_what_an_instance_writes_that_keeps_its_results_never_leaves_it(top: Top) -> None:
    body = token(top)
    inner = token(top, **{INSTANCE_OF: str(body.id), KEEPS: True})
    top.declare("", "opinion", "of the process", "start")
    write(inner, "opinion", "its own")
    assert found(top, "opinion") == [("", "of the process"), (local_scope(inner.id), "its own")]
    assert write_chain_of(inner) == [local_scope(inner.id)]


def test_outputs_go_past_the_tokens_own_scope(top: Top) -> None:
    writer = token(top)
    declare_local(writer, "x", "inside")
    write_outside(writer, "x", "outside")
    assert dict(found(top, "x")) == {local_scope(writer.id): "inside", "": "outside"}


def test_a_forgotten_scope_is_gone_with_all_that_was_written(top: Top) -> None:
    ended = token(top)
    declare_local(ended, "x", "1")
    forget_local(ended)
    assert found(top, "x") == []
    assert top.variables.forgotten == {local_scope(ended.id)}
    assert chain_of(ended) == ["sub", ""]
