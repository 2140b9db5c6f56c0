"""The inbox shows what a person may do now: theirs and their groups', most urgent first, in pages that miss nothing."""
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from engine.claims import claim, unclaim
from engine.inbox import MOST_COUNTED, Page, TaskCounts, TaskFilter, count_tasks, list_tasks
from engine.tables import instance, task, task_candidate
from engine.transaction import reading, writing
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, NOON, PARTY

COLLEAGUE = replace(CADRE, person_id="colleague")
STRANGER = replace(CADRE, person_id="stranger", keys=frozenset({"person:stranger", "village_committee@640102"}))
STAGE = '<extensionElements><camunda:properties><camunda:property name="stage" value="公示"/></camunda:properties>'
STAGE += "</extensionElements>"


@pytest.fixture
def office(bench: Any) -> Any:
    """Three cases; each with a task due tomorrow, one due in an hour given by variable, and one without a due date."""
    body = '<startEvent id="s"/><parallelGateway id="f"/>' + user("open_ended")
    body += user("notice", inside=STAGE).replace('name="notice"', 'name="notice" camunda:dueDate="P1D"')
    body += user("urgent").replace('name="urgent"', 'name="urgent" camunda:dueDate="=span"')
    body += "".join(f'<endEvent id="e{place}"/>' for place in range(3))
    bench.deploy(process(body, "s -> f -> open_ended -> e0\nf -> notice -> e1\nf -> urgent -> e2"))
    for _ in range(3):
        bench.start(span="PT1H")
        bench.clock.advance(minutes=10)
    return bench


def names(page: Page) -> list[tuple[str, str]]:
    return [(row.business_key, row.element_id) for row in page.items]


def pages(bench: Any, actor: Any, limit: int, filter_: TaskFilter | None = None) -> list[Page]:
    found = [list_tasks(bench.engine, actor, filter_ or TaskFilter(), limit)]
    while found[-1].next is not None:
        found.append(list_tasks(bench.engine, actor, filter_ or TaskFilter(), limit, found[-1].next))
    return found


def test_earliest_due_comes_first_and_what_has_no_date_last(office: Any) -> None:
    found = names(list_tasks(office.engine, CADRE, TaskFilter()))

    assert found == [(f"2026-{n}", name) for name in ("urgent", "notice", "open_ended") for n in (1, 2, 3)]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9, 10])
def test_pages_hold_every_task_once(office: Any, limit: int) -> None:
    found = [name for page in pages(office, CADRE, limit) for name in names(page)]

    assert found == names(list_tasks(office.engine, CADRE, TaskFilter()))
    assert len(found) == 9


def test_tasks_created_at_one_moment_are_paged_without_loss(bench: Any) -> None:
    bench.deploy(process('<startEvent id="s"/>' + user("a") + '<endEvent id="e"/>', "s -> a -> e"))
    for _ in range(5):
        bench.start()

    assert len({row.id for page in pages(bench, CADRE, 2) for row in page.items}) == 5


def test_a_page_goes_on_after_its_last_task_was_done(office: Any) -> None:
    first = list_tasks(office.engine, CADRE, TaskFilter(), 2)
    office_complete(office, first.items[-1].id)

    rest = list_tasks(office.engine, CADRE, TaskFilter(), 50, first.next)

    assert names(rest)[0] == ("2026-3", "urgent")
    assert len(rest.items) == 7


def office_complete(bench: Any, task_id: str) -> None:
    from engine.tasks import complete

    complete(bench.engine, CADRE, task_id, {})


def test_other_posts_other_villages_and_nobody_see_nothing(office: Any) -> None:
    for actor in (PARTY, STRANGER, replace(CADRE, person_id="x", keys=frozenset())):
        assert list_tasks(office.engine, actor, TaskFilter()).items == []
        assert count_tasks(office.engine, actor) == TaskCounts(0, 0, 0, {})


