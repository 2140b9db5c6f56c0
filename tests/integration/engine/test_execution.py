"""Each construct runs as BPMN says, with the state saved and restored at every wait."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.incidents import IncidentRaised
from tests.diagrams import form, number, process, script, text, user

START = '<startEvent id="s"/>'
END = '<endEvent id="e"/>'
D = Decimal


def test_a_straight_line_goes_from_task_to_task_and_ends(bench: Any) -> None:
    bench.deploy(process(START + user("a") + user("b") + END, "s -> a -> b -> e"))
    bench.start()
    assert bench.open() == ["a"]
    bench.complete("a")
    bench.forget_caches()
    assert bench.open() == ["b"]
    assert bench.complete("b").instance_ended
    assert bench.open() == []


def test_an_exclusive_gateway_takes_the_first_true_flow_in_document_order(bench: Any) -> None:
    body = START + '<exclusiveGateway id="g" default="g__c"/>' + user("a") + user("b") + user("c") + END
    flows = "s -> g\ng -> a : =x > 1\ng -> b : =x > 0\ng -> c\na -> e\nb -> e\nc -> e"
    bench.deploy(process(body, flows))
    for x, expected in ((2, "a"), (1, "b"), (0, "c")):
        bench.start(x=D(x))
        assert bench.open() == [expected]
        bench.complete(expected)


def test_a_parallel_join_waits_for_every_branch_and_sees_the_writes_of_all(bench: Any) -> None:
    body = START + '<parallelGateway id="f"/><parallelGateway id="j"/>' + user("a", "fa") + user("b", "fb")
    body += script("sum", "total", "=a_value + b_value") + user("c") + END
    bench.deploy(
        process(body, "s -> f -> a -> j -> sum -> c -> e\nf -> b -> j"),
        forms={"fa": form("fa", number("a_value")), "fb": form("fb", number("b_value"))},
    )
    started = bench.start()
    assert sorted(bench.open()) == ["a", "b"]
    bench.complete("b", b_value=D(2))
    bench.forget_caches()
    assert bench.open() == ["a"]
    bench.complete("a", a_value=D(1))
    assert bench.open() == ["c"]
    assert bench.variables(started.instance_id)["total"] == 3


def test_joins_in_a_loop_wait_again_in_every_round(bench: Any) -> None:
    body = START + '<exclusiveGateway id="m"/><parallelGateway id="f"/><parallelGateway id="j"/>'
    body += user("a") + user("b") + user("again", "fg") + '<exclusiveGateway id="d" default="d__e"/>' + END
    flows = "s -> m -> f -> a -> j -> again -> d\nf -> b -> j\nd -> m : =more\nd -> e"
    checkbox = {"type": "checkbox", "key": "more", "label": "more"}
    bench.deploy(process(body, flows), forms={"fg": form("fg", checkbox)})
    bench.start()
    for round_ in range(4):
        first, second = ("a", "b") if round_ % 2 else ("b", "a")
        bench.complete(first)
        bench.forget_caches()
        assert bench.open() == [second]
        bench.complete(second)
        assert bench.open() == ["again"]
        done = bench.complete("again", more=round_ < 3)
    assert done.instance_ended


def test_a_parallel_join_keeps_excess_tokens_of_one_flow(bench: Any) -> None:
    """Two tokens on one incoming flow are not one on each: the join waits for the other flow."""
    body = START + '<parallelGateway id="f"/><exclusiveGateway id="m"/><parallelGateway id="j"/>'
    body += user("a") + user("b") + user("c") + user("after") + END
    bench.deploy(process(body, "s -> f -> a -> m -> j -> after -> e\nf -> b -> m\nf -> c -> j"))
    bench.start()
    bench.complete("a")
    bench.complete("b")
    assert bench.open() == ["c"]
    bench.complete("c")
    assert bench.open() == ["after"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [(["x"], ["a"]), (["x", "y"], ["a", "b"]), (["x", "y", "z"], ["a", "b", "c"]), ([], ["other"])],
)
def test_an_inclusive_gateway_opens_what_holds_and_joins_what_was_opened(
    bench: Any, wanted: list[str], expected: list[str]
) -> None:
    body = START + '<inclusiveGateway id="f" default="f__other"/><inclusiveGateway id="j"/>'
    body += user("a") + user("b") + user("c") + user("other") + user("after") + END
    flows = 's -> f\nf -> a : =list contains(kinds, "x")\nf -> b : =list contains(kinds, "y")\n'
    flows += 'f -> c : =list contains(kinds, "z")\nf -> other -> j\na -> j\nb -> j\nc -> j\nj -> after -> e'
    bench.deploy(process(body, flows))
    bench.start(kinds=wanted)
    assert sorted(bench.open()) == expected
    for element in expected:
        assert bench.open() != ["after"]
        bench.complete(element)
        bench.forget_caches()
    assert bench.open() == ["after"]


def test_an_inclusive_join_in_a_loop_waits_only_for_tokens_that_can_come(bench: Any) -> None:
    body = START + '<exclusiveGateway id="m"/><inclusiveGateway id="f"/><inclusiveGateway id="j"/>'
    body += user("a") + user("b") + user("again", "fg") + '<exclusiveGateway id="d" default="d__e"/>' + END
    flows = "s -> m -> f\nf -> a : =n < 3\nf -> b : =n > 1\na -> j\nb -> j\nj -> again -> d\nd -> m : =n < 4\nd -> e"
    bench.deploy(process(body, flows), forms={"fg": form("fg", number("n"))})
    bench.start(n=D(1))
    assert bench.open() == ["a"]
    bench.complete("a")
    bench.complete("again", n=D(2))
    assert sorted(bench.open()) == ["a", "b"]
    bench.complete("b")
    assert bench.open() == ["a"]
    bench.complete("a")
    bench.complete("again", n=D(3))
    assert bench.open() == ["b"]
    bench.complete("b")
    assert bench.complete("again", n=D(5)).instance_ended


def test_a_subprocess_reads_and_writes_its_process_and_ends_when_its_last_token_does(bench: Any) -> None:
    inner = '<startEvent id="s2"/><parallelGateway id="f2"/>' + user("x", "fx") + user("y")
    inner += '<endEvent id="e2"/><endEvent id="e3"/>'
    from tests.diagrams import arrows

    sub = f'<subProcess id="sub">{inner}{arrows("s2 -> f2 -> x -> e2")}{arrows("f2 -> y -> e3")}</subProcess>'
    sub = sub.replace("<bpmn:", "<").replace("</bpmn:", "</")
    bench.deploy(
        process(START + sub + user("after") + END, "s -> sub -> after -> e"), forms={"fx": form("fx", text("note"))}
    )
    started = bench.start(note="旧")
    assert sorted(bench.open()) == ["x", "y"]
    bench.complete("x", note="新")
    bench.forget_caches()
    assert bench.open() == ["y"]
    bench.complete("y")
    assert bench.open() == ["after"]
    assert bench.variables(started.instance_id)["note"] == "新"


CALLED = process(
    '<startEvent id="cs"/>' + user("work", "fw") + '<endEvent id="ce"/>', "cs -> work -> ce", key="called"
)
MAPPING = (
    '<extensionElements><camunda:in source="topic" target="subject"/>'
    '<camunda:in sourceExpression="=n + 1" target="m"/><camunda:out source="result" target="outcome"/>'
    '<camunda:out sourceExpression="=m * 10" target="ten"/></extensionElements>'
)


def test_a_called_process_has_its_own_variables_and_passes_only_what_is_mapped(bench: Any) -> None:
    body = START + f'<callActivity id="call" calledElement="called">{MAPPING}</callActivity>' + user("after") + END
    bench.deploy(
        process(body, "s -> call -> after -> e"), CALLED, forms={"fw": form("fw", text("result"), text("topic"))}
    )
    started = bench.start(topic="修路", n=D(4))
    bench.forget_caches()
    bench.complete("work", result="成功", topic="别的")
    found = bench.variables(started.instance_id)
    assert (found["topic"], found["outcome"], found["ten"]) == ("修路", "成功", 50)
    assert "result" not in found
    assert "m" not in found


def test_calls_in_a_loop_leave_nothing_behind(bench: Any, rows: Any) -> None:
    from engine.tables import variable

    body = START + '<exclusiveGateway id="m"/><callActivity id="call" calledElement="called">'
    body += f'{MAPPING}</callActivity><exclusiveGateway id="d" default="d__e"/>' + END
    flows = 's -> m -> call -> d\nd -> m : =outcome != "完"\nd -> e'
    bench.deploy(process(body, flows), CALLED, forms={"fw": form("fw", text("result"))})
    bench.start(topic="修路", n=D(4))
    for _ in range(3):
        bench.complete("work", result="再来")
        count = len(rows(variable))
    bench.complete("work", result="再来")
    assert len(rows(variable)) == count
    assert bench.complete("work", result="完").instance_ended


def test_a_terminate_end_takes_the_other_tokens_with_it(bench: Any) -> None:
    body = START + '<parallelGateway id="f"/>' + user("a") + user("b")
    body += '<endEvent id="t"><terminateEventDefinition id="td"/></endEvent>' + END
    bench.deploy(process(body, "s -> f -> a -> t\nf -> b -> e"))
    bench.start()
    assert bench.complete("a").instance_ended
    assert bench.open() == []


def test_a_condition_on_a_missing_variable_is_an_incident_that_names_it(bench: Any, rows: Any) -> None:
    from engine.tables import incident

    body = START + user("a") + '<exclusiveGateway id="g" default="g__e"/>' + user("b") + END
    bench.deploy(process(body, 's -> a -> g\ng -> b : =score > 1\ng -> e\nb -> e'))
    bench.start()
    with pytest.raises(IncidentRaised):
        bench.complete("a")
    assert bench.open() == ["a"]
    (row,) = rows(incident)
    assert "「score」还没有值" in row.message
    assert row.element_id == "g__b"
    with pytest.raises(IncidentRaised):
        bench.complete("a")
    assert len(rows(incident)) == 1


def test_a_loop_that_never_waits_is_stopped_and_changes_nothing(bench: Any) -> None:
    """Deployment sees a wait in this loop; that its condition is true already shows only when it runs."""
    body = START + user("a") + '<exclusiveGateway id="m"/>' + script("inc", "n", "=n + 1")
    body += '<intermediateCatchEvent id="w"><conditionalEventDefinition id="cd"><condition '
    body += 'xsi:type="bpmn:tFormalExpression">=n &gt; 0</condition></conditionalEventDefinition>'
    body += "</intermediateCatchEvent>"
    body += '<exclusiveGateway id="g" default="g__e"/>' + END
    bench.deploy(process(body, "s -> a -> m -> inc -> w -> g\ng -> m : =n > 0\ng -> e"))
    bench.start(n=D(1))
    with pytest.raises(IncidentRaised):
        bench.complete("a")
    assert bench.open() == ["a"]
