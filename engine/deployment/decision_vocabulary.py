"""The words of DMN 1.1 to 1.5: what is executed with its attributes, what is documentation, and how people call it.

Whatever stands in neither ELEMENTS nor DOCUMENTATION is refused by name.
"""
from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from engine.deployment.vocabulary import local_name
from engine.deployment.whitelist import ANY, Attributes, Rule
from engine.dmn.boxed import READERS

CAMUNDA = "http://camunda.org/schema/1.0/dmn"

NAMES = {
    "definitions": "决策文件", "import": "引入的模型", "itemDefinition": "数据类型", "itemComponent": "类型的成员",
    "inputData": "输入数据", "decision": "决策", "businessKnowledgeModel": "业务知识模型",
    "decisionService": "决策服务",
    "decisionTable": "决策表", "input": "输入列", "output": "输出列", "rule": "规则", "inputEntry": "输入格",
    "outputEntry": "输出格", "inputExpression": "输入表达式", "inputValues": "允许的输入值", "outputValues": "输出值",
    "defaultOutputEntry": "默认输出", "literalExpression": "文字表达式", "context": "上下文",
    "contextEntry": "上下文的一项",
    "invocation": "调用", "binding": "参数绑定", "functionDefinition": "函数定义",
    "encapsulatedLogic": "业务知识的内容",
    "formalParameter": "参数", "list": "列表", "relation": "关系表", "column": "关系表的列", "row": "关系表的行",
    "conditional": "条件", "filter": "筛选", "for": "循环", "some": "有一个满足", "every": "全部满足",
    "informationRequirement": "信息需求连线", "knowledgeRequirement": "知识需求连线", "variable": "变量",
    "importedValues": "引入的取值", "text": "文字", "knowledgeSource": "知识来源", "allowedValues": "允许的值",
}  # fmt: skip

#: Elements that say something to people only; what stands in them is not looked at, and the engine never reads it.
DOCUMENTATION = frozenset({
    "description", "question", "allowedAnswers", "authorityRequirement", "supportedObjective",
    "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess", "usingTask", "knowledgeSource",
    "organizationUnit", "performanceIndicator", "elementCollection", "textAnnotation", "association", "group",
    "annotation", "annotationEntry",
})  # fmt: skip

#: FEEL under the names of DMN 1.1 to 1.5, where an expression's language is not looked at by the compiler.
FEEL_LANGUAGES = (
    "feel", "FEEL",
    "http://www.omg.org/spec/FEEL/20140401", "http://www.omg.org/spec/DMN/20180521/FEEL/",
    "https://www.omg.org/spec/DMN/20191111/FEEL/", "https://www.omg.org/spec/DMN/20211108/FEEL/",
    "https://www.omg.org/spec/DMN/20230324/FEEL/",
)  # fmt: skip
_BOXED = frozenset(READERS)
_BOOLEAN = ("true", "false")


def _rule(
    *children: str, attributes: tuple[str, ...] = (), values: Attributes | None = None, camunda: tuple[str, ...] = (),
) -> Rule:  # fmt: skip
    """Every element of DMN may have an id, a label, a description and extension elements (DMN 1.5, 6.3.2)."""
    given = dict.fromkeys(("id", "label", *attributes), ANY) | dict(values or {})
    return Rule(frozenset(children), given, dict.fromkeys(camunda, ANY), frozenset())


_DRG = ("name",)
_REFERENCE = _rule(attributes=("href",))
_TYPED = ("typeRef",)
_INFORMATION = _rule(attributes=("name", "typeRef"))
_TEXT = _rule("text", attributes=("typeRef", "expressionLanguage"))
_TESTS = _rule("text", attributes=("typeRef",), values={"expressionLanguage": FEEL_LANGUAGES})
_HOLDER = _rule(*_BOXED, attributes=_TYPED)
_ITEM = _rule(
    "typeRef", "allowedValues", "typeConstraint", "itemComponent", "functionItem", attributes=("name", "typeRef"),
    values={"isCollection": _BOOLEAN, "typeLanguage": FEEL_LANGUAGES},
)  # fmt: skip
_FUNCTION = _rule("formalParameter", *_BOXED, attributes=("typeRef", "kind"))

