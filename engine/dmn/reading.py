"""Reads dmn:definitions into a Model: types, inputs, decisions, knowledge models, services and imports."""
from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from engine.dmn import model
from engine.dmn.boxed import boxed_in, child, children, elements_in, local, read_function, text_of

#: The namespaces of DMN 1.1 to 1.5, by what they contain; their prefixes and versions differ between tools.
NAMESPACE_MARK = "/spec/DMN/"
DRG_ELEMENTS = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
#: Written by every tool and meaning nothing to an evaluation.
SILENT = frozenset({
    "description", "extensionElements", "DMNDI", "textAnnotation", "association", "group", "knowledgeSource",
    "organizationUnit", "performanceIndicator", "elementCollection", "itemDefinition", *DRG_ELEMENTS,
})  # fmt: skip
#: Elements within elements: deeper than anybody draws, and not so deep that reading them exhausts Python.
MAX_DEPTH = 100


def is_dmn(root: etree._Element) -> bool:
    """Whether ``root`` is dmn:definitions of one of the versions that are read."""
    return local(root) == "definitions" and NAMESPACE_MARK in str(etree.QName(root).namespace)


def read_model(root: etree._Element) -> model.Model:
    """The model below dmn:definitions. Never raises: what is missing or strange is for the compiler to report."""
    if _is_too_deep(root):
        return model.Model(root, root.get("namespace") or "", root.get("id") or "", root.get("name") or "",
                           root.get("expressionLanguage"), too_deep=True)  # fmt: skip
    elements: dict[str, model.InputData | model.Decision | model.KnowledgeModel | model.ServiceElement] = {}
    repeated = []
    for element in children(root, *DRG_ELEMENTS):
        read = _read_drg_element(element)
        if read.id in elements:
            repeated.append(element)
        else:
            elements[read.id] = read
    items: dict[str, model.ItemDefinition] = {}
    for element in children(root, "itemDefinition"):
        item = _read_item(element)
        if items.setdefault(item.name, item) is not item:
            repeated.append(element)
    imports = tuple(
        model.Import(element, element.get("name") or "", element.get("namespace") or "")
        for element in children(root, "import")
        if NAMESPACE_MARK in (element.get("importType") or "")
    )
    return model.Model(
        root=root,
        namespace=root.get("namespace") or "",
        id=root.get("id") or "",
        name=root.get("name") or "",
        language=root.get("expressionLanguage"),
        items=items,
        imports=imports,
        elements=elements,
        repeated=tuple(repeated),
        unknown=tuple(
            element for element in elements_in(root)
            if etree.QName(element).namespace == etree.QName(root).namespace and not _is_known(element)
        ),
    )  # fmt: skip


def _is_too_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _is_known(element: etree._Element) -> bool:
    """Whether the element is read, or means nothing; imports of other things than DMN models are neither."""
    if local(element) == "import":
        return NAMESPACE_MARK in (element.get("importType") or "")
    return local(element) in SILENT


def _read_drg_element(
    element: etree._Element,
) -> model.InputData | model.Decision | model.KnowledgeModel | model.ServiceElement:
    variable = child(element, "variable")
    name = element.get("name") or ""
    identifier = element.get("id") or f"@{name}"
    seen_as = (variable.get("name") if variable is not None else None) or name or identifier
    type_ref = variable.get("typeRef") if variable is not None else None
    inputs, decisions, knowledge = _requirements(element)
    kind = local(element)
    if kind == "decision":
        return model.Decision(
            element, identifier, name, seen_as, type_ref, inputs, decisions, knowledge, boxed_in(element)
        )
    if kind == "businessKnowledgeModel":
        logic = child(element, "encapsulatedLogic")
        function = read_function(logic) if logic is not None else None
        return model.KnowledgeModel(element, identifier, name, seen_as, type_ref, knowledge, function)
    if kind == "decisionService":
        return model.ServiceElement(
            element, identifier, name, seen_as, type_ref,
            outputs=_references(children(element, "outputDecision")),
            encapsulated=_references(children(element, "encapsulatedDecision")),
            input_decisions=_references(children(element, "inputDecision")),
            input_data=_references(children(element, "inputData")),
        )  # fmt: skip
    return model.InputData(element, identifier, name, seen_as, type_ref)


def _requirements(element: etree._Element) -> tuple[tuple[model.Reference, ...], ...]:
    """Required inputs, decisions and knowledge."""
    information = list(children(element, "informationRequirement"))
    needed = list(children(element, "knowledgeRequirement"))
    return (
        _references(found for each in information for found in children(each, "requiredInput")),
        _references(found for each in information for found in children(each, "requiredDecision")),
        _references(found for each in needed for found in children(each, "requiredKnowledge")),
    )


def _references(elements: Iterable[etree._Element]) -> tuple[model.Reference, ...]:
    found = []
    for element in elements:
        namespace, _, identifier = (element.get("href") or "").rpartition("#")
        found.append(model.Reference(namespace, identifier))
    return tuple(found)


def _read_item(element: etree._Element) -> model.ItemDefinition:
    type_ref = child(element, "typeRef")
    function = child(element, "functionItem")
    signature = None
    if function is not None:
        parameters = tuple((each.get("name", ""), each.get("typeRef")) for each in children(function, "parameters"))
        signature = (parameters, function.get("outputTypeRef"))
    written = type_ref.text if type_ref is not None else element.get("typeRef")
    return model.ItemDefinition(
        name=element.get("name", ""),
        element=element,
        type_ref=(written or "").strip() or None,
        collection=element.get("isCollection") == "true",
        allowed=text_of(child(element, "allowedValues")) or text_of(child(element, "typeConstraint")),
        components=tuple(_read_item(each) for each in children(element, "itemComponent")),
        function=signature,
    )