def test_a_claimed_task_is_seen_by_its_holder_alone(office: Any) -> None:
    claim(office.engine, COLLEAGUE, list_tasks(office.engine, CADRE, TaskFilter()).items[0].id)

    assert len(list_tasks(office.engine, CADRE, TaskFilter()).items) == 8
    assert names(list_tasks(office.engine, COLLEAGUE, TaskFilter(scope="mine"))) == [("2026-1", "urgent")]
    assert len(list_tasks(office.engine, COLLEAGUE, TaskFilter(scope="groups")).items) == 8


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        (TaskFilter(overdue=True), 2),
        (TaskFilter(overdue=False), 7),
        (TaskFilter(stage="公示"), 3),
        (TaskFilter(stage="归档"), 0),
        (TaskFilter(business_key="2026-2"), 3),
        (TaskFilter(business_key="2026-2", element_id="urgent"), 1),
        (TaskFilter(scope="mine"), 0),
        (TaskFilter(business_key="2026-2' OR 1=1"), 0),
    ],
)
def test_filters_narrow_down_and_combine(office: Any, filter_: TaskFilter, expected: int) -> None:
    """At this moment two of the three urgent tasks are past their hour."""
    office.clock.advance(minutes=45)

    assert len(list_tasks(office.engine, CADRE, filter_).items) == expected
    assert sum(len(page.items) for page in pages(office, CADRE, 1, filter_)) == expected


def test_the_counts_agree_with_the_lists(office: Any) -> None:
    claim(office.engine, CADRE, list_tasks(office.engine, CADRE, TaskFilter()).items[0].id)
    office.clock.advance(minutes=45)

    counts = count_tasks(office.engine, CADRE)

    assert counts == TaskCounts(mine=1, groups=8, overdue=2, by_stage={"公示": 3})
    for scope, number in (("mine", counts.mine), ("groups", counts.groups)):
        assert len(list_tasks(office.engine, CADRE, TaskFilter(scope=scope)).items) == number


def test_a_task_has_one_candidate_row_per_group_and_shows_once(bench: Any) -> None:
    both = user("a", groups="village_committee,village_party,village_committee")
    bench.deploy(process('<startEvent id="s"/>' + both + '<endEvent id="e"/>', "s -> a -> e"))
    bench.start()
    holder = replace(CADRE, keys=CADRE.keys | PARTY.keys)

    with reading(bench.engine.database) as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(task_candidate)).scalar()
    assert count == 2
    assert bench.open(holder) == ["a"]
    assert count_tasks(bench.engine, holder).groups == 1


def plan_of(bench: Any, read: Callable[[], object]) -> list[str]:
    """How the database answers each statement of the inbox, in its words, each line for itself."""
    statements: list[tuple[str, Any]] = []

    def note(*args: Any) -> None:
        statements.append((args[2], args[3]))

    sa.event.listen(bench.engine.database, "before_cursor_execute", note)
    read()
    sa.event.remove(bench.engine.database, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if bench.engine.database.dialect.name == "sqlite" else "EXPLAIN "
    lines: list[str] = []
    with reading(bench.engine.database) as connection:
        for statement, parameters in statements:
            if "task_candidate" in statement or "task" in statement.split("FROM", 1)[-1]:
                lines += [str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters)]
    return lines


@pytest.fixture
def busy(office: Any) -> Any:
    """Some thousands of tasks more, as rows alone: a database reads a small table from end to end, and rightly so."""
    with writing(office.engine.database) as connection:
        one = connection.execute(sa.select(task).where(task.c.element_id == "notice").limit(1)).mappings().one()
        copies = [
            {**one, "id": str(UUID(int=n)), "due_at": NOON + dt.timedelta(minutes=n)} for n in range(3000)
        ]
        connection.execute(task.insert(), copies)
        keys = [
            {"task_id": row["id"], "key": f"village_committee@{n % 30}", "group_name": "g"}
            for n, row in enumerate(copies)
        ]
        connection.execute(task_candidate.insert(), keys)
        connection.exec_driver_sql("ANALYZE")
    return office


@pytest.mark.parametrize(
    "filter_", [TaskFilter(), TaskFilter(stage="公示"), TaskFilter(scope="groups", overdue=True), TaskFilter("mine")]
)
def test_a_page_reads_the_beginning_of_index_ranges_and_sorts_no_more_than_that(busy: Any, filter_: TaskFilter) -> None:
    actor = replace(CADRE, keys=CADRE.keys | {"village_committee@7"})

    plan = plan_of(busy, lambda: list_tasks(busy.engine, actor, filter_, limit=20))

    assert plan
    assert not any(line.startswith(("SCAN task ", "SCAN task_candidate")) for line in plan), plan
    assert not any("Seq Scan on task" in line for line in plan), plan
    used = "task_candidate_stage" if filter_.stage else "task_mine" if filter_.scope == "mine" else "candidate_waiting"
    assert any(used in line for line in plan), plan
    sorts = [line for line in plan if "TEMP B-TREE FOR ORDER BY" in line or "Sort Key: task_candidate" in line]
    assert len(sorts) <= 1, plan  # that of the page itself


