"""Link events: what is thrown by a name is caught exactly once by that name in the same scope."""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Node, Scope
from engine.deployment.findings import Findings


def check_links(diagram: Diagram, findings: Findings) -> None:
    """Report link events without a name or without their other end, and names that are caught twice."""
    for scope in diagram.scopes:
        _check_scope(scope, findings)


def _check_scope(scope: Scope, findings: Findings) -> None:
    throws = [node for node in scope.nodes if node.is_link_source]
    catches = [node for node in scope.nodes if node.is_link_target]
    for node in (*throws, *catches):
        if not node.link:
            findings.error(node.element, "链接事件没有名称，请在属性面板填写链接名称（Link name），两端写同一个名称")
    targets: dict[str, Node] = {}
    for node in catches:
        if node.link and targets.setdefault(node.link, node) is not node:
            findings.error(node.element, f"链接“{node.link[:60]}”在这一层有不止一个捕获事件，请只留一个，或换一个名称")
    thrown = {node.link for node in throws}
    for node in throws:
        if node.link and node.link not in targets:
            findings.error(
                node.element, f"这一层没有名称是“{node.link[:60]}”的链接捕获事件，请画上，或改正名称"
            )
    for node in catches:
        if node.link and node.link not in thrown:
            findings.error(node.element, f"这一层没有名称是“{node.link[:60]}”的链接抛出事件，走不到这里，请画上或删去")
