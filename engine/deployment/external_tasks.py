"""Work for programs outside: service and send tasks and message events that name a topic, and who may fetch it."""
from __future__ import annotations

import re

from lxml import etree

from engine.deployment.diagram import Diagram, Node, camunda, properties
from engine.deployment.expressions import check_group
from engine.deployment.findings import Findings
from engine.deployment.property_names import WORKERS_PROPERTY
from engine.deployment.senders import split_senders

_DYNAMIC = ("=", "${", "#{")
_PRIORITY = re.compile(r"-?\d{1,9}", re.ASCII)
_MAX_TOPIC = 255


def check_external_tasks(diagram: Diagram, known_roles: frozenset[str], findings: Findings) -> None:
    """Report service tasks that say nobody to, topics that are not fixed, and work that nobody may fetch."""
    for node in diagram.nodes():
        external = next((part for part in _parts(node) if camunda(part, "type") == "external"), None)
        if external is not None:
            _check_topic(node, external, findings)
            _check_workers(node, known_roles, findings)
        else:
            _check_internal(node, findings)


def _parts(node: Node) -> list[etree._Element]:
    """The elements that may hand work to a program: the task itself, or what a message event carries."""
    return [node.element, *node.definitions]


def _check_internal(node: Node, findings: Findings) -> None:
    if node.type == "serviceTask" and camunda(node.element, "type") is None:
        findings.error(
            node.element,
            "没有写由谁执行，请把实现方式（Implementation）选成外部任务（External）并填写主题（Topic），"
            "要自动计算请改用脚本任务",
        )
    for part in _parts(node):
        if camunda(part, "type") is None and (camunda(part, "topic") or camunda(part, "taskPriority")) is not None:
            findings.error(node.element, "写了主题或优先级，却没有选外部任务，请把实现方式选成外部任务（External）")
    if WORKERS_PROPERTY in properties(node.element):
        findings.error(node.element, f"扩展属性 {WORKERS_PROPERTY} 只能用在外部任务上，请删去")


def _check_topic(node: Node, part: etree._Element, findings: Findings) -> None:
    topic = (camunda(part, "topic") or "").strip()
    if not topic:
        findings.error(node.element, "外部任务没有写主题（Topic），请填写，外部程序按它领取")
    elif topic.startswith(_DYNAMIC):
        findings.error(node.element, "外部任务的主题不能是表达式，请写固定的主题")
    elif len(topic) > _MAX_TOPIC:
        findings.error(node.element, f"外部任务的主题超过 {_MAX_TOPIC} 个字，请改短")
    priority = camunda(part, "taskPriority")
    if priority is not None and not _PRIORITY.fullmatch(priority.strip()):
        findings.error(node.element, f"外部任务的优先级“{priority[:40]}”不是整数，请写固定的整数")


def _check_workers(node: Node, known_roles: frozenset[str], findings: Findings) -> None:
    workers = split_senders(properties(node.element).get(WORKERS_PROPERTY))
    if not workers:
        findings.error(
            node.element,
            f"没有写谁的程序可以领取，请加扩展属性 {WORKERS_PROPERTY}，写岗位代码，多个用逗号分开",
        )
    for worker in workers:
        check_group(node.element, worker, known_roles, findings)
