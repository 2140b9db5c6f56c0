"""Flows as people draw them: implicit starts, forks and ends, conditional"
" and default flows, links, jobs, mappings."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.errors import ProductError
from engine.incidents import IncidentRaised
from engine.timers import fire_due_timers
from tests.diagrams import arrows, form, process, script, text, user
from tests.soundness import faults_of

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


def test_several_flows_out_of_a_task_are_all_taken(bench: Any) -> None:
    bench.deploy(process(START + user("a") + user("b") + user("c") + END, "s -> a\na -> b -> e\na -> c -> e"))
    bench.start()
    bench.complete("a")
    assert sorted(bench.open()) == ["b", "c"]


@pytest.mark.parametrize(("n", "expected"), [(1, ["b"]), (5, ["b", "c"]), (0, ["d"])])
def test_conditional_flows_out_of_a_task_and_their_default(bench: Any, n: int, expected: list[str]) -> None:
    task = user("a").replace("<userTask ", '<userTask default="a__d" ')
    flows = "s -> a\na -> b : =n > 0\na -> c : =n > 3\na -> d\nb -> e\nc -> e\nd -> e"
    bench.deploy(process(START + task + user("b") + user("c") + user("d") + END, flows))
    bench.start(n=Decimal(n))
    bench.complete("a")
    assert sorted(bench.open()) == expected


def test_no_flow_that_may_be_taken_is_an_incident(bench: Any) -> None:
    bench.deploy(
        process(
            START + user("a") + user("b") + user("c") + END, "s -> a\na -> b : =n > 0\na -> c : =n > 3\nb -> e\nc -> e"
        )
    )
    bench.start(n=Decimal(0))
    with pytest.raises(ProductError):
        bench.complete("a")
    assert bench.open() == ["a"]


def test_a_start_event_may_fork_by_conditions(bench: Any) -> None:
    bench.deploy(process(START + user("b") + user("c") + END, "s -> b : =n > 0\ns -> c : =n > 3\nb -> e\nc -> e"))
    bench.start(n=Decimal(5))
    assert sorted(bench.open()) == ["b", "c"]


def test_a_process_without_start_and_end_begins_at_every_node_that_nothing_leads_to(bench: Any) -> None:
    bench.deploy(process(user("a") + user("b") + user("c"), "b -> c"))
    started = bench.start()
    assert sorted(bench.open()) == ["a", "b"]
    bench.forget_caches()
    bench.complete("b")
    bench.complete("a")
    bench.complete("c")
    assert bench.open() == []
    assert faults_of(bench.engine, started.instance_id) == []


def test_a_subprocess_without_start_and_end_and_a_call_to_such_a_process(bench: Any) -> None:
    inner = f'<subProcess id="sub">{user("a")}{user("b")}</subProcess><callActivity id="call" calledElement="q"/>'
    bench.deploy(
        process(START + inner + user("z") + END, "s -> sub -> call -> z -> e"),
        process(user("q1") + user("q2"), "q1 -> q2", key="q"),
    )
    bench.start()
    bench.complete("a")
    bench.complete("b")
    bench.complete("q1")
    bench.complete("q2")
    assert bench.open() == ["z"]


def test_links_jump_within_their_scope_and_make_loops(bench: Any) -> None:
    throw = '<intermediateThrowEvent id="out{0}"><linkEventDefinition id="l{0}" name="A"/></intermediateThrowEvent>'
    catch = '<intermediateCatchEvent id="into"><linkEventDefinition id="l3" name="A"/></intermediateCatchEvent>'
    body = (
        START
        + user("a")
        + throw.format(1)
        + throw.format(2)
        + catch
        + user("b")
        + '<exclusiveGateway id="g" default="g__e"/>'
        + script("count", "n", "n + 1")
        + END
    )
    bench.deploy(process(body, "s -> a -> out1\ninto -> count -> b -> g\ng -> out2 : =n < 3\ng -> e"))
    started = bench.start(n=Decimal(0))
    bench.complete("a")
    for _ in range(3):
        assert bench.open() == ["b"]
        bench.complete("b")
    assert bench.open() == []
    assert faults_of(bench.engine, started.instance_id) == []


@pytest.mark.parametrize("where", ["asyncBefore", "asyncAfter"])
def test_a_job_waits_and_goes_on_by_itself(bench: Any, where: str) -> None:
    task = user("a").replace("<userTask ", f'<userTask camunda:{where}="true" ')
    bench.deploy(process(START + task + user("b") + END, "s -> a -> b -> e"))
    started = bench.start()
    for expected in ("a", "b"):
        assert faults_of(bench.engine, started.instance_id) == []
        bench.forget_caches()
        if bench.open() == []:
            assert fire_due_timers(bench.engine) == 1
        assert bench.open() == [expected]
        bench.complete(expected)
    assert fire_due_timers(bench.engine) == 0


def test_jobs_stand_at_gateways_scripts_joins_events_and_subprocesses(bench: Any) -> None:
    both = ' camunda:asyncBefore="true" camunda:asyncAfter="true"'
    body = (
        f'<startEvent id="s"{both}/><parallelGateway id="fork"{both}/>'
        + script("a", "x", "1").replace("<scriptTask ", f"<scriptTask{both} ")
        + script("b", "y", "2")
        + f'<inclusiveGateway id="join"{both}/><subProcess id="sub"{both}>'
        f'<startEvent id="si"/>{user("t")}<endEvent id="ei"/>{arrows("si -> t -> ei")}</subProcess>'
        + f'<endEvent id="e"{both}/>'
    )
    bench.deploy(process(body, "s -> fork -> a -> join -> sub -> e\nfork -> b -> join"))
    started = bench.start()
    jobs = 0
    while bench.open() != ["t"]:
        assert faults_of(bench.engine, started.instance_id) == []
        assert fire_due_timers(bench.engine, limit=1) == 1
        bench.forget_caches()
        jobs += 1
    assert jobs == 10, "start, fork and script twice each, the join before each arrival and after both, the subprocess"
    bench.complete("t")
    while fire_due_timers(bench.engine):
        jobs += 1
    assert jobs == 13
    assert bench.variables(started.instance_id) == {"x": Decimal(1), "y": Decimal(2)}


INPUTS = (
    "<extensionElements><camunda:inputOutput>"
    '<camunda:inputParameter name="who">甲</camunda:inputParameter>'
    '<camunda:inputParameter name="greeting">="您好，" + who</camunda:inputParameter>'
    '<camunda:inputParameter name="deep"><camunda:map><camunda:entry key="k">${n + 0 == 1}</camunda:entry>'
    '<camunda:entry key="l"><camunda:list><camunda:value>=n * 2</camunda:value>'
    '<camunda:value>文字</camunda:value></camunda:list></camunda:entry></camunda:map>'
    '</camunda:inputParameter>'
    '<camunda:inputParameter name="worked">'
    '<camunda:script scriptFormat="feel">n + 1</camunda:script></camunda:inputParameter>'
    '<camunda:outputParameter name="result">=opinion + "（" + who + "）"</camunda:outputParameter>'
    '<camunda:outputParameter name="again">=[result, deep.l[1]]</camunda:outputParameter>'
    "</camunda:inputOutput></extensionElements>"
).replace("${n + 0 == 1}", "=n = 1")


def test_parameters_are_local_and_outputs_are_written_outside(bench: Any) -> None:
    bench.deploy(
        process(START + user("a", "f", inside=INPUTS) + user("b") + END, "s -> a -> b -> e"),
        forms={"f": form("f", text("opinion"), text("greeting"))},
    )
    started = bench.start(n=Decimal(1), who="外面")
    bench.forget_caches()
    from engine.instance_views import get_task
    from tests.integration.engine.conftest import CADRE

    assert get_task(bench.engine, CADRE, bench.task_id("a")).data["greeting"] == "您好，甲"
    bench.complete("a", opinion="同意", greeting="改过")
    variables = bench.variables(started.instance_id)
    assert variables["result"] == "同意（甲）"
    assert variables["again"] == ["同意（甲）", Decimal(2)]
    assert (variables["who"], "greeting" in variables, "deep" in variables) == ("外面", False, False)
    assert faults_of(bench.engine, started.instance_id) == []


def test_a_called_process_may_be_worked_out(bench: Any) -> None:
    call = (
        '<callActivity id="c" calledElement="=if n > 1 then &quot;q&quot; else kind"><extensionElements>'
        '<camunda:in variables="all"/><camunda:out variables="all"/></extensionElements></callActivity>'
    )
    inner = '<callActivity id="c2" calledElement="r"/>'
    bench.deploy(
        process(START + call + user("z") + END, "s -> c -> z -> e"),
        process(START + script("x", "out", "n") + inner + user("qt") + END, "s -> x -> c2 -> qt -> e", key="q"),
        process(START + user("rt") + END, "s -> rt -> e", key="r"),
    )
    started = bench.start(n=Decimal(5))
    bench.forget_caches()
    bench.complete("rt")
    bench.forget_caches()
    bench.complete("qt")
    assert bench.open() == ["z"]
    assert bench.variables(started.instance_id)["out"] == Decimal(5)
    with pytest.raises(ProductError, match="找不到被调用的流程"):
        bench.start(n=Decimal(1), kind="nowhere")
    with pytest.raises(ProductError, match="不是流程 ID"):
        bench.start(n=Decimal(1), kind=None)


def test_a_process_that_calls_itself_by_an_expression_is_stopped_by_its_depth(bench: Any) -> None:
    call = (
        '<callActivity id="c" calledElement="=itself"><extensionElements><camunda:in variables="all"/>'
        '</extensionElements></callActivity>'
    )
    bench.deploy(process(START + call + END, "s -> c -> e"))
    with pytest.raises(ProductError, match="太深"):
        bench.start(itself="p")


def test_local_variables_pass_to_and_from_a_called_process(bench: Any) -> None:
    mapped = (
        "<extensionElements><camunda:inputOutput><camunda:inputParameter name='only'>=1</camunda:inputParameter>"
        "<camunda:outputParameter name='kept'>=got</camunda:outputParameter></camunda:inputOutput>"
        "<camunda:in variables='all' local='true'/>"
        "<camunda:out source='only' target='got' local='true'/></extensionElements>"
    )
    called = process(
        START
        + user("q1", groups="=if is defined(n) then &quot;village_party&quot; else &quot;village_committee&quot;")
        + END,
        "s -> q1 -> e",
        key="q",
    )
    bench.deploy(
        process(
            START + f'<callActivity id="c" calledElement="q">{mapped}</callActivity>' + user("z") + END,
            "s -> c -> z -> e",
        ),
        called,
    )
    started = bench.start(n=Decimal(9))
    assert bench.open() == ["q1"]
    bench.complete("q1")
    assert bench.variables(started.instance_id) == {"n": Decimal(9), "kept": Decimal(1)}


TIMER = '<timerEventDefinition id="{0}"><timeDuration>P1D</timeDuration></timerEventDefinition>'


def test_jobs_stand_at_boundary_events_event_gateways_and_event_subprocesses(bench: Any) -> None:
    """The wait begins at once; the job comes when the event has happened."""
    both = ' camunda:asyncBefore="true" camunda:asyncAfter="true"'
    boundary = f'<boundaryEvent id="b" attachedToRef="t"{both}>{TIMER.format("d1")}</boundaryEvent>'
    first = f'<intermediateCatchEvent id="c1"{both}>{TIMER.format("d2")}</intermediateCatchEvent>'
    second = f'<intermediateCatchEvent id="c2">{TIMER.format("d3").replace("P1D", "P9D")}</intermediateCatchEvent>'
    inside = f'<startEvent id="es" isInterrupting="false">{TIMER.format("d4").replace("P1D", "P4D")}</startEvent>'
    event = f'<subProcess id="esp" triggeredByEvent="true"{both}>{inside}{user("u")}{arrows("es -> u")}</subProcess>'
    gateway = f'<eventBasedGateway id="g"{both}/>'
    body = START + user("t") + boundary + gateway + first + second + user("z") + END + event
    bench.deploy(process(body, "s -> t -> e\nb -> g\ng -> c1 -> z -> e\ng -> c2 -> e"))
    started = bench.start()
    trail = []
    for days in (1, 0, 0, 0, 1, 0, 0, 0, 2, 0):
        assert faults_of(bench.engine, started.instance_id) == []
        bench.clock.advance(days=days)
        trail.append((fire_due_timers(bench.engine, limit=1), bench.open()))
        bench.forget_caches()
    jobs = [opened for fired, opened in trail if fired]
    assert jobs[0] == []  # the boundary event has taken the task away and waits as a job
    assert trail[-1][1] == ["z", "u"]
    assert [fired for fired, _ in trail] == [1] * 10
    for element in ("z", "u"):
        bench.complete(element)
    assert fire_due_timers(bench.engine) == 1  # the event subprocess is left as a job too
    assert faults_of(bench.engine, started.instance_id) == []


def test_a_case_whose_last_tokens_wait_at_a_join_is_an_incident_and_not_silent(bench: Any) -> None:
    """Both branches of a choice lead to a parallel join: one token comes, two are waited for."""
    body = START + user("a") + '<exclusiveGateway id="x"/>' + user("b") + user("c") + '<parallelGateway id="j"/>' + END
    bench.deploy(process(body, "s -> a -> x\nx -> b : =n > 0\nx -> c : =n <= 0\nb -> j\nc -> j\nj -> e"))
    started = bench.start(n=Decimal(1))
    bench.complete("a")
    with pytest.raises(IncidentRaised) as raised:
        bench.complete("b")
    assert "「j」" in str(raised.value.__cause__)
    assert bench.open() == ["b"]
    assert faults_of(bench.engine, started.instance_id) == []
