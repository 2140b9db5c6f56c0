"""What the county's diagrams and forms say: who acts, on what form, at which stage, by which words of the policy."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from consultation.roles import is_known_group
from engine.expressions import read_expression

ROOT = Path(__file__).parents[3]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
STAGES = {"收集", "酝酿", "方案告知", "公示", "协商", "表决/审核", "公告", "落实", "反馈公开", "评议监督", "归档"}
GIVEN_BY_ENGINE = {"case_number", "organisation", "organisation_name", "organisation_kind", "initiator", "stage"}
GUESSED = "系统默认，非文件规定"
FLOW_NODES = {
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "userTask",
    "scriptTask", "businessRuleTask", "callActivity", "subProcess", "exclusiveGateway", "parallelGateway",
    "inclusiveGateway",
}  # fmt: skip


@dataclass
class Drawing:
    """One diagram's process element with its questions answered by name."""

    key: str
    process: etree._Element
    nodes: dict[str, etree._Element] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = {str(node.get("id")): node for node in self.process.iter() if tag(node) in FLOW_NODES}

    def all(self, *names: str) -> list[etree._Element]:
        """Every element of one of these names."""
        return [element for element in self.process.iter() if tag(element) in names]

    def outgoing(self, node_id: str) -> list[etree._Element]:
        """The flows that leave a node."""
        return [flow for flow in self.all("sequenceFlow") if flow.get("sourceRef") == node_id]


def tag(element: etree._Element) -> str:
    """The local name of a BPMN element, "" for anything else."""
    name = str(element.tag)
    return name.removeprefix(BPMN) if name.startswith(BPMN) else ""


def documentation(element: etree._Element) -> str:
    """The element's own documentation."""
    return element.findtext(f"{BPMN}documentation") or ""


def properties(element: etree._Element) -> dict[str, str]:
    """The camunda:property pairs of the element itself."""
    path = f"{BPMN}extensionElements/{CAMUNDA}properties/{CAMUNDA}property"
    return {str(found.get("name")): str(found.get("value")) for found in element.iterfind(path)}


def keys_of(components: list[dict[str, Any]]) -> Iterator[str]:
    """The root variables that a form yields."""
    for component in components:
        if component.get("path") or component.get("key"):
            yield str(component.get("path") or component["key"])
        elif "components" in component:
            yield from keys_of(component["components"])


def options_of(components: list[dict[str, Any]]) -> Iterator[str]:
    """Every value offered in a form, also in its groups and lists."""
    for component in components:
        yield from (str(option["value"]) for option in component.get("values", ()))
        yield from options_of(component.get("components", []))


def expressions_of(drawing: Drawing) -> Iterator[tuple[str, str]]:
    """Every FEEL text that reads the process's variables, with the id of the element that holds it."""
    for name in ("conditionExpression", "script", "condition", "timeDate", "timeDuration"):
        for element in drawing.all(name):
            owner = next(up for up in element.iterancestors() if up.get("id") and not tag(up).endswith("Definition"))
            yield str(owner.get("id")), str(element.text)
    for node_id, node in drawing.nodes.items():
        for name in ("candidateGroups", "dueDate"):
            if str(node.get(f"{CAMUNDA}{name}")).startswith("="):
                yield node_id, str(node.get(f"{CAMUNDA}{name}"))
        for mapping in node.iter(f"{CAMUNDA}in"):
            yield node_id, str(mapping.get("sourceExpression") or mapping.get("source"))


def outputs_of(decision: str) -> dict[str, list[str]]:
    """The cells of each output column of a decision table."""
    table = next(etree.parse(ROOT / "processes" / f"{decision}.dmn").iter("{*}decisionTable"))
    rules = [rule.findall("{*}outputEntry") for rule in table.iter("{*}rule")]
    return {
        str(column.get("name")): ["".join(map(str, rule[place].itertext())) for rule in rules]
        for place, column in enumerate(table.iter("{*}output"))
    }


def literals(text: str) -> list[str]:
    """The texts in quotes of a FEEL expression."""
    return re.findall(r'"([^"]*)"', text)


DRAWINGS = {
    path.stem: Drawing(path.stem, next(etree.parse(path).iter(f"{BPMN}process")))
    for path in sorted((ROOT / "processes").glob("*.bpmn"))
}
FORMS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "forms").glob("*.form"))}
CALLS = [
    (drawing, call, DRAWINGS[str(call.get("calledElement"))])
    for drawing in DRAWINGS.values()
    for call in drawing.all("callActivity")
]
USER_TASKS = [
    pytest.param(drawing, task, id=f"{drawing.key}.{task.get('id')}")
    for drawing in DRAWINGS.values()
    for task in drawing.all("userTask")
]
each_drawing = pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)