@pytest.mark.parametrize("scope", ["all", "mine", "groups"])
def test_the_tasks_of_a_case_cost_nothing_of_what_is_done_in_it_or_open_elsewhere(busy: Any, scope: str) -> None:
    """A thousand rounds on, whoever has done most of them waited for all of them to be read."""
    with writing(busy.engine.database) as connection:
        case = connection.execute(sa.select(instance).limit(1)).mappings().one()
        one = connection.execute(sa.select(task).where(task.c.instance_id == case["id"]).limit(1)).mappings().one()
        others = [{**case, "id": str(UUID(int=n)), "business_key": f"other-{n}"} for n in range(300)]
        connection.execute(instance.insert(), others)
        done = {**one, "status": "completed", "assignee": CADRE.person_id, "completed_by": CADRE.person_id}
        owners = [*(other["id"] for other in others * 10), *[case["id"]] * 1000]
        rows = [{**done, "id": str(UUID(int=9000 + n)), "instance_id": owner} for n, owner in enumerate(owners)]
        connection.execute(task.insert(), rows)
        connection.exec_driver_sql("ANALYZE")
    key = case["business_key"]

    plan = plan_of(busy, lambda: list_tasks(busy.engine, CADRE, TaskFilter(scope, business_key=key), limit=20))

    assert not any("Seq Scan on task" in line or line.startswith("SCAN task ") for line in plan), plan
    used = [line for line in plan if "ix_task_" in line]
    assert any("ix_task_open_instance" in line for line in used), plan
    assert not any(re.search("ix_task_(mine|due|assignee|candidate_(waiting|stage))", line) for line in used), plan


def test_counts_leap_through_the_indexes(busy: Any) -> None:
    plan = plan_of(busy, lambda: count_tasks(busy.engine, CADRE))

    assert not any(line.startswith(("SCAN task ", "SCAN task_candidate")) for line in plan), plan
    assert not any("Seq Scan on task" in line for line in plan), plan


def test_counts_stop_where_an_inbox_says_that_there_are_more(busy: Any) -> None:
    actor = replace(CADRE, keys=frozenset(f"village_committee@{n}" for n in range(30)))

    counts = count_tasks(busy.engine, actor)

    assert (counts.groups, counts.by_stage) == (MOST_COUNTED, {"公示": MOST_COUNTED})


def test_candidate_rows_follow_their_task_whoever_writes_it(office: Any) -> None:
    first, second, third = (row.id for row in list_tasks(office.engine, CADRE, TaskFilter()).items[:3])
    claim(office.engine, COLLEAGUE, first)
    office_complete(office, second)
    with writing(office.engine.database) as connection:  # as a repair would
        moved = {"due_at": NOON + dt.timedelta(days=9), "stage": "落实"}
        connection.execute(task.update().where(task.c.id == third).values(moved))

    waiting = sa.and_(task.c.status == "open", task.c.assignee.is_(None))
    with reading(office.engine.database) as connection:
        copies = connection.execute(
            sa.select(*(task_candidate.c[name] for name in ("waiting", "stage", "due_at", "created_at")))
            .order_by(task_candidate.c.task_id, task_candidate.c.key)
        ).all()
        truth = connection.execute(
            sa.select(waiting, task.c.stage, task.c.due_at, task.c.created_at)
            .join(task_candidate, task_candidate.c.task_id == task.c.id)
            .order_by(task_candidate.c.task_id, task_candidate.c.key)
        ).all()

    assert copies == truth
    assert {row.waiting for row in copies} == {True, False}
    unclaimed = unclaim(office.engine, COLLEAGUE, first)
    assert first in [row.id for row in list_tasks(office.engine, CADRE, TaskFilter()).items]
    assert unclaimed.assignee is None