ELEMENTS: Mapping[str, Rule] = {
    "definitions": _rule(
        "import", "itemDefinition", "inputData", "decision", "businessKnowledgeModel", "decisionService",
        attributes=("name", "namespace", "expressionLanguage", "exporter", "exporterVersion"),
        values={"typeLanguage": FEEL_LANGUAGES}, camunda=("diagramRelationId",),
    ),
    "import": _rule(attributes=("name", "namespace", "locationURI", "importType")),
    "itemDefinition": _ITEM,
    "itemComponent": _ITEM,
    "typeRef": Rule(),
    "allowedValues": _TESTS,
    "typeConstraint": _TESTS,
    "functionItem": _rule("parameters", attributes=("outputTypeRef",)),
    "parameters": _INFORMATION,
    "inputData": _rule("variable", attributes=(*_DRG, "href")),
    "variable": _INFORMATION,
    "decision": _rule(
        "variable", "informationRequirement", "knowledgeRequirement", *_BOXED, attributes=_DRG,
        camunda=("historyTimeToLive", "versionTag"),
    ),
    "businessKnowledgeModel": _rule("variable", "encapsulatedLogic", "knowledgeRequirement", attributes=_DRG),
    "decisionService": _rule(
        "variable", "outputDecision", "encapsulatedDecision", "inputDecision", "inputData", attributes=_DRG
    ),
    "outputDecision": _REFERENCE,
    "encapsulatedDecision": _REFERENCE,
    "inputDecision": _REFERENCE,
    "informationRequirement": _rule("requiredDecision", "requiredInput", attributes=_DRG),
    "knowledgeRequirement": _rule("requiredKnowledge", attributes=_DRG),
    "requiredDecision": _REFERENCE,
    "requiredInput": _REFERENCE,
    "requiredKnowledge": _REFERENCE,
    "text": Rule(),
    "literalExpression": _TEXT,
    "context": _rule("contextEntry", attributes=_TYPED),
    "contextEntry": _rule("variable", *_BOXED),
    "invocation": _rule("binding", *_BOXED, attributes=_TYPED),
    "binding": _rule("parameter", *_BOXED),
    "parameter": _INFORMATION,
    "functionDefinition": _FUNCTION,
    "encapsulatedLogic": _FUNCTION,
    "formalParameter": _INFORMATION,
    "list": _HOLDER,
    "relation": _rule("column", "row", attributes=_TYPED),
    "column": _INFORMATION,
    "row": _HOLDER,
    "conditional": _rule("if", "then", "else", attributes=_TYPED),
    "filter": _rule("in", "match", attributes=_TYPED),
    "for": _rule("in", "return", attributes=("typeRef", "iteratorVariable")),
    "some": _rule("in", "satisfies", attributes=("typeRef", "iteratorVariable")),
    "every": _rule("in", "satisfies", attributes=("typeRef", "iteratorVariable")),
    **dict.fromkeys(("if", "then", "else", "in", "match", "return", "satisfies"), _HOLDER),
    "decisionTable": _rule(
        "input", "output", "rule",
        attributes=("typeRef", "hitPolicy", "aggregation", "preferredOrientation", "outputLabel"),
    ),
    "input": _rule("inputExpression", "inputValues", camunda=("inputVariable",)),
    "inputExpression": _TEXT,
    "inputValues": _TESTS,
    "output": _rule("outputValues", "defaultOutputEntry", attributes=("name", "typeRef")),
    "outputValues": _TESTS,
    "defaultOutputEntry": _TEXT,
    "rule": _rule("inputEntry", "outputEntry"),
    "inputEntry": _TEXT,
    "outputEntry": _TEXT,
}  # fmt: skip

#: What to do instead of something refused; others get the general sentence.
ADVICE = {
    "importedValues": "请把取值直接写在格子里",
    "import": "请把决策放进同一个文件",
}  # fmt: skip
_RULE_NUMBER = etree.XPath("string(1 + count(preceding-sibling::*[local-name() = 'rule']))")
GENERAL_ADVICE = "请删去，或在 Camunda Modeler 里用支持的写法重画"


def chinese(element: etree._Element) -> str:
    """The element's name as people say it, with the XML name where there is no Chinese one."""
    name = local_name(element)
    return NAMES.get(name, f"元素 {name} ")


def describe_decision_element(element: etree._Element) -> str:
    """How a finding names an element: 决策「组织者」第 3 行, or 输入数据「金额」(amount)."""
    row = ""
    place: etree._Element | None = element
    while place is not None:
        kind = local_name(place)
        if kind == "rule":
            row = f"第 {_RULE_NUMBER(place)!s} 行"
        elif kind in ("decision", "businessKnowledgeModel", "inputData", "decisionService", "itemDefinition"):
            break
        place = place.getparent()
    named = element if place is None else place
    label = (named.get("name") or named.get("id") or "").strip()[:60]
    return chinese(named) + (f"「{label}」" if label else "") + row
