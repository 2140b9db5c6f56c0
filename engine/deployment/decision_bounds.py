"""How large a DMN file may be: what is beyond is refused before anything is compiled."""
from __future__ import annotations

from lxml import etree

from engine.deployment.decision_vocabulary import CAMUNDA
from engine.deployment.expressions import MAX_EXPRESSIONS
from engine.deployment.findings import Findings
from engine.deployment.vocabulary import local_name

MAX_DECISIONS = 100
MAX_RULES = 2_000
MAX_COLUMNS = 100
MAX_TYPES = 200
#: Every expression of the file must know the names of its columns, variables and parameters.
MAX_NAMES = 1_000
#: Names with blanks or operators in them are looked for at every word.
MAX_SPACED_NAMES = 200
_VARIABLE = f"{{{CAMUNDA}}}inputVariable"
_TEXTS = frozenset({"text", "typeRef"})
_NAMED = frozenset({
    "decision", "inputData", "businessKnowledgeModel", "decisionService", "variable", "column", "output", "input",
    "itemDefinition", "itemComponent", "formalParameter", "parameters", "parameter", "import", "for", "some", "every",
})  # fmt: skip


def check_bounds(root: etree._Element, findings: Findings) -> bool:
    """Report what is too large to be compiled in good time; whether it may be compiled."""
    listed = len(findings.listed)
    decisions = [child for child in root if local_name(child) == "decision"]
    if len(decisions) > MAX_DECISIONS:
        findings.error(root, f"一个文件有 {len(decisions)} 个决策，最多 {MAX_DECISIONS} 个，请拆成几个文件")
    names: set[str] = set()
    written = types = 0
    for element in root.iter():
        name = local_name(element)
        if name == "decisionTable":
            _check_table(element, findings)
        elif name in _TEXTS and not _is_note(element):
            written += len("".join(map(str, element.itertext())))
        elif name in _NAMED:
            names.update(filter(None, (element.get("name"), element.get("iteratorVariable"), element.get(_VARIABLE))))
        types += name in ("itemDefinition", "itemComponent")
    if written + sum(map(len, names)) > MAX_EXPRESSIONS:
        findings.error(root, f"表达式和名称一共超过 {MAX_EXPRESSIONS} 个字，请拆成几个文件")
    if types > MAX_TYPES:
        findings.error(root, f"数据类型和它们的成员一共超过 {MAX_TYPES} 个，请合并几个，或拆成几个文件")
    if len(names) > MAX_NAMES:
        findings.error(root, f"决策、列、变量和参数一共超过 {MAX_NAMES} 个名称，请拆成几个文件")
    if sum(not name.isidentifier() for name in names) > MAX_SPACED_NAMES:
        findings.error(root, f"带空格或符号的名称超过 {MAX_SPACED_NAMES} 个，请去掉空格和符号，或拆成几个文件")
    return len(findings.listed) == listed


def _check_table(table: etree._Element, findings: Findings) -> None:
    kinds = [local_name(child) for child in table]
    rules, columns = kinds.count("rule"), kinds.count("input") + kinds.count("output")
    if rules > MAX_RULES:
        findings.error(table, f"决策表有 {rules} 条规则，最多 {MAX_RULES} 条，请拆成几张表")
    if columns > MAX_COLUMNS:
        findings.error(table, f"决策表有 {columns} 列，最多 {MAX_COLUMNS} 列，请拆成几张表")


def _is_note(text: etree._Element) -> bool:
    parent = text.getparent()
    return parent is not None and local_name(parent) in ("annotationEntry", "textAnnotation")
