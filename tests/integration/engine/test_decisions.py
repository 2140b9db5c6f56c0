"""Business rule tasks in running cases: values, reasons, scopes, and the version that a case means."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

import feel
from engine.tables import definition
from engine.transaction import reading
from tests.decisions import decisions, literal, table
from tests.diagrams import process, user
from tests.integration.engine.conftest import NOON
from tests.integration.engine.deciding import (
    AMOUNT,
    END,
    LINE,
    START,
    WAYS,
    definitions,
    line,
    open_tasks,
    organiser,
    records,
    rule,
)


def test_a_decision_gives_its_value_and_why_and_leaves_a_record(bench: Any) -> None:
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=decisions(organiser()))
    started = bench.start()
    bench.complete("a", amount=2600)

    assert bench.open() == ["b"]
    written = bench.variables(started.instance_id)
    assert (written["organiser"], written["why"]) == ("村民会议", "因为金额在2000元及以上（规则1）")
    (record,) = records(bench, started.instance_id)
    shown = {name: record[name] for name in record if name not in {"id", "instance_id", "salt", "activity_id"}}
    assert shown == {
        "sequence": 2, "position": 0, "element_id": "choose", "element_name": "确定组织者", "decision": "organiser",
        "name": "决策organiser", "decision_key": "organiser", "decision_name": "决策organiser", "version": 1,
        "definition_id": definitions(bench)[0].id, "evaluated_at": NOON, "hit_policy": "UNIQUE",
        "inputs": [{"label": "amount", "expression": "amount", "value": 2600}],
        "rules": [
            {"id": "organiser_1", "row": 1, "outputs": {"who": "村民会议"}, "annotations": ["金额在2000元及以上"]},
        ],
        "value": "村民会议", "because": "因为金额在2000元及以上（规则1）",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mapping", "outputs", "amount", "value"),
    [
        ("collectEntries", {"n": "number"}, 7, [1, 2]),
        ("collectEntries", {"n": "number"}, 0, []),
        ("resultList", {"n": "number", "t": "string"}, 7, [{"n": 1, "t": "甲"}, {"n": 2, "t": "乙"}]),
        ("", {"n": "number"}, 1, [{"n": 1}]),
        ("", {"n": "number"}, 0, []),
        ("singleResult", {"n": "number", "t": "string"}, 1, {"n": 1, "t": "甲"}),
        ("singleResult", {"n": "number", "t": "string"}, 0, None),
        ("singleEntry", {"n": "number"}, 1, 1),
        ("singleEntry", {"n": "number"}, 0, None),
    ],
)
def test_results_reach_the_variable_by_each_mapping(
    bench: Any, mapping: str, outputs: dict[str, str], amount: int, value: Any
) -> None:
    cells = [row[: 1 + len(outputs)] for row in WAYS]
    made = decisions(table("organiser", {"amount": "number"}, outputs, cells, "COLLECT"))
    bench.deploy(line(rule(mapping=mapping)), forms={"amount": AMOUNT}, decisions=made)
    started = bench.start()
    bench.complete("a", amount=amount)

    assert bench.variables(started.instance_id)["organiser"] == value
    assert bench.variables(started.instance_id)["why"] == ""


def test_a_variable_that_is_null_is_not_missing(bench: Any) -> None:
    cells = [["null", '"未填"'], ["not(null)", '"已填"']]
    made = decisions(table("organiser", {"place": "string"}, {"who": "string"}, cells))
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=made)
    started = bench.start(place=None)
    bench.complete("a", amount=1)

    assert bench.variables(started.instance_id)["organiser"] == "未填"


def test_changing_2000_to_3000_holds_for_new_cases_and_old_ones_keep_theirs(bench: Any) -> None:
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=decisions(organiser(2000)))
    old = bench.start()
    bench.deploy(decisions=decisions(organiser(3000)))
    new = bench.start()
    tasks = {row.instance_id: row.id for row in open_tasks(bench)}
    for started in (new, old):
        bench.complete_task(tasks[started.instance_id], amount=2600)

    assert bench.variables(old.instance_id)["organiser"] == "村民会议"
    assert bench.variables(new.instance_id)["organiser"] == "村民委员会"
    assert [row["version"] for started in (old, new) for row in records(bench, started.instance_id)] == [1, 2]
    bench.forget_caches()
    third = bench.start()
    bench.complete_task(open_tasks(bench, "a")[0].id, amount=2600)
    assert bench.variables(third.instance_id)["organiser"] == "村民委员会"


@pytest.mark.parametrize(
    ("binding", "values"),
    [
        ('camunda:decisionRefBinding="latest"', ["村民委员会", "村民会议", "村民委员会"]),
        ('camunda:decisionRefBinding="deployment"', ["村民委员会", "村民委员会", "村民委员会"]),
        ('camunda:decisionRefBinding="version" camunda:decisionRefVersion="1"', ["村民委员会"] * 3),  # deployed before
        ('camunda:decisionRefBinding="versionTag" camunda:decisionRefVersionTag="试行"',
         ["村民委员会", "村民会议", "村民会议"]),
    ],
)  # fmt: skip
def test_a_decision_is_bound_as_the_diagram_says(bench: Any, binding: str, values: list[str]) -> None:
    """Limits 3000 (tagged), 2000 (tagged), 4000: one case is started after each deployment, for 2600 yuan."""
    process_ = process(START + user("a") + rule(more=binding) + user("b") + END, LINE)
    versions = [organiser(3000, tag="试行"), organiser(2000, tag="试行"), organiser(4000)]
    if 'decisionRefVersion="1"' in binding:
        bench.deploy(decisions=decisions(versions[0]))
    bench.deploy(process_, decisions=decisions(versions[0]))
    cases = [bench.start(amount=Decimal(2600))]
    for version in versions[1:]:
        bench.deploy(decisions=decisions(version))
        cases.append(bench.start(amount=Decimal(2600)))
    for row in open_tasks(bench):
        bench.complete_task(row.id)

    assert [bench.variables(case.instance_id)["organiser"] for case in cases] == values


def test_a_decision_sees_the_variables_of_its_own_scope(bench: Any) -> None:
    """The called process was given 100 yuan; the caller's 2600 must not shine through."""
    called = process('<startEvent id="cs"/>' + rule() + '<endEvent id="ce"/>', "cs -> choose -> ce", key="called")
    given = '<camunda:in sourceExpression="=100" target="amount"/><camunda:out source="organiser" target="inner"/>'
    inside = f"<extensionElements>{given}</extensionElements>"
    call = f'<callActivity id="call" calledElement="called">{inside}</callActivity>'
    bench.deploy(
        process(START + call + rule() + user("b") + END, "s -> call -> choose -> b -> e"), called,
        decisions=decisions(organiser()),
    )  # fmt: skip
    started = bench.start(amount=Decimal(2600))

    written = bench.variables(started.instance_id)
    assert (written["inner"], written["organiser"]) == ("村民委员会", "村民会议")
    assert [row["value"] for row in records(bench, started.instance_id)] == ["村民委员会", "村民会议"]
    assert "amount" in bench.engine.definitions.bundle(definition_of(bench), 10).names


