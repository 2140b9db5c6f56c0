"""Loops whose instances are under way at the same time, fail to exist, or would be too many."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.execution_errors import LimitReached
from engine.instance_views import list_variables
from engine.messages import deliver_message
from engine.tables import activity, history_event, task
from engine.transaction import reading
from tests.diagrams import arrows, form, number, process, script, text, user
from tests.integration.engine.conftest import CADRE
from tests.soundness import faults_of

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
PEOPLE = (
    '<multiInstanceLoopCharacteristics isSequential="false" camunda:collection="people" camunda:elementVariable="p"/>'
)
MESSAGE = '<message id="m1" name="call"/>'


def times(count: str, sequential: bool = False) -> str:
    marker = f'isSequential="{str(sequential).lower()}"'
    return (
        f"<multiInstanceLoopCharacteristics {marker}><loopCardinality>{count}</loopCardinality>"
        "</multiInstanceLoopCharacteristics>"
    )


def properties(**given: str) -> str:
    listed = "".join(f"<camunda:property name='{name}' value='{value}'/>" for name, value in given.items())
    return f"<extensionElements><camunda:properties>{listed}</camunda:properties></extensionElements>"


def subprocess(name: str, body: str, flows: str, inside: str = "") -> str:
    return (
        f'<subProcess id="{name}">{inside}<startEvent id="s_{name}"/>{body}<endEvent id="e_{name}"/>'
        f"{arrows(flows)}</subProcess>"
    )


def test_what_is_written_within_an_instance_is_collected_from_that_instance_alone(bench: Any, rows: Any) -> None:
    kept = properties(outputCollection="opinions", outputElement="=opinion") + times("=2")
    inner = subprocess("sub", user("ask", "f") + user("check"), "s_sub -> ask -> check -> e_sub", kept)
    forms = {"f": form("f", text("opinion"))}
    bench.deploy(process(START + inner + user("z") + END, "s -> sub -> z -> e"), forms=forms)
    instance = bench.start(opinion="以前的").instance_id
    first, second = rows(task)
    bench.complete_task(first.id, opinion="甲")
    bench.forget_caches()
    bench.complete_task(second.id, opinion="乙")
    for row in rows(task):
        if row.status == "open":
            bench.complete_task(row.id)

    assert bench.open() == ["z"]
    assert bench.variables(instance) == {"opinion": "以前的", "opinions": ["甲", "乙"]}
    assert faults_of(bench.engine, instance) == []


def test_results_of_loops_within_loops_come_row_by_row(bench: Any, rows: Any) -> None:
    each = user("ask", "f", inside=properties(outputCollection="row", outputElement="=n") + times("=2"))
    kept = properties(outputCollection="table", outputElement="=row") + times("=2")
    inner = subprocess("sub", each, "s_sub -> ask -> e_sub", kept)
    bench.deploy(process(START + inner + user("z") + END, "s -> sub -> z -> e"), forms={"f": form("f", number("n"))})
    instance = bench.start().instance_id
    found = rows(task)
    for place in (2, 0, 3, 1):
        bench.complete_task(found[place].id, n=place)
        bench.forget_caches()

    assert bench.variables(instance) == {"table": [[0, 1], [2, 3]]}


def test_a_message_that_an_instance_receives_stays_with_it(bench: Any) -> None:
    kept = properties(senders="everyone", payloadForm="f", outputCollection="all", outputElement="=n")
    receive = f'<receiveTask id="r" messageRef="m1">{kept}{times("=2", sequential=True)}</receiveTask>'
    content = process(START + receive + user("z") + END, "s -> r -> z -> e", extra=MESSAGE)
    bench.deploy(content, forms={"f": form("f", number("n"))})
    started = bench.start()
    for n in (4, 5):
        deliver_message(bench.engine, CADRE, started.business_key, "call", {"n": n})

    assert bench.variables(started.instance_id) == {"all": [Decimal(4), Decimal(5)]}


def test_a_long_chain_of_activities_without_any_instance_is_walked_through(bench: Any) -> None:
    names = [f"a{place}" for place in range(120)]
    nothing = "".join(script(name, "x", "1").replace("</scriptTask>", times("=0") + "</scriptTask>") for name in names)
    content = process(START + nothing + user("z") + END, " -> ".join(["s", *names, "z", "e"]))
    bench.deploy(content)
    instance = bench.start().instance_id

    assert bench.open() == ["z"]
    assert faults_of(bench.engine, instance) == []


def test_instances_of_instances_are_bounded_while_they_are_made(bench: Any, rows: Any) -> None:
    inner = f'<subProcess id="inner">{times("=1000")}{user("t")}</subProcess>'
    outer = f'<subProcess id="outer">{times("=1000")}{inner}</subProcess>'
    bench.deploy(process(START + outer + END, "s -> outer -> e"))

    with pytest.raises(LimitReached, match="分支太多"):
        bench.start()
    assert rows(activity) == []


def test_names_of_the_engines_own_are_shown_to_nobody(bench: Any, rows: Any) -> None:
    items = PEOPLE.replace("false", "true")
    kept = properties(outputCollection="all", outputElement="=p")
    bench.deploy(process(START + user("a", inside=kept + items) + END, "s -> a -> e"))
    instance = bench.start(people=["甲", "乙"]).instance_id
    bench.complete("a")

    with reading(bench.engine.database) as connection:
        shown = {row["name"] for row in list_variables(connection, instance)}
    assert shown == {"people", "p", "loopCounter", "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances"}
    assert not any("#" in row.data for row in rows(history_event))


def test_the_stage_of_each_instance_is_worked_out_with_its_item(bench: Any, rows: Any) -> None:
    bench.deploy(process(START + user("a", inside=properties(stage="=p.stage") + PEOPLE) + END, "s -> a -> e"))
    bench.start(people=[{"stage": "议事"}, {"stage": "公示"}])

    assert {row.stage for row in rows(task)} == {"议事", "公示"}
