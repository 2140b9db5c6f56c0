"""Timers as they are drawn: one time each, and a repeated one only where it can go on repeating."""
from __future__ import annotations

from lxml import etree

from engine.deployment.diagram import Node
from engine.deployment.event_table import TIMERS, interrupts
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import local_name, scope_kind


def check_timer(node: Node, definition: etree._Element, findings: Findings) -> None:
    """Report a timer event without exactly one time, and a cycle where it cannot be counted."""
    kinds = [local_name(kind) for kind in definition if local_name(kind).startswith("time")]
    if len(kinds) != 1:
        repeats = "timeCycle" in TIMERS.get(node.type, frozenset()) and _may_repeat(node)
        findings.error(node.element, f"定时事件要写一个时间：{'日期、时长或周期' if repeats else '日期或时长'}")
    elif kinds[0] not in TIMERS.get(node.type, frozenset()):
        findings.error(node.element, "这里不能用周期，请写日期或时长")
    elif kinds[0] == "timeCycle" and not _may_repeat(node):
        findings.error(node.element, "会打断的事件只发生一次，不能用周期，请改成日期或时长，或改成不打断")


def _may_repeat(node: Node) -> bool:
    """The start of a process begins a case each time; elsewhere the first time would end what waits."""
    starts_cases = node.type == "startEvent" and scope_kind(node.scope.element) == "process"
    return starts_cases or not interrupts(node.element)
