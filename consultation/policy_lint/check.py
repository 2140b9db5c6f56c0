"""Checks the processes of a deployment against the policy's rules about ways, and reports at their elements."""
from __future__ import annotations

from collections.abc import Iterator

from consultation.policy_lint.marks import check_marks, is_consultation
from consultation.policy_lint.model import Model, TooLarge, build_model
from consultation.policy_lint.reporting import Report
from consultation.policy_lint.rules import KEPT, PROCESS_PROPERTY, RULES, STEP_PROPERTY, Rule
from consultation.policy_lint.ways import Ways, WaysWithout
from consultation.stages import check_stages
from engine.deployment.diagram import Diagram, Node
from engine.deployment.lint import Landscape

#: Of all consultations of a deployment together; a county's has about 150.
MOST_NODES = 10_000


def check_policy(landscape: Landscape, strict: bool = True) -> None:
    """Report every step that a case could end without, or take too early, in processes that the deployment changes.

    Stages that there are not, and marks that are none, are reported too.

    ``strict``: errors where the diagram gives no reason; otherwise warnings.
    """
    for diagram, findings in landscape.given.values():
        check_marks(diagram, findings)
        check_stages(diagram, findings, strict)
        before = landscape.deployed(diagram.key)
        if before is not None and is_consultation(before) and not is_consultation(diagram):
            report = Report(landscape, Model(diagram, [diagram]), strict)
            report.broken(KEPT, diagram.process, (
                f"这个流程原来按实施方案检查（扩展属性 {PROCESS_PROPERTY}），现在不检查了，请把这个属性写回去"
            ))  # fmt: skip
    left = MOST_NODES
    for root in _consultations(landscape):
        try:
            model = build_model(root, lambda called: landscape.diagram(*called), left)
        except TooLarge:
            report = Report(landscape, Model(root, [root]), strict)
            report.error(root.process, f"流程和它调用的一共超过 {MOST_NODES} 个节点，没法检查，请分开部署")
            return
        left -= sum(1 for _node in model.nodes())
        _check(model, Report(landscape, model, strict))


def _consultations(landscape: Landscape) -> Iterator[Diagram]:
    for diagram, _findings in landscape.given.values():
        if is_consultation(diagram):
            yield diagram
    for key in landscape.callers(set(landscape.given)):
        above = landscape.deployed(key) if key not in landscape.given else None
        if above is not None and is_consultation(above):
            yield above


def _check(model: Model, report: Report) -> None:
    ways = Ways(model)
    if not ways.can_end:
        report.broken(KEPT, model.root.process, "没有一条路能走到正常的结束，实施方案的各步无从检查，请画一条")
        return
    without = {rule.key: ways.without(rule) for rule in RULES}
    kept = []
    for rule in RULES:
        if without[rule.key].lead_to_an_end:
            _report_left_out(ways, rule, without[rule.key], report)
        else:
            kept.append(rule)
    for rule, node, earlier in _too_early(ways, kept, without):
        report.broken(rule, node.element, _early_message(rule, earlier), quoted=earlier[-1])
    report.unused_reasons()


def _report_left_out(ways: Ways, rule: Rule, without: WaysWithout, report: Report) -> None:
    parting = without.parting() if ways.steps[rule.key] else None
    if not ways.steps[rule.key]:
        element = report.where_it_was(rule)
        message = f"没有一步是“{rule.step}”，请加上这一步，并在它的扩展属性 {STEP_PROPERTY} 里写“{rule.step}”"
    elif parting is None:
        element = ways.steps[rule.key][0].element
        message = f"办结以前不一定经过这里的“{rule.step}”，请让每一条路都经过"
    else:
        element = parting.element
        message = f"从这里走，可以不经过“{rule.step}”就办结，请让每一条路都经过"
    if rule.decided_by is not None:
        message += f"；确实可以不办的那条连线，写扩展属性 policySkip（{rule.step}）"
    report.broken(rule, element, message)


def _too_early(
    ways: Ways, kept: list[Rule], without: dict[str, WaysWithout]
) -> Iterator[tuple[Rule, Node, list[Rule]]]:
    """Where a step can be taken before earlier ones. Of the steps that one should precede, only the first is told."""
    ordered = [rule for rule in RULES if not rule.alongside]
    found: dict[Node, tuple[Rule, list[Rule]]] = {}
    for place, earlier in enumerate(ordered):
        for later in ordered[place + 1 :] if earlier in kept else ():
            nodes = [node for node in ways.steps[later.key] if without[earlier.key].lead_to(node)]
            for node in nodes:
                found.setdefault(node, (later, []))[1].append(earlier)
            if nodes:
                break
    for node, (later, missing) in found.items():
        yield later, node, missing


def _early_message(rule: Rule, earlier: list[Rule]) -> str:
    names = "、".join(f"“{step.step}”" for step in earlier)
    return f"走到这里的“{rule.step}”时，可能还没有经过{names}，请把它们放到前面"
