"""The setting of retries: only where there is a job or a timer, and only what can be reckoned."""
from __future__ import annotations

from lxml import etree

from engine.deployment.findings import Findings
from engine.deployment.vocabulary import BPMN, CAMUNDA
from engine.retry_cycles import retry_pauses

_PATH = f".//{{{CAMUNDA}}}failedJobRetryTimeCycle"
_TIMER = f"{{{BPMN}}}timerEventDefinition"
_STARTS_JOBS = ("async", "asyncBefore", "asyncAfter")


def check_retry_cycles(root: etree._Element, findings: Findings) -> None:
    """Report retries that cannot be reckoned, and warn of those that nothing is retried by."""
    for cycle in root.iterfind(_PATH):
        try:
            if (cycle.text or "").strip():
                retry_pauses(cycle.text or "")
        except ValueError as error:
            findings.error(cycle, f"重试设置“{(cycle.text or '')[:60].strip()}”不能执行：{error}")
        extensions = cycle.getparent()
        owner = extensions.getparent() if extensions is not None else None
        if owner is not None and not _has_job(owner):
            findings.warn(cycle, "重试设置在这里不起作用：节点没有勾“异步前”或“异步后”，也不是定时事件，可以删去")


def _has_job(owner: etree._Element) -> bool:
    jobs = any(owner.get(f"{{{CAMUNDA}}}{name}") == "true" for name in _STARTS_JOBS)
    return jobs or owner.find(_TIMER) is not None
