"""Looking at external tasks: workers see theirs, administrators all, and filters narrow."""
from __future__ import annotations

from typing import Any

import pytest

from engine.errors import NotFound
from engine.external_tasks import Filter, count_external_tasks, get_external_task, list_external_tasks
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, PARTY
from tests.integration.engine.working import CASHIER, STRANGER, complete, fail, fetch_one, payment, service


@pytest.fixture
def paying(bench: Any) -> Any:
    """Two cases: one has a payment and a letter to be done."""
    body = '<startEvent id="s"/>' + service("w") + service("v", "post", workers="village_party") + user("a")
    bench.deploy(process(body, "s -> w -> a\ns -> v -> a"), payment().replace(b'id="p"', b'id="q"'))
    bench.first, bench.second = bench.start("p"), bench.start("q")
    return bench


def seen(bench: Any, actor: Any = CADRE, **wanted: Any) -> list[str]:
    return sorted(row.element_id for row in list_external_tasks(bench.engine, actor, Filter(**wanted), 100))


def test_each_sees_what_is_for_them_and_administrators_see_all(paying: Any) -> None:
    assert seen(paying) == ["v", "w", "w"]
    assert seen(paying, CASHIER) == ["w", "w"]
    assert seen(paying, PARTY) == ["v"]
    assert seen(paying, STRANGER) == []


def test_a_hidden_task_is_not_found(paying: Any) -> None:
    task_id = list_external_tasks(paying.engine, CASHIER, Filter(), 1)[0].id

    assert get_external_task(paying.engine, CASHIER, task_id).topic == "pay"
    with pytest.raises(NotFound):
        get_external_task(paying.engine, STRANGER, task_id)
    with pytest.raises(NotFound):
        get_external_task(paying.engine, CASHIER, "absent")


def test_filters_narrow_what_is_listed_and_counted(paying: Any) -> None:
    locked = fetch_one(paying, filter=Filter(instance_ids=(paying.second.instance_id,)))

    for wanted, count in [
        ({"topics": ("pay",)}, 2),
        ({"topics": ("pay", "post")}, 3),
        ({"instance_ids": (paying.first.instance_id,)}, 2),
        ({"element_ids": ("v",)}, 1),
        ({"business_key": "2026-2"}, 1),
        ({"definition_keys": ("q",)}, 1),
        ({"worker_id": "w1"}, 1),
        ({"locked": True}, 1),
        ({"locked": False}, 2),
        ({"ids": (locked,)}, 1),
        ({"retries_left": True}, 3),
        ({"retries_left": False}, 0),
    ]:
        assert len(seen(paying, **wanted)) == count, wanted
        assert count_external_tasks(paying.engine, CADRE, Filter(**wanted)) == count
    fail(paying, locked)
    assert count_external_tasks(paying.engine, CADRE, Filter(retries_left=False)) == 1


def test_a_page_begins_where_it_is_asked_to(paying: Any) -> None:
    rows = list_external_tasks(paying.engine, CADRE, Filter(), 100)

    assert [row.id for row in list_external_tasks(paying.engine, CADRE, Filter(), 1, 1)] == [rows[1].id]


def test_ended_tasks_are_not_listed(paying: Any) -> None:
    complete(paying, fetch_one(paying, filter=Filter(instance_ids=(paying.second.instance_id,))))

    assert seen(paying, CASHIER) == ["w"]
