"""An event subprocess that waits as a job first keeps what it has caught until then, and no longer."""
from __future__ import annotations

from typing import Any

from engine.specs.catching import Catching
from engine.specs.flow import holds_scope_open
from engine.specs.variable_scopes import chain_of
from tests.diagrams import arrows, user
from tests.unit.engine.execution.running import standing, started, token_at


def caught_as_a_job() -> Any:
    caught = '<errorEventDefinition id="d" errorRef="e1" camunda:errorCodeVariable="code"/>'
    inside = f'<startEvent id="b">{caught}</startEvent>{user("h")}{arrows("b -> h")}'
    handler = f'<subProcess id="esp" triggeredByEvent="true" camunda:asyncBefore="true">{inside}</subProcess>'
    top = started(user("a") + handler, "s -> a -> e")
    top.throw_error(token_at(top, "a"), "broken")
    return top


def test_the_job_holds_the_scope_open_and_sees_the_code() -> None:
    top = caught_as_a_job()
    token = token_at(top, "esp")
    assert (standing(top), holds_scope_open(token)) == (["esp"], True)
    assert top.variables.find(chain_of(token), "code")[1] == "broken"
    assert isinstance(token.task_spec, Catching)


def test_a_job_that_is_taken_away_takes_what_it_caught_with_it() -> None:
    top = caught_as_a_job()
    token_at(top, "esp").cancel()
    assert not top.variables.written