def written_in(drawing: Drawing) -> set[str]:
    """The variables that a process's own forms, scripts, messages and calls write, and those its callers hand in."""
    names = set(GIVEN_BY_ENGINE) if drawing.key == "consultation" else set()
    for node in drawing.nodes.values():
        found = properties(node)
        if found.get("payloadVariable"):
            names.add(found["payloadVariable"])
        elif found.get("payloadForm"):
            names.update(keys_of(FORMS[found["payloadForm"]]["components"]))
        if node.get(f"{CAMUNDA}formRef"):
            names.update(keys_of(FORMS[str(node.get(f"{CAMUNDA}formRef"))]["components"]))
        if node.get(f"{CAMUNDA}resultVariable"):
            names.add(str(node.get(f"{CAMUNDA}resultVariable")))
        if found.get("reasonVariable"):
            names.add(found["reasonVariable"])
        names.update(str(mapping.get("target")) for mapping in node.iter(f"{CAMUNDA}out"))
    for _, call, called in CALLS:
        if called is drawing:
            names.update(str(mapping.get("target")) for mapping in call.iter(f"{CAMUNDA}in"))
    return names


@pytest.mark.parametrize(("drawing", "task"), USER_TASKS)
def test_every_user_task_says_who_acts_on_what_form_at_which_stage_and_by_which_rule(
    drawing: Drawing, task: etree._Element
) -> None:
    assert task.get(f"{CAMUNDA}formRef") in FORMS
    assert task.get(f"{CAMUNDA}candidateGroups")
    assert re.search(r"^R-\d+", documentation(task), re.MULTILINE)
    stage = properties(task)["stage"]
    assert stage in STAGES or (stage == "=stage" and drawing.key == "consultation")


@pytest.mark.parametrize(("drawing", "task"), USER_TASKS)
def test_every_user_task_is_for_known_roles(drawing: Drawing, task: etree._Element) -> None:
    groups = str(task.get(f"{CAMUNDA}candidateGroups"))
    if groups == "=organiser":
        groups = next(
            str(mapping.get("sourceExpression"))
            for mapping in DRAWINGS["consultation"].process.iter(f"{CAMUNDA}out")
            if mapping.get("target") == "organiser"
        )
    if groups == "=advice.supervisor.roles":
        named = literals("".join(outputs_of("supervisor")["roles"]))
    elif groups.startswith("="):
        conditions = set(options_of([part for form in FORMS.values() for part in form["components"]]))
        named = [text for text in literals(groups) if text not in conditions]
    else:
        named = groups.split(",")
    assert named
    assert all(is_known_group(f"{name}民政" if name == "county_dept:" else name) for name in named), named


@pytest.mark.parametrize(("drawing", "task"), USER_TASKS)
def test_a_period_that_the_policy_does_not_give_says_so(drawing: Drawing, task: etree._Element) -> None:
    due = task.get(f"{CAMUNDA}dueDate") or ""
    assert ("duration(" in due) == (properties(task).get("default") == GUESSED)


@each_drawing
def test_a_drawing_has_at_most_thirty_flow_nodes(drawing: Drawing) -> None:
    assert 0 < len(drawing.nodes) <= 30


@each_drawing
def test_the_file_is_named_like_its_process(drawing: Drawing) -> None:
    assert drawing.process.get("id") == drawing.key
    assert drawing.process.get("isExecutable") == "true"


@each_drawing
def test_every_node_has_a_chinese_name_and_every_choice_names_its_flows(drawing: Drawing) -> None:
    for node_id, node in drawing.nodes.items():
        assert re.search(r"[\u4e00-\u9fff]", node.get("name") or ""), node_id
        assert re.fullmatch(r"[a-z][a-z0-9_]*", node_id)
        if tag(node) in {"exclusiveGateway", "inclusiveGateway"} and len(drawing.outgoing(node_id)) > 1:
            assert all(flow.get("name") for flow in drawing.outgoing(node_id)), node_id


@each_drawing
def test_every_exclusive_choice_has_a_default_flow(drawing: Drawing) -> None:
    for gateway in drawing.all("exclusiveGateway"):
        flows = drawing.outgoing(str(gateway.get("id")))
        bare = [flow.get("id") for flow in flows if flow.find(f"{BPMN}conditionExpression") is None]
        assert bare == [gateway.get("default")], gateway.get("id")


@each_drawing
def test_every_variable_read_is_written_by_some_form_script_or_mapping(drawing: Drawing) -> None:
    written = written_in(drawing)
    for owner, text in expressions_of(drawing):
        missing = read_expression(text).free_variables - written
        assert not missing, f"{drawing.key}.{owner} reads {missing}"


@pytest.mark.parametrize(("drawing", "call", "called"), CALLS, ids=[f"{d.key}.{c.get('id')}" for d, c, _ in CALLS])
def test_a_call_brings_back_only_what_the_called_process_writes(
    drawing: Drawing, call: etree._Element, called: Drawing
) -> None:
    for mapping in call.iter(f"{CAMUNDA}out"):
        text = str(mapping.get("sourceExpression") or mapping.get("source"))
        assert read_expression(text).free_variables <= written_in(called), text


