"""What the Modeler's panel writes on an element becomes the attributes of its specification."""
from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

import feel
from engine.errors import ProductError
from engine.parsing.event_definitions import CYCLE, read_timer_value
from engine.parsing.parser import compile_process
from engine.specs.activities import FormBinding
from engine.specs.decisions import BusinessRuleTask
from tests.diagrams import process


def compiled(body: str, flows: str = "s -> a -> e", extra: str = "") -> Any:
    content = process('<startEvent id="s"/>' + body + '<endEvent id="e"/>', flows, extra=extra)
    return compile_process("p:1:x", "p", etree.fromstring(content))


def element(body: str, name: str = "a") -> Any:
    return compiled(body).spec.task_specs[name]


def timer(kind: str, text: str) -> Any:
    inside = f'<timerEventDefinition id="td"><{kind}>{text}</{kind}></timerEventDefinition>'
    return element(f'<intermediateCatchEvent id="a">{inside}</intermediateCatchEvent>').trigger


def value(expression: Any, **variables: Any) -> Any:
    return expression.evaluate(variables).value


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("timeDate", "2026-11-26", feel.Date(2026, 11, 26)),
        ("timeDate", "2026-11-26T08:00:00", feel.DateTime.parse("2026-11-26T08:00:00")),
        ("timeDate", "2026-11-26T08:00:00Z", feel.DateTime.parse("2026-11-26T08:00:00Z")),
        ("timeDate", " 2026-11-26T08:00:00+08:00 ", feel.DateTime.parse("2026-11-26T08:00:00+08:00")),
        ("timeDuration", "P3D", feel.parse_duration("P3D")),
        ("timeDuration", "PT1H30M", feel.parse_duration("PT1H30M")),
        ("timeDuration", "P1Y2M", feel.parse_duration("P1Y2M")),
        ("timeDuration", "=span", feel.parse_duration("P9D")),
        ("timeDuration", "${span}", feel.parse_duration("P9D")),
    ],
)
def test_a_timers_value_is_an_iso_literal_or_an_expression(kind: str, text: str, expected: Any) -> None:
    found = timer(kind, text)

    assert found.kind_of_time == {"timeDate": "date", "timeDuration": "duration"}[kind]
    assert value(found.expression, span=feel.parse_duration("P9D")) == expected


def test_a_literal_is_not_taken_for_arithmetic() -> None:
    """2026-11-26 read as FEEL is 1989."""
    assert value(read_timer_value("2026-11-26")) == feel.Date(2026, 11, 26)
    assert value(read_timer_value("=2026-11-26")) == 1989


@pytest.mark.parametrize(("text", "rounds"), [("R3/P1D", 3), ("R/PT10M", None), ("R1/P7D", 1)])
def test_a_cycle_has_rounds_and_a_span(text: str, rounds: int | None) -> None:
    found = timer("timeCycle", text)

    assert (found.kind_of_time, found.rounds) == ("cycle", rounds)
    assert value(found.expression) == feel.parse_duration(text.split("/")[1])


@pytest.mark.parametrize("text", ["R3", "3/P1D", "R3/2026-11-26T08:00:00Z/P1D", "0 0 9 * * ?", "R-1/P1D", "R3/=span"])
def test_any_other_cycle_is_left_to_the_reader_of_cron(text: str) -> None:
    assert CYCLE.fullmatch(text) is None
    found = timer("timeCycle", text)

    assert (found.kind_of_time, found.cron, found.expression) == ("cron", text, None)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('camunda:formRef="f" camunda:formRefBinding="latest"', FormBinding("f", "latest")),
        ('camunda:formRef="f"', FormBinding("f", "latest")),
        ('camunda:formRef="f" camunda:formRefBinding="deployment"', FormBinding("f", "deployment")),
        ('camunda:formRef="f" camunda:formRefBinding="version" camunda:formRefVersion="3"',
         FormBinding("f", "version", 3)),
        ('camunda:formKey="camunda-forms:deployment:f.form"', FormBinding("f", "deployment")),
        ('camunda:formKey="embedded:app:f.html"', None),
        ('camunda:formRef=" "', None),
        ("", None),
    ],
)  # fmt: skip
def test_a_form_is_bound_as_it_says(attributes: str, expected: FormBinding | None) -> None:
    assert element(f'<userTask id="a" {attributes}/>').form == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", FormBinding("c", "latest")),
        ('camunda:calledElementBinding="deployment"', FormBinding("c", "deployment")),
        ('camunda:calledElementBinding="version" camunda:calledElementVersion="2"', FormBinding("c", "version", 2)),
    ],
)
def test_a_called_process_is_bound_as_it_says(attributes: str, expected: FormBinding) -> None:
    found = compiled(f'<callActivity id="a" calledElement="c" {attributes}/>')

    assert found.spec.task_specs["a"].binding == expected
    assert found.calls == (expected,)


