"""Work for programs outside that nobody could fetch, each beside a near miss that somebody may."""

from __future__ import annotations

import pytest

from tests.unit.engine.deployment.cases import Case, check
from tests.unit.engine.deployment.drawing import WORK, element, line, property_

WORKERS = property_("workers", "village_party")
EXTERNAL = 'camunda:type="external" camunda:topic="seal"'


def service(attributes: str = EXTERNAL, content: str = WORKERS, kind: str = "serviceTask") -> str:
    """A line with a service task in it."""
    return line(element(kind, attributes, content))


CASES: dict[str, Case] = {
    "service task that says nobody to": Case("服务任务", service("", ""), "没有写由谁执行", service()),
    "service task in Java": Case(
        "服务任务", service('camunda:class="a.B"'), "不能调用 Java 类，请改用外部任务", service()
    ),
    "service task by delegate": Case(
        "服务任务", service('camunda:delegateExpression="${b}"'), "不能调用程序，请改用外部任务", service()
    ),
    "service task by expression": Case(
        "服务任务", service('camunda:expression="${b.c()}"'), "不能调用程序，请改用外部任务", service()
    ),
    "service task by connector": Case(
        "服务任务",
        service(content="<bpmn:extensionElements><camunda:connector/></bpmn:extensionElements>"),
        "连接器不能执行",
        service(),
    ),
    "service task of another type": Case(
        "服务任务", service('camunda:type="mail" camunda:topic="seal"'), "“mail”不能执行", service()
    ),
    "external task without topic": Case("服务任务", service('camunda:type="external"'), "没有写主题", service()),
    "external task with a computed topic": Case(
        "服务任务", service('camunda:type="external" camunda:topic="${t}"'), "主题不能是表达式", service()
    ),
    "topic without external task": Case("服务任务", service('camunda:topic="seal"'), "却没有选外部任务", service()),
    "external task with a priority that is no number": Case(
        "服务任务",
        service(EXTERNAL + ' camunda:taskPriority="high"'),
        "优先级“high”不是整数",
        service(EXTERNAL + ' camunda:taskPriority="50"'),
    ),
    "external task that nobody may fetch": Case("服务任务", service(content=""), "没有写谁的程序可以领取", service()),
    "external task for an unknown role": Case(
        "服务任务", service(content=property_("workers", "nobody")), "不是已知的岗位", service()
    ),
    "workers of another task": Case(
        "服务任务",
        line(WORK.replace("/>", f">{WORKERS}</bpmn:userTask>")),
        "只能用在外部任务上",
        service(kind="sendTask"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_work_that_nobody_could_fetch_is_refused_and_its_near_miss_is_not(case: str) -> None:
    check(CASES[case])
