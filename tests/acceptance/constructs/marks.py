"""Marks that the panel offers on every node: jobs before and after, quantities, versions, what a call passes on."""

from __future__ import annotations

from tests.acceptance.constructs.everywhere import ONCE, SENDERS, WAITED, chain
from tests.acceptance.constructs.working import JOBS, LEVEL, service
from tests.decisions import decisions, table
from tests.diagrams import process, script, user
from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.drawing import DECLARED, END, START, event, handler, model, multi, properties

OLD = ' camunda:async="true" camunda:exclusive="true"'
CALL = (
    '<callActivity id="call" calledElement="q" camunda:calledElementBinding="{0}"{1}><extensionElements>'
    '<camunda:in businessKey="#{{execution.processBusinessKey}}"/><camunda:in variables="all" local="true"/>'
    '<camunda:in source="v" target="w"/><camunda:out variables="all"/>'
    '<camunda:out sourceExpression="=w + 1" target="n"/><camunda:out source="w" target="m" local="true"/>'
    "</extensionElements></callActivity>"
)
RULE = '<businessRuleTask id="{0}" camunda:decisionRef="graded" camunda:resultVariable="{0}"{1}/>'
GRADED = decisions(table("graded", {"v": "number"}, {"r": "string"}, [["-", '"好"']], version_tag="一"))


def self_acting(marks: str) -> bytes:
    """Every kind of node that goes on by itself, and a task before the end."""
    drawn = (
        f'<startEvent id="s"{marks}/><task id="n1"{marks}/><manualTask id="n2"{marks}/>'
        + script("n3", "x", "=1").replace(" name=", f"{marks} name=")
        + f'<exclusiveGateway id="n4"{marks}/><parallelGateway id="n5"{marks}/><inclusiveGateway id="n6"{marks}/>'
        f'<intermediateThrowEvent id="n7"{marks}/><subProcess id="n8"{marks}><task id="inner"/></subProcess>'
        f'<endEvent id="e"{marks}/>'
    )
    return process(drawn + user("z"), "s -> n1 -> n2 -> n3 -> n4 -> n5 -> n6 -> n7 -> n8 -> z -> e")


def waiting(marks: str) -> bytes:
    """Nodes that wait: a catch event, an event-based gateway, a task with an event on its border."""
    late = f'<boundaryEvent id="x" attachedToRef="a"{marks}>{WAITED.format("x")}</boundaryEvent>'
    caught = event(
        "intermediateCatchEvent", "m", '<messageEventDefinition id="{0}_d" messageRef="m1"/>', inside=SENDERS
    )
    drawn = (
        START + event("intermediateCatchEvent", "c", WAITED, marks) + f'<eventBasedGateway id="g"{marks}/>'
        + event("intermediateCatchEvent", "t", WAITED) + caught + user("a") + late + user("z") + END
    )  # fmt: skip
    return process(drawn, "s -> c -> g -> t -> a -> e\ng -> m -> z -> e\nx -> z", extra=DECLARED)


def many(marks: str) -> bytes:
    """Two instances of a task, each with the marks."""
    marker = multi("=2").replace("<multiInstanceLoopCharacteristics", f"<multiInstanceLoopCharacteristics{marks}")
    return model("z " + user("a", "fv", inside=marker), "s -> a -> z -> e")


HANDLER = handler(WAITED).replace('triggeredByEvent="true"', f'triggeredByEvent="true"{JOBS}')
JOBS_OF_NODES = [
    Construct(
        "asynchronous before and after every node",
        (self_acting(JOBS),),
        "start | -\nwait 0 | z\ncomplete z | -\nwait 0 | ended",
    ),
    Construct(
        "the old asynchronous mark on every node",
        (self_acting(OLD),),
        "start | -\nwait 0 | z\ncomplete z | -\nwait 0 | ended",
    ),
    Construct(
        "asynchronous marks on what waits",
        (waiting(JOBS),),
        "start | -\nwait 0 | -\nwait 1 | -\nwait 1 | a\nwait 1 | z",
    ),
    Construct(
        "the old asynchronous mark on what waits",
        (waiting(OLD),),
        "start | -\nwait 0 | -\nwait 1 | -\nmessage call | z",
    ),
    Construct(
        "asynchronous marks on an event subprocess",
        (model("a " + HANDLER, "s -> a -> e"),),
        "start | a\nwait 1 | handle\ncomplete handle | -\nwait 0 | ended",
    ),
    Construct(
        "asynchronous work for a program",
        (model("a " + service().replace(" name=", f"{JOBS} name=", 1), "s -> w -> a -> e"),),
        "start | -\nrefused work w | -\nwait 0 | -\nwork w | -\nwait 0 | a",
    ),
    Construct(
        "asynchronous instances of a multi-instance",
        (many(JOBS),),
        "start | -\nwait 0 | a a\ncomplete a v=1 | a\nwait 0 | a\ncomplete a v=2 | -\nwait 0 | z",
    ),
    Construct(
        "the old asynchronous mark on a multi-instance",
        (many(OLD),),
        "start | -\nwait 0 | a a\ncomplete a v=1 | a\ncomplete a v=2 | z",
    ),
]
SETTINGS = [
    Construct(
        "quantities on every kind of activity are taken as one",
        chain(' isForCompensation="false" startQuantity="0" completionQuantity="0"'),
        ONCE,
        decisions=LEVEL,
    ),
    Construct(
        "call activity: everything in and out, by the deployment",
        (model("a " + CALL.format("deployment", ""), "s -> call -> a -> e"), model("b", "s -> b -> e", key="q")),
        "start v=1 | b\ncomplete b v=5 | a",
        {"v": 5, "n": 2, "m": None},
    ),
    Construct(
        "call activity: a version by its number",
        (
            model("a " + CALL.format("version", ' camunda:calledElementVersion="1"'), "s -> call -> a -> e"),
            model("b", "s -> b -> e", key="q"),
        ),
        "start v=1 | b\ncomplete b v=5 | a",
        {"v": 5, "n": 2, "m": None},
    ),
    Construct(
        "business rule task: a version by its number and by its tag",
        (
            process(
                START
                + RULE.format("r", ' camunda:decisionRefBinding="version" camunda:decisionRefVersion="1"')
                + RULE.format("t", ' camunda:decisionRefBinding="versionTag" camunda:decisionRefVersionTag="一"')
                + user("a")
                + END,
                "s -> r -> t -> a -> e",
            ),
        ),
        "start v=1 | a",
        {"r": [{"r": "好"}], "t": [{"r": "好"}]},
        decisions=GRADED,
    ),
    Construct(
        "start form by its version",
        (
            model(
                "a",
                "s -> a -> e",
                start='<startEvent id="s" camunda:formRef="fv" camunda:formRefBinding="version"'
                ' camunda:formRefVersion="1"/>',
            ),
        ),
        "refused start v=字 | ended\nstart v=1 | a",
        {"v": 1},
    ),
    Construct(
        "start form by its file",
        (model("a", "s -> a -> e", start='<startEvent id="s" camunda:formKey="camunda-forms:deployment:fv.form"/>'),),
        "refused start v=字 | ended\nstart v=1 | a",
        {"v": 1},
    ),
    Construct(
        "the stage of a case",
        (process(START + user("a", inside=properties(stage="公示")) + END, "s -> a -> e"),),
        "start | a\ncomplete a | ended",
    ),
]
