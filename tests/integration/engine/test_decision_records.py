"""What decisions leave behind: a record of each, its digest in the chain, and what tampering with it shows."""
from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from engine.execution_errors import ExecutionFailed
from engine.instance_views import list_decisions
from engine.messages import deliver_message
from engine.tables import decision_record, instance
from engine.timers import fire_due_timers
from engine.transaction import reading, writing
from tests.decisions import decisions, literal, table
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, NOON
from tests.integration.engine.deciding import (
    AMOUNT,
    END,
    START,
    definitions,
    line,
    organiser,
    records,
    row_of,
    rule,
    told,
    verified,
)


def test_the_history_names_each_decision_by_its_digest_and_holds_no_value(bench: Any, rows: Any) -> None:
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=decisions(organiser()))
    started = bench.start()
    bench.complete("a", amount=2600)
    bench.complete("b")

    (record,) = rows(decision_record)
    first, second, *others = told(bench, started.instance_id)
    assert first == ("instance_started", [])
    assert second[0] == "task_completed"
    (entry,) = second[1]
    assert len(entry.pop("digest")) == 64
    assert entry == {
        "id": record.id, "element": "choose", "decision": "organiser", "definition": record.definition_id,
        "rules": ["organiser_1"],
    }  # fmt: skip
    assert [decided for _, decided in others] == [[], []]
    assert "村民会议" not in str(entry)
    assert verified(bench, started.instance_id).ok


def test_required_decisions_are_recorded_before_the_one_that_was_asked(bench: Any) -> None:
    sizes = [[">= 2000", "true", "大额"], ["-", "false"]]
    major = table("major", {"amount": "number"}, {"major": "boolean"}, sizes, "FIRST")
    fee = literal("fee", "amount * 0.1")
    cells = [["true", "> 10", '"会议"', "重大事项"], ["-", "-", '"村委"']]
    who = table(
        "organiser", {"major": "boolean", "fee": "number"}, {"who": "string"}, cells, "FIRST", ["major", "fee"]
    )
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=decisions(major, fee, who))
    started = bench.start()
    bench.complete("a", amount=2600)

    found = records(bench, started.instance_id)
    assert [(row["decision_key"], row["value"], row["because"], row["hit_policy"]) for row in found] == [
        ("major", True, "因为大额（规则1）", "FIRST"),
        ("fee", 260, "", None),
        ("organiser", "会议", "因为重大事项（规则1）", "FIRST"),
    ]
    assert [row["position"] for row in found] == [0, 1, 2]
    assert [row["definition_id"] for row in found] == [
        next(row.id for row in definitions(bench) if row.key == key) for key in ("major", "fee", "organiser")
    ]
    assert bench.variables(started.instance_id)["why"] == "因为重大事项（规则1）"
    assert len(told(bench, started.instance_id)[1][1]) == 3
    assert verified(bench, started.instance_id).ok


def test_a_start_records_what_it_decides_and_a_failing_one_leaves_nothing(bench: Any, rows: Any) -> None:
    bench.deploy(process(START + rule() + user("b") + END, "s -> choose -> b -> e"), decisions=decisions(organiser()))
    started = bench.start(amount=Decimal(2600))

    assert [row["sequence"] for row in records(bench, started.instance_id)] == [1]
    assert len(told(bench, started.instance_id)[0][1]) == 1
    assert verified(bench, started.instance_id).ok
    with pytest.raises(ExecutionFailed, match="「amount」还没有值"):
        bench.start()
    assert len(rows(instance)) == len(rows(decision_record)) == 1


def test_a_message_and_a_timer_record_what_they_decide(bench: Any) -> None:
    wait = (
        '<intermediateCatchEvent id="w"><timerEventDefinition id="t"><timeDuration>PT1H</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>"
    )
    senders = '<extensionElements><camunda:properties><camunda:property name="senders" value="everyone"/>'
    catch = (
        f'<intermediateCatchEvent id="m">{senders}</camunda:properties></extensionElements>'
        '<messageEventDefinition id="md" messageRef="go"/></intermediateCatchEvent>'
    )
    body = START + wait + rule() + catch + rule().replace('"choose"', '"again"') + user("b") + END
    bench.deploy(
        process(body, "s -> w -> choose -> m -> again -> b -> e", extra='<message id="go" name="go"/>'),
        decisions=decisions(organiser()),
    )
    started = bench.start(amount=Decimal(100))
    bench.clock.advance(hours=2)
    assert fire_due_timers(bench.engine) == 1
    deliver_message(bench.engine, CADRE, started.business_key, "go", {})

    found = records(bench, started.instance_id)
    assert [(row["element_id"], row["sequence"], row["value"]) for row in found] == [
        ("choose", 2, "村民委员会"), ("again", 3, "村民委员会"),
    ]  # fmt: skip
    assert [type_ for type_, decided in told(bench, started.instance_id) if decided] == [
        "timer_fired", "message_received",
    ]  # fmt: skip
    assert found[0]["because"] == "因为金额较小，系统默认（规则2）"
    assert verified(bench, started.instance_id).ok


