"""A model like the county's procedure: a round of ten stages with a decision after each, again and again."""
from __future__ import annotations

import copy
from typing import Any

from bench.counter import ANSWER, FORM

#: With more, plain SpiffWorkflow falls silent before round 45: its tree may be a thousand tasks deep.
STAGES = 10
#: What else may follow a stage, so that there are as many nodes as in the county's procedure: about 200.
SIDES = 17
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="bench_file" targetNamespace="bench"'
    ' modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.24.0">'
)


def diagram(key: str, condition: str, otherwise: str, forms: str = "") -> bytes:
    """The file. ``condition``: when a stage is followed by the next one, ``otherwise``: by something else, and by
    default the case ends; ``forms``: attributes of each user task. In all three ``{}`` is the stage's number.
    """
    starters = ('isExecutable="true" camunda:historyTimeToLive="P3650D" '
                'camunda:candidateStarterGroups="village_committee"')  # fmt: skip
    elements = ['<bpmn:startEvent id="begun"/>', '<bpmn:exclusiveGateway id="round"/>', '<bpmn:endEvent id="over"/>']
    flows = [("begun", "round", ""), ("round", "stage_1", "")]
    for number in range(1, STAGES + 1):
        following = f"stage_{number + 1}" if number < STAGES else "round"
        done_by = f'camunda:candidateGroups="village_committee" {forms.format(number)}'
        elements.append(f'<bpmn:userTask id="stage_{number}" name="第 {number} 步" {done_by}/>')
        elements.append(f'<bpmn:exclusiveGateway id="decide_{number}" default="decide_{number}__over"/>')
        decide = f"decide_{number}"
        flows += [(f"stage_{number}", decide, ""), (decide, following, condition.format(number)), (decide, "over", "")]
        for side in range(SIDES):
            name = f"side_{number}_{side}"
            elements.append(f'<bpmn:userTask id="{name}" name="另办 {number}-{side}" {done_by}/>')
            flows += [(decide, name, otherwise.format(number)), (name, "over", "")]
    drawn = "".join(_flow(*flow) for flow in flows)
    body = f'<bpmn:process id="{key}" name="像协商一样" {starters}>{"".join(elements)}{drawn}</bpmn:process>'
    return f"{_HEAD}{body}</bpmn:definitions>".encode()


def _flow(source: str, target: str, condition: str) -> str:
    inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
    opening = f'<bpmn:sequenceFlow id="{source}__{target}" sourceRef="{source}" targetRef="{target}"'
    return f"{opening}>{inner}</bpmn:sequenceFlow>" if condition else f"{opening}/>"


def form(number: int) -> dict[str, Any]:
    """The form of a stage: as the county's, each asks for something of its own."""
    asked = copy.deepcopy(FORM)
    asked["id"] = f"bench_record_{number}"
    for component in asked["components"]:
        component["key"] = f"{component['key']}_{number}"
    return asked


def answer(number: int) -> dict[str, Any]:
    """What is handed in at a stage, about 1 KB."""
    return {f"{name}_{number}": value for name, value in ANSWER.items()}
