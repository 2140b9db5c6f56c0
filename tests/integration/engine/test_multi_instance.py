"""Multi-instance activities and standard loops through the use cases: counters, results, interruption, restarts."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine import inbox
from engine.errors import ProductError
from engine.incidents import IncidentRaised
from tests.diagrams import form, process, script, text, user
from tests.integration.engine.conftest import CADRE

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


def multi(inside: str = "", sequential: bool = False, **attributes: str) -> str:
    given = "".join(f' camunda:{name}="{value}"' for name, value in attributes.items())
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"{given}>{inside}'
        "</multiInstanceLoopCharacteristics>"
    )


def properties(**given: str) -> str:
    listed = "".join(f"<camunda:property name='{name}' value='{value}'/>" for name, value in given.items())
    return f"<extensionElements><camunda:properties>{listed}</camunda:properties></extensionElements>"


COLLECTED = properties(outputCollection="opinions", outputElement="={who: person, said: opinion}")


def deploy(bench: Any, task: str, after: str = user("after")) -> None:
    bench.deploy(
        process(START + task + after + END, "s -> a -> after -> e"), forms={"opinion": form("opinion", text("opinion"))}
    )


def rows(bench: Any, element: str = "a") -> list[Any]:
    return [row for row in inbox.list_tasks(bench.engine, CADRE, inbox.TaskFilter(), limit=200).items
            if row.element_id == element]  # fmt: skip


@pytest.mark.parametrize("sequential", [False, True])
def test_each_item_is_done_and_the_results_come_in_order_of_the_items(bench: Any, sequential: bool) -> None:
    deploy(
        bench,
        user(
            "a",
            "opinion",
            inside=COLLECTED + multi(sequential=sequential, collection="people", elementVariable="person"),
        ),
    )
    instance = bench.start(people=["甲", "乙", "丙"]).instance_id
    done = 0
    while found := rows(bench):
        bench.forget_caches()
        assert len(found) == (1 if sequential else 3 - done)
        bench.complete_task(found[-1].id, opinion=f"意见{len(found)}")
        done += 1

    opinions = bench.variables(instance)["opinions"]
    assert (done, bench.open()) == (3, ["after"])
    assert [entry["who"] for entry in opinions] == ["甲", "乙", "丙"]
    assert [entry["said"] for entry in opinions] == ["意见1"] * 3 if sequential else ["意见1", "意见2", "意见3"]
    assert set(bench.variables(instance)) == {"people", "opinions"}


def test_the_four_counters_are_seen_and_decide_when_it_is_enough(bench: Any) -> None:
    condition = (
        "<completionCondition>=nrOfCompletedInstances / nrOfInstances >= 0.5"
        " and nrOfActiveInstances >= 1</completionCondition>"
    )
    deploy(
        bench,
        user(
            "a",
            "opinion",
            inside=properties(outputCollection="said", outputElement="=loopCounter")
            + multi("<loopCardinality>${n}</loopCardinality>" + condition),
        ),
    )
    instance = bench.start(n=Decimal(4)).instance_id
    found = rows(bench)
    bench.complete_task(found[3].id, opinion="x")
    bench.forget_caches()
    assert len(rows(bench)) == 3
    bench.complete_task(found[1].id, opinion="x")

    assert bench.open() == ["after"]
    said = bench.variables(instance)["said"]
    assert sorted(place for place, value in enumerate(said) if value is not None) == sorted(
        int(v) for v in said if v is not None
    )
    assert said.count(None) == 2


@pytest.mark.parametrize("items", [[], [None, None]])
def test_an_empty_collection_passes_and_null_items_are_items(bench: Any, items: list[Any]) -> None:
    deploy(bench, user("a", inside=multi(collection="people", elementVariable="person")))
    bench.start(people=items)
    assert len(rows(bench)) == len(items)
    for row in rows(bench):
        bench.complete_task(row.id)
    assert bench.open() == ["after"]


@pytest.mark.parametrize(
    ("marker", "given", "told"),
    [
        (multi(collection="people"), {"people": None}, "不是列表"),
        (multi(collection="people"), {"people": "甲"}, "不是列表"),
        (multi(collection="=people"), {}, "people"),
        (multi("<loopCardinality>=n</loopCardinality>"), {"n": Decimal("1.5")}, "不是 0 或正整数"),
        (multi("<loopCardinality>=n</loopCardinality>"), {"n": Decimal(-1)}, "不是 0 或正整数"),
        (multi("<loopCardinality>=n</loopCardinality>"), {"n": True}, "不是 0 或正整数"),
        (multi("<loopCardinality>=n</loopCardinality>"), {"n": Decimal(1001)}, "最多 1000 份"),
        (multi("<loopCardinality>=n</loopCardinality>"), {"n": Decimal(10) ** 30}, "最多 1000 份"),
    ],
)
def test_what_is_no_number_and_no_list_stops_before_anything_begins(
    bench: Any, marker: str, given: dict[str, Any], told: str
) -> None:
    deploy(bench, user("a", inside=marker))
    with pytest.raises(ProductError, match=told):
        bench.start(**given)


def test_scripts_and_subprocesses_and_calls_may_be_done_many_times(bench: Any) -> None:
    inner = (
        f'<subProcess id="a">{multi(collection="=[1, 2]", elementVariable="item")}<startEvent id="si"/>'
        + user("t")
        + '<endEvent id="ei"/><sequenceFlow id="f1" sourceRef="si" targetRef="t"/>'
        '<sequenceFlow id="f2" sourceRef="t" targetRef="ei"/></subProcess>'
    )
    twice = script("b", "twice", "item * 2").replace(
        "</scriptTask>",
        properties(outputCollection="doubled", outputElement="twice")
        + multi(collection="=[1, 2, 3]", elementVariable="item")
        + "</scriptTask>",
    )
    call = (
        '<callActivity id="c" calledElement="q">'
        + "<extensionElements><camunda:in sourceExpression='=loopCounter' target='place'/></extensionElements>"
        + multi("<loopCardinality>2</loopCardinality>", sequential=True)
        + "</callActivity>"
    )
    called = process(
        START
        + user("q1", groups="=if place = 0 then &quot;village_committee&quot; else &quot;village_party&quot;")
        + END,
        "s -> q1 -> e",
        key="q",
    )
    bench.deploy(process(START + inner + twice + call + END, "s -> a -> b -> c -> e"), called)
    instance = bench.start().instance_id
    assert bench.open() == ["t", "t"]
    for row in rows(bench, "t"):
        bench.complete_task(row.id)
        bench.forget_caches()
    assert bench.variables(instance)["doubled"] == [Decimal(2), Decimal(4), Decimal(6)]
    assert bench.open() == ["q1"]
    bench.complete("q1")
    assert bench.open() == []


def test_an_interrupting_boundary_event_takes_all_instances_away(bench: Any) -> None:
    timer = (
        '<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition id="td">'
        '<timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'
    )
    bench.deploy(
        process(
            START + user("a", inside=multi("<loopCardinality>3</loopCardinality>")) + timer + user("b") + END,
            "s -> a -> e\nlate -> b -> e",
        )
    )
    bench.start()
    bench.complete_task(rows(bench)[0].id)
    bench.clock.advance(days=2)
    from engine.timers import fire_due_timers

    assert fire_due_timers(bench.engine) == 1
    assert bench.open() == ["b"]


@pytest.mark.parametrize(
    ("attributes", "inside", "rounds"),
    [
        ("", "<loopCondition>=n &lt; 3</loopCondition>", 3),
        ('loopMaximum="2"', "<loopCondition>=n &lt; 3</loopCondition>", 2),
        ('loopMaximum="2"', "", 2),
        ('testBefore="true"', "<loopCondition>=n &lt; 0</loopCondition>", 0),
        ('testBefore="true"', "<loopCondition>=loopCounter &lt; 2</loopCondition>", 2),
        ("", "<loopCondition>=n &lt; 0</loopCondition>", 1),
    ],
)
def test_a_standard_loop_runs_while_its_condition_holds(bench: Any, attributes: str, inside: str, rounds: int) -> None:
    loop = f"<standardLoopCharacteristics {attributes}>{inside}</standardLoopCharacteristics>"
    count = script("a", "n", "n + 1").replace("</scriptTask>", loop + "</scriptTask>")
    bench.deploy(process(START + count + user("after") + END, "s -> a -> after -> e"))
    instance = bench.start(n=Decimal(0)).instance_id

    assert bench.open() == ["after"]
    assert bench.variables(instance)["n"] == Decimal(rounds)


def test_a_loop_of_user_tasks_waits_each_round(bench: Any) -> None:
    loop = '<standardLoopCharacteristics loopMaximum="3"/>'
    bench.deploy(process(START + user("a", inside=loop) + user("after") + END, "s -> a -> after -> e"))
    bench.start()
    for _ in range(3):
        bench.forget_caches()
        bench.complete("a")
    assert bench.open() == ["after"]


def test_a_failing_result_leaves_the_task_open_as_an_incident(bench: Any) -> None:
    deploy(
        bench,
        user(
            "a",
            "opinion",
            inside=properties(outputCollection="x", outputElement="=nothing.here + 1")
            + multi("<loopCardinality>2</loopCardinality>"),
        ),
    )
    bench.start()
    with pytest.raises(IncidentRaised):
        bench.complete_task(rows(bench)[0].id, opinion="x")
    assert len(rows(bench)) == 2
