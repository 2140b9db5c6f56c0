"""The order in which a case moves, what ends a scope, and the bounds of one step."""
from __future__ import annotations

import pytest

import feel
from engine.execution.workflow import ExecutionLimits
from engine.execution_errors import LimitReached
from tests.diagrams import arrows, script, user
from tests.unit.engine.execution.running import complete, standing, started

SIGNAL = '<signalEventDefinition id="d" signalRef="s1"/>'
FOREVER = "<standardLoopCharacteristics><loopCondition>=true</loopCondition></standardLoopCharacteristics>"


def handler(content: str, body: str, flows: str) -> str:
    inside = f'<startEvent id="b" isInterrupting="false">{content}</startEvent>{body}{arrows(flows)}'
    return f'<subProcess id="esp" triggeredByEvent="true">{inside}</subProcess>'


def test_a_case_ends_when_nothing_but_waiting_events_is_left() -> None:
    top = started(user("a") + handler(SIGNAL, user("h"), "b -> h"), "s -> a -> e")
    assert standing(top) == ["a", "esp"]
    complete(top, "a")
    assert (standing(top), top.completed) == ([], True)


def test_a_scope_in_which_only_event_subprocesses_run_begins_no_other() -> None:
    condition = '<conditionalEventDefinition id="d"><condition>=n > 5</condition></conditionalEventDefinition>'
    top = started(user("a") + handler(condition, user("h"), "b -> h"), "s -> a -> e", n=feel.from_json(1))
    complete(top, "a", n=feel.from_json(7))
    assert (standing(top), top.completed) == (["h"], False)
    complete(top, "h", n=feel.from_json(1))
    assert top.completed


def test_a_condition_that_stays_true_begins_its_event_subprocess_once() -> None:
    condition = '<conditionalEventDefinition id="d"><condition>=n > 5</condition></conditionalEventDefinition>'
    body = user("a") + '<exclusiveGateway id="g" default="g__a"/>' + handler(condition, user("h"), "b -> h")
    top = started(body, "s -> a -> g -> a\ng -> e : =n = 99", n=feel.from_json(7))
    for n, begun in ((8, 1), (3, 1), (9, 2), (9, 2)):
        complete(top, "a", n=feel.from_json(n))
        assert standing(top).count("h") == begun


@pytest.mark.parametrize(
    ("limits", "body", "flows", "told"),
    [
        (ExecutionLimits(steps=50), script("a", "n", "1").replace("</scriptTask>", FOREVER + "</scriptTask>"),
         "s -> a -> e", "转了太多圈"),
        (ExecutionLimits(instances=3), user("a", inside="<multiInstanceLoopCharacteristics><loopCardinality>4"
         "</loopCardinality></multiInstanceLoopCharacteristics>"), "s -> a -> e", "最多 3 份"),
        (ExecutionLimits(tokens=3), user("a", inside="<multiInstanceLoopCharacteristics><loopCardinality>4"
         "</loopCardinality></multiInstanceLoopCharacteristics>"), "s -> a -> e", "分支太多"),
        (ExecutionLimits(depth=1), f'<subProcess id="x"><subProcess id="y">{user("a")}</subProcess></subProcess>',
         "s -> x -> e", "套得太深"),
    ],
)  # fmt: skip
def test_each_bound_of_a_step_is_told(limits: ExecutionLimits, body: str, flows: str, told: str) -> None:
    with pytest.raises(LimitReached, match=told):
        started(body, flows, limits)
