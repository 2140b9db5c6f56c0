"""Work for people, programs and decisions with everything that the panel offers; jobs; data that say nothing."""

from __future__ import annotations

from tests.decisions import decisions, table
from tests.diagrams import process, user
from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.drawing import (
    END,
    START,
    boundary,
    event,
    model,
    properties,
    subprocess,
)
from tests.messages_drawn import extensions

WORKERS = extensions({"workers": "village_committee"})
BY_PROGRAM = '<messageEventDefinition id="{0}_d" camunda:type="external" camunda:topic="pay" camunda:taskPriority="5"/>'
RAISING = WORKERS.replace(
    "</extensionElements>",
    '<camunda:errorEventDefinition id="w_x" errorRef="e1" expression="=v &gt; 5"/></extensionElements>',
)
ERROR = '<errorEventDefinition id="{0}_d" errorRef="e1" camunda:errorCodeVariable="code"/>'
ESCALATION = '<escalationEventDefinition id="{0}_d" escalationRef="x1"/>'
CAUGHT = '<escalationEventDefinition id="{0}_d" escalationRef="x1" camunda:escalationCodeVariable="code"/>'
LEVEL = decisions(table("level", {"v": "number"}, {"level": "string"}, [["< 5", '"小"'], [">= 5", '"大"']]))
DECIDE = (
    '<businessRuleTask id="r" name="定级" camunda:decisionRef="level" camunda:decisionRefBinding="latest"'
    ' camunda:resultVariable="level" camunda:mapDecisionResult="singleEntry">{0}</businessRuleTask>'
)
JOBS = ' camunda:asyncBefore="true" camunda:asyncAfter="true" camunda:exclusive="false"'


def service(inside: str = WORKERS) -> str:
    """Work for a program outside, urgent."""
    return (
        '<serviceTask id="w" name="付款" camunda:type="external" camunda:topic="pay" camunda:taskPriority="50">'
        f"{inside}</serviceTask>"
    )


PROGRAMS = [
    Construct(
        "external work that only its workers may fetch",
        (model("a " + service(), "s -> w -> a -> e"),),
        "start | -\nas donggou-resident | -\nrefused work w v=1 | -\nas donggou-clerk | -\nwork w v=1 | a",
        {"v": 1},
    ),
    Construct(
        "external work that is locked",
        (model("a " + service(), "s -> w -> a -> e"),),
        "start | -\nfetch w | -\nas donggou-committee | -\nrefused work w v=2 | -\nas donggou-clerk | -\n"
        "work w v=1 | a",
        {"v": 1},
    ),
    Construct(
        "external work whose result is an error",
        (model("a z " + service(RAISING) + boundary("x", "w", ERROR), "s -> w -> a -> e\nx -> z -> e"),),
        "start | -\nwork w v=9 | z",
        {"code": "broken"},
    ),
    Construct(
        "external work whose result is no error",
        (model("a z " + service(RAISING) + boundary("x", "w", ERROR), "s -> w -> a -> e\nx -> z -> e"),),
        "start | -\nwork w v=1 | a",
    ),
    Construct(
        "message events that a program sends",
        (
            process(
                START
                + event("intermediateThrowEvent", "w", BY_PROGRAM, inside=WORKERS)
                + user("a")
                + event("endEvent", "last", BY_PROGRAM, inside=WORKERS),
                "s -> w -> a -> last",
            ),
        ),
        "start | -\nwork w | a\ncomplete a | -\nwork last | ended",
    ),
]

DECISIONS = [
    Construct(
        "business rule task",
        (model("a z " + DECIDE.format(extensions({"reasonVariable": "why"})), "s -> a -> r -> z -> e"),),
        "start | a\ncomplete a v=9 | z",
        {"level": "大"},
        decisions=LEVEL,
    ),
    Construct(
        "business rule task that raises an error",
        (
            model(
                "a y z "
                + DECIDE.format(
                    properties(
                        errorCode="=if level = &quot;大&quot; then &quot;broken&quot; else null", errorMessage="太大了"
                    )
                )
                + boundary("x", "r", ERROR),
                "s -> a -> r -> z -> e\nx -> y -> e",
            ),
        ),
        "start | a\ncomplete a v=9 | y",
        {"code": "broken"},
        decisions=LEVEL,
    ),
]

PEOPLE = [
    Construct(
        "user task with all that the panel offers",
        (
            process(
                START
                + '<userTask id="a" name="办理" implementation="##unspecified" camunda:candidateUsers="donggou-clerk"'
                ' camunda:dueDate="=today() + duration(&quot;P3D&quot;)" camunda:followUpDate="2026-12-01"'
                ' camunda:priority="70"'
                ' camunda:formKey="camunda-forms:deployment:fv.form"/><userTask id="b" name="核对"'
                ' camunda:assignee="donggou-clerk" camunda:formRef="fv" camunda:formRefBinding="version"'
                ' camunda:formRefVersion="1"/>' + END,
                "s -> a -> b -> e",
            ),
        ),
        "start | a\nrefused complete a v=字 | a\nrefused complete a w=1 | a\ncomplete a v=1 | b\n"
        "complete b v=2 | ended",
        {"v": 2},
    ),
    Construct(
        "a start event that remembers who began",
        (
            process(
                START.replace("/>", ' camunda:initiator="who"/>') + user("a") + END,
                "s -> a -> e",
                attributes='camunda:versionTag="一" camunda:isStartableInTasklist="false"',
            ),
        ),
        "start | a\ncomplete a | ended",
    ),
    Construct(
        "escalation that says its code",
        (
            model(
                "z late "
                + subprocess("sub", "b " + event("endEvent", "ei", ESCALATION), "b -> ei")
                + boundary("x", "sub", CAUGHT, interrupting=False),
                "s -> sub -> z -> e\nx -> late -> e",
            ),
        ),
        "start | b\ncomplete b v=1 | late z",
        {"code": "up"},
    ),
    Construct(
        "cases of a pool with lanes, data and notes",
        (
            process(
                '<laneSet id="ls"><lane id="l1" name="村委会"><flowNodeRef>a</flowNodeRef><childLaneSet id="cs">'
                '<lane id="l2" name="文书"><flowNodeRef>s</flowNodeRef></lane></childLaneSet></lane></laneSet>'
                '<dataObject id="do"/><dataObjectReference id="dr" name="名册" dataObjectRef="do"/>'
                '<dataStoreReference id="sr" name="台账"/><textAnnotation id="n"><text>说明</text></textAnnotation>'
                + START
                + user(
                    "a",
                    inside=(
                        '<property id="pr" name="__targetRef_placeholder"/>'
                        '<dataInputAssociation id="i"><sourceRef>dr</sourceRef>'
                        "<targetRef>pr</targetRef></dataInputAssociation>"
                        '<dataOutputAssociation id="o"><targetRef>sr</targetRef>'
                        "</dataOutputAssociation><outgoing>a__e</outgoing>"
                    ),
                )
                + '<endEvent id="e"><incoming>a__e</incoming></endEvent>',
                "s -> a -> e",
                extra='<collaboration id="co"><participant id="p1" name="村" processRef="p"/>'
                '<participant id="p2" name="外面"/>'
                '<messageFlow id="mf" sourceRef="p2" targetRef="p1"/></collaboration>',
            ),
        ),
        "start | a\ncomplete a | ended",
    ),
]