def definition_of(bench: Any) -> str:
    """The id of process p."""
    with reading(bench.engine.database) as connection:
        return str(connection.execute(sa.select(definition.c.id).where(definition.c.key == "p")).scalar_one())


def test_a_decision_sees_the_moment_and_the_zone_of_the_step(bench: Any) -> None:
    made = decisions(literal("organiser", "now() = at and today() = day"))
    bench.deploy(process(START + rule() + user("b") + END, "s -> choose -> b -> e"), decisions=made)
    bench.clock.advance(hours=14)  # 18:00 UTC, after midnight in the installation's zone
    day = feel.Date(2026, 11, 25)
    started = bench.start(at=feel.DateTime.from_python(bench.clock()), day=day)

    assert bench.variables(started.instance_id)["organiser"] is True


def test_values_keep_their_type_on_the_way_through_a_decision(bench: Any) -> None:
    made = decisions(literal("organiser", "{sum: 0.1 + 0.2, third: 1 / 3, due: day + duration(\"P1D\")}"))
    bench.deploy(process(START + rule() + user("b") + END, "s -> choose -> b -> e"), decisions=made)
    started = bench.start(day=feel.Date(2026, 2, 28))

    third = "0." + "3" * 34
    value = bench.variables(started.instance_id)["organiser"]
    assert value == {"sum": Decimal("0.3"), "third": Decimal(third), "due": feel.Date(2026, 3, 1)}
    (record,) = records(bench, started.instance_id)
    assert record["value"] == {"sum": 0.3, "third": third, "due": "2026-03-01"}