def test_as_many_decisions_as_fit_are_taken_in_one_step(bench: Any, rows: Any) -> None:
    bench.deploy(row_of(60), decisions=decisions(organiser()))
    started = bench.start(amount=Decimal(1))

    assert len(rows(decision_record)) == 60
    assert verified(bench, started.instance_id).ok


def test_a_crash_before_the_commit_leaves_no_record_and_the_next_attempt_leaves_one(bench: Any, rows: Any) -> None:
    class Crash(Exception):
        pass

    def crash(point: str) -> None:
        if point == "before_commit":
            raise Crash

    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=decisions(organiser()))
    started = bench.start()
    whole = bench.engine
    bench.engine = replace(whole, fault=crash)
    with pytest.raises(Crash):
        bench.complete("a", amount=1)
    assert rows(decision_record) == []

    bench.engine = whole
    bench.complete("a", amount=1)
    assert len(rows(decision_record)) == 1
    assert "村民".encode() not in rows(instance)[0].state
    assert verified(bench, started.instance_id).ok


def test_decisions_are_listed_in_order_and_in_pages(bench: Any) -> None:
    bench.deploy(row_of(5), decisions=decisions(organiser()))
    started = bench.start(amount=Decimal(1))
    bench.start(amount=Decimal(1))

    seen: list[str] = []
    after = None
    with reading(bench.engine.database) as connection:
        while page := list_decisions(connection, started.instance_id, 2, after):
            seen += [row["element_id"] for row in page]
            after = page[-1]["id"]
    assert seen == [f"choose_{place}" for place in range(5)]


OTHER = "5b1e0c39-8f4f-4b7e-9a55-0c2f1d7e6a10"


def rewrite(**values: Any) -> Any:
    """Change the first record."""
    return lambda connection: connection.execute(
        decision_record.update().where(decision_record.c.element_id == "choose").values(**values)
    )


def move(connection: Any) -> None:
    connection.execute(decision_record.update().values(sequence=decision_record.c.sequence - 1))


def add(sequence: int) -> Any:
    def insert(connection: Any) -> None:
        row = dict(connection.execute(sa.select(decision_record)).mappings().one())
        connection.execute(decision_record.insert().values({**row, "id": OTHER, "sequence": sequence, "position": 9}))

    return insert


@pytest.mark.parametrize(
    ("tamper", "first_broken"),
    [
        (rewrite(record=b'{"value": "X"}'), 2),
        (rewrite(salt="0" * 32), 2),
        (rewrite(decision_name="另一个"), 2),
        (rewrite(decision_key="other"), 2),
        (rewrite(element_id="b"), 2),
        (rewrite(activity_id=OTHER), 2),
        (rewrite(position=5), 2),
        (rewrite(evaluated_at=NOON.replace(year=2020)), 2),
        (move, 1),
        (lambda connection: connection.execute(decision_record.delete()), 2),
        (add(2), 2),
        (add(3), 3),
        (add(7), 5),
    ],
)
def test_a_record_that_is_changed_deleted_moved_or_added_is_found(bench: Any, tamper: Any, first_broken: int) -> None:
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=decisions(organiser()))
    started = bench.start()
    bench.complete("a", amount=2600)
    bench.complete("b")
    assert verified(bench, started.instance_id).ok
    with writing(bench.engine.database) as connection:
        tamper(connection)

    found = verified(bench, started.instance_id)

    assert (found.ok, found.first_broken) == (False, first_broken)
    assert "决策的记录" in found.reason


def test_the_same_answer_given_twice_decides_once(bench: Any, rows: Any) -> None:
    bench.deploy(line(), forms={"amount": AMOUNT}, decisions=decisions(organiser()))
    bench.start()
    task_id = bench.task_id("a")
    first = bench.complete_task(task_id, amount=1)
    again = bench.complete_task(task_id, amount=1)

    assert (first.repeated, again.repeated) == (False, True)
    assert len(rows(decision_record)) == 1
