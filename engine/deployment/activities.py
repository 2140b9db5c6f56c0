"""Activities: who does a user task, what a script or a decision writes, what a call activity calls."""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Node, camunda, child, properties
from engine.deployment.findings import Findings
from engine.deployment.identities import check_variable
from engine.deployment.property_names import REASON_VARIABLE_PROPERTY
from engine.deployment.vocabulary import chinese, local_name

_ASSIGNED_BY = ("assignee", "candidateUsers", "candidateGroups")
_DYNAMIC = ("=", "${", "#{")


def check_activities(diagram: Diagram, findings: Findings) -> None:
    """Report activities that lack what they need to run."""
    for node in diagram.nodes():
        if node.type == "userTask":
            _check_user_task(node, findings)
        elif node.type == "scriptTask":
            _check_script(node, findings)
        elif node.type == "businessRuleTask":
            _check_decision(node, findings)
        elif node.type == "callActivity":
            _check_call(node, findings)
        elif node.type == "startEvent":
            _check_start(node, findings)
        elif node.type == "task":
            advice = "要人办的，选中它，按扳手改成人工任务（User task）"
            findings.warn(node.element, f"没有选类型，到这里不停，没有人办，直接往下走；{advice}")
        if node.type in {"userTask", "startEvent"}:
            _check_form(node, findings)


def _check_user_task(node: Node, findings: Findings) -> None:
    if not any((camunda(node.element, name) or "").strip() for name in _ASSIGNED_BY):
        findings.error(node.element, "没有办理人或候选组，请填写候选组（Candidate groups）")
    if not (node.element.get("name") or "").strip():
        findings.error(node.element, "没有名称，待办列表里无法显示，请填写名称")


def _check_start(node: Node, findings: Findings) -> None:
    initiator = camunda(node.element, "initiator")
    check_variable(node.element, "发起人变量", initiator, findings)
    has_form = any(camunda(node.element, name) is not None for name in ("formRef", "formKey"))
    if node.scope.owner is not None and (has_form or initiator is not None):
        findings.error(node.element, "子流程的开始事件不能有表单和发起人变量，请去掉")
    elif node.definitions and has_form:
        advice = "请写在扩展属性 payloadForm 里" if node.trigger == "message" else "没有人填"
        named = chinese(local_name(node.definitions[0]))[:2]
        findings.error(node.element, f"{named}开始事件的表单{advice}，请去掉 formRef")


def _check_form(node: Node, findings: Findings) -> None:
    reference, key = camunda(node.element, "formRef"), camunda(node.element, "formKey")
    binding, version = camunda(node.element, "formRefBinding"), camunda(node.element, "formRefVersion")
    if reference is not None and key is not None:
        findings.error(node.element, "formRef 和 formKey 只能写一个，请去掉 formKey")
    if reference is not None and (not reference.strip() or reference.lstrip().startswith(_DYNAMIC)):
        findings.error(node.element, "表单要写固定的表单 ID，不能是空的或表达式")
    if reference is None and (binding is not None or version is not None):
        findings.error(node.element, "写了表单的绑定方式，却没有写表单 ID，请填写 formRef")
    _check_version(node, "表单", binding, version, findings)


def _check_version(node: Node, what: str, binding: str | None, version: str | None, findings: Findings) -> None:
    if binding == "version" and not (version or "").strip():
        findings.error(node.element, f"{what}按版本绑定，却没有写版本号，请填写版本号或改成 latest")
    elif version is not None and not _is_version(version):
        findings.error(node.element, f"{what}的版本号“{version[:40]}”不是正整数，请写固定的版本号")
    elif version is not None and binding != "version":
        findings.error(node.element, f"{what}写了版本号，绑定方式却不是 version，请二选一")


def _is_version(text: str) -> bool:
    return text.strip().isascii() and text.strip().isdigit() and 0 < int(text.strip()[:10]) < 10**9


def _check_script(node: Node, findings: Findings) -> None:
    if node.element.get("scriptFormat") is None:
        findings.error(node.element, "没有写脚本语言，请把格式（Format）填成 feel")
    if child(node.element, "script") is None:
        findings.error(node.element, "没有脚本内容，请写一个 FEEL 表达式")
    _check_result_variable(node, findings)


def _check_result_variable(node: Node, findings: Findings) -> None:
    variable = camunda(node.element, "resultVariable")
    if variable is None or not variable.strip():
        findings.error(node.element, "没有写结果变量（Result variable），请填写变量名")
    else:
        check_variable(node.element, "结果变量", variable, findings)


def _check_decision(node: Node, findings: Findings) -> None:
    decision = camunda(node.element, "decisionRef") or ""
    if not decision.strip():
        findings.error(node.element, "没有写决策，请在属性面板的实现方式里选 DMN，并填写决策 ID（Decision reference）")
    elif decision.lstrip().startswith(_DYNAMIC):
        findings.error(node.element, "决策不能是表达式，请写固定的决策 ID")
    binding, tag = camunda(node.element, "decisionRefBinding"), camunda(node.element, "decisionRefVersionTag")
    _check_version(node, "决策", binding, camunda(node.element, "decisionRefVersion"), findings)
    if binding == "versionTag" and not (tag or "").strip():
        findings.error(node.element, "决策按版本标签绑定，却没有写标签，请填写版本标签或改成 latest")
    elif tag is not None and binding != "versionTag":
        findings.error(node.element, "决策写了版本标签，绑定方式却不是 versionTag，请二选一")
    _check_result_variable(node, findings)
    reason = properties(node.element).get(REASON_VARIABLE_PROPERTY)
    check_variable(node.element, f"扩展属性 {REASON_VARIABLE_PROPERTY} ", reason, findings)
    if reason is not None and reason == (camunda(node.element, "resultVariable") or "").strip():
        findings.error(node.element, f"扩展属性 {REASON_VARIABLE_PROPERTY} 和结果变量同名，请换一个变量名")


def _check_call(node: Node, findings: Findings) -> None:
    called = node.element.get("calledElement") or ""
    if not called.strip():
        findings.error(node.element, "没有写调用的流程，请填写被调用流程的 ID（Called element）")
    _check_version(
        node, "被调用流程", camunda(node.element, "calledElementBinding"),
        camunda(node.element, "calledElementVersion"), findings,
    )  # fmt: skip
