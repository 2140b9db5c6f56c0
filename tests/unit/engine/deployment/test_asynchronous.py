"""Asynchronous marks where no token comes by, each beside a near miss where one does."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import CHOICE, WORK, boundary, line
from tests.unit.engine.deployment.test_flows import EVENT_SUBPROCESS


def marked(text: str, id_: str, *names: str) -> str:
    """The drawing with marks on the element with this id."""
    marks = "".join(f' camunda:{name}="true"' for name in names)
    return text.replace(f'id="{id_}" ', f'id="{id_}" {marks} ')


LATE = line(WORK) + boundary()
TOLD = line(WORK) + EVENT_SUBPROCESS
CASES: dict[str, Case] = {
    "asynchronous event behind a gateway": Case(
        "事件网关",
        CHOICE.replace('id="t" ', 'id="t" camunda:asyncBefore="true" '),
        "不能有“异步前”标记",
        CHOICE.replace('id="t" ', 'id="t" camunda:asyncAfter="true" '),
    ),
    "asynchronous mark behind an event-based gateway": Case(
        "事件网关",
        CHOICE.replace('id="g" ', 'id="g" camunda:asyncAfter="true" '),
        "不能有“异步后”标记",
        CHOICE.replace('id="g" ', 'id="g" camunda:asyncBefore="true" '),
    ),
    "job before a boundary event": Case(
        "边界事件", marked(LATE, "late", "asyncBefore"), "请改成“异步后”", marked(LATE, "late", "asyncAfter")
    ),
    "job before an event subprocess": Case(
        "事件子流程", marked(TOLD, "es", "asyncBefore"), "事件子流程不能有异步标记", marked(TOLD, "told", "asyncBefore")
    ),
    "job after an event subprocess": Case(
        "事件子流程", marked(TOLD, "es", "asyncAfter"), "事件子流程不能有异步标记", marked(TOLD, "told", "asyncAfter")
    ),
    "old mark on an event subprocess": Case(
        "事件子流程",
        marked(TOLD, "es", "async"),
        "事件子流程不能有异步标记",
        marked(TOLD, "work", "async", "asyncAfter"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mark_that_no_token_comes_by_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])