def test_assignment_keeps_literals_and_reads_expressions() -> None:
    attributes = 'camunda:candidateGroups=" a , b@1 ,," camunda:assignee="=who" camunda:dueDate="P3D"'
    attributes += ' camunda:candidateUsers="=people" camunda:priority="70"'
    found = element(f'<userTask id="a" {attributes}/>').assignment

    assert (found.candidate_groups, found.due_date, found.priority) == (["a", "b@1"], "P3D", "70")
    assert value(found.assignee, who="p1") == "p1"
    assert value(found.candidate_users, people=["p1", "p2"]) == ["p1", "p2"]
    assert found.follow_up_date is None


def test_mappings_are_read_in_order_and_the_business_key_is_implied() -> None:
    mapping = '<camunda:in businessKey="#{execution.processBusinessKey}"/><camunda:in source="x" target="y"/>'
    mapping += '<camunda:in sourceExpression="=x + 1" target="z"/><camunda:out variables="all"/>'
    inside = f"<extensionElements>{mapping}</extensionElements>"
    found = element(f'<callActivity id="a" calledElement="c">{inside}</callActivity>')

    assert [entry.target for entry in found.inputs_mapped] == ["y", "z"]
    assert [entry.all_variables for entry in found.outputs_mapped] == [True]


def test_the_names_that_expressions_read_are_known_for_loading() -> None:
    body = '<userTask id="a" camunda:candidateGroups="=group" camunda:dueDate="=until"/>'
    body += '<exclusiveGateway id="g" default="g__e"/>'
    found = compiled(body, "s -> a -> g -> e\ng -> a : =score > limit and not(paused)")

    assert found.names == {"group", "until", "score", "limit", "paused"}


def test_flows_stand_in_document_order_with_their_conditions_and_the_default() -> None:
    body = '<exclusiveGateway id="a" default="a__e"/><task id="b"/>'
    gateway = compiled(body, "s -> a\na -> b : =x > 1\na -> e\nb -> e").spec.task_specs["a"]

    assert [flow.id for flow in gateway.flows] == ["a__b", "a__e"]
    assert [flow.condition is None for flow in gateway.flows] == [False, True]
    assert (gateway.default, [flow.id for flow in gateway.incoming]) == ("a__e", ["s__a"])


def test_a_boundary_event_interrupts_unless_it_says_otherwise() -> None:
    inside = '<timerEventDefinition id="td{0}"><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'
    body = '<userTask id="a"/>' + "".join(
        f'<boundaryEvent id="b{place}" attachedToRef="a" {attribute}>' + inside.format(place)
        for place, attribute in enumerate(["", 'cancelActivity="true"', 'cancelActivity="false"'])
    )
    attached = element(body).boundary_events

    assert [(event.name, event.interrupting) for event in attached] == [("b0", True), ("b1", True), ("b2", False)]


def test_an_expression_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ProductError):
        element('<userTask id="a" camunda:dueDate="=1 +"/>')


def decision(attributes: str, inside: str = "") -> Any:
    task = f'<businessRuleTask id="a" camunda:decisionRef="organiser" camunda:resultVariable="who" {attributes}>'
    return compiled(f"{task}{inside}</businessRuleTask>")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", FormBinding("organiser", "latest")),
        ('camunda:decisionRefBinding="deployment"', FormBinding("organiser", "deployment")),
        (
            'camunda:decisionRefBinding="version" camunda:decisionRefVersion="3"',
            FormBinding("organiser", "version", 3),
        ),
        (
            'camunda:decisionRefBinding="versionTag" camunda:decisionRefVersionTag="2026"',
            FormBinding("organiser", "versionTag", None, "2026"),
        ),
    ],
)
def test_a_business_rule_task_is_bound_to_a_decision(attributes: str, expected: FormBinding) -> None:
    found = decision(attributes)
    task = found.spec.task_specs["a"]

    assert isinstance(task, BusinessRuleTask)
    assert (task.decision, task.result_variable, task.reason_variable) == (expected, "who", None)
    assert found.decisions == (expected,)


def test_a_decisions_results_are_a_list_unless_another_mapping_is_chosen() -> None:
    assert decision("").spec.task_specs["a"].mapping == "resultList"
    assert decision('camunda:mapDecisionResult="singleEntry"').spec.task_specs["a"].mapping == "singleEntry"


def test_the_reason_of_a_decision_goes_to_the_variable_that_a_property_names() -> None:
    entry = '<camunda:property name="reasonVariable" value="why"/>'
    inside = f"<extensionElements><camunda:properties>{entry}</camunda:properties></extensionElements>"

    assert decision("", inside).spec.task_specs["a"].reason_variable == "why"