@pytest.mark.parametrize(("drawing", "call", "called"), CALLS, ids=[f"{d.key}.{c.get('id')}" for d, c, _ in CALLS])
def test_a_called_process_gets_every_variable_that_it_shows_or_reads(
    drawing: Drawing, call: etree._Element, called: Drawing
) -> None:
    handed = {str(mapping.get("target")) for mapping in call.iter(f"{CAMUNDA}in")}
    for task in called.all("userTask"):
        shown = {part["key"] for part in FORMS[str(task.get(f"{CAMUNDA}formRef"))]["components"]
                 if part.get("readonly") is True}
        assert shown <= handed | own_results(called), task.get("id")
        if task.get(f"{CAMUNDA}candidateGroups") == "=organiser":
            assert "organiser" in handed


def own_results(drawing: Drawing) -> set[str]:
    """What people fill in within the process itself, readonly fields not counted."""
    names: set[str] = set()
    for task in drawing.all("userTask"):
        components = FORMS[str(task.get(f"{CAMUNDA}formRef"))]["components"]
        names |= set(keys_of([part for part in components if part.get("readonly") is not True]))
    return names


@each_drawing
def test_every_value_that_a_choice_compares_can_be_chosen_or_is_written(drawing: Drawing) -> None:
    values = values_by_name()
    for condition in drawing.all("conditionExpression", "condition"):
        text = str(condition.text)
        for name, value in re.findall(r'(\w+) = "([^"]*)"', text) + re.findall(r'contains\((\w+), "([^"]*)"', text):
            assert value in values[name], text


def values_by_name() -> dict[str, set[str]]:
    """The values that each variable can take: offered by a form under its key, or written by a script or mapping."""
    values: dict[str, set[str]] = {"stage": set(STAGES)}
    for decision in {str(task.get(f"{CAMUNDA}decisionRef")) for drawing in DRAWINGS.values()
                     for task in drawing.all("businessRuleTask")} - {"parameters"}:  # fmt: skip
        for name, cells in outputs_of(decision).items():
            values.setdefault(name, set()).update(literals("".join(cells)))
    for form in FORMS.values():
        for part in form["components"]:
            values.setdefault(str(part.get("key")), set()).update(options_of([part]))
    for drawing in DRAWINGS.values():
        for script in drawing.all("scriptTask"):
            written = literals(script.findtext(f"{BPMN}script") or "")
            values.setdefault(str(script.get(f"{CAMUNDA}resultVariable")), set()).update(written)
        for mapping in drawing.process.iter(f"{CAMUNDA}out", f"{CAMUNDA}in"):
            source, target = str(mapping.get("source")), str(mapping.get("target"))
            written = literals(mapping.get("sourceExpression") or "")
            values.setdefault(target, set()).update(written, values.get(source, set()))
    return values


def test_forms_and_diagrams_need_each_other() -> None:
    used = {str(node.get(f"{CAMUNDA}formRef")) for drawing in DRAWINGS.values() for node in drawing.nodes.values()
            if node.get(f"{CAMUNDA}formRef")}
    used |= {properties(node)["payloadForm"] for drawing in DRAWINGS.values() for node in drawing.nodes.values()
             if "payloadForm" in properties(node)}
    assert used == set(FORMS)
    assert all(form["id"] == key for key, form in FORMS.items())


def test_every_end_of_a_case_passes_through_the_archive() -> None:
    main = DRAWINGS["consultation"]
    ends = [end.get("id") for end in main.process.findall(f"{BPMN}endEvent")]
    leading = {end: [flow.get("sourceRef") for flow in main.all("sequenceFlow") if flow.get("targetRef") == end]
               for end in ends}
    assert leading.pop("supervision_ended") == ["supervision", "main_line_done"]
    assert leading == {"closed": ["archive"]}
    assert properties(main.nodes["archive"])["stage"] == "归档"


def test_every_quotation_stands_verbatim_in_the_policy() -> None:
    policy = re.sub(r"\s", "", (ROOT / "docs" / "实施方案.txt").read_text(encoding="utf-8"))
    quoted = 0
    for drawing in DRAWINGS.values():
        for element in drawing.process.iter():
            if not tag(element):
                continue
            for rule, words in re.findall(r"^(R-\d+[a-z]?) (.+)$", documentation(element), re.MULTILINE):
                # annex 3 is a figure: its boxes stand apart in the text
                pieces = words.split() if rule.startswith("R-4") else [words]
                for piece in pieces:
                    assert re.sub(r"\s", "", piece) in policy, f"{element.get('id')}: {rule} {piece}"
                    quoted += 1
    assert quoted > 100


def test_the_glossary_lists_every_value_that_people_can_choose() -> None:
    glossary = (ROOT / "docs" / "词汇表.md").read_text(encoding="utf-8")
    known = set(re.findall(r"`([^`]+)`", glossary))
    offered = {value for form in FORMS.values() for value in options_of(form["components"])
               if not re.fullmatch(r"[VC]\d\d", value)}
    assert offered <= known, sorted(offered - known)


def test_the_glossary_lists_every_variable() -> None:
    known = set(re.findall(r"`([^`]+)`", (ROOT / "docs" / "词汇表.md").read_text(encoding="utf-8")))
    written = {name for drawing in DRAWINGS.values() for name in written_in(drawing)}
    assert written <= known, sorted(written - known)
