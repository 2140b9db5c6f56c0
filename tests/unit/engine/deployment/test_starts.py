"""What begins cases by itself says for which organisations."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    BARE_MESSAGE,
    MESSAGE_DEFINITION,
    WORK,
    element,
    event_subprocess,
    file,
    line,
    property_,
    sentences,
    throw,
    timer,
)

DAILY = timer("0 0 9 * * ?", "timeCycle")
SIGNAL_DEFINITION = '<bpmn:signalEventDefinition signalRef="s"/>'


def begun(definition: str, organisation: str | None = None) -> str:
    """A process that begins by an event."""
    given = property_("organisation", organisation) if organisation is not None else ""
    return line(WORK, start=element("startEvent", content=given + definition, id_="start"))


CASES: dict[str, Case] = {
    "timer for nobody": Case("定时开始事件", begun(DAILY), "没有写为哪个村或单位开始", begun(DAILY, "640101, 640102")),
    "timer for blanks": Case("定时开始事件", begun(DAILY, " , "), "没有写为哪个村或单位开始", begun(DAILY, "640101")),
    "signal for blanks": Case(
        "信号开始事件", begun(SIGNAL_DEFINITION, ""), "没有写为哪个村或单位开始", begun(SIGNAL_DEFINITION)
    ),
    "organisation out of a variable": Case(
        "定时开始事件", begun(DAILY, "=village"), "用到了变量（village）",
        begun(DAILY, "=[&quot;640101&quot;, &quot;640102&quot;]"),
    ),
    "unreadable organisation": Case(
        "信号开始事件", begun(SIGNAL_DEFINITION, "=["), "无法识别", begun(SIGNAL_DEFINITION, "640101")
    ),
    "organisation of a message start": Case(
        "消息开始事件",
        begun(property_("organisation", "640101", senders="everyone") + BARE_MESSAGE),
        "只能用在流程的定时、信号开始事件", begun(MESSAGE_DEFINITION),
    ),
    "organisation of an event subprocess": Case(
        "事件子流程", line(WORK) + event_subprocess(property_("organisation", "640101") + timer("P1D")),
        "只能用在流程的定时、信号开始事件", line(WORK, throw(property_("organisation", "=village") + BARE_MESSAGE)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_start_for_nobody_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


def test_a_process_may_begin_by_several_times_and_signals() -> None:
    starts = [
        element("startEvent", content=property_("organisation", "640101") + definition, id_=f"s{number}")
        + f'<bpmn:sequenceFlow id="f{number}" sourceRef="s{number}" targetRef="work"/>'
        for number, definition in enumerate([DAILY, timer("2027-01-01", "timeDate"), SIGNAL_DEFINITION])
    ]

    assert sentences(file(line(WORK) + "".join(starts), '<bpmn:signal id="s" name="holiday"/>')) == ""
