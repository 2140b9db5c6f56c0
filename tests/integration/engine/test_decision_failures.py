"""Decisions that cannot be taken: an incident that says why, the case as it was, and after mending it goes on."""
from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine import codec
from engine.execution.workflow import ExecutionLimits
from engine.execution_errors import LimitReached, UnresolvedReference
from engine.incident_closing import retry_incident
from engine.incidents import IncidentRaised, list_incidents
from engine.retries import RETRIES
from engine.tables import decision_record, definition, variable
from engine.timers import fire_due_timers
from engine.transaction import writing
from tests.decisions import decisions, literal, table
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, NOON
from tests.integration.engine.deciding import (
    AMOUNT,
    END,
    START,
    WAYS,
    incident_of,
    line,
    organiser,
    row_of,
    rule,
    verified,
)


@pytest.mark.parametrize(
    ("mapping", "outputs", "sentence"),
    [
        ("singleEntry", 1, "决策「决策organiser」得出 2 个结果，singleEntry 只能有一个"),
        ("singleResult", 2, "决策「决策organiser」得出 2 个结果，singleResult 只能有一个"),
    ],
)
def test_results_that_do_not_fit_their_mapping_are_an_incident(
    bench: Any, mapping: str, outputs: int, sentence: str
) -> None:
    names = dict([("n", "number"), ("t", "string")][:outputs])
    cells = [row[: 1 + outputs] for row in WAYS]
    made = decisions(table("organiser", {"amount": "number"}, names, cells, "COLLECT"))
    bench.deploy(line(rule(mapping=mapping)), forms={"amount": AMOUNT}, decisions=made)
    bench.start()

    assert sentence in incident_of(bench, amount=7).message
    bench.complete("a", amount=1)
    assert bench.open() == ["b"]


def test_a_table_deployed_alone_with_one_more_output_than_its_task_can_take_is_an_incident(bench: Any) -> None:
    """Deployment refuses the two together; the table alone is not held against diagrams deployed before."""
    narrow, wide = ({"n": "number"}, {"n": "number", "t": "string"})
    for outputs in (narrow, wide):
        cells = [row[: 1 + len(outputs)] for row in WAYS]
        made = decisions(table("organiser", {"amount": "number"}, outputs, cells, "COLLECT"))
        diagrams = [line(rule(mapping="collectEntries"))] if outputs is narrow else []
        bench.deploy(*diagrams, forms={"amount": AMOUNT}, decisions=made)
    bench.start()

    sentence = "决策「决策organiser」的结果有 2 项输出（「n」、「t」），collectEntries 只能有一项"
    assert sentence in incident_of(bench, amount=7).message
    bench.complete("a", amount=0)
    assert bench.open() == ["b"]


def test_two_hits_of_a_unique_table_are_an_incident_that_names_both_rules(bench: Any, rows: Any) -> None:
    cells = [["> 1000", '"甲"'], ["-", '"乙"'], ["> 2000", '"丙"']]
    made = decisions(table("organiser", {"amount": "number"}, {"who": "string"}, cells))
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=made)
    started = bench.start()

    found = incident_of(bench, amount=1500)

    assert found.element_id == "choose"
    assert "决策「决策organiser」算不出来" in found.message
    assert "第 1 条规则（organiser_1）" in found.message
    assert "第 2 条规则（organiser_2）" in found.message
    assert (found.details["decision"], found.details["missing"]) == ("organiser", [])
    assert rows(decision_record) == []
    assert "organiser" not in bench.variables(started.instance_id)
    bench.complete("a", amount=10)
    assert bench.variables(started.instance_id)["organiser"] == "乙"
    assert len(rows(decision_record)) == 1
    assert verified(bench, started.instance_id).ok


