"""A timer has one time; a repeated one stands only where it may repeat."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import (
    WORK,
    boundary,
    catch,
    element,
    event_subprocess,
    file,
    line,
    property_,
    sentences,
    timer,
)

CYCLE, CRON = timer("R3/P1D", "timeCycle"), timer("0 0 9 ? * MON", "timeCycle")
AT_WORK = 'attachedToRef="work"'
NO_TIME = "<bpmn:timerEventDefinition/>"
NOT_INTERRUPTING = f'{AT_WORK} cancelActivity="false"'

CASES: dict[str, Case] = {
    "timer without time": Case(
        "定时捕获事件", line(catch("<bpmn:timerEventDefinition/>")), "要写一个时间", line(catch(timer("P1D")))
    ),
    "timer with two times": Case(
        "定时捕获事件",
        line(catch(timer("P1D").replace("</bpmn:timer", "<bpmn:timeDate>2026-12-01</bpmn:timeDate></bpmn:timer"))),
        "要写一个时间", line(catch(timer("2026-12-01", "timeDate"))),
    ),
    "cycle in a catch event": Case("定时捕获事件", line(catch(CYCLE)), "不能用周期", line(catch(timer("P1D")))),
    "cycle that interrupts an activity": Case(
        "定时边界事件", line(WORK) + boundary(AT_WORK, CYCLE), "改成不打断",
        line(WORK) + boundary(NOT_INTERRUPTING, CYCLE),
    ),
    "cron that interrupts an activity": Case(
        "定时边界事件", line(WORK) + boundary(AT_WORK, CRON), "改成不打断",
        line(WORK) + boundary(NOT_INTERRUPTING, CRON),
    ),
    "cycle that interrupts a scope": Case(
        "定时开始事件", line(WORK) + event_subprocess(CYCLE), "改成不打断",
        line(WORK) + event_subprocess(CYCLE, 'isInterrupting="false"'),
    ),
    "cron more often than each minute": Case(
        "定时边界事件", line(WORK) + boundary(NOT_INTERRUPTING, timer("*/5 * * * * ?", "timeCycle")), "最多每分钟一次",
        line(WORK) + boundary(NOT_INTERRUPTING, timer("0 */5 * * * ?", "timeCycle")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_timer_that_cannot_run_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])


@pytest.mark.parametrize("time", [timer("P1D"), timer("2026-12-01", "timeDate"), CYCLE, CRON])
def test_a_process_begins_by_every_kind_of_time(time: str) -> None:
    start = element("startEvent", content=property_("organisation", "640101") + time, id_="start")

    assert sentences(file(line(WORK, start=start))) == ""


@pytest.mark.parametrize(
    ("drawn", "kinds"),
    [
        (line(catch(NO_TIME)), "日期或时长"),
        (line(WORK) + boundary(definition=NO_TIME), "日期或时长"),
        (line(WORK) + boundary(NOT_INTERRUPTING, NO_TIME), "日期、时长或周期"),
    ],
)
def test_a_timer_without_a_time_is_told_the_kinds_for_its_place(drawn: str, kinds: str) -> None:
    assert sentences(file(drawn)).endswith(f"要写一个时间：{kinds}")
