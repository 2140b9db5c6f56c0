"""A step that has written and not committed while another runs: neither is lost; a broken one leaves nothing."""
from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa

from engine import claims, tasks
from engine.history import verify_chain
from engine.process_engine import ProcessEngine
from engine.tables import metadata
from engine.task_conflicts import AlreadyCompleted
from engine.transaction import reading
from tests.concurrency.racing import PATIENCE, overtaken
from tests.diagrams import form, process, text, user
from tests.integration.engine.conftest import CADRE

COLLEAGUE = replace(CADRE, person_id="colleague")


class Broken(BaseException):
    """What ends a request in the middle, whatever it was."""


@pytest.fixture
def fork(bench: Any) -> Any:
    """An instance with the tasks ``a`` and ``b`` before a join, then ``after``."""
    body = '<startEvent id="s"/><parallelGateway id="f"/><parallelGateway id="j"/><endEvent id="e"/>'
    body += user("a", "fa") + user("b", "fa") + user("after")
    bench.deploy(process(body, "s -> f -> a -> j -> after -> e\nf -> b -> j"), forms={"fa": form("fa", text("note"))})
    bench.started = bench.start()
    bench.ids = {name: bench.task_id(name) for name in ("a", "b")}
    return bench


def interleave(
    engine: ProcessEngine, first: Callable[[ProcessEngine], Any], second: Callable[[ProcessEngine], Any]
) -> Any:
    """Run ``second`` up to its write while ``first`` has written and not committed; return what ``second`` says."""
    written, begun = Event(), Event()

    def hold(point: str) -> None:
        if point == "before_commit":
            written.set()
            assert begun.wait(PATIENCE)

    def begin(point: str) -> None:
        if point == "before_write":
            begun.set()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first, replace(engine, fault=hold))
        assert written.wait(PATIENCE)
        other = pool.submit(second, replace(engine, fault=begin))
        one.result(PATIENCE)
        return other.exception(PATIENCE) or other.result()


def break_at(point: str) -> Callable[[str], None]:
    def fault(reached: str) -> None:
        if reached == point:
            raise Broken

    return fault


def everything(bench: Any) -> dict[str, list[Any]]:
    with reading(bench.engine.database) as connection:
        return {name: sorted(map(repr, connection.execute(sa.select(table))))
                for name, table in metadata.tables.items()}  # fmt: skip


def is_whole(bench: Any) -> bool:
    with reading(bench.engine.database) as connection:
        return verify_chain(connection, bench.started.instance_id).ok


def test_a_rival_that_began_before_the_commit_is_told_so(fork: Any) -> None:
    said = interleave(
        fork.engine,
        lambda engine: tasks.complete(engine, CADRE, fork.ids["a"], {"note": "先"}),
        lambda engine: tasks.complete(engine, COLLEAGUE, fork.ids["a"], {"note": "后"}),
    )
    assert isinstance(said, AlreadyCompleted)
    assert fork.variables(fork.started.instance_id)["note"] == "先"
    assert fork.open() == ["b"]
    assert is_whole(fork)


def test_the_other_branch_that_began_before_the_commit_passes_the_join(fork: Any) -> None:
    said = interleave(
        fork.engine,
        lambda engine: tasks.complete(engine, CADRE, fork.ids["a"], {"note": "先"}),
        lambda engine: tasks.complete(engine, COLLEAGUE, fork.ids["b"], {"note": "后"}),
    )
    assert said.next_task_ids == (fork.task_id("after"),)
    assert fork.variables(fork.started.instance_id)["note"] == "后"
    assert is_whole(fork)


@pytest.mark.parametrize("point", ["before_write", "before_commit"])
def test_a_step_that_breaks_leaves_nothing_and_holds_nobody_up(fork: Any, point: str) -> None:
    before = everything(fork)
    with pytest.raises(Broken):
        tasks.complete(replace(fork.engine, fault=break_at(point)), CADRE, fork.ids["a"], {"note": "断"})
    assert everything(fork) == before

    assert not tasks.complete(fork.engine, CADRE, fork.ids["a"], {"note": "好"}).repeated
    assert is_whole(fork)


def test_a_step_that_breaks_after_taking_the_lock_leaves_nothing(fork: Any) -> None:
    """The third attempt holds the instance's row from the beginning; it must let go of it too."""
    rivals = [lambda: claims.claim(fork.engine, CADRE, fork.ids["b"]),
              lambda: claims.unclaim(fork.engine, CADRE, fork.ids["b"])]  # fmt: skip
    slow, answers = overtaken(fork.engine, *rivals)
    overtake, before = slow.fault, {}

    def fault(point: str) -> None:
        overtake(point)
        if point == "before_write":
            before.update(everything(fork))
        if point == "before_commit" and len(answers) == 2:
            raise Broken

    with pytest.raises(Broken):
        tasks.complete(replace(fork.engine, fault=fault), CADRE, fork.ids["a"], {"note": "断"})
    assert len(answers) == 2
    assert everything(fork) == before

    fork.complete("a", note="好")
    assert fork.open() == ["b"]