def test_a_missing_variable_is_an_incident_that_names_it_and_can_be_retried_once_it_is_there(bench: Any) -> None:
    cells = [[">= 2000", "-", '"甲"'], ["< 2000", '"本村"', '"乙"'], ["< 2000", '"外村"', '"丙"']]
    made = decisions(table("organiser", {"amount": "number", "place": "string"}, {"who": "string"}, cells))
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=made)
    started = bench.start()

    found = incident_of(bench, amount=3000)  # the first rule would match whatever the place is

    assert "「place」还没有值" in found.message
    assert found.details["missing"] == ["place"]
    with pytest.raises(IncidentRaised):
        retry_incident(bench.engine, CADRE, found.id, RETRIES)
    with writing(bench.engine.database) as connection:
        row = {"instance_id": started.instance_id, "scope_id": "", "name": "place", "value": codec.encode("外村")}
        connection.execute(variable.insert().values(**row, written_at=NOON, written_by="admin"))
    retry_incident(bench.engine, CADRE, found.id, RETRIES)
    assert bench.open() == ["b"]
    assert bench.variables(started.instance_id)["organiser"] == "甲"
    assert list_incidents(bench.engine) == []


def test_a_timer_whose_decision_fails_is_an_incident(bench: Any) -> None:
    wait = (
        '<intermediateCatchEvent id="w"><timerEventDefinition id="t"><timeDuration>PT1H</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>"
    )
    body = START + wait + rule() + user("b") + END
    bench.deploy(process(body, "s -> w -> choose -> b -> e"), decisions=decisions(organiser()))
    bench.start()
    bench.clock.advance(hours=2)

    assert fire_due_timers(bench.engine) == 0
    (found,) = list_incidents(bench.engine)
    assert (found.kind, found.element_id) == ("timer", "choose")
    assert "「amount」还没有值" in found.message


@pytest.mark.parametrize(
    ("text", "told_"),
    [
        ("count(for i in 1..1000000000 return i)", "决策「决策organiser」算不出来"),
        ('amount + "x"', "决策「决策organiser」算不出来"),
    ],
)
def test_a_decision_that_cannot_be_reckoned_is_an_incident(bench: Any, text: str, told_: str) -> None:
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=decisions(literal("organiser", text)))
    bench.start()

    assert told_ in incident_of(bench, amount=1).message


def test_a_decision_that_has_vanished_is_an_incident_that_names_it(bench: Any) -> None:
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=decisions(organiser()))
    bench.start()
    with writing(bench.engine.database) as connection:
        connection.execute(definition.delete().where(definition.c.kind == "decision"))
    bench.forget_caches()

    found = incident_of(bench, amount=1)

    assert (found.element_id, found.message) == ("choose", "找不到决策「organiser」")
    assert UnresolvedReference.type == "incident"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (decisions(table("organiser", {"amount": "number"}, {"who": "string"}, [["> >", '"甲"']])),
         "决策「决策organiser」算不出来：决策「决策organiser」第 1 行「amount」列"),
        (decisions(organiser(name="other")), "找不到决策「organiser」"),
    ],
)  # fmt: skip
def test_stored_content_that_cannot_be_executed_is_an_incident(bench: Any, content: bytes, sentence: str) -> None:
    """Deployment refuses such files; a later version of the engine may judge what is stored more strictly."""
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=decisions(organiser()))
    bench.start()
    with writing(bench.engine.database) as connection:
        deployed = {"content": content, "content_hash": hashlib.sha256(content).hexdigest()}
        connection.execute(definition.update().where(definition.c.kind == "decision").values(deployed))
    bench.forget_caches()

    found = incident_of(bench, amount=1)

    assert found.message.startswith(sentence)
    assert found.element_id == "choose"


@pytest.mark.parametrize(
    "limits",
    [
        ExecutionLimits(steps=50),
        ExecutionLimits(decisions=20),
        ExecutionLimits(decision_steps=40),
        ExecutionLimits(record_bytes=5_000),
    ],
)
def test_many_decisions_in_one_step_are_stopped_by_each_limit_of_a_step(
    bench: Any, rows: Any, limits: ExecutionLimits
) -> None:
    """Deployment refuses a loop in which nothing waits, so sixty tasks stand in a row."""
    bench.engine = replace(bench.engine, limits=limits)
    bench.deploy(row_of(60), decisions=decisions(organiser()))

    with pytest.raises(LimitReached, match="没有等待的循环") as reached:
        bench.start(amount=Decimal(1))

    assert (reached.value.element_id or "").startswith("choose_")
    assert rows(decision_record) == []
