"""Many instances are moved by jobs, each once, with a report; and moved back where they still stand there."""
from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from engine.errors import Conflict, InvalidRequest, NotFound
from engine.moves.batches import cancel_batch, report_batch, revert_batch, start_batch, work_batch
from engine.moves.moving import Route, move_back
from engine.tables import history_event, instance
from engine.transaction import reading, writing
from tests.integration.engine.conftest import CADRE
from tests.integration.engine.moves.test_moving import line


def report(bench: Any, batch: str) -> list[str]:
    with reading(bench.engine.database) as connection:
        return [row.status for row in report_batch(connection, batch)]


def moves(rows: Any) -> int:
    return sum(event.type == "moved" for event in rows(history_event))


@pytest.fixture
def three(bench: Any) -> list[str]:
    """Two instances that can be moved, and between them one at a step that is gone from the newest version."""
    bench.deploy(line("a", "b"))
    ids = [bench.start().instance_id]
    bench.complete("a")
    ids.insert(0, bench.start().instance_id)
    ids.append(bench.start().instance_id)
    bench.deploy(line("a", "c"))
    return [ids[0], ids[1], ids[2]]


def test_each_is_moved_once_or_refused_with_reasons(bench: Any, rows: Any, three: list[str]) -> None:
    batch = start_batch(bench.engine, CADRE, three, Route(), "流程图改好了")
    assert report(bench, batch) == ["pending"] * 3
    for _ in range(2):  # a job may be done again
        work_batch(bench.engine, {"batch": batch, "first": 0})
    assert report(bench, batch) == ["moved", "refused", "moved"]
    with reading(bench.engine.database) as connection:
        assert [entry["element_id"] for entry in report_batch(connection, batch)[1].findings] == ["b"]
    assert moves(rows) == 2


def test_a_batch_is_taken_back_where_it_still_stands(bench: Any, rows: Any, three: list[str]) -> None:
    before = {row.id: row.definition_id for row in rows(instance)}
    batch = start_batch(bench.engine, CADRE, three, Route(), "流程图改好了")
    work_batch(bench.engine, {"batch": batch, "first": 0})
    move_back(bench.engine, CADRE, three[0], "这件不改")
    back = revert_batch(bench.engine, CADRE, batch, "改错了")
    work_batch(bench.engine, {"batch": back, "first": 0})
    assert report(bench, back) == ["refused", "moved"]
    assert {row.id: row.definition_id for row in rows(instance)} == before
    with pytest.raises(Conflict):
        revert_batch(bench.engine, CADRE, back, "再来")


def test_what_is_cancelled_stays_where_it_is(bench: Any, rows: Any, three: list[str]) -> None:
    batch = start_batch(bench.engine, CADRE, three, Route(), "流程图改好了")
    assert cancel_batch(bench.engine, CADRE, batch) == 3
    work_batch(bench.engine, {"batch": batch, "first": 0})
    assert (report(bench, batch), moves(rows)) == (["cancelled"] * 3, 0)


def test_a_death_between_two_instances_or_before_the_report_does_no_harm(
    bench: Any, rows: Any, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def die(*_: Any) -> Any:
        raise Died

    batch = start_batch(bench.engine, CADRE, three, Route(), "流程图改好了")
    with monkeypatch.context() as patch:
        patch.setattr("engine.moves.batches.writing", die)
        with pytest.raises(Died):
            work_batch(bench.engine, {"batch": batch, "first": 0})
    assert report(bench, batch) == ["moved", "pending", "pending"]
    work_batch(bench.engine, {"batch": batch, "first": 0})
    assert (report(bench, batch), moves(rows)) == (["moved", "refused", "moved"], 2)


def test_an_instance_that_breaks_is_named_and_stops_no_other(bench: Any, rows: Any, three: list[str]) -> None:
    with writing(bench.engine.database) as connection:
        connection.execute(instance.update().where(instance.c.id == three[0]).values(state=b"spoiled"))
    batch = start_batch(bench.engine, CADRE, three, Route(), "流程图改好了")

    work_batch(bench.engine, {"batch": batch, "first": 0})

    assert report(bench, batch) == ["refused", "refused", "moved"]
    with reading(bench.engine.database) as connection:
        assert "系统出错" in report_batch(connection, batch)[0].findings[0]["text"]
    assert moves(rows) == 1


def test_while_the_database_is_away_nothing_is_decided(
    bench: Any, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> Any:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))

    batch = start_batch(bench.engine, CADRE, three, Route(), "流程图改好了")
    with monkeypatch.context() as patch:
        patch.setattr("engine.moves.batches.move_instance", away)
        with pytest.raises(sa.exc.OperationalError):
            work_batch(bench.engine, {"batch": batch, "first": 0})
    assert report(bench, batch) == ["pending"] * 3


def test_a_batch_needs_instances_of_one_process(bench: Any, three: list[str]) -> None:
    with pytest.raises(InvalidRequest):
        start_batch(bench.engine, CADRE, [], Route(), "流程图改好了")
    with pytest.raises(NotFound):
        start_batch(bench.engine, CADRE, [*three, "nobody"], Route(), "流程图改好了")
