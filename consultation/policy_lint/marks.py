"""What a diagram says about the policy in its extension properties, and what is wrong with how it says so."""
from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from consultation.policy_lint.model import call_of, places_of
from consultation.policy_lint.rules import (
    BY_STEP,
    CONSULTATION,
    END_PROPERTY,
    ENDS,
    KEYS,
    PROCESS_PROPERTY,
    REASON_PREFIX,
    SKIP_PROPERTY,
    STEP_PROPERTY,
    Rule,
)
from engine.deployment.diagram import Diagram, Flow, Node, properties
from engine.deployment.findings import Findings
from engine.expressions import UnreadableExpression, read_expression

#: What somebody, or a program that reports back, does; the rest passes without anything having been done.
_DOING = frozenset({"userTask", "serviceTask", "sendTask"})
_CONTAINERS = frozenset({"subProcess", "callActivity"})
_CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway"})


def step_of(node: Node) -> Rule | None:
    """The step that the element takes; None where it takes none, or is of a kind that cannot."""
    rule = BY_STEP.get(properties(node.element).get(STEP_PROPERTY, "").strip())
    return rule if rule is not None and _can_take(node, rule) else None


def leads_out(place: Node | Flow) -> bool:
    """Whether no result is used from here on."""
    return _value(place, END_PROPERTY) in ENDS and _may_lead_out(place)


def skipped(flow: Flow) -> Rule | None:
    """The step that this flow may leave out."""
    rule = BY_STEP.get(_value(flow, SKIP_PROPERTY) or "")
    return rule if rule is not None and _may_skip(flow, rule) else None


def reasons(diagram: Diagram) -> dict[str, str]:
    """Why the process is deployed although a rule is not kept, by the rule's key; empty where none is given."""
    found = properties(diagram.process)
    return {
        name.removeprefix(REASON_PREFIX): value.strip()
        for name, value in found.items()
        if name.startswith(REASON_PREFIX)
    }


def is_consultation(diagram: Diagram) -> bool:
    """Whether the rules hold for the process."""
    return PROCESS_PROPERTY in properties(diagram.process)


def check_marks(diagram: Diagram, findings: Findings) -> None:
    """Report words that are none of the rules', and marks on elements that cannot bear them."""
    value = properties(diagram.process).get(PROCESS_PROPERTY)
    if value is not None and value.strip() != CONSULTATION:
        findings.error(diagram.process, f"扩展属性 {PROCESS_PROPERTY} 只能写“{CONSULTATION}”，请改正或删去")
    for key, reason in reasons(diagram).items():
        if key not in KEYS:
            known = "、".join(REASON_PREFIX + name for name in sorted(KEYS))
            findings.error(diagram.process, f"扩展属性 {REASON_PREFIX}{key[:40]} 没有这条规则，只能是 {known}")
        elif not reason:
            findings.error(diagram.process, f"扩展属性 {REASON_PREFIX}{key} 没有写理由，请写明为什么这样画，或删去它")
    for place in places_of(diagram):
        for message in _wrong(place):
            findings.error(place.element, message)


def _wrong(place: Node | Flow) -> Iterator[str]:
    step, end, skip = (_value(place, name) for name in (STEP_PROPERTY, END_PROPERTY, SKIP_PROPERTY))
    if step is not None and step not in BY_STEP:
        yield _unknown(STEP_PROPERTY, step, BY_STEP)
    elif step is not None and not (isinstance(place, Node) and _can_take(place, BY_STEP[step])):
        yield f"扩展属性 {STEP_PROPERTY} 写在这里不算数，请写在真正办“{step}”的人工任务上（被调用的流程里的也算）"
    if end is not None and end not in ENDS:
        yield _unknown(END_PROPERTY, end, ENDS)
    elif end is not None and not _may_lead_out(place):
        where = "只能写在结束事件、打断的边界事件，或者排他、包容网关出去的连线上"
        yield f"扩展属性 {END_PROPERTY} 写在这里不算数，{where}"
    if skip is not None and skip not in BY_STEP:
        yield _unknown(SKIP_PROPERTY, skip, BY_STEP)
    elif skip is not None and not (isinstance(place, Flow) and _may_skip(place, BY_STEP[skip])):
        needed = "、".join(f"“{rule.step}”（{rule.decided_by}）" for rule in BY_STEP.values() if rule.decided_by)
        yield (
            f"扩展属性 {SKIP_PROPERTY} 写在这里不算数，只能写在排他、包容网关出去的连线上，"
            f"网关要按决定这一步的变量分路；可以按条件不办的只有{needed}"
        )


def _unknown(name: str, value: str, known: Iterable[str]) -> str:
    words = list(known)
    near = difflib.get_close_matches(value, words, 1)
    meant = f"是不是“{near[0]}”？" if near else ""
    return f"扩展属性 {name} 的“{value[:40]}”不认识，{meant}只能写：{'、'.join(words)}"


def _can_take(node: Node, rule: Rule) -> bool:
    if node.type in _DOING:
        return True
    # Of a called process that only the running case can name, nothing is known but what the caller says.
    unseen = node.type == "callActivity" and call_of(node) is None
    return unseen or (rule.alongside and node.type in _CONTAINERS)


def _may_lead_out(place: Node | Flow) -> bool:
    if isinstance(place, Flow):
        return place.source is not None and place.source.type in _CHOICES
    interrupting = place.element.get("cancelActivity") != "false"
    return place.type == "endEvent" or (place.type == "boundaryEvent" and interrupting)


def _may_skip(flow: Flow, rule: Rule) -> bool:
    gateway = flow.source
    if gateway is None or gateway.type not in _CHOICES or rule.decided_by is None:
        return False
    return any(rule.decided_by in _variables(other) for other in gateway.outgoing)


def _variables(flow: Flow) -> frozenset[str]:
    text = flow.condition.text if flow.condition is not None else None
    try:
        return frozenset(read_expression(text).free_variables) if text and text.strip() else frozenset()
    except UnreadableExpression:
        return frozenset()


def _value(place: Node | Flow, name: str) -> str | None:
    found = properties(place.element).get(name)
    return found.strip() if found is not None else None
