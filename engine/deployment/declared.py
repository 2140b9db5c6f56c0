"""What a file declares beside its process, messages, signals, errors and escalations, and references to it."""
from __future__ import annotations

from lxml import etree

from engine.deployment.findings import Findings


def check_declared(
    element: etree._Element, reference: str | None, declared: dict[str, etree._Element], what: str, findings: Findings
) -> None:
    """Report a reference that is missing or leads to nothing of the file; ``what`` is the Chinese word for it."""
    if not reference:
        findings.error(element, f"没有选{what}，请在属性面板新建或选择{what}")
    elif reference not in declared:
        findings.error(element, f"{what}“{reference[:80]}”不存在，请重新选")
