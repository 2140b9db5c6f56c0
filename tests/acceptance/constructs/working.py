"""Work for people, programs and decisions with everything that the panel offers; jobs; data that say nothing."""

from __future__ import annotations

from tests.decisions import decisions, table
from tests.diagrams import process, script, user
from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.drawing import (
    END,
    START,
    boundary,
    event,
    model,
    multi,
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
                        "</dataOutputAssociation>"
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

#: Every kind of node that goes on by itself, with the same marks.
SELF_ACTING = (
    f'<task id="n1"{JOBS}/><manualTask id="n2"{JOBS}/>{script("n3", "x", "=1").replace(" name=", JOBS + " name=")}'
    f'<exclusiveGateway id="n4"{JOBS}/><parallelGateway id="n5"{JOBS}/><inclusiveGateway id="n6"{JOBS}/>'
    f'<intermediateThrowEvent id="n7"{JOBS}/><subProcess id="n8"{JOBS}><task id="inner"/></subProcess>'
    f'<startEvent id="s"{JOBS}/><endEvent id="e"{JOBS}/>'
)
WAITED = '<timerEventDefinition id="{0}_d"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
MARKED = [
    Construct(
        "asynchronous before and after every node",
        (process(SELF_ACTING + user("z"), "s -> n1 -> n2 -> n3 -> n4 -> n5 -> n6 -> n7 -> n8 -> z -> e"),),
        "start | -\nwait 0 | z\ncomplete z | -\nwait 0 | ended",
    ),
    Construct(
        "asynchronous before and after what waits",
        (
            process(
                START
                + user("a").replace(" name=", JOBS + " name=", 1)
                + event("intermediateCatchEvent", "c", WAITED, JOBS)
                + service().replace(" name=", JOBS + " name=", 1)
                + user("z")
                + END,
                "s -> a -> c -> w -> z -> e",
            ),
        ),
        "start | -\nwait 0 | a\ncomplete a | -\nwait 1 | -\nwait 1 | -\nwork w | -\nwait 0 | z",
    ),
    Construct(
        "asynchronous instances of a multi-instance",
        (
            model(
                "z "
                + user(
                    "a",
                    "fv",
                    inside=multi("=2").replace(
                        "<multiInstanceLoopCharacteristics", f"<multiInstanceLoopCharacteristics{JOBS}"
                    ),
                ),
                "s -> a -> z -> e",
            ),
        ),
        "start | -\nwait 0 | a a\ncomplete a v=1 | a\nwait 0 | a\ncomplete a v=2 | -\nwait 0 | z",
    ),
    Construct(
        "default flows out of activities and what quantities say",
        (
            process(
                START
                + '<task id="n1" default="n1__n2" startQuantity="0" completionQuantity="0" isForCompensation="false"/>'
                '<manualTask id="n2" default="n2__n3"/>'
                + script("n3", "x", "=1").replace(" name=", ' default="n3__n4" name=')
                + '<subProcess id="n4" default="n4__n5"><task id="inner"/></subProcess>'
                '<callActivity id="n5" calledElement="q"'
                ' default="n5__w"/>'
                + service().replace(" name=", ' default="w__z" name=', 1)
                + user("z")
                + user("bad")
                + END,
                "s -> n1 -> n2 -> n3 -> n4 -> n5 -> w -> z -> e\nn1 -> bad : =x = 2\nn2 -> bad : =x = 2\n"
                "n3 -> bad : =x = 2\n"
                "n4 -> bad : =x = 2\nn5 -> bad : =x = 2\nw -> bad : =x = 2\nbad -> e",
            ),
            process('<task id="only"/>', key="q"),
        ),
        "start x=1 | -\nwork w | z",
    ),
]
